import Foundation
import SleepCore
import Staging
import TestKit
import Testing

@Suite("A wearable stager's file, and the stager at work")
struct WearableModelTests {
  @Test("is read, and says its name")
  func isRead() throws { #expect(try wearableModel().name == "wearable-stager-1") }

  @Test("one wrong byte anywhere gives a named error")
  func damaged() throws {
    let bytes = try wearableModelBytes()
    var random = SeededRandom(seed: 4)
    for _ in 0..<200 {
      var wrong = bytes
      wrong[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8(
        1 << Int.random(in: 0..<8, using: &random))
      #expect(throws: StagerError.self) { try WearableModel(json: wrong) }
    }
    for length in [0, 30, bytes.count / 2, bytes.count - 1] {
      #expect(throws: StagerError.self) { try WearableModel(json: Array(bytes[..<length])) }
    }
    #expect(throws: StagerError.unusable(key: "format", expected: "lumapod-wearable-stager/1")) {
      try WearableModel(json: resigned { $0["format"] = "lumapod-stager/1" })
    }
  }

  /// The model's text changed and signed anew, so that only its content is at fault.
  private func resigned(_ change: (inout [String: Any]) -> Void) throws -> [UInt8] {
    var object = try #require(
      JSONSerialization.jsonObject(with: Data(wearableModelBytes())) as? [String: Any])
    object["checksum"] = nil
    change(&object)
    var text = String(
      decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
    text.removeLast()
    text += ","
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let hex = String(sum, radix: 16)
    return Array("\(text)\"checksum\":\"\(String(repeating: "0", count: 16 - hex.count))\(hex)\"}\n".utf8)
  }

  @Test("a missing key and an impossible number are named")
  func impossible() throws {
    #expect(try WearableModel(json: resigned { $0["name"] = "m" }).name == "m")
    for key in ["name", "heads", "start", "transition", "freshEpochs", "heartDelay", "typicalActivity"] {
      #expect(throws: StagerError.unreadable("there is no key \(key)")) {
        try WearableModel(json: resigned { $0[key] = nil })
      }
    }
    let cases: [(String, Any)] = [
      ("start", [1, 0, 0, 0, 0]), ("transition", [[Double]]()), ("freshEpochs", 0), ("soonEpochs", -1),
      ("typicalActivity", 0), ("scaleEpochs", -1), ("gainRange", 0), ("activityDelay", 21),
      ("heartDelay", -1),
      ("heads", [Any]()), ("name", ""),
    ]
    for (key, value) in cases {
      let error = #expect(throws: StagerError.self) { try WearableModel(json: resigned { $0[key] = value }) }
      #expect(error?.place.contains(key) == true, "\(key)")
    }
    let headless = try resigned {
      var heads = $0["heads"] as? [[String: Any]] ?? []
      heads[3]["tempering"] = 7
      $0["heads"] = heads
    }
    let error = #expect(throws: StagerError.self) { try WearableModel(json: headless) }
    #expect(error?.place.contains("tempering") == true)
  }

  @Test("epoch by epoch it says what it says of the whole recording")
  func streaming() throws {
    let model = try wearableModel()
    let (counts, rates) = syntheticWearableNight(seed: 21, epochs: 200)
    let night = WearableNight(epochCount: 200, activity: counts, heart: .rates(rates))
    var stager = WearableStager(model: model)
    let live = (0..<200).map { epoch in
      let start = Double(epoch) * 30
      let inside = rates.filter { $0.seconds >= start && $0.seconds < start + 30 }
        .map { HeartRateSample(seconds: $0.seconds - start, beatsPerMinute: $0.beatsPerMinute) }
      return stager.epoch(activity: counts[epoch], heart: .rates(inside))
    }
    let batch = WearableNightStager.stageCausally(night, model: model)
    #expect(
      zip(live, batch).allSatisfy { live, batch in
        SleepStage.scored.allSatisfy { abs(live.perMille($0) - batch.perMille($0)) <= 1 }
      })
  }

  @Test("an epoch allocates nothing", .enabled(if: allocationsAreCounted))
  func allocatesNothing() throws {
    var stager = WearableStager(model: try wearableModel())
    let rates = (0..<6).map { HeartRateSample(seconds: Double($0) * 5, beatsPerMinute: 55 + Double($0)) }
    let heart = WearableHeartEpoch.rates(rates)
    var sum = 0
    func run(_ epochs: Int) {
      for epoch in 0..<epochs {
        sum += stager.epoch(activity: Double(epoch % 7), heart: heart).perMille(.wake)
      }
    }
    run(120)
    #expect(allocations(in: { run(60) }) == 0)
    #expect(sum > 0)
  }
}
