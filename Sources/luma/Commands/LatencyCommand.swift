internal import ArgumentParser
internal import Bedroom
internal import Devices
internal import Foundation
internal import SleepCore

/// The command `luma latency`.
struct LatencyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "latency",
    abstract: "Measure once how late sound is through a device, so that pulses come when they are meant to.",
    discussion: """
      Plays quiet pulses through the device as the guard does and records them: with a microphone where the sleeper's head
      will be, a loopback cable, or the monitor of a PulseAudio or PipeWire sink. Stores the median of how much later they
      are heard than the device says, and their spread, in latency.json beside the calibrations. A microphone's own
      latency is part of what is measured; a cable's or monitor's is next to none.

      --check plays again with what was stored taken off, and says how far pulses are from where they should be.

      luma latency --device default --capture default
      luma latency --check --json
      """)

  @Option(help: ArgumentHelp("The folder of ledger, calibrations and latencies.", valueName: "folder"))
  var state = StateFolder.usual

  @Option(help: ArgumentHelp("The sound device by its ALSA name (`aplay -L` lists them).", valueName: "name"))
  var device: String?

  @Option(help: ArgumentHelp("What records, by its ALSA name (`arecord -L` lists them).", valueName: "name"))
  var capture = "default"

  @Option(help: "How many pulses, 5 to 1000.")
  var pulses = 40

  @Option(help: "The level of the pulses in dB re full scale, -60 to -20.")
  var level = -40.0

  @Flag(help: "Measure with the stored latency taken off; stores nothing.")
  var check = false

  @Flag(help: "Print the figures as JSON.")
  var json = false

  func validate() throws {
    guard (5...1000).contains(pulses) else { throw ValidationError("--pulses is 5 to 1000.") }
    guard (-60...(-20)).contains(level) else { throw ValidationError("--level is -60 to -20.") }
  }

  func run() throws {
    let destination = SoundDestination.device(device)
    let stored = try DeviceLatency.load(destination.name, folder: state)
    guard !check || stored != nil else {
      throw LoopError(
        place: destination.name, problem: "its latency was never measured",
        remedy: "Leave out --check once, to measure and store it.")
    }
    let input = try SoundCapture.open(device: capture)
    defer { input.close() }
    if !json {
      Terminal.say(
        "\(pulses) pulses through \(destination.name), recorded by \(capture); some \(8 + pulses * 3 / 4) s."
      )
    }
    var meter = LatencyMeter(destination: destination, input: input, level: level)
    let heard = try meter.measure(pulses, offset: check ? stored?.offset ?? 0 : 0)
    guard heard.late.count >= max(5, pulses / 2),
      let figures = DeviceLatency(offsets: heard.late, waiting: heard.waiting, capture: capture)
    else {
      throw LoopError(
        place: "\(destination.name) to \(capture)",
        problem: "only \(heard.late.count) of \(pulses) pulses were found in the recording",
        remedy: "Is that what hears the device? Raise --level, up to -20, or bring the microphone nearer.")
    }
    if !check { try figures.store(destination.name, folder: state) }
    let near = Double(heard.late.count { $0.magnitude <= 0.002 }) / Double(heard.late.count)
    Terminal.say(json ? row(figures, destination.name, near: near) : words(figures, destination.name))
  }

  private func words(_ figures: DeviceLatency, _ name: String) -> String {
    func ms(_ seconds: Double) -> String { "\((seconds * 1e5).rounded() / 100) ms" }
    let what = check ? "pulses are heard after their intended times" : "sound is heard later than it says"
    let spread = "SD \(ms(figures.standardDeviation)), \(ms(figures.minimum)) to \(ms(figures.maximum))"
    let line = "\(name): \(what), by a median of \(ms(figures.offset)) (\(figures.count) pulses, \(spread))."
    return check ? line : "\(line)\nUsually \(ms(figures.waiting)) of sound wait in it. Stored in \(state)."
  }

  private func row(_ figures: DeviceLatency, _ name: String, near: Double) -> String {
    func ms(_ seconds: Double) -> String { "\((seconds * 1e6).rounded() / 1000)" }
    var row = JSONText()
    row.add("device", name)
    row.add("capture", capture)
    row.add("checked", json: check ? "true" : "false")
    row.add("pulses", pulses)
    row.add("found", figures.count)
    row.add("median_ms", json: ms(figures.offset))
    row.add("sd_ms", json: ms(figures.standardDeviation))
    row.add("min_ms", json: ms(figures.minimum))
    row.add("max_ms", json: ms(figures.maximum))
    row.add("waiting_ms", json: ms(figures.waiting))
    if check { row.add("within_2ms", json: "\((near * 1000).rounded() / 1000)") }
    return row.text
  }
}
