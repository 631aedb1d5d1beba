internal import ArgumentParser
internal import ClosedLoop
internal import Foundation
internal import Night
internal import SleepCore

/// The command `luma trigger`.
struct TriggerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trigger",
    abstract: "Say when pulses would have been due in a recording, at a phase of the slow wave.",
    discussion: """
      Writes one line for each pulse: the index of the sample, from 0, at which its sound reaches the ear. Each is decided
      with the samples up to the latency before it and nothing later. 0 degrees is the positive peak, -90 the middle of
      the rising flank before it, 180 the trough.

      Of the waves that are large enough, about --rate a minute are answered: those whose phase is surest, where the
      method knows how sure it is. The usual 8.5 make 600 pulses of 70 minutes of deep sleep; fewer are better
      timed, and 0 answers every wave.

      luma trigger sleep.edf --target-deg -45 --latency-ms 30 --output triggers.csv
      """)

  @OptionGroup
  var signal: LoopSignal

  @Option(
    name: .customLong("target-deg"), parsing: .unconditional,
    help: ArgumentHelp("The phase at which sound should reach the ear, -360 to 360.", valueName: "degrees"))
  var target: Double

  @Option(help: ArgumentHelp("How many pulses a minute, 0 to 60; 0 is every wave.", valueName: "per minute"))
  var rate = 8.5

  @Option(
    name: .customLong("latency-ms"),
    help: ArgumentHelp("From a sample to the sound at the ear, 0 to 1000.", valueName: "ms"))
  var latency = 0.0

  @Option(
    name: .customLong("minimum-uv"),
    help: ArgumentHelp("The smallest wave that is answered, half of peak to peak.", valueName: "microvolts"))
  var minimum = 37.5

  @Option(
    name: .customLong("refractory-ms"),
    help: ArgumentHelp("The least time from one pulse to the next, 0 to 60000.", valueName: "ms"))
  var refractory = 500.0

  @Option(help: "The file to write, or - for standard output.")
  var output = "-"

  @Flag(help: "Print a summary as JSON; the triggers must go to a file.")
  var json = false

  func validate() throws {
    guard (-360...360).contains(target) else { throw ValidationError("--target-deg is -360 to 360.") }
    guard (0...60).contains(rate) else { throw ValidationError("--rate is 0 to 60.") }
    guard (0...1000).contains(latency) else { throw ValidationError("--latency-ms is 0 to 1000.") }
    guard (0...1000).contains(minimum) else { throw ValidationError("--minimum-uv is 0 to 1000.") }
    guard (0...60_000).contains(refractory) else { throw ValidationError("--refractory-ms is 0 to 60000.") }
    guard !json || output != "-" else {
      throw ValidationError("--json goes to standard output; give the triggers a file with --output.")
    }
  }

  func run() throws {
    let samples = try signal.samples()
    let estimator = try signal.method.estimator(
      samplingRate: samples.rate, horizon: NightTime.Span(ticks: Int64((latency * 1e4).rounded())))
    let triggers = triggers(estimator, samples)
    try LineOutput.write(Array(triggers.map { "\($0)\n" }.joined().utf8), to: output)
    let perMinute = Double(triggers.count) / (Double(samples.microvolts.count) / samples.rate.hertz / 60)
    if json {
      var row = JSONText()
      row.add("recording", signal.recording)
      row.add("channel", samples.label)
      row.add("method", signal.method.rawValue)
      row.add("samples", samples.microvolts.count)
      row.add("rate_hz", json: "\(samples.rate.hertz)")
      row.add("target_deg", json: "\(target)")
      row.add("latency_ms", json: "\(latency)")
      row.add("triggers", triggers.count)
      row.add("per_min", json: "\((perMinute * 1000).rounded() / 1000)")
      Terminal.say(row.text)
    } else {
      Terminal.complain(
        "\(triggers.count) triggers in \(samples.label) by \(signal.method.title), "
          + "\((perMinute * 10).rounded() / 10) a minute")
    }
  }

  private func triggers<Estimator: PhaseEstimator>(_ fresh: Estimator, _ samples: LoopSignal.Samples) -> [Int]
  {
    var estimator = fresh
    let hertz = samples.rate.hertz
    var trigger = PhaseTrigger<Estimator>(
      settings: .init(
        target: .degrees(target), minimumAmplitudeMicrovolts: minimum,
        refractory: NightTime.Span(ticks: Int64((refractory * 1e4).rounded())),
        wishedPerMinute: rate == 0 ? nil : rate))
    let least = Int((latency / 1000 * hertz - 1e-9).rounded(.up))
    var triggers: [Int] = []
    for (n, sample) in samples.microvolts.enumerated() {
      estimator.push(sample)
      let time = NightTime(ticks: Int64((Double(n) / hertz * 1e7).rounded()))
      guard let due = trigger.step(time: time, estimator: estimator, allowed: true) else { continue }
      // Never a sample that sound could not reach, and none after the recording's end.
      let index = max(Int((due.onset.seconds * hertz).rounded()), n + least)
      if index < samples.microvolts.count { triggers.append(index) }
    }
    return triggers
  }
}
