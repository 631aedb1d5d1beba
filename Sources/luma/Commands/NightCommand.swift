internal import ArgumentParser
internal import Bedroom
internal import Foundation
internal import Household
internal import Night
internal import ProgramKernel
internal import Programs
internal import Signals
internal import SleepCore
internal import Soundscapes
internal import VirtualSleeper

/// The command `luma night`.
struct NightCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "night",
    abstract:
      "Run a night: a recording or a virtual sleeper goes in, a folder with the whole record comes out.",
    discussion: """
      A recording is replayed as if it were measured now, block by block. The folder holds signals.edf, events.jsonl,
      program.yaml, summary.json, sound.flac, report.html and the hypnogram as a picture (docs/night-record.md).

      luma night sleep.edf
      luma night --source virtual:7 --program rain-to-dawn --out nights/tonight
      """)

  @Argument(help: "An EDF or BDF recording.", completion: .file(extensions: ["edf", "bdf"]))
  var recording: String?

  @Option(
    help: ArgumentHelp(
      "Another source of signals.", discussion: "virtual, or virtual:SEED.", valueName: "virtual[:seed]"))
  var source: String?

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      "Somebody of the household, whose night it is: age, consent and tonight's yes are asked for (docs/home.md).",
      valueName: "name"))
  var sleeper: String?

  @Option(help: ArgumentHelp("A program of the library, or a program's file.", valueName: "name|file"))
  var program = "rain-to-dawn"

  @Option(help: "The EEG channel to decide on; otherwise the best there is.")
  var channel: String?

  @Option(help: "The sleeper's age group: adult, teen, child or under-three.", transform: Self.ageGroup)
  var age = AgeGroup.adult

  @Option(
    help: ArgumentHelp(
      "When to wake: HH:MM by the recording's clock, or `none`. Otherwise five minutes before a known end.",
      valueName: "hh:mm|none"))
  var wake: String?

  @Option(
    help: ArgumentHelp(
      "From a decision to the sound at the ear, 0 to 1000; otherwise as `luma latency` found the device that is played on.",
      valueName: "ms"))
  var latencyMs: Int?

  @Flag(help: "As fast as possible, or at the pace of the recording.")
  var pace = PaceFlag.fast

  @Flag(help: "Let the night be heard as it runs, through the guard's own process; with --realtime.")
  var play = false

  @Option(help: ArgumentHelp("The sound device to play on.", valueName: "name"))
  var device = "default"

  @Option(
    help: "What of the sound to render: parts (ten minutes and every minute with a pulse), whole or none.")
  var sound = SoundChoice.parts

  @Option(help: "The folder to write, which must be new or empty; otherwise one under nights/.")
  var out: String?

  @Flag(help: "Print the summary as JSON.")
  var json = false

  enum PaceFlag: String, EnumerableFlag { case fast, realtime }
  enum SoundChoice: String, ExpressibleByArgument, CaseIterable {
    case parts, whole, none
    var extent: NightSoundPlan.Extent? {
      switch self {
      case .parts: .firstMinutesAndPulseMinutes(first: 10)
      case .whole: .whole
      case .none: nil
      }
    }
  }

  func validate() throws {
    guard (recording == nil) != (source == nil) else {
      throw ValidationError("Name a recording, or a source with --source virtual, but not both.")
    }
    guard !play || pace == .realtime else {
      throw ValidationError("--play is for the pace of life: add --realtime.")
    }
    guard (0...1000).contains(latencyMs ?? 0) else { throw ValidationError("--latency-ms is 0 to 1000.") }
    if let source, Self.seed(source) == nil {
      throw ValidationError(
        "«\(source)» is not a source. Write virtual, or virtual:7 for the sleeper of seed 7.")
    }
  }

  func run() async throws {
    if let sleeper { return try await HouseholdNight(self, sleeper).run() }
    // What is heard is somebody's night: where people live, it is said whose.
    guard !play || !FileManager.default.fileExists(atPath: HouseholdStore.file(in: HomePlace.usual)) else {
      throw HomeCommandError(
        "a household lives here, and nobody was named", place: "--play",
        remedy: "Say whose night it is: --for NAME; see luma home people.")
    }
    let installation = try Installation()
    let run = NightRun(
      installation: installation, program: try installation.program(program), age: age,
      pace: pace == .realtime ? .realtime : .fast, sound: sound.extent, latency: try latency(),
      device: play ? device : nil, complain: { Terminal.complain("luma: \($0)") })
    let outcome: NightRun.Outcome
    if let recording {
      let file = try EDFFile(path: recording)
      for warning in file.warnings { Terminal.complain("luma: \(recording): \(warning)") }
      let name = URL(filePath: recording).lastPathComponent
      outcome = try await start(run, EDFReplaySource(file: file, name: name, channel: channel))
    } else {
      outcome = try await start(run, VirtualSleeper(seed: source.flatMap(Self.seed) ?? 1))
    }
    Self.tell(outcome, asJSON: json)
    if outcome.stopped == .stopped { throw ExitStatus.stopped }
  }

  /// As told; else as long as the device was measured to take.
  private func latency() throws -> NightTime.Span {
    if let latencyMs { return .milliseconds(latencyMs) }
    return try NightRun.latency(of: play ? device : nil, state: StateFolder.usual)
  }

  private func start(_ run: NightRun, _ source: some SignalSource) async throws -> NightRun.Outcome {
    let description = source.description
    let folder = NightFolder(path: out ?? Self.newFolder(for: description))
    return try await Self.watch(run, source, wakeAt: try wakeTime(for: description), folder: folder)
  }

  /// Runs a night with a person at the terminal, who can stop it.
  static func watch(
    _ run: NightRun, _ source: some SignalSource, wakeAt: NightTime?, folder: NightFolder
  ) async throws -> NightRun.Outcome {
    StopSignal.listen()
    var view = LiveView(
      source: source.description, title: run.program.compiled.title, wakeAt: wakeAt)
    return try await run.run(
      source, wakeAt: wakeAt, folder: folder, reins: NightReins { StopSignal.isAsked }, observer: &view)
  }

  private func wakeTime(for source: SourceDescription) throws -> NightTime? {
    guard let wake else { return NightConfiguration.usualWakeTime(for: source) }
    if wake == "none" { return nil }
    let parts = wake.split(separator: ":").map { Int($0) }
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0..<24).contains(hour),
      (0..<60).contains(minute)
    else {
      throw ValidationError("«\(wake)» is not a time of day. Write it as HH:MM, such as 06:30, or none.")
    }
    let seconds = hour * 3600 + minute * 60 - source.start.secondOfDay
    return NightTime(seconds: seconds > 0 ? seconds : seconds + 86_400)
  }

  private static func ageGroup(_ name: String) throws -> AgeGroup {
    guard let age = AgeGroup(rawValue: name) else {
      throw ValidationError("Age groups are \(AgeGroup.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    return age
  }

  /// The seed of `virtual` or `virtual:7`.
  static func seed(_ source: String) -> UInt64? {
    let parts = source.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.first == "virtual", parts.count <= 2 else { return nil }
    return parts.count == 1 ? 1 : UInt64(parts[1])
  }

  /// A folder under `nights/` that is not there yet, named by the night's date and source.
  static func newFolder(for source: SourceDescription) -> String {
    let stem = source.name.split(separator: ".").first.map(String.init) ?? "night"
    let safe = String(stem.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    let base = "nights/\(source.start.iso8601.prefix(10))-\(safe)"
    var path = base
    var number = 2
    while FileManager.default.fileExists(atPath: path) {
      path = "\(base)-\(number)"
      number += 1
    }
    return path
  }

  /// Says what the morning says.
  static func tell(_ outcome: NightRun.Outcome, asJSON: Bool) {
    if asJSON {
      let bytes = (try? NightFolder.read(outcome.folder.summary)) ?? []
      Terminal.say(String(decoding: bytes, as: UTF8.self), terminator: "")
      Terminal.complain("The night is in \(outcome.folder.path)")
      return
    }
    Terminal.say(MorningText.summary(outcome))
  }
}
