import Foundation
import Signals
import SleepCore
import Staging
import TestKit
import Testing

@Suite("What a wearable's signals are made into")
struct WearableSignalTests {
  @Test("a heart that beats evenly does not vary, and one that swings over minutes does")
  func variation() {
    func value(_ rate: (Double) -> Double) -> Double? {
      var converter = HeartVariation()
      let samples = stride(from: 0.5, to: 3600, by: 5).map {
        HeartRateSample(seconds: $0, beatsPerMinute: rate($0))
      }
      return converter.value(epoch: 60, last: 119, samples: samples)
    }
    #expect((value { _ in 60 } ?? 1) < 1e-9)
    let swing = value { 60 + 5 * sin($0 / 300 * 2 * .pi) } ?? 0
    #expect(swing > 10)
    // Twice the swing is twice the variation; the level does not matter.
    let doubled = value { 90 + 10 * sin($0 / 300 * 2 * .pi) } ?? 0
    #expect(abs(doubled / swing - 2) < 1e-9)
  }

  @Test("with fewer than two rates within five minutes there is no variation")
  func sparse() {
    var converter = HeartVariation()
    let samples = [10.0, 2000, 4000].map { HeartRateSample(seconds: $0, beatsPerMinute: 60) }
    #expect(converter.value(epoch: 66, last: 200, samples: samples) == nil)
    #expect(converter.value(epoch: 0, last: 0, samples: []) == nil)
    let pair = samples + [HeartRateSample(seconds: 4100, beatsPerMinute: 61)]
    #expect(converter.value(epoch: 135, last: 200, samples: pair) != nil)
    #expect(converter.value(epoch: 135, last: 135, samples: pair) == nil)
  }

  @Test("counts that were smoothed are told from raw ones", arguments: 1...8 as ClosedRange<UInt64>)
  func smoothness(seed: UInt64) {
    let raw = syntheticWearableNight(seed: seed, epochs: 600).counts
    let smooth = raw.indices.map { epoch in
      MovementSmoothing.value(epoch: epoch, last: raw.count - 1) { raw[$0] }
    }
    #expect(!MovementSmoothing.isSmoothed(raw))
    #expect(MovementSmoothing.isSmoothed(smooth))
    #expect(!MovementSmoothing.isSmoothed([Double?](repeating: 0, count: 500)))
  }

  @Test("beat statistics are those of the textbook, and a missed beat spoils no RMSSD")
  func beats() throws {
    var second = 0.0
    var list: [HeartRateSample] = []
    for i in 0..<140 {
      let interval = i == 100 ? 2.0 : (i % 2 == 0 ? 0.98 : 1.02)
      second += interval
      list.append(HeartRateSample(seconds: second, beatsPerMinute: 60 / interval))
    }
    let clean = try #require(BeatStatistics.value(before: 99, beats: list))
    #expect(abs(clean[0] - log(60)) < 1e-3)
    #expect(abs(clean[1] - log(20 + 1)) < 0.01)
    #expect(abs(clean[2] - log(40 + 1)) < 1e-6)
    let missed = try #require(BeatStatistics.value(before: 140, beats: list))
    #expect(abs(missed[2] - log(40 + 1)) < 1e-6)
    #expect(BeatStatistics.value(before: 15, beats: list) == nil)
  }

  @Test("dates and times are read as ISO 8601 and Apple write them, and back")
  func civil() throws {
    let cases: [(String, Double, Int?)] = [
      ("1970-01-01T00:00:00Z", 0, 0), ("2026-03-29 23:05:10 +0100", 1_774_825_510, 3600),
      ("2024-02-29T12:00", 1_709_208_000, nil), ("2000-03-01T00:00:00.250-03:30", 951_868_800.25, -12_600),
    ]
    for (text, local, zone) in cases {
      let moment = try #require(CivilSeconds.parse(Array(text.utf8)[...]))
      #expect(moment.local == local && moment.zone == zone, "\(text)")
      #expect(text.replacing(" ", with: "T").hasPrefix(String(CivilSeconds.civil(local).iso8601.prefix(16))))
    }
    for text in [
      "", "2026", "2026-02-30T00:00", "2026-13-01T00:00", "2026-01-01T24:00", "2026-01-01T10:00+", "x",
    ] {
      #expect(CivilSeconds.parse(Array(text.utf8)[...]) == nil, "\(text)")
    }
    for days in stride(from: -690_000, to: 2_000_000, by: 9_973) {
      let date = CivilSeconds.civil(Double(days) * 86_400)
      #expect(GregorianDay.number(year: date.year, month: date.month, day: date.day) == days)
    }
  }

  @Test("a night begins at six in the evening and is named by that day")
  func nights() throws {
    func night(_ text: String) throws -> String? {
      CivilSeconds.night(try #require(CivilSeconds.parse(Array(text.utf8)[...])).local).map(CivilSeconds.name)
    }
    #expect(try night("2026-03-29T18:00") == "2026-03-29")
    #expect(try night("2026-03-30T11:59") == "2026-03-29")
    #expect(try night("2026-03-30T12:00") == nil)
    #expect(try night("2026-03-30T17:59") == nil)
    #expect(throws: WearableError.notADate("yesterday")) { try CivilSeconds.night(named: "yesterday") }
  }
}
