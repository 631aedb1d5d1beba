import Foundation
import Night
import Report
import Signals
import SleepCore
import TestKit
import Testing
import VirtualSleeper

@Suite("a night is its own comparison")
struct PulseContrastTests {
  /// Trains of six, drawn in pairs; what is heard is larger by a share.
  private func moments(larger: Double, trains: Int = 60, seed: UInt64) -> [PulseContrast.Moment] {
    var random = SeededRandom(seed: seed)
    var moments: [PulseContrast.Moment] = []
    for pair in 0..<(trains / 2) {
      let first = random.uniform() < 0.5
      for isHeard in [first, !first] {
        let own = 1 + 0.2 * random.gaussian() + 0.001 * Double(pair)
        for _ in 0..<6 {
          moments.append(
            .init(
              isHeard: isHeard,
              microvolts: 40 * (isHeard ? 1 + larger : 1) * max(own + 0.2 * random.gaussian(), 0.1)))
        }
      }
    }
    return moments
  }

  @Test("a sound that makes waves a fifth larger is seen, and by how much")
  func seen() throws {
    let contrast = try #require(PulseContrast(moments(larger: 0.2, seed: 3)))
    #expect(contrast.interval.lowerBound > 0 && contrast.interval.contains(0.2))
    #expect(contrast.interval.contains(contrast.change) && abs(contrast.change - 0.2) < 0.08)
    #expect(contrast.heardCount == 180 && contrast.markedCount == 180)
  }

  @Test(
    "a sound that does nothing is said to do something in about 1 night of 20, and in no more than 1 of 8")
  func nothing() throws {
    let wrong = try (0..<200).count { seed in
      let contrast = try #require(PulseContrast(moments(larger: 0, seed: UInt64(1000 + seed))))
      return !contrast.interval.contains(0)
    }
    #expect(wrong <= 25, "\(wrong) of 200")
  }

  @Test("with too few trains of either kind nothing is said")
  func tooFew() {
    #expect(PulseContrast(moments(larger: 1, trains: 18, seed: 1)) == nil)
    #expect(PulseContrast([]) == nil)
    #expect(PulseContrast(moments(larger: 1, seed: 1).filter(\.isHeard)) == nil)
  }

  @Test(
    "in a night of trains about half are marked, the first are soft, and no pulse is louder than the program's"
  )
  func night() throws {
    let sleeper = VirtualSleeper(seed: 1, hours: 4)
    var runtime = try NightRuntime(
      NightSamples.configuration(sleeper.description), program: NightSamples.program("deep-rest").verified,
      models: NightSamples.models())
    var source = sleeper
    var block = SignalBlock(for: source.description)
    var events: [TimedEvent] = []
    while source.next(&block) { runtime.step(block, into: &events) }
    var timeline = NightTimeline()
    for event in events { timeline.add(event) }
    let (heard, marks) = (timeline.heardPulses, timeline.marks)
    try #require(heard.count > 60)
    #expect(abs(heard.count - marks.count) <= 12, "\(heard.count) heard, \(marks.count) marked")
    #expect(heard.first?.pulse.level == .dBA(25))
    #expect(heard.allSatisfy { $0.pulse.level <= .dBA(48) })
    for (before, after) in zip(heard, heard.dropFirst()) {
      #expect(after.pulse.level.milliDecibels - before.pulse.level.milliDecibels <= 2000)
    }
  }

  /// A sleeper whose EEG shows 5 s of alpha every four minutes, whatever else it does.
  private struct StirredSleeper: SignalSource {
    var sleeper = VirtualSleeper(seed: 19, hours: 1.5)
    var description: SourceDescription { sleeper.description }
    private var second = 0

    mutating func next(_ block: inout SignalBlock) -> Bool {
      guard sleeper.next(&block) else { return false }
      if second % 240 < 5 {
        for i in 0..<256 {
          block.samples[i] = Int16(
            clamping: Int(block.samples[i]) + Int(800 * sin(2 * .pi * 10 * Double(i) / 256)))
        }
      }
      second += 1
      return true
    }
  }

  @Test("after an arousal in deep sleep nothing comes for two minutes, and what comes then is softer")
  func calm() throws {
    var source = StirredSleeper()
    var runtime = try NightRuntime(
      NightSamples.configuration(source.description), program: NightSamples.program().verified,
      models: NightSamples.models())
    var block = SignalBlock(for: source.description)
    var timeline = NightTimeline()
    var events: [TimedEvent] = []
    while source.next(&block) { runtime.step(block, into: &events) }
    for event in events { timeline.add(event) }
    var followed = 0
    for arousal in timeline.arousals {
      let calm = arousal + .milliseconds(100)..<arousal + .minutes(2)
      #expect(!timeline.pulses.contains { calm.contains($0.pulse.onset) }, "\(arousal)")
      guard let last = timeline.heardPulses.last(where: { $0.pulse.onset <= arousal }),
        arousal - last.pulse.onset < .seconds(10),
        let next = timeline.heardPulses.first(where: { $0.pulse.onset >= calm.upperBound })
      else { continue }
      followed += 1
      #expect(next.pulse.level < last.pulse.level || next.pulse.level == .dBA(25))
    }
    #expect(followed >= 3, "\(followed) of \(timeline.arousals.count) arousals came among pulses")
  }
}
