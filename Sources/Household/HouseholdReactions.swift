public import Consent
internal import Foundation
internal import GRDB
public import SleepCore

/// What a reaction test came to: the psychomotor vigilance test of three minutes (PVT-B; Basner, Mollicone
/// and Dinges, Acta Astronautica 2011; 69: 949-959).
///
/// There a lapse is an answer after 355 ms or more, and a false start one before the sign or within 100 ms
/// of it; how fast someone is, is the mean of 1/RT.
public struct ReactionTest: Sendable, Hashable {
  /// Answers that came late.
  public var lapses: Int
  /// Answers that came before they could.
  public var falseStarts: Int
  /// The middle of the times that count, milliseconds.
  public var medianMilliseconds: Int
  /// The mean of 1/RT, in thousandths of one a second: 4000 is a quarter of a second.
  public var meanSpeedMilliPerSecond: Int
  /// How many signs there were.
  public var trials: Int
  /// When it ended.
  public var at: UTCTime

  /// Creates a test; see ``HouseholdStore/keep(_:of:evening:)-(ReactionTest,_,_)`` for what can be.
  public init(
    lapses: Int, falseStarts: Int, medianMilliseconds: Int, meanSpeedMilliPerSecond: Int, trials: Int,
    at: UTCTime
  ) {
    (self.lapses, self.falseStarts, self.trials, self.at) = (lapses, falseStarts, trials, at)
    self.medianMilliseconds = medianMilliseconds
    self.meanSpeedMilliPerSecond = meanSpeedMilliPerSecond
  }

  /// The first field that holds what cannot be, or `nil`.
  public var flaw: String? {
    if !(1...1000).contains(trials) { return "trials" }
    if !(0...trials).contains(lapses) { return "lapses" }
    if !(0...10_000).contains(falseStarts) { return "falseStarts" }
    if !(0...65_000).contains(medianMilliseconds) { return "medianMilliseconds" }
    if !(0...10_000).contains(meanSpeedMilliPerSecond) { return "meanSpeedMilliPerSecond" }
    return nil
  }
}

/// A reaction test as it is kept.
public struct KeptReactionTest: Sendable, Hashable, Identifiable {
  /// The row.
  public let id: Int
  /// The evening on which the night before it began: days since 1970-01-01.
  public let evening: Int
  /// What it came to.
  public let test: ReactionTest
}

extension HouseholdStore {
  /// Keeps a reaction test beside those of the same morning.
  ///
  /// - Throws: ``HouseholdError`` naming the field that cannot be.
  @discardableResult
  public func keep(_ test: ReactionTest, of sleeper: PersonID, evening: Int) async throws(HouseholdError)
    -> Int
  {
    if let flaw = test.flaw {
      throw HouseholdError(
        .refused, "this cannot be", place: "reaction test, \(flaw)", remedy: "Take the test again.")
    }
    let sealed = try keys.box(sleeper).seal(test, place: "reaction_tests")
    return try await write { db in
      try db.execute(
        sql: "INSERT INTO reaction_tests (sleeper, evening, sealed) VALUES (?, ?, ?)",
        arguments: [sleeper.description, evening, sealed])
      return Int(db.lastInsertedRowID)
    }
  }

  /// The reaction tests of a sleeper, the earliest first.
  public func reactionTests(of sleeper: PersonID, from first: Int = 0, to last: Int = .max)
    async throws(HouseholdError) -> [KeptReactionTest]
  {
    let keys = keys
    return try await read { db in
      let box = try keys.box(sleeper)
      return try Row.fetchAll(
        db,
        sql:
          "SELECT * FROM reaction_tests WHERE sleeper = ? AND evening BETWEEN ? AND ? ORDER BY evening, id",
        arguments: [sleeper.description, first, last]
      ).map {
        KeptReactionTest(
          id: $0["id"], evening: $0["evening"],
          test: try box.open(ReactionTest.self, $0["sealed"], place: "reaction_tests"))
      }
    }
  }
}

extension ReactionTest: SealedRecord {
  var json: CanonicalJSON {
    [
      "lapses": .number(lapses), "false_starts": .number(falseStarts),
      "median_ms": .number(medianMilliseconds),
      "mean_speed_milli": .number(meanSpeedMilliPerSecond), "trials": .number(trials),
      "at": .text(at.description),
    ]
  }

  init?(json: CanonicalJSON) {
    guard let lapses = json["lapses"]?.number, let starts = json["false_starts"]?.number,
      let median = json["median_ms"]?.number, let speed = json["mean_speed_milli"]?.number,
      let trials = json["trials"]?.number, let at = json["at"]?.text.flatMap({ UTCTime($0) })
    else { return nil }
    self.init(
      lapses: lapses, falseStarts: starts, medianMilliseconds: median, meanSpeedMilliPerSecond: speed,
      trials: trials, at: at)
  }
}
