public import SleepCore

/// What the entries of a record say, read one after another from the first: which programs are known, which are
/// halted, who may lift a halt, and where the record breaks its own rules.
///
/// Everyone who reads the same entries comes to the same: a pod, a witness's reader, a journalist. An entry that breaks a
/// rule stays in the record and counts as a fault; it has no effect. About 5 µs an entry.
public struct RecordReading: Sendable {
  /// How many entries were read.
  public private(set) var size = 0
  /// When the newest was written.
  public private(set) var latest: UTCTime?
  /// The programs by their SHA-256: where each stands first.
  public private(set) var programs: [String: Program] = [:]
  /// The halts in their order.
  public private(set) var halts: [Halt] = []
  /// The signals in their order.
  public private(set) var signals: [Signal] = []
  /// Reports of a day, from 1970-01-01.
  public private(set) var reports: [Int: Reports] = [:]
  /// Who may lift a halt.
  public private(set) var council: KeyCouncil?
  /// The counts of months, in their order.
  public private(set) var months: [Month] = []
  /// The spent privacy budget.
  public private(set) var privacySpent = Fraction.zero
  /// What of it was spent in a year, by the time of the entry that states it.
  public private(set) var privacyByYear: [Int: Fraction] = [:]
  /// How many entries of each kind there are.
  public private(set) var counts: [EntryKind: Int] = [:]
  /// Every rule that was broken.
  public private(set) var faults: [RecordFault] = []
  /// By how many seconds an entry may be older than one before it: many are written at once, and pass each other.
  public static let tolerance = 60
  private var privacyUsed = Fraction.zero
  private var unanswered: [Int] = []

  /// A program in the record.
  public struct Program: Sendable, Hashable {
    /// Its entry.
    public let index: Int
    /// Its name.
    public let name: String
    /// Its title.
    public let title: String
    /// Its version.
    public let version: String
    /// When it came in.
    public let at: UTCTime
  }

  /// A halt in the record.
  public struct Halt: Sendable, Hashable {
    /// Its entry.
    public let index: Int
    /// The SHA-256 of the program.
    public let program: String
    /// Why, in words for everyone.
    public let reason: String
    /// Who or what decided it.
    public let cause: String
    /// When it came in.
    public let at: UTCTime
    /// Where it was lifted, and why.
    public var lift: Lift?

    /// The end of a halt.
    public struct Lift: Sendable, Hashable {
      /// Its entry.
      public let index: Int
      /// Why, in words for everyone.
      public let reason: String
      /// When it came in.
      public let at: UTCTime
    }
  }

  /// A monitor's signal in the record.
  public struct Signal: Sendable, Hashable {
    /// Its entry.
    public let index: Int
    /// The program's SHA-256.
    public let program: String
    /// The kind of event.
    public let outcome: String
    /// How it was watched.
    public let method: String
    /// When it came in.
    public let at: UTCTime
  }

  /// Reports of a day.
  public struct Reports: Sendable, Hashable {
    /// All of them.
    public var all = 0
    /// The serious ones.
    public var serious = 0
  }

  /// Counts of a month, with the noise that they carry.
  public struct Month: Sendable, Hashable {
    /// Such as `2026-11`.
    public let month: String
    /// What they cost of the privacy budget: the noise of each count has the scale 1/epsilon.
    public let epsilon: Fraction
    /// The counts.
    public let rows: [Row]

    /// A count.
    public struct Row: Sendable, Hashable {
      /// The program's SHA-256.
      public let program: String
      /// The kind of event.
      public let kind: String
      /// The count, with its noise.
      public let count: Int
    }
  }

  /// Starts before the first entry.
  public init() {}

  /// The halts of a program that are not lifted.
  public func halts(of program: String) -> [Halt] { halts.filter { $0.program == program && $0.lift == nil } }

  /// Whether something that was published belongs to no halt that stands: signals that no halt answered.
  public var unansweredSignals: [Int] { unanswered }

  /// Reads the next entry.
  public mutating func read(_ bytes: [UInt8]) {
    let index = size
    size += 1
    let entry: RecordEntry
    do {
      entry = try RecordEntry(bytes: bytes)
    } catch {
      fault(index, "it cannot be read: \(error.description)")
      return
    }
    counts[entry.kind, default: 0] += 1
    if let latest, entry.at.seconds < latest.seconds - Self.tolerance {
      fault(index, "it says \(entry.at), and an entry ahead of it says \(latest): it is back-dated")
    }
    latest = max(latest ?? entry.at, entry.at)
    if index == 0, entry.kind != .keys {
      fault(index, "a record begins with the keys that may lift a halt, and this one does not")
    }
    take(entry, index)
  }

  private mutating func take(_ entry: RecordEntry, _ index: Int) {
    switch entry.kind {
    case .keys: takeKeys(entry, index)
    case .program:
      let hash = entry.text("sha256")
      guard SHA256Hex.of(entry.text("source")) == hash else {
        fault(index, "the program's source does not have the hash that it states")
        return
      }
      if programs[hash] == nil {
        programs[hash] = Program(
          index: index, name: entry.text("name"), title: entry.text("title"), version: entry.text("version"),
          at: entry.at)
      }
    case .limits:
      if SHA256Hex.of(entry.text("text")) != entry.text("sha256") {
        fault(index, "the table's text does not have the hash that it states")
      }
    case .halt:
      if let because = entry.json["because"]?.number {
        guard because < index else {
          fault(index, "it is because of entry \(because), which does not stand before it")
          return
        }
        unanswered.removeAll { $0 == because }
      }
      halts.append(
        Halt(
          index: index, program: entry.text("program"), reason: entry.text("reason"),
          cause: entry.text("cause"),
          at: entry.at))
    case .lift: takeLift(entry, index)
    case .signal:
      unanswered.append(index)
      signals.append(
        Signal(
          index: index, program: entry.text("program"), outcome: entry.text("outcome"),
          method: entry.text("method"), at: entry.at))
    case .report:
      guard let day = UTCTime.day(named: entry.text("day")) else { return }
      let isSerious = entry.json["serious"]?.bool == true
      if !isSerious, entry.json["what"] != nil || entry.json["program"] != nil {
        fault(index, "only a serious report tells what happened, and with which program")
      }
      reports[day, default: Reports()].all += 1
      if isSerious { reports[day, default: Reports()].serious += 1 }
    case .counts:
      guard let epsilon = Fraction(entry.json["epsilon"]), let used = privacyUsed + epsilon else {
        fault(index, "its epsilon is too large to be added up")
        return
      }
      privacyUsed = used
      months.append(
        Month(
          month: entry.text("month"), epsilon: epsilon,
          rows: (entry.json["rows"]?.list ?? []).map {
            .init(
              program: $0["program"]?.text ?? "", kind: $0["kind"]?.text ?? "",
              count: $0["count"]?.number ?? 0)
          }))
      if !(used <= privacySpent) { fault(index, "it spends privacy that no entry before it states as spent") }
    case .privacy:
      guard let epsilon = Fraction(entry.json["epsilon"]), let total = Fraction(entry.json["total"]),
        let sum = privacySpent + epsilon, let ofYear = privacyByYear[entry.at.year, default: .zero] + epsilon
      else {
        fault(index, "its epsilon is too large to be added up")
        return
      }
      (privacySpent, privacyByYear[entry.at.year]) = (sum, ofYear)
      if sum != total { fault(index, "it states \(total) as spent in all, and the entries add up to \(sum)") }
    case .release, .model, .story, .nights: break
    }
  }

  private mutating func takeKeys(_ entry: RecordEntry, _ index: Int) {
    guard let next = KeyCouncil(entry) else {
      fault(index, "its keys cannot be read, or fewer are listed than are needed")
      return
    }
    if let council, !council.approves(entry) {
      fault(index, "it changes the keys without \(council.needed) of the keys that were valid")
      return
    }
    if council == nil, index > 0 {
      fault(index, "it names the first keys, and is not the first entry")
      return
    }
    council = next
  }

  private mutating func takeLift(_ entry: RecordEntry, _ index: Int) {
    guard let at = halts.firstIndex(where: { $0.index == entry.number("halt") }) else {
      fault(index, "it lifts entry \(entry.number("halt")), which is no halt before it")
      return
    }
    guard let council, council.approves(entry) else {
      fault(
        index, "it lifts the halt at \(halts[at].index) without enough of the keys that may: the halt stands")
      return
    }
    halts[at].lift = Halt.Lift(index: index, reason: entry.text("reason"), at: entry.at)
  }

  private mutating func fault(_ index: Int, _ problem: String) {
    faults.append(RecordFault(index: index, problem: problem))
  }
}

/// A rule of the record that an entry breaks.
public struct RecordFault: Sendable, Hashable, CustomStringConvertible {
  /// The entry's index.
  public let index: Int
  /// What is wrong.
  public let problem: String

  /// Both in one line.
  public var description: String { "entry \(index): \(problem)" }
}
