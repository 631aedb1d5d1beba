internal import ArgumentParser
internal import Bedroom
internal import ClosedLoop
internal import Foundation
internal import Night
internal import Signals
internal import SleepCore

/// The one channel that a phase is followed in, and the options that name it.
struct LoopSignal: ParsableArguments {
  @Argument(
    help: "An EDF or BDF recording, or a text file of one value a line, or a CSV.",
    completion: .file(extensions: ["edf", "bdf", "csv", "txt"]))
  var recording: String

  @Option(help: "The EEG channel; otherwise the best there is. In a text file, the name of a column.")
  var channel: String?

  @Option(name: .customLong("fs"), help: ArgumentHelp("Samples a second of a text file.", valueName: "hertz"))
  var samplingRate: Double?

  @Option(help: "How the phase is found: \(LoopMethod.names).")
  var method = LoopMethod.luma

  func validate() throws {
    if isText != (samplingRate != nil) {
      throw ValidationError(
        isText
          ? "A text file does not say its sampling rate: give --fs."
          : "--fs is for text files; EDF says its rate.")
    }
  }

  /// What was read: microvolts, NaN where the file has a gap.
  struct Samples {
    var label: String
    var microvolts: [Double]
    var rate: Frequency
  }

  private var isText: Bool {
    let name = recording.lowercased()
    return !name.hasSuffix(".edf") && !name.hasSuffix(".bdf")
  }

  /// Reads the channel.
  ///
  /// - Throws: what `Signals` says of the file, or ``LoopError`` where no phase can be followed in it.
  func samples() throws -> Samples {
    let samples = isText ? try text() : try edf()
    guard PhaseTracker.samplingRates.contains(samples.rate.hertz) else {
      throw LoopError(
        place: recording, problem: "\(samples.rate.hertz) samples a second are outside 50 to 2000",
        remedy: "Resample it, or choose another channel.")
    }
    guard samples.microvolts.contains(where: \.isFinite) else {
      throw LoopError(
        place: "\(recording), \(samples.label)", problem: "there is no sample in it",
        remedy: "Choose another channel with --channel.")
    }
    return samples
  }

  private func text() throws -> Samples {
    let column = channel.map(ColumnText.Column.name) ?? .index(0)
    let text = try ColumnText(bytes: NightFolder.read(recording), file: recording, column: column)
    guard let rate = samplingRate.flatMap(Frequency.init(exactly:)) else {
      throw LoopError(
        place: "--fs", problem: "it is no number of samples a second", remedy: "Give it in hertz.")
    }
    return Samples(label: channel ?? text.header.first ?? "column 1", microvolts: text.values, rate: rate)
  }

  private func edf() throws -> Samples {
    let file = try EDFFile(path: recording)
    for warning in file.warnings { Terminal.complain("luma: \(recording): \(warning)") }
    let index = try channel == nil ? best(of: file) : named(channel, in: file)
    let (samples, rate) = RecordingChannel.microvolts(of: index, in: file)
    return Samples(
      label: file.header.signals[index].label, microvolts: samples.map(Double.init), rate: rate)
  }

  private func named(_ label: String?, in file: EDFFile) throws -> Int {
    let source = try EDFReplaySource(file: file, name: recording, channel: label)
    let index = source.signals[source.description.primary]
    guard source.description.channels[source.description.primary].microvoltsPerUnit != nil else {
      let header = file.header.signals[index]
      throw NightError.notAVoltage(channel: header.label, unit: header.physicalDimension, source: recording)
    }
    return index
  }

  /// The EEG channel that the screening likes best; the first where it likes none, as in a recording of a minute.
  private func best(of file: EDFFile) throws -> Int {
    let candidates = file.sampledSignals.filter { file.header.signals[$0].role == .eeg }
    guard candidates.count > 1 else { return try candidates.first ?? named(nil, in: file) }
    let screened = ScreenedRecording(file)
    guard let best = screened.assessment.best else { return candidates[0] }
    Terminal.complain("luma: \(recording): \(screened.assessment.reason)")
    return screened.signals[best]
  }
}

/// Why no phase can be followed.
struct LoopError: ExplainedError {
  let place: String
  let problem: String
  let remedy: String
}

/// The ways to a phase that can be named on the command line.
enum LoopMethod: String, CaseIterable, ExpressibleByArgument {
  case luma, kalman, echt, pll, ar, threshold

  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// What a reader would call it.
  var title: String { published?.title ?? "what LumaPod has learnt of slow waves" }

  private var published: PhaseMethod? { PhaseMethod(rawValue: rawValue) }

  /// An estimator by this method.
  ///
  /// - Throws: an `ExplainedError` where our own model cannot be read.
  func estimator(samplingRate: Frequency, horizon: NightTime.Span) throws -> any PhaseEstimator {
    if let published { return published.estimator(samplingRate: samplingRate, horizon: horizon) }
    return LearningPhaseEstimator(
      model: try Installation().phaseModel(), samplingRate: samplingRate, horizon: horizon)
  }
}

/// Where a command's lines go: a file, or `-` for standard output.
enum LineOutput {
  static func write(_ bytes: [UInt8], to path: String) throws {
    guard path == "-" else { return try NightFolder.write(bytes, to: path) }
    FileHandle.standardOutput.write(Data(bytes))
  }

  /// Appends a number with six decimals and a line's end; quicker than formatting a night's worth of text.
  static func append(_ value: Double, to bytes: inout [UInt8]) {
    let millionths = Int((value * 1e6).rounded())
    if millionths < 0 { bytes.append(UInt8(ascii: "-")) }
    let size = millionths.magnitude
    bytes += String(size / 1_000_000).utf8
    bytes.append(UInt8(ascii: "."))
    bytes += String(1_000_000 + size % 1_000_000).utf8.dropFirst()
    bytes.append(UInt8(ascii: "\n"))
  }
}
