public import Incidents
public import SleepCore

/// What a home tells of one day: on how many nights a program ran and on how many, by lot, it did not, and on
/// how many of each something happened.
///
/// A night belongs to the UTC day in which it ended. "Nothing happened" is told as well: without it nobody
/// knows what was to be expected. No name, no time, no word of what happened.
public struct Tally: Sendable, Hashable {
  /// The format that every tally names.
  public static let format = "lumapod-tally/1"
  /// The most bytes that a tally takes.
  public static let largest = 1000
  /// The most nights of one home in one day: as many sleepers.
  public static let mostNights = 8

  /// The day: days since 1970-01-01.
  public let day: Int
  /// A random word for this home on this day, 32 lower-case hexadecimal digits: ``HomeWord``.
  public let home: String
  /// The program that is watched, also on nights without it.
  public let program: WatchedProgram
  /// What is watched for.
  public let outcome: IncidentKind
  /// Nights on which the program ran.
  public let exposedNights: Int
  /// Nights without it, by lot.
  public let controlNights: Int
  /// Of the nights with it, those on which it happened.
  public let exposedEvents: Int
  /// Of the nights without it, those on which it happened.
  public let controlEvents: Int

  /// Takes counts.
  ///
  /// - Parameters:
  ///   - day: days since 1970-01-01.
  ///   - home: 32 lower-case hexadecimal digits.
  ///   - program: what ran or, by lot, did not.
  ///   - outcome: what is watched for.
  ///   - exposed: nights with the program, and how many of them had the event.
  ///   - control: nights without it, and how many of them had the event.
  /// - Throws: ``TallyError`` for no night or more than ``mostNights``, more events than nights, or no such
  ///   home.
  public init(
    day: Int, home: String, program: WatchedProgram, outcome: IncidentKind,
    exposed: (nights: Int, events: Int), control: (nights: Int, events: Int)
  ) throws(TallyError) {
    guard (0...UTCTime.last.day).contains(day) else { throw .field("day", wanted: "a day from 1970 to 9999") }
    guard HomeWord.isWord(home) else { throw .field("home", wanted: "32 lower-case hexadecimal digits") }
    let nights = 0...Self.mostNights
    guard nights.contains(exposed.nights), nights.contains(control.nights),
      (1...Self.mostNights).contains(exposed.nights + control.nights)
    else { throw .field("exposed_nights, control_nights", wanted: "1 to \(Self.mostNights) nights in all") }
    guard (0...exposed.nights).contains(exposed.events) else {
      throw .field("exposed_events", wanted: "0 to \(exposed.nights), the nights with the program")
    }
    guard (0...control.nights).contains(control.events) else {
      throw .field("control_events", wanted: "0 to \(control.nights), the nights without it")
    }
    (self.day, self.home, self.program, self.outcome) = (day, home, program, outcome)
    (exposedNights, exposedEvents) = exposed
    (controlNights, controlEvents) = control
  }

  /// The tally as canonical JSON.
  public var json: CanonicalJSON {
    [
      "format": .text(Self.format), "day": .text(UTCTime.name(ofDay: day)), "home": .text(home),
      "program": program.json, "outcome": .text(outcome.rawValue), "exposed_nights": .number(exposedNights),
      "exposed_events": .number(exposedEvents), "control_nights": .number(controlNights),
      "control_events": .number(controlEvents),
    ]
  }

  /// Reads the bytes of a tally.
  ///
  /// - Throws: ``TallyError`` naming the byte or the field; a field too many is refused.
  public init(bytes: [UInt8]) throws(TallyError) {
    try self.init(json: try Self.read(bytes, limit: Self.largest, place: "tally"))
  }

  /// Reads a tally.
  ///
  /// - Throws: ``TallyError`` naming the field.
  public init(json: CanonicalJSON) throws(TallyError) {
    let known: Set = [
      "format", "day", "home", "program", "outcome", "exposed_nights", "exposed_events", "control_nights",
      "control_events",
    ]
    guard json.isObject, json["format"]?.text == Self.format else {
      throw .field("format", wanted: "«\(Self.format)»")
    }
    if let extra = json.members.first(where: { !known.contains($0.name) }) {
      throw TallyError(
        .malformed, "a tally may not hold it", at: "tally, \(extra.name.prefix(40))",
        remedy: "Leave it out: nothing more is wanted of a home.")
    }
    func count(_ name: String) throws(TallyError) -> Int {
      guard let number = json[name]?.number, number >= 0 else {
        throw .field(name, wanted: "a whole number from 0")
      }
      return number
    }
    guard let day = json["day"]?.text.flatMap(UTCTime.day(named:)) else {
      throw .field("day", wanted: "a date such as 2026-11-25")
    }
    guard let outcome = json["outcome"]?.text.flatMap(IncidentKind.init(rawValue:)) else {
      throw .field(
        "outcome", wanted: "one of \(IncidentKind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    try self.init(
      day: day, home: json["home"]?.text ?? "", program: try WatchedProgram(json: json["program"] ?? .null),
      outcome: outcome, exposed: (try count("exposed_nights"), try count("exposed_events")),
      control: (try count("control_nights"), try count("control_events")))
  }

  /// Reads canonical JSON.
  static func read(_ bytes: [UInt8], limit: Int, place: String) throws(TallyError) -> CanonicalJSON {
    do {
      return try CanonicalJSON.read(bytes, limit: limit)
    } catch {
      throw TallyError(.malformed, error.problem, at: "\(place), \(error.place)", remedy: error.remedy)
    }
  }
}

/// A version of a program that is watched.
public struct WatchedProgram: Sendable, Hashable {
  /// The SHA-256 of its source, as 64 lower-case hexadecimal digits: what it is known by.
  public let sha256: String
  /// Its name, as the record states it.
  public let name: String
  /// Its version, as the record states it.
  public let version: String

  /// Names a program.
  ///
  /// - Throws: ``TallyError`` for no hash, or a name or a version of nothing or more than 100 bytes.
  public init(sha256: String, name: String, version: String) throws(TallyError) {
    guard sha256.utf8.count == 64, HomeWord.isHexadecimal(sha256) else {
      throw .field("program.sha256", wanted: "64 lower-case hexadecimal digits")
    }
    guard (1...100).contains(name.utf8.count) else {
      throw .field("program.name", wanted: "a text of 1 to 100 bytes")
    }
    guard (1...100).contains(version.utf8.count) else {
      throw .field("program.version", wanted: "a text of 1 to 100 bytes")
    }
    (self.sha256, self.name, self.version) = (sha256, name, version)
  }

  /// Reads one.
  init(json: CanonicalJSON) throws(TallyError) {
    guard json.members.count == 3, let sha256 = json["sha256"]?.text, let name = json["name"]?.text,
      let version = json["version"]?.text
    else { throw .field("program", wanted: "an object of name, sha256 and version") }
    try self.init(sha256: sha256, name: name, version: version)
  }

  /// As canonical JSON.
  public var json: CanonicalJSON {
    ["sha256": .text(sha256), "name": .text(name), "version": .text(version)]
  }
}
