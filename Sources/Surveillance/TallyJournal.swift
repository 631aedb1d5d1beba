internal import Incidents
internal import SleepCore

/// What has come from homes, in the order in which it came, and when the monitors looked: lines that are only
/// added to.
///
/// A line is a ``Tally`` or a look, `{"format":"lumapod-look/1","through":"2026-11-25"}`. Everything that is
/// said about programs follows from these lines and nothing else, so that whoever has them comes to the same
/// signals. The journal is private; see docs/signals.md for what is shown of it.
public struct TallyJournal: Sendable {
  /// For how many days after its own a tally is taken.
  public static let window = 45
  /// The most tallies of one day.
  public static let mostOfADay = 1_000_000
  /// The format of a look.
  public static let lookFormat = "lumapod-look/1"

  /// One line.
  public enum Line: Sendable, Hashable {
    /// What a home told.
    case tally(Tally)
    /// Every monitor looked at all that had come of the days up to this one.
    case look(through: Int)

    /// The line as it is kept, with its end.
    public var bytes: [UInt8] {
      switch self {
      case .tally(let tally): tally.json.bytes + [0x0A]
      case .look(let day):
        CanonicalJSON.object(["format": .text(lookFormat), "through": .text(UTCTime.name(ofDay: day))]).bytes
          + [0x0A]
      }
    }

    /// Reads a line without its end.
    init(bytes: [UInt8]) throws(TallyError) {
      let json = try Tally.read(bytes, limit: Tally.largest, place: "tally")
      guard json["format"]?.text == lookFormat else {
        self = .tally(try Tally(json: json))
        return
      }
      guard json.members.count == 2, let day = json["through"]?.text.flatMap(UTCTime.day(named:)) else {
        throw .field("through", wanted: "a date such as 2026-11-25, alone in a look")
      }
      self = .look(through: day)
    }
  }

  private struct Key: Hashable {
    let home: String
    let program: String
    let outcome: IncidentKind
  }

  /// How many tallies were counted, repeats not.
  public private(set) var tallies = 0
  /// Up to which day the monitors have looked; `nil` before the first look.
  public private(set) var looked: Int?
  private var seen: [Int: [Key: Tally]] = [:]

  /// An empty journal.
  public init() {}

  /// Whether a tally was counted before; all else is refused or new.
  ///
  /// - Throws: ``TallyError`` where the same home told something else of the same day, its day is older than
  ///   the journal remembers, or the day is full.
  public func counted(_ tally: Tally) throws(TallyError) -> Bool {
    let day = UTCTime.name(ofDay: tally.day)
    if let known = seen[tally.day]?[Self.key(tally)] {
      guard known == tally else {
        throw TallyError(
          .contradicts, "this home has told something else of \(tally.outcome.rawValue) on \(day)",
          at: "tally of \(tally.program.name), home \(tally.home.prefix(8))…",
          remedy: "What was told first counts. A correction goes to the record's operator.")
      }
      return true
    }
    if let looked, tally.day < looked - Self.window {
      throw TallyError(
        .old, "\(day) is more than \(Self.window) days before the last look",
        at: "tally of \(tally.program.name)",
        remedy: "Send a day's tally within \(Self.window) days.")
    }
    guard seen[tally.day, default: [:]].count < Self.mostOfADay else {
      throw TallyError(
        .full, "\(Self.mostOfADay) tallies of \(day) were taken", at: "tally of \(tally.program.name)",
        remedy: "Tell the record's operator: more homes than it is made for, or somebody who makes them up.")
    }
    return false
  }

  /// Takes a tally in that ``counted(_:)`` finds new.
  mutating func take(_ tally: Tally) {
    seen[tally.day, default: [:]][Self.key(tally)] = tally
    tallies += 1
  }

  /// Notes a look.
  ///
  /// - Throws: ``TallyError`` where the monitors have looked at a later day, or at this one.
  mutating func look(through day: Int) throws(TallyError) {
    if let looked, day <= looked {
      throw TallyError(
        .damaged, "the last look was through \(UTCTime.name(ofDay: looked))",
        at: "look through \(UTCTime.name(ofDay: day))", remedy: "Look at each day once, in order.")
    }
    looked = day
    // What is so old would be refused in any case.
    for old in seen.keys where old < day - Self.window { seen[old] = nil }
  }

  private static func key(_ tally: Tally) -> Key {
    Key(home: tally.home, program: tally.program.sha256, outcome: tally.outcome)
  }
}

/// Where a journal is kept.
///
/// Calls may block as long as a disk does.
public protocol TallyStore: Sendable {
  /// All of it; empty where there is none yet.
  func read() throws -> [UInt8]
  /// Adds bytes at the end, and returns when the disk has them.
  func append(_ bytes: [UInt8]) throws
  /// Takes away what stands after so many bytes: the rest of a line that a crash tore, which nobody was told
  /// of.
  func cut(to count: Int) throws
}
