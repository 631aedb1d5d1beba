import Foundation
import Signals
import SleepCore
import Staging
import TestKit
import Testing

@Suite("The stager")
struct StagerTests {
  @Test(
    "live and whole-night staging agree with a virtual sleeper's true stages",
    arguments: [3, 20, 57] as [UInt64])
  func agreesWithVirtualSleeper(seed: UInt64) throws {
    let model = try nightStager()
    let night = virtualNight(seed: seed, hours: 6)
    let live = try WholeNightStager.stageCausally(
      microvolts: night.eeg, samplingRate: .hertz(256), model: model)
    let whole = try WholeNightStager.stage(microvolts: night.eeg, samplingRate: .hertz(256), model: model)
    #expect(live.count == night.stages.count && whole.count == night.stages.count)
    #expect(kappa(night.stages, live.map(\.stage)) >= 0.75)
    #expect(kappa(night.stages, whole.map(\.stage)) >= 0.75)
  }

  @Test("the amplifier's gain does not matter", arguments: [0.5, 2.0])
  func gainDoesNotMatter(gain: Double) throws {
    let model = try nightStager()
    let night = virtualNight(seed: 8, hours: 4)
    func agreement(_ eeg: [Double]) throws -> Double {
      kappa(
        night.stages,
        try WholeNightStager.stageCausally(microvolts: eeg, samplingRate: .hertz(256), model: model).map(
          \.stage))
    }
    let plain = try agreement(night.eeg)
    #expect(plain > 0.5)
    #expect(abs(plain - (try agreement(night.eeg.map { $0 * gain }))) <= 0.05)
  }

  @Test("what comes later changes nothing that was said before")
  func isCausal() throws {
    let model = try nightStager()
    var eeg = Array(virtualNight(seed: 4, hours: 1.5).eeg)
    let cut = 100
    let before = try WholeNightStager.stageCausally(microvolts: eeg, samplingRate: .hertz(256), model: model)
    var random = SeededRandom(seed: 1)
    for i in (cut * 30 * 256)..<eeg.count { eeg[i] = 200 * random.gaussian() }
    let after = try WholeNightStager.stageCausally(microvolts: eeg, samplingRate: .hertz(256), model: model)
    #expect(before[..<cut] == after[..<cut])
    #expect(before[cut...] != after[cut...])
  }

  @Test("a signal can be staged from 64 to 1000 Hz", arguments: [64, 100, 128, 200, 250.5, 500, 1000])
  func anyRate(rate: Double) throws {
    let night = virtualNight(seed: 12, hours: 2.5)
    // The mean of the night over each new sample, or a straight line between the old ones.
    let count = Int(Double(night.eeg.count) * rate / 256)
    let eeg = (0..<count).map { n -> Double in
      let (from, to) = (Double(n) * 256 / rate, Double(n + 1) * 256 / rate)
      if to - from > 1 {
        let part = night.eeg[Int(from)..<min(Int(to), night.eeg.count)]
        return part.reduce(0, +) / Double(part.count)
      }
      let (whole, part) = (Int(from), from - from.rounded(.down))
      return night.eeg[whole] * (1 - part) + night.eeg[min(whole + 1, night.eeg.count - 1)] * part
    }
    let beliefs = try WholeNightStager.stage(
      microvolts: eeg, samplingRate: .hertz(rate), model: nightStager())
    #expect(abs(beliefs.count - night.stages.count) <= 1)
    #expect(kappa(night.stages, beliefs.map(\.stage)) >= 0.55)
  }

  @Test("a rate that cannot be staged is refused by name", arguments: [0, 63.9, 1001, -5])
  func refusesRates(rate: Double) throws {
    let model = try nightStager()
    #expect(throws: StagerError.samplingRate(.hertz(rate))) {
      try CausalStager(model: model, samplingRate: .hertz(rate))
    }
  }

  @Test("nothing is said before 30 s, over a flat line, or in a gap")
  func saysNothingWithoutSignal() throws {
    var stager = try CausalStager(model: nightStager(), samplingRate: .hertz(256))
    let eeg = virtualNight(seed: 2, hours: 0.5).eeg
    var position = 0
    func second(_ stager: inout CausalStager, _ quality: SignalQuality.Verdict) -> StageBelief {
      for _ in 0..<256 {
        stager.push(quality == .flat ? 0 : eeg[position])
        position = (position + 1) % eeg.count
      }
      _ = stager.second(quality: quality)
      return stager.settle()
    }
    for _ in 0..<29 { #expect(second(&stager, .good) == .unknown) }
    #expect(second(&stager, .good).isKnown)
    for _ in 0..<60 { _ = second(&stager, .flat) }
    #expect(second(&stager, .flat) == .unknown)
    for _ in 0..<40 { _ = second(&stager, .good) }
    #expect(second(&stager, .good).isKnown)
    stager.gap(seconds: 45)
    #expect(second(&stager, .good) == .unknown)
    for _ in 0..<30 { _ = second(&stager, .good) }
    #expect(second(&stager, .good).isKnown)
    // Absurd lengths of a gap end.
    stager.gap(seconds: .max)
    stager.gap(seconds: -1)
    for _ in 0..<100 { stager.push(.nan) }
    #expect(second(&stager, .good) == .unknown)
  }

  @Test("twenty seconds of a dead electrode leave a hole and no trace an hour later")
  func survivesAFault() throws {
    let night = virtualNight(seed: 5, hours: 4)
    let beliefs = try WholeNightStager.stage(
      microvolts: night.eeg, samplingRate: .hertz(256), model: nightStager())
    var dead = night.eeg
    let epoch = night.fault.lowerBound / 30
    for i in ((epoch - 1) * 7680)..<((epoch + 2) * 7680) { dead[i] = 0 }
    let after = try WholeNightStager.stage(microvolts: dead, samplingRate: .hertz(256), model: nightStager())
    #expect(after[epoch - 1] == .unknown && after[epoch] == .unknown && after[epoch + 1] == .unknown)
    #expect(zip(beliefs, after).count(where: { $0.stage != $1.stage && $1.isKnown }) <= 5)
  }

  @Test("the N3 gate opens in deep sleep, hardly ever elsewhere, and shuts with the signal")
  func gate() throws {
    let night = virtualNight(seed: 6, hours: 5)
    var stager = try CausalStager(model: nightStager(), samplingRate: .hertz(256))
    var (open, right, deep) = (0, 0, 0)
    var shutAfterFault = false
    for second in 0..<(night.eeg.count / 256) {
      for i in 0..<256 { stager.push(night.eeg[second * 256 + i]) }
      _ = stager.second(quality: .good)
      stager.settle()
      let isDeep = night.stages[second / 30] == .n3
      if isDeep { deep += 1 }
      guard stager.n3Gate else { continue }
      open += 1
      if isDeep { right += 1 }
      if !shutAfterFault {
        var copy = stager
        for _ in 0..<30 { _ = copy.second(quality: .flat) }
        #expect(!copy.n3Gate)
        shutAfterFault = true
      }
    }
    #expect(Double(right) >= 0.95 * Double(open))
    #expect(Double(right) >= 0.5 * Double(deep) && deep > 1000)
  }

  @Test("the second and the sample allocate nothing", .enabled(if: allocationsAreCounted))
  func allocatesNothing() throws {
    var stager = try CausalStager(model: nightStager(), samplingRate: .hertz(256))
    var trigger = 0
    func run(_ seconds: Int) {
      for second in 0..<seconds {
        for n in 0..<256 { stager.push(Double((n * 37 + second) % 91) - 45) }
        trigger += stager.second(quality: .good).perMille(.n3)
      }
    }
    run(40)
    #expect(allocations(in: { run(60) }) == 0)
    #expect(trigger >= 0)
  }
}

@Suite("A stager model's file")
struct StagerModelTests {
  @Test("is read, and says its name")
  func isRead() throws { #expect(try nightStager().name == "night-stager-1") }

  @Test("one wrong byte anywhere gives a named error")
  func damaged() throws {
    let (bytes, forest) = (try modelBytes(), try modelBytes("yasa-0.8.1/eeg.trees"))
    var random = SeededRandom(seed: 3)
    for _ in 0..<400 {
      var wrong = bytes
      let place = Int.random(in: 0..<bytes.count, using: &random)
      wrong[place] ^= UInt8(1 << Int.random(in: 0..<8, using: &random))
      #expect(throws: StagerError.self) { try StagerModel(json: wrong, forest: forest) }
    }
    for length in [0, 1, 20, bytes.count / 2, bytes.count - 1] {
      #expect(throws: StagerError.self) { try StagerModel(json: Array(bytes[..<length]), forest: forest) }
    }
    #expect(throws: StagerError.damaged) {
      try StagerModel(json: [UInt8(ascii: " ")] + bytes, forest: forest)
    }
  }

  /// The model's text changed and signed anew, so that only its content is at fault.
  private func resigned(_ change: (inout [String: Any]) -> Void) throws -> [UInt8] {
    var object = try #require(
      JSONSerialization.jsonObject(with: Data(modelBytes())) as? [String: Any])
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

  @Test("with another order of keys is the same model")
  func resignedIsRead() throws {
    let forest = try modelBytes("yasa-0.8.1/eeg.trees")
    // Enough different sums to meet every leading digit.
    for n in 0..<40 {
      #expect(try StagerModel(json: resigned { $0["name"] = "m\(n)" }, forest: forest).name == "m\(n)")
    }
  }

  @Test(
    "a missing key is named",
    arguments: [
      "format", "name", "forest", "features", "reference", "amplitude", "transition", "start", "prior",
    ])
  func missing(key: String) throws {
    let (bytes, forest) = (try resigned { $0[key] = nil }, try modelBytes("yasa-0.8.1/eeg.trees"))
    #expect(throws: StagerError.unreadable("there is no key \(key)")) {
      try StagerModel(json: bytes, forest: forest)
    }
  }

  @Test("numbers that cannot be are named")
  func impossible() throws {
    let rows = Array(repeating: Array(repeating: 0.3, count: 5), count: 5)
    let forest = try modelBytes("yasa-0.8.1/eeg.trees")
    let short = ["centred": [[1.0]], "trailing": [[1.0]], "recent": [[1.0]]]
    let cases: [(String, Any)] = [
      ("transition", rows), ("start", [1, 0, 0, 0, 0]), ("prior", [0.5, 0.5]), ("features", ["std"]),
      ("amplitude", ["nodes": [70_000], "left": [0.5]]), ("amplitude", ["nodes": [1], "left": [1.5]]),
      ("reference", short), ("forest", "another"), ("name", ""), ("format", "other/1"),
    ]
    for (key, value) in cases {
      let bytes = try resigned { $0[key] = value }
      let error = #expect(throws: StagerError.self) { try StagerModel(json: bytes, forest: forest) }
      guard case .unusable(let named, _) = error, named.hasPrefix(key) else {
        Issue.record("\(key) gave \(String(describing: error))")
        continue
      }
      #expect(error?.place.contains(key) == true)
    }
  }
}
