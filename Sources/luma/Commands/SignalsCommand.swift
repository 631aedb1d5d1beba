internal import ArgumentParser
internal import Bedroom
internal import Devices
internal import Fleet
internal import Foundation
internal import PublicRecord
internal import SleepCore
internal import Surveillance

/// The command `luma signals`.
struct SignalsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "signals",
    abstract: "Show every monitor of a record, its alarm line and its path; tell a record of a night.",
    discussion: """
      luma signals https://record.example/
      luma signals tally --to https://record.example/ --program rain-to-dawn --outcome nightmares --with 1
      """,
    subcommands: [ShowSignalsCommand.self, TallySignalsCommand.self],
    defaultSubcommand: ShowSignalsCommand.self)
}

/// The command `luma signals show`.
struct ShowSignalsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print every monitor: its statistic, its alarm line and what it says.",
    discussion: """
      The statistic and the line are logarithms: the line is crossed where what was seen is so unlikely without harm that
      the program's part of the record's 5 % is used up. Nothing sets a monitor back.
      """)

  @Argument(
    help: ArgumentHelp(
      "The record's address, or its folder on the machine that keeps it.", valueName: "url|folder"))
  var record: String

  @Flag(help: "Print canonical JSON.")
  var json = false

  @Flag(help: "Print every look as well.")
  var path = false

  func run() throws {
    let monitors = try Self.monitors(record)
    if json {
      Terminal.say(monitors.string)
      return
    }
    let rows = monitors["monitors"]?.list ?? []
    guard !rows.isEmpty else {
      Terminal.say("Nothing is watched yet: no home has told of a night.")
      return
    }
    Terminal.say("looked through \(monitors["looked_through"]?.text ?? "no day yet")")
    for monitor in rows { Self.say(monitor, path: path) }
    let signals = rows.count { $0["decision"]?.text == "signal" }
    Terminal.say(
      "\(PublicWords.count(rows.count, "monitor")), \(PublicWords.count(signals, "signal")); "
        + "false alarms: \(Self.percent(monitors["alpha"]?["spent_billionths"]?.number ?? 0)) of "
        + "\(Self.percent(monitors["alpha"]?["whole_billionths"]?.number ?? 0)) given out")
  }

  /// The monitors of a served record, or of the journal in a record's folder.
  static func monitors(_ record: String) throws -> CanonicalJSON {
    let address = try RecordAddress(record)
    if let office = RecordOffice(address) { return try office.monitors() }
    let file = TallyFile(record: record)
    let bytes = try file.read()
    guard !bytes.isEmpty || FileManager.default.fileExists(atPath: "\(record)/checkpoint") else {
      throw FleetError(
        "there is no record of yours in it", place: record, remedy: "Check the folder, or give an address.")
    }
    return try SignalBoard.read(bytes).board.publicJSON
  }

  private static func say(_ monitor: CanonicalJSON, path: Bool) {
    func number(_ name: String) -> Int { monitor[name]?.number ?? 0 }
    let program = monitor["program"]
    let name = "\(program?["name"]?.text ?? "?") \(program?["version"]?.text ?? "?")"
    let decision = monitor["decision"]?.text ?? "?"
    Terminal.say(
      "\(name)  \(monitor["outcome"]?.text ?? "?")  \(decision == "signal" ? Terminal.bold("SIGNAL") : decision)  "
        + "statistic \(hundredths(number("statistic_millionths"))), line \(hundredths(number("boundary_millionths"))), "
        + "alpha \(percent(number("alpha_billionths"))), \(PublicWords.count(number("looks"), "look"))")
    if let signal = monitor["signal"] {
      Terminal.say("  signal of \(signal["day"]?.text ?? "?"): \(signal["reason"]?.text ?? "")")
    }
    guard path else { return }
    for look in monitor["path"]?.list ?? [] {
      Terminal.say(
        "  \(UTCTime.name(ofDay: look[0]?.number ?? 0))  \(hundredths(look[1]?.number ?? 0))  "
          + "line \(look[2]?.number.map(hundredths) ?? "none")")
    }
  }

  /// Millionths with two places.
  static func hundredths(_ millionths: Int) -> String {
    let hundredths = (Int(millionths.magnitude) + 5000) / 10_000
    let sign = millionths < 0 && hundredths > 0 ? "-" : ""
    return "\(sign)\(hundredths / 100)." + "\(100 + hundredths % 100)".dropFirst()
  }

  /// Billionths as a percentage with all its places.
  static func percent(_ billionths: Int) -> String {
    var text = "\(billionths / 10_000_000)." + "\(10_000_000 + billionths % 10_000_000)".dropFirst()
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text + " %"
  }
}

/// The command `luma signals tally`.
struct TallySignalsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tally",
    abstract: "Tell a record of one day in this home: nights with and without a program, and what happened.",
    discussion: """
      A lot decides in each home on which nights the program runs; nights without it are told as well, and so are nights
      after which nothing was wrong. The record learns a random word of this home that is another one every day.
      """)

  @Option(name: .customLong("to"), help: ArgumentHelp("The record's address.", valueName: "url"))
  var record: String

  @Option(
    help: ArgumentHelp("The program: its name in the record, or its SHA-256.", valueName: "name|sha256"))
  var program: String

  @Option(help: "What is told of, such as nightmares or dream-confusion.")
  var outcome: String

  @Option(help: "The UTC day in which the nights ended; today where nothing is said.")
  var day: String?

  @Option(name: .customLong("with"), help: "Nights with the program.")
  var exposedNights = 0

  @Option(name: .customLong("without"), help: "Nights without it, by lot.")
  var controlNights = 0

  @Option(name: .customLong("events-with"), help: "Of the nights with it, those on which it happened.")
  var exposedEvents = 0

  @Option(name: .customLong("events-without"), help: "Of the nights without it, those on which it happened.")
  var controlEvents = 0

  @Option(help: ArgumentHelp("The pod's state folder, which keeps the home's secret.", valueName: "folder"))
  var state = StateFolder.usual

  func run() throws {
    guard let office = RecordOffice(try RecordAddress(record)) else {
      throw ValidationError("--to is the address of a served record, such as https://record.example/.")
    }
    guard let number = day.map({ UTCTime.day(named: $0) }) ?? UTCTime.now.day else {
      throw ValidationError("--day is a date such as 2026-11-25.")
    }
    let secret = try HomeSecret.kept(state: state)
    let json: CanonicalJSON = [
      "format": .text(Tally.format), "day": .text(UTCTime.name(ofDay: number)),
      "home": .text(try HomeWord.word(secret: secret, day: number)),
      "program": try Self.program(program, of: record).json,
      "outcome": .text(outcome), "exposed_nights": .number(exposedNights),
      "exposed_events": .number(exposedEvents),
      "control_nights": .number(controlNights), "control_events": .number(controlEvents),
    ]
    let isNew = try office.tell(try Tally(json: json))
    Terminal.say(isNew ? "It is counted." : "It was counted before.")
  }

  /// The program as the record knows it; of one name the newest.
  static func program(_ name: String, of record: String) throws -> WatchedProgram {
    var target = RecordTarget()
    target.record = record
    let known = try target.reading().programs
    let found = known.filter { $0.key == name || $0.value.name == name }.max {
      $0.value.index < $1.value.index
    }
    guard let found else {
      throw FleetError(
        "it knows no program of that name: \(name)", place: record, remedy: "See its page for what it knows.")
    }
    return try WatchedProgram(sha256: found.key, name: found.value.name, version: found.value.version)
  }
}
