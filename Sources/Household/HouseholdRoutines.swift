public import Consent
internal import Foundation
internal import GRDB
internal import SleepCore

/// A step of the way to bed.
public struct RoutineStep: Sendable, Hashable {
  /// Where it stands, from 0.
  public let position: Int
  /// What is done, in the family's words.
  public let text: String
  /// The last evening on which it was done: days since 1970-01-01.
  public let doneOn: Int?
}

extension HouseholdStore {
  /// The most steps of a routine.
  public static let longestRoutine = 50

  /// Keeps a sleeper's routine, in the place of the one before; nothing of it is done yet.
  ///
  /// - Throws: ``HouseholdError`` where there are more than 50 steps.
  public func keep(routine steps: [String], of sleeper: PersonID) async throws(HouseholdError) {
    guard steps.count <= Self.longestRoutine else {
      throw HouseholdError(
        .refused, "a routine has 50 steps at most, not \(steps.count)", place: "routine",
        remedy: "Take some together.")
    }
    let box = try keys.box(sleeper)
    var sealed: [(Int, Data)] = []
    for (position, text) in steps.enumerated() {
      sealed.append((position, try box.seal(SealedText(text), place: "routines")))
    }
    let rows = sealed
    try await write { db in
      try db.execute(sql: "DELETE FROM routines WHERE sleeper = ?", arguments: [sleeper.description])
      for (position, sealed) in rows {
        try db.execute(
          sql: "INSERT INTO routines (sleeper, position, sealed) VALUES (?, ?, ?)",
          arguments: [sleeper.description, position, sealed])
      }
    }
  }

  /// A sleeper's routine, in its order.
  public func routine(of sleeper: PersonID) async throws(HouseholdError) -> [RoutineStep] {
    let keys = keys
    return try await read { db in
      let box = try keys.box(sleeper)
      return try Row.fetchAll(
        db, sql: "SELECT * FROM routines WHERE sleeper = ? ORDER BY position",
        arguments: [sleeper.description]
      ).map {
        RoutineStep(
          position: $0["position"], text: try box.open(SealedText.self, $0["sealed"], place: "routines").text,
          doneOn: $0["done_on"])
      }
    }
  }

  /// Says that a step was done on an evening, or was not.
  ///
  /// - Returns: whether there is such a step.
  @discardableResult
  public func mark(step position: Int, of sleeper: PersonID, evening: Int, isDone: Bool)
    async throws(HouseholdError) -> Bool
  {
    try await write { db in
      try db.execute(
        sql: "UPDATE routines SET done_on = ? WHERE sleeper = ? AND position = ?",
        arguments: [isDone ? evening : nil, sleeper.description, position])
      return db.changesCount == 1
    }
  }
}
