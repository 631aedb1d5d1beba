import Foundation
import Signals
import SleepCore
import TestKit
import Testing

@Suite("Doubt of real recordings")
struct DoubtRealTests {
  @Test("of a patient's night at most 2 % of the epochs with a signal are refused, and all without one")
  func falseAlarms() throws {
    guard let (samples, _, hasSignal) = try DoubtMaterial.ucd("022") else { return }
    let epochs = try DoubtMaterial.qualities(samples, rate: 128, rails: -512...511)
    let signal = epochs.indices.filter { hasSignal[$0] }
    let refused = signal.count { !epochs[$0].isUsable }
    let empty = epochs.indices.filter { !hasSignal[$0] }
    print("ucd022: \(refused) of \(signal.count) epochs with a signal refused, \(empty.count) without one")
    for (reason, word) in DoubtReasons.words {
      print(
        "ucd022: \(word) in \(signal.count { epochs[$0].reasons.contains(reason) }) of \(signal.count) epochs"
      )
    }
    #expect(refused * 50 <= signal.count)
    #expect(empty.allSatisfy { epochs[$0].usableSeconds == 0 && epochs[$0].reasons.contains(.flat) })
    #expect(signal.count == 722)
  }

  @Test(
    "of the nights that bounds were chosen on, few epochs with a signal are refused, and none of deep sleep")
  func chosenOn() throws {
    var (all, refused, flat, open) = (0, 0, 0, 0)
    for subject in PolarityTests.subjects {
      guard let (samples, stages, hasSignal) = try DoubtMaterial.ucd(subject) else { return }
      let epochs = try DoubtMaterial.qualities(samples, rate: 128, rails: -512...511)
      for (index, epoch) in epochs.enumerated() where hasSignal[index] {
        all += 1
        guard !epoch.isUsable else { continue }
        refused += 1
        if epoch.reasons.contains(.flat) { flat += 1 }
        if epoch.reasons.contains(.disconnected) { open += 1 }
        #expect(stages[index] != "N3")
      }
    }
    print("twelve subjects: \(refused) of \(all) epochs refused, \(flat) flat, \(open) open electrode")
    #expect(Double(refused) <= 0.03 * Double(all))
  }

  @Test("half and twice the gain change at most 2 % of the verdicts on a patient's night")
  func gain() throws {
    guard let (samples, _, _) = try DoubtMaterial.ucd("022") else { return }
    let one = try DoubtMaterial.qualities(samples, rate: 128)
    for gain: Float in [0.5, 2] {
      let other = try DoubtMaterial.qualities(samples.map { gain * $0 }, rate: 128)
      let changed = zip(one, other).count { $0.isUsable != $1.isUsable }
      let renamed = zip(one, other).count { $0.reasons != $1.reasons }
      print(
        "ucd022 at gain \(gain): \(changed) of \(one.count) epochs judged otherwise, \(renamed) with other reasons"
      )
      #expect(changed * 50 <= one.count)
    }
  }

  @Test("every fault is found in a patient's own EEG", arguments: DoubtFault.allCases)
  func injected(fault: DoubtFault) throws {
    guard let (samples, stages, _) = try DoubtMaterial.ucd("022"), fault.isVisible(rate: 128) else { return }
    let clean = try DoubtMaterial.qualities(samples, rate: 128)
    var signal = samples
    var faulty: [Int] = []
    for (index, epoch) in clean.enumerated()
    where epoch.usableSeconds == 30 && epoch.reasons.isDisjoint(with: fault.reason)
      && index > (faulty.last ?? 0) + 2
    {
      fault.inject(&signal, start: index * 3840, rate: 128, seed: UInt64(index))
      faulty.append(index)
    }
    let epochs = try DoubtMaterial.qualities(signal, rate: 128)
    let found = faulty.count { epochs[$0].reasons.contains(fault.reason) }
    let refused = faulty.count { !epochs[$0].isUsable }
    let deep = faulty.filter { stages[$0] == "N3" }
    let inDeep = deep.count { epochs[$0].reasons.contains(fault.reason) }
    print(
      "ucd022 with \(fault): found in \(found) of \(faulty.count) (N3 \(inDeep) of \(deep.count)), \(refused) refused"
    )
    #expect(faulty.count > 100)
    #expect(Double(found) >= 0.9 * Double(faulty.count))
    if fault.isRefused { #expect(Double(refused) >= 0.9 * Double(faulty.count)) }
  }

  @Test(
    "of a short recording's seven channels the frontal EEG is chosen, and none that is no EEG passes for one")
  func shortPSG() throws {
    guard let url = SharedMaterial.recording("edf/edfio/tests/TEST_DATA/short_psg.edf") else { return }
    let file = try EDFFile(path: url.path)
    // Whatever its label says, each channel is called an EEG.
    let channels = file.sampledSignals.map { index in
      ChannelTrace(
        label: file.header.signals[index].label, role: .eeg,
        samplingRate: .hertz(file.header.sampleRate(of: index)),
        samples: file.physicalFloat(signal: index))
    }
    let found = RecordingDoubt.assess(channels: channels)
    for channel in found.channels {
      print(
        "short_psg \(channel.label): \(channel.refusal?.problem ?? "\(channel.usableShare)") \(channel.findings)"
      )
    }
    #expect(found.best == 0)
    #expect(found.channels[..<2].allSatisfy { $0.refusal == nil && $0.usableShare >= 0.98 })
    #expect(found.channels[0].polarity.verdict == .unknown)
    for channel in found.channels[3...] {
      #expect(channel.refusal == .tooSlow(channel: channel.label, rate: .hertz(1)))
    }
  }

  @Test("faults put into a short recording are found", arguments: DoubtFault.allCases)
  func shortFaults(fault: DoubtFault) throws {
    guard let url = SharedMaterial.recording("edf/edfio/tests/TEST_DATA/short_psg.edf"),
      fault.isVisible(rate: 100)
    else { return }
    let file = try EDFFile(path: url.path)
    for channel in 0..<2 {
      var signal = file.physicalFloat(signal: channel)
      fault.inject(&signal, start: 5 * 3000, rate: 100, seed: 3)
      let epochs = try DoubtMaterial.qualities(signal, rate: 100)
      #expect(epochs[5].reasons.contains(fault.reason))
      #expect(epochs[5].isUsable == !fault.isRefused)
    }
  }

  @Test("in a clinic's recording an ECG and breathing that are called EEG are told from three EEG channels")
  func clinic() throws {
    guard let url = SharedMaterial.recording("dreams/excerpt3.edf") else { return }
    let file = try EDFFile(path: url.path)
    let channels = file.sampledSignals.filter { file.header.sampleRate(of: $0) == 50 }.map { index in
      ChannelTrace(
        label: file.header.signals[index].label, role: .eeg, samplingRate: .hertz(50),
        samples: file.physicalFloat(signal: index))
    }
    let found = RecordingDoubt.assess(channels: channels)
    for channel in found.channels {
      print(
        "excerpt3 \(channel.label) as EEG: \(channel.refusal?.problem ?? "not refused"), \(channel.usableShare) usable"
      )
    }
    func refusal(_ label: String) -> RecordingDoubtError? {
      found.channels.first { $0.label == label }?.refusal
    }
    for label in ["O1-A1", "C3-A1", "FP1-A1"] { #expect(refusal(label) == nil) }
    #expect(refusal("ECG") == .notEEG(channel: "ECG", looksLike: .heart))
    for label in ["VAB", "VTH"] { #expect(refusal(label) == .notEEG(channel: label, looksLike: .slow)) }
    #expect(found.best.map { channels[$0].label } == "C3-A1")
  }
}
