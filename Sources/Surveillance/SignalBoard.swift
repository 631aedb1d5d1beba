public import Evidence
public import Incidents
internal import SleepCore

/// Every monitor of a record: fed from the journal of tallies and from nothing else.
///
/// A pure value: the same lines give the same board. A program's version is admitted when it is first told
/// of, and is given its part of the chance of a false signal, split over ``WatchedOutcome/all``. There is no
/// way to reset a monitor, to leave one out, or to take a line back; a lifted halt changes nothing here.
public struct SignalBoard: Sendable {
  /// A version of a program, and its monitors in the order of ``WatchedOutcome/all``.
  public struct Watch: Sendable {
    /// The program.
    public let program: WatchedProgram
    /// Its monitors.
    public fileprivate(set) var monitors: [SignalMonitor]
  }

  /// What has come in.
  public private(set) var journal = TallyJournal()
  /// Who was given how much of the chance of a false signal.
  public private(set) var ledger = AlphaLedger(whole: WatchedOutcome.whole)
  /// Every program with its monitors, in the order in which they were admitted.
  public private(set) var watches: [Watch] = []
  private var places: [String: Int] = [:]
  /// What no look has taken in yet: by day, program and outcome.
  private var waiting: [Int: [Int: [IncidentKind: Sums]]] = [:]

  private struct Sums {
    var nights = (exposed: 0, control: 0)
    var events = (exposed: 0, control: 0)
  }

  /// An empty board.
  public init() {}

  /// Takes a tally in.
  ///
  /// It waits for the next look: a monitor is given all homes of a night together, since only among many
  /// homes has the lot put some nights here and some there. All or nothing: where it throws, nothing was
  /// taken.
  ///
  /// - Returns: the line to be kept, or `nil` where the tally was counted before.
  /// - Throws: ``TallyError`` as ``TallyJournal/counted(_:)``, or where its program is known by another name
  ///   or version, or nothing is left to admit it with.
  public mutating func take(_ tally: Tally) throws(TallyError) -> TallyJournal.Line? {
    if try journal.counted(tally) { return nil }
    let place = try place(of: tally.program)
    journal.take(tally)
    var sums = waiting[tally.day, default: [:]][place, default: [:]][tally.outcome] ?? Sums()
    sums.nights.exposed += tally.exposedNights
    sums.nights.control += tally.controlNights
    sums.events.exposed += tally.exposedEvents
    sums.events.control += tally.controlEvents
    waiting[tally.day, default: [:]][place, default: [:]][tally.outcome] = sums
    return .tally(tally)
  }

  /// The last day before `today` that a look is due for: something waits, and the day is over.
  public func due(before today: Int) -> Int? {
    guard let first = waiting.keys.min(), first < today, journal.looked.map({ $0 < today - 1 }) ?? true else {
      return nil
    }
    return today - 1
  }

  /// Looks: every monitor takes in what waits of the days up to this one, day by day, and judges.
  ///
  /// What comes later of these days is taken in by the next look, as a part of its own: late, and not lost.
  ///
  /// - Returns: the line to be kept.
  /// - Throws: ``TallyError`` where the monitors have looked at this day or a later one.
  public mutating func look(through day: Int) throws(TallyError) -> TallyJournal.Line {
    try journal.look(through: day)
    let days = waiting.keys.filter { $0 <= day }.sorted()
    var parts: [Int: [IncidentKind: [MonitorCounts]]] = [:]
    do throws(EvidenceError) {
      for night in days {
        for (place, outcomes) in waiting[night, default: [:]] {
          for (outcome, sums) in outcomes {
            let counts = try NightCounts(
              exposedNights: sums.nights.exposed, controlNights: sums.nights.control,
              exposedEvents: sums.events.exposed, controlEvents: sums.events.control)
            parts[place, default: [:]][outcome, default: []].append(.ownControl(counts))
          }
        }
        waiting[night] = nil
      }
      for (place, outcomes) in parts {
        for (i, watched) in WatchedOutcome.all.enumerated() {
          guard let counts = outcomes[watched.outcome] else { continue }
          try watches[place].monitors[i].feed(day: day, counts)
        }
      }
    } catch {
      throw TallyError(.damaged, error.problem, at: error.place, remedy: error.remedy)
    }
    return .look(through: day)
  }

  /// The monitor of a program and an outcome.
  public func monitor(program sha256: String, outcome: IncidentKind) -> SignalMonitor? {
    guard let place = places[sha256] else { return nil }
    return watches[place].monitors.first { $0.subject.outcome == outcome.rawValue }
  }

  /// The place of a program, which is admitted where it is new.
  private mutating func place(of program: WatchedProgram) throws(TallyError) -> Int {
    if let place = places[program.sha256] {
      let known = watches[place].program
      guard known == program else {
        throw TallyError(
          .unknownProgram, "its program is known here as \(known.name) \(known.version)",
          at: "tally of \(program.name) \(program.version)", remedy: "Name it as the record does.")
      }
      return place
    }
    var next = ledger
    do throws(EvidenceError) {
      let splits = try next.admit(
        program: program.sha256, version: program.version,
        outcomes: WatchedOutcome.all.map { ($0.outcome.rawValue, $0.weight) })
      var monitors: [SignalMonitor] = []
      for split in splits {
        monitors.append(
          try SignalMonitor(subject: split.subject, method: .ownControl(.nightmares), alpha: split.alpha))
      }
      ledger = next
      watches.append(Watch(program: program, monitors: monitors))
    } catch {
      throw TallyError(.full, error.problem, at: error.place, remedy: error.remedy)
    }
    places[program.sha256] = watches.count - 1
    return watches.count - 1
  }

  /// Reads a journal's bytes, and comes to the board that they give.
  ///
  /// - Parameter bytes: lines. What stands after the last line end is the rest of a line that a crash tore:
  ///   nobody was told that it was taken, and it is left out.
  /// - Returns: the board, and how many bytes of the journal are good.
  /// - Throws: ``TallyError`` naming the line that cannot be read or cannot stand there. About 8 µs a line of
  ///   300 bytes.
  public static func read(_ bytes: [UInt8]) throws(TallyError) -> (board: SignalBoard, kept: Int) {
    var board = SignalBoard()
    var start = 0
    var number = 0
    while let end = bytes[start...].firstIndex(of: 0x0A) {
      number += 1
      do throws(TallyError) {
        switch try TallyJournal.Line(bytes: Array(bytes[start..<end])) {
        case .tally(let tally):
          guard try board.take(tally) != nil else {
            throw TallyError(.damaged, "it stands there twice", at: "tally", remedy: "")
          }
        case .look(let day): _ = try board.look(through: day)
        }
      } catch {
        throw TallyError(
          .damaged, "\(error.place): \(error.problem)", at: "journal of tallies, line \(number)",
          remedy: "Restore the journal from a copy: while it cannot be read, nothing is watched.")
      }
      start = end + 1
    }
    return (board, start)
  }
}
