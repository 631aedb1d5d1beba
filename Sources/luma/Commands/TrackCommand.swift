internal import ArgumentParser
internal import ClosedLoop
internal import Foundation
internal import Night
internal import SleepCore

/// The command `luma track`.
struct TrackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "track",
    abstract: "Follow the phase of the slow wave through a recording, as a live night would.",
    discussion: """
      Writes one phase a line for every sample, in radians from -3.14 to 3.14; 0 is the positive peak of the slow wave
      (0.5-2 Hz). With --horizon-ms H, line k is the phase expected at the time of sample k, made with the samples up to
      H before it and nothing later: so it may be compared with the truth at k, line by line. Lines for which there is no
      such sample yet hold 0. A horizon that is no whole number of samples is lengthened to the next.

      Methods: luma, our own; and from the literature kalman (oscillators), echt (endpoint-corrected Hilbert transform),
      pll (phase-locked loop), ar (autoregressive prediction), threshold (time since the last deep trough).

      luma track sleep.edf --output phase.csv
      luma track eeg.csv --fs 250 --horizon-ms 100 --method echt --output -
      """)

  @OptionGroup
  var signal: LoopSignal

  @Option(
    name: .customLong("horizon-ms"),
    help: ArgumentHelp("How far ahead the phase is expected, 0 to 1000.", valueName: "ms"))
  var horizon = 0.0

  @Option(help: "The file to write, or - for standard output.")
  var output = "-"

  @Flag(help: "Print a summary as JSON; the phases must go to a file.")
  var json = false

  func validate() throws {
    guard (0...1000).contains(horizon) else { throw ValidationError("--horizon-ms is 0 to 1000.") }
    guard !json || output != "-" else {
      throw ValidationError("--json goes to standard output; give the phases a file with --output.")
    }
  }

  func run() throws {
    let samples = try signal.samples()
    let rate = samples.rate.hertz
    // Rounding of the product must not cost a sample.
    let ahead = Int((horizon / 1000 * rate - 1e-9).rounded(.up))
    let estimator = try signal.method.estimator(
      samplingRate: samples.rate,
      horizon: NightTime.Span(ticks: min(Int64((Double(ahead) / rate * 1e7).rounded()), 10_000_000)))
    let phases = Self.track(estimator, samples.microvolts, ahead: ahead)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(phases.count * 10)
    for phase in phases { LineOutput.append(phase, to: &bytes) }
    try LineOutput.write(bytes, to: output)
    if json {
      var row = JSONText()
      row.add("recording", signal.recording)
      row.add("channel", samples.label)
      row.add("method", signal.method.rawValue)
      row.add("samples", samples.microvolts.count)
      row.add("rate_hz", json: "\(rate)")
      row.add("horizon_samples", ahead)
      row.add("horizon_ms", json: "\(Double(ahead) / rate * 1000)")
      Terminal.say(row.text)
    } else {
      Terminal.complain(
        "\(phases.count) phases of \(samples.label) by \(signal.method.title), \(ahead) samples ahead")
    }
  }

  /// The phase expected at every sample, from what came `ahead` samples before it and earlier.
  private static func track(_ fresh: some PhaseEstimator, _ samples: [Double], ahead: Int) -> [Double] {
    var estimator = fresh
    var phases = [Double](repeating: 0, count: samples.count)
    var hasBegun = false
    for k in ahead..<max(ahead, samples.count) {
      let sample = samples[k - ahead]
      estimator.push(sample)
      hasBegun = hasBegun || sample.isFinite
      if hasBegun { phases[k] = estimator.expected.phase.radians }
    }
    return phases
  }
}
