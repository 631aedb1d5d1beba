import Foundation
import Signals
import SleepCore
import TestKit
import Testing

@Suite("Doubt of a recording")
struct DoubtRecordingTests {
  private func trace(
    _ label: String, _ samples: [Float], rate: Int = 128, role: ChannelRole = .eeg, unit: String = "uV"
  ) -> ChannelTrace {
    ChannelTrace(label: label, role: role, unit: unit, samplingRate: .hertz(Double(rate)), samples: samples)
  }

  private func eeg(_ minutes: Int, seed: UInt64 = 1) -> [Float] {
    DoubtMaterial.eeg(seconds: minutes * 60, rate: 128, seed: seed)
  }

  @Test("a file of two minutes is refused by name, one of ten is warned of, one of an hour is not")
  func length() throws {
    let two = RecordingDoubt.assess(channels: [trace("EEG C4-M1", eeg(2))])
    #expect(two.best == nil)
    #expect(throws: RecordingDoubtError.tooShort(channel: "EEG C4-M1", seconds: 120)) { try two.channel() }
    let ten = RecordingDoubt.assess(channels: [trace("EEG C4-M1", eeg(10))])
    #expect(try ten.channel() == 0)
    #expect(ten.channels[0].findings == [.short(minutes: 10)])
    #expect(RecordingDoubt.assess(channels: [trace("EEG C4-M1", eeg(60))]).channels[0].findings.isEmpty)
  }

  @Test("gaps do not count as signal, and are told of")
  func gaps() throws {
    var signal = eeg(40)
    for n in 128 * 60 * 2..<128 * 60 * 38 { signal[n] = .nan }
    let found = RecordingDoubt.assess(channels: [trace("C3", signal)]).channels[0]
    #expect(found.refusal == .tooShort(channel: "C3", seconds: 240))
    #expect(found.findings.contains(.gaps(share: 0.9)))
    #expect(found.epochs.count { $0.isUsable } == 8)
    #expect(found.epochs[10].reasons == .missing)
  }

  @Test(
    "a wrong unit is refused, and the error says which unit it looks like",
    arguments: [
      (1e-6, 1e6, "volts"), (1e-3, 1e3, "millivolts"), (1e3, 1e-3, "nanovolts"), (1e6, 1e-6, "picovolts"),
    ])
  func units(factor: Double, remedy: Double, name: String) throws {
    let found = RecordingDoubt.assess(channels: [trace("EEG Fz", eeg(35).map { Float(factor) * $0 })])
    guard case .wrongUnit(let channel, let unit, _, let multiplier) = found.channels[0].refusal else {
      Issue.record("no unit was doubted: \(String(describing: found.channels[0].refusal))")
      return
    }
    #expect(channel == "EEG Fz" && unit == "uV" && multiplier == remedy)
    let error = try #require(found.channels[0].refusal)
    #expect(error.problem.contains("looks like \(name), not uV"))
    #expect(error.remedy.contains("header"))
  }

  @Test(
    "an ECG, breathing and an open electrode that are called EEG are refused for what they are",
    arguments: [50, 100, 256])
  func impostors(rate: Int) throws {
    for seed: UInt64 in 1...3 {
      let found = RecordingDoubt.assess(channels: [
        trace("EEG 1", DoubtMaterial.ecg(seconds: 600, rate: rate, seed: seed), rate: rate),
        trace("EEG 2", DoubtMaterial.breathing(seconds: 600, rate: rate, seed: seed), rate: rate),
        trace("EEG 3", DoubtMaterial.white(seconds: 600, rate: rate, seed: seed, rms: 12), rate: rate),
        trace("EEG 4", DoubtMaterial.eeg(seconds: 600, rate: rate, seed: seed), rate: rate),
      ])
      #expect(found.channels[0].refusal == .notEEG(channel: "EEG 1", looksLike: .heart))
      #expect(found.channels[1].refusal == .notEEG(channel: "EEG 2", looksLike: .slow))
      #expect(found.channels[2].refusal == .notEEG(channel: "EEG 3", looksLike: .noise))
      #expect(found.channels[3].refusal == nil)
      #expect(found.best == 3)
    }
  }

  @Test("an EEG into which heartbeats leak is still one", arguments: [50, 128, 256])
  func leak(rate: Int) throws {
    for seed: UInt64 in 1...3 {
      let eeg = DoubtMaterial.eeg(seconds: 600, rate: rate, seed: seed)
      let heart = DoubtMaterial.ecg(seconds: 600, rate: rate, seed: seed + 10)
      // An R wave of 130 µV.
      let found = RecordingDoubt.assess(channels: [
        trace("C4", zip(eeg, heart).map { $0 + 0.13 * $1 }, rate: rate)
      ])
      #expect(found.channels[0].refusal == nil)
      #expect(found.channels[0].usableShare == 1)
    }
  }

  @Test("an ECG at one sample a second, zeros, and a channel of another kind are refused each for its reason")
  func others() throws {
    let found = RecordingDoubt.assess(channels: [
      trace("EEG slow", [Float](repeating: 3, count: 4000), rate: 1),
      trace("EEG zero", [Float](repeating: 0, count: 128 * 400)),
      trace("EMG chin", eeg(10), role: .emg),
    ])
    #expect(found.channels[0].refusal == .tooSlow(channel: "EEG slow", rate: .hertz(1)))
    #expect(found.channels[1].refusal == .noSignal(channel: "EEG zero", reasons: .flat))
    #expect(found.channels[2].refusal == .otherRole(channel: "EMG chin", role: .emg))
    #expect(found.best == nil)
    #expect(throws: RecordingDoubtError.self) { try found.channel() }
    #expect(throws: RecordingDoubtError.otherRole(channel: "EMG chin", role: .emg)) {
      try found.channel(asked: "EMG chin")
    }
    #expect(throws: RecordingDoubtError.noSuchChannel(asked: "C9", channels: found.channels.map(\.label))) {
      try found.channel(asked: "C9")
    }
    let none = RecordingDoubt.assess(channels: [])
    #expect(throws: RecordingDoubtError.nothingToStage(channels: [], why: "it has no EEG channel")) {
      try none.channel()
    }
  }

  @Test("of equally good channels the central one is chosen, of unequal ones the better")
  func choice() throws {
    var worse = eeg(30, seed: 5)
    DoubtFault.flat.inject(&worse, start: 128 * 60, rate: 128, seed: 1)
    let equal = RecordingDoubt.assess(channels: [
      trace("EEG O1-M2", eeg(30, seed: 2)), trace("EEG F4-M1", eeg(30, seed: 3)), trace("EEG C3-M2", worse),
    ])
    #expect(equal.best == 2)
    #expect(equal.reason.contains("central") && equal.reason.contains("as good"))
    for epoch in 10..<40 { DoubtFault.flat.inject(&worse, start: epoch * 30 * 128, rate: 128, seed: 1) }
    let unequal = RecordingDoubt.assess(channels: [
      trace("EEG O1-M2", eeg(30, seed: 2)), trace("EEG F4-M1", eeg(30, seed: 3)), trace("EEG C3-M2", worse),
    ])
    #expect(unequal.best == 1)
    #expect(unequal.channels[2].stageableShare < 0.6)
    let alone = RecordingDoubt.assess(channels: [trace("EEG O1-M2", eeg(30, seed: 2))])
    #expect(alone.best == 0 && alone.reason.contains("only"))
  }

  @Test("a channel in the mains is the second choice")
  func humming() throws {
    var noisy = eeg(30, seed: 5)
    for epoch in 0..<60 { DoubtFault.hum50.inject(&noisy, start: epoch * 3840, rate: 128, seed: 1) }
    let found = RecordingDoubt.assess(channels: [trace("EEG C4-M1", noisy), trace("EEG Fz", eeg(30))])
    #expect(found.best == 1)
    #expect(found.channels[0].refusal == nil)
    #expect(found.channels[0].findings.contains(.doubt(.hum, share: 1)))
  }

  @Test("the gain of a channel changes no verdict but the unit's", arguments: [Float(0.5), 2])
  func gain(gain: Float) throws {
    for signal in [
      eeg(10), DoubtMaterial.ecg(seconds: 600, rate: 128, seed: 1),
      DoubtMaterial.breathing(seconds: 600, rate: 128, seed: 1),
    ] {
      let one = RecordingDoubt.assess(channels: [trace("C4", signal)]).channels[0]
      let two = RecordingDoubt.assess(channels: [trace("C4", signal.map { gain * $0 })]).channels[0]
      #expect(one.refusal == two.refusal)
      #expect(one.usableShare == two.usableShare)
      #expect(one.polarity == two.polarity)
    }
  }
}
