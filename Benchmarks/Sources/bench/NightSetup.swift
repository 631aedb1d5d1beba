internal import Foundation
internal import Night
internal import ProgramKernel
internal import Programs
internal import PublicRecord
internal import Signals
internal import SleepCore
internal import Staging
internal import VirtualSleeper

/// A night as it ships: the program `rain-to-dawn` and the night stager.
struct NightSetup {
  let text: [UInt8]
  let program: VerifiedProgram
  let models: NightModels

  init(home: URL) throws {
    text = try NightFolder.read(home.appending(path: "Library/Programs/rain-to-dawn.yaml").path)
    let compiled = try SleepProgram(
      text: String(decoding: text, as: UTF8.self), file: "rain-to-dawn.yaml", hash: SHA256Hex.of(text)
    ).compiled
    program = try ProgramVerifier.verify(
      compiled, limits: try SafetyLimitsTable.limits(for: .adult), limitsHash: NightFolder.limitsHash)
    func model(_ name: String) throws -> [UInt8] {
      try NightFolder.read(home.appending(path: "Models/\(name)").path)
    }
    models = try NightModels(
      stager: model("night-stager/model.json"), forest: model("yasa-0.8.1/eeg.trees"),
      phase: model("phase-estimator/phase.net"))
  }

  func configuration(_ source: SourceDescription) -> NightConfiguration {
    NightConfiguration(
      age: .adult, wakeAt: NightConfiguration.usualWakeTime(for: source), latency: .milliseconds(30),
      models: models, source: source)
  }
}

/// A night's EEG channel, held in memory and given in blocks of one sample.
struct OneSampleSource: SignalSource {
  let description: SourceDescription
  let samples: [Int16]
  private var index = 0

  /// The channel of a recording, or that of a virtual sleeper where there is no recording.
  ///
  /// Of a sleeper's 256 samples a second only every other is taken, since a block is a whole number of ticks.
  init(recording: String?) throws {
    if let recording {
      try self.init(EDFReplaySource(file: EDFFile(path: recording), name: "ucd022.edf"), taking: 1)
    } else {
      try self.init(VirtualSleeper(seed: 1), taking: 2)
    }
  }

  private init(_ source: some SignalSource, taking step: Int) throws {
    var source = source
    let whole = source.description
    let channel = whole.channels[whole.primary]
    let first = whole.channels[..<whole.primary].reduce(0) { $0 + $1.samplesPerBlock }
    var block = SignalBlock(for: whole)
    var samples: [Int16] = []
    while try source.next(&block) {
      for i in stride(from: first, to: first + channel.samplesPerBlock, by: step) {
        samples.append(block.samples[i])
      }
    }
    self.samples = samples
    let one = SignalChannel(
      label: channel.label, unit: channel.unit, role: channel.role, samplesPerBlock: 1,
      digitalRange: channel.digitalRange, physicalMinimum: channel.physicalMinimum,
      physicalMaximum: channel.physicalMaximum)
    let ticks = whole.blockLength.ticks * Int64(step) / Int64(channel.samplesPerBlock)
    guard ticks * Int64(channel.samplesPerBlock) == whole.blockLength.ticks * Int64(step) else {
      throw BenchError(
        place: whole.name, problem: "one of its samples is not a whole number of ticks of 100 ns",
        remedy: "Take a recording at 128 Hz")
    }
    description = SourceDescription(
      name: whole.name, start: whole.start, channels: [one], primary: 0, blockLength: .init(ticks: ticks),
      knownLength: .init(ticks: ticks * Int64(samples.count)))
  }

  /// The samples in microvolts.
  var microvolts: [Double] {
    let channel = description.channels[0]
    let scale = channel.microvoltsPerUnit ?? 1
    return samples.map { (Double($0) * channel.gain + channel.offset) * scale }
  }

  @inline(__always)
  mutating func next(_ block: inout SignalBlock) -> Bool {
    guard index < samples.count else { return false }
    block.start = NightTime(ticks: Int64(index) * description.blockLength.ticks)
    block.samples[0] = samples[index]
    index += 1
    return true
  }
}
