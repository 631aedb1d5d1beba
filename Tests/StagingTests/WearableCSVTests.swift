import Foundation
import Signals
import SleepCore
import Staging
import TestKit
import Testing

@Suite("The CSV of a wearable")
struct WearableCSVTests {
  private func read(_ text: String, night: String? = nil) throws -> WearableReading {
    try WearableCSV.night(Array(text.utf8), named: night)
  }

  @Test(
    "is read with commas, semicolons or tabs, with quotes, a byte order mark, comments and any order of columns",
    arguments: [
      "epoch,activity_count,heart_rate\n0,1.5,60\n1,,61\n2,0,\n",
      "\u{FEFF}# a device\r\nheart_rate;activity_count;epoch\r\n60,0;1,5;0\r\n61,0;;1\r\n;0;2\r\n",
      "\"Epoch\"\t\"Heart Rate (bpm)\"\tnotes\t\"Activity Count\"\n0\t60\ta\t1.5\n1\t61\tb\tNA\n\n2\tnan\tc\t0",
    ])
  func forms(text: String) throws {
    let night = try read(text).night
    #expect(night.epochCount == 3 && night.start == nil && !night.activityIsSmoothed)
    #expect(night.activity == [1.5, nil, 0])
    #expect(
      night.heart
        == .rates([
          HeartRateSample(seconds: 15, beatsPerMinute: 60), HeartRateSample(seconds: 45, beatsPerMinute: 61),
        ]))
  }

  @Test("with times is put into epochs from the first row on: finer rows averaged, coarser ones spread")
  func times() throws {
    let fine = try read(
      "time,activity\n2026-03-29T23:00:00,1\n2026-03-29T23:00:10,3\n2026-03-29T23:01:05,5\n2026-03-29T23:01:10,7\n"
    ).night
    #expect(fine.start?.iso8601 == "2026-03-29T23:00:00")
    #expect(fine.activity == [2, nil, 6])
    let coarse = try read("seconds,steps\n0,4\n60,0\n120,2\n").night
    #expect(coarse.activity == [4, 4, 0, 0, 2])
    let zones = try read(
      "timestamp,hr\n2026-10-25T02:59:30+02:00,60\n2026-10-25T02:00:00+01:00,61\n"
    ).night
    #expect(zones.epochCount == 2)
    let unix = try read("time,hr\n1774825510000,60\n1774825540000,61\n").night
    #expect(unix.start?.iso8601 == "2026-03-29T23:05:10" && unix.epochCount == 2)
  }

  @Test("of beats needs no times, in milliseconds or seconds", arguments: [1000.0, 1])
  func beats(unit: Double) throws {
    let rows = (0..<300).map { "\((0.9 + Double($0 % 3) * 0.05) * unit)" }
    let night = try read("rr_ms\n" + rows.joined(separator: "\n")).night
    guard case .beats(let beats) = night.heart else {
      Issue.record("no beats")
      return
    }
    #expect(beats.count == 300 && night.epochCount == 10)
    #expect(abs(beats[0].beatsPerMinute - 60 / 0.9) < 1e-9)
  }

  @Test("of several nights gives the last, or the one that is named")
  func severalNights() throws {
    var text = "time,heart_rate\n"
    for day in ["01", "02", "03"] {
      for minute in 0..<50 {
        text += "2026-05-\(day)T22:\(String(format: "%02d", minute)):00,\(60 + Int(day)!)\n"
      }
    }
    text += "2026-05-04T20:00:00,70\n"
    func rate(_ night: String?) throws -> Double? {
      guard case .rates(let rates) = try read(text, night: night).night.heart else { return nil }
      return rates.first?.beatsPerMinute
    }
    #expect(try rate(nil) == 63)
    #expect(try rate("2026-05-02") == 62)
    let error = #expect(throws: WearableError.self) { try read(text, night: "2026-05-09") }
    #expect(error?.remedy.contains("2026-05-03") == true)
  }

  @Test(
    "that cannot be read is refused with its line, its column and the way out",
    arguments: [
      ("", 1, ""), ("a,b\n1,2\n", 1, ""), ("activity\n1\n", 1, ""), ("epoch,hr\n0,60\n1,sixty\n", 3, "hr"),
      ("# x\nepoch,hr\n0,60\n\n5,60\n4,60\n", 6, "epoch"), ("epoch,hr\n0.5,60\n", 2, "epoch"),
      ("epoch,hr\n9000,60\n", 2, "epoch"), ("time,hr\nnoon,60\n", 2, "time"), ("epoch,hr\n,60\n", 2, "epoch"),
      ("time,hr\n2026-05-01T22:00,60\n77,60\n", 3, "time"), ("epoch,hr\n", 1, ""),
      ("time,hr\n0,6e999\n", 2, "hr"),
    ])
  func refused(text: String, line: Int, column: String) {
    let error = #expect(throws: WearableError.self) { try read(text) }
    guard case .csv(line, column, _, _)? = error else {
      Issue.record("\(text) gave \(String(describing: error))")
      return
    }
    #expect(error?.remedy.isEmpty == false && error?.place.contains("line \(line)") == true)
  }

  @Test("of the watch wearers keeps the place of every epoch")
  func walch() throws {
    guard let url = SharedMaterial.recording("walch/8173033.csv") else { return }
    let (bytes, stages) = try walchNight(url)
    let reading = try WearableCSV.night(bytes)
    #expect(reading.night.epochCount == stages.count && reading.night.activityIsSmoothed)
    #expect(reading.night.activity[0] == 78.1932)
    guard case .variation(let values) = reading.night.heart else {
      Issue.record("no variation")
      return
    }
    #expect(values[1] == 0.861931)
    // Without the heart's column the movement is still known to be smoothed.
    let alone = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",").prefix(2).joined(separator: ",")
    }
    let movement = try WearableCSV.night(Array(alone.joined(separator: "\n").utf8))
    #expect(movement.night.activityIsSmoothed && movement.night.heart == .none && movement.notes.count == 1)
  }

  @Test("cut or changed anywhere gives a night or an error, never a trap")
  func mutations() throws {
    let model = try wearableModel()
    let seeds = [
      "epoch,activity_count,heart_rate_variation\n0,1.5,0.3\n1,0,0.2\n2,3,\n",
      "time;activity;hr\n2026-03-29T23:00:00+01:00;1,5;60\n2026-03-29T23:00:40+01:00;0;61\n",
      "rr_ms\n" + String(repeating: "903\n871\n", count: 40),
    ].map { Array($0.utf8) }
    var random = SeededRandom(seed: 11)
    var (nights, errors) = (0, 0)
    for round in 0..<tries(2000, soak: 200_000) {
      var bytes = seeds[round % 3]
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1:
          bytes.insert(Array("0123456789,;\n\"-e.T:".utf8).randomElement(using: &random) ?? 48, at: place)
        case 2 where bytes.count > 2: bytes.removeSubrange(place..<min(place + 3, bytes.count - 1))
        default: bytes.swapAt(place, bytes.count - 1 - place)
        }
      }
      do {
        let night = try WearableCSV.night(bytes).night
        nights += 1
        if round % 20 == 0 {
          #expect(WearableNightStager.stage(night, model: model).count == night.epochCount)
        }
      } catch {
        errors += 1
        #expect(!error.problem.isEmpty && !error.place.isEmpty && !error.remedy.isEmpty)
      }
    }
    #expect(nights > 100 && errors > 100)
  }
}
