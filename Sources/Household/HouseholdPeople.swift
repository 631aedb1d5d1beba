public import Consent
internal import Foundation
internal import GRDB
public import SleepCore

extension HouseholdStore {
  /// Takes someone into the household.
  public func add(_ profile: PersonProfile, roles: Set<Role>, now: UTCTime) async throws(HouseholdError)
    -> Person
  {
    let id = PersonID.new()
    // The key first: a row without its key would be taken for one that is being erased.
    try keys.make(id)
    let sealed = try keys.box(id).seal(profile, place: "people")
    try await write { db in
      try db.execute(
        sql: "INSERT INTO people (id, created_at, sealed) VALUES (?, ?, ?)",
        arguments: [id.description, now.seconds, sealed])
      for role in roles {
        try db.execute(
          sql: "INSERT INTO person_roles (person, role) VALUES (?, ?)",
          arguments: [id.description, role.rawValue])
      }
    }
    return Person(id: id, roles: roles, profile: profile, since: now)
  }

  /// Everyone, in the order in which they came.
  public func people() async throws(HouseholdError) -> [Person] {
    let keys = keys
    return try await read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM people ORDER BY created_at, id")
        .map { try Self.person($0, db, keys) }
    }
  }

  /// Someone.
  ///
  /// - Throws: ``HouseholdError`` where there is no such person.
  public func person(_ id: PersonID) async throws(HouseholdError) -> Person {
    let keys = keys
    return try await read { db in try Self.person(id, db, keys) }
  }

  /// Changes what is kept of someone.
  public func update(_ id: PersonID, _ profile: PersonProfile, roles: Set<Role>) async throws(HouseholdError)
  {
    let sealed = try keys.box(id).seal(profile, place: "people")
    try await write { db in
      try db.execute(
        sql: "UPDATE people SET sealed = ? WHERE id = ?", arguments: [sealed, id.description])
      guard db.changesCount == 1 else { throw Self.unknown(id) }
      try db.execute(sql: "DELETE FROM person_roles WHERE person = ?", arguments: [id.description])
      for role in roles {
        try db.execute(
          sql: "INSERT INTO person_roles (person, role) VALUES (?, ?)",
          arguments: [id.description, role.rawValue])
      }
    }
  }

  /// Lets a grown-up answer for a sleeper.
  ///
  /// - Throws: ``HouseholdError`` where the guardian is no guardian, is not of age today, or is the sleeper.
  public func name(guardian: PersonID, of sleeper: PersonID, day: Int) async throws(HouseholdError) {
    let keys = keys
    try await write { db in
      let person = try Self.person(guardian, db, keys)
      guard person.roles.contains(.guardian), person.profile.age?.group(on: day) == .adult,
        guardian != sleeper
      else {
        throw HouseholdError(
          .refused, "only a grown-up with the role of a guardian answers for somebody else",
          place: "guardian \(guardian)", remedy: "Give them the role and their age first.")
      }
      _ = try Self.person(sleeper, db, keys)
      try db.execute(
        sql: "INSERT OR IGNORE INTO guardianships (guardian, sleeper) VALUES (?, ?)",
        arguments: [guardian.description, sleeper.description])
    }
  }

  /// Ends that someone answers for a sleeper; their consents no longer count from now on.
  public func release(guardian: PersonID, of sleeper: PersonID) async throws(HouseholdError) {
    try await write { db in
      try db.execute(
        sql: "DELETE FROM guardianships WHERE guardian = ? AND sleeper = ?",
        arguments: [guardian.description, sleeper.description])
    }
  }

  /// Who answers for a sleeper on a day: those who still have the role, and are of age.
  public func guardians(of sleeper: PersonID, day: Int) async throws(HouseholdError) -> [PersonID] {
    let keys = keys
    return try await read { db in try Self.guardians(of: sleeper, day: day, db, keys) }
  }

  /// Adds a pod.
  public func addPod(_ name: String) async throws(HouseholdError) -> Pod {
    let pod = Pod(id: .new(), name: name)
    try await write { db in
      try db.execute(
        sql: "INSERT INTO pods (id, name) VALUES (?, ?)", arguments: [pod.id.description, pod.name])
    }
    return pod
  }

  /// The pods, by name.
  public func pods() async throws(HouseholdError) -> [Pod] {
    try await read { db in
      try Row.fetchAll(db, sql: "SELECT id, name FROM pods ORDER BY name, id")
        .map { Pod(id: try Self.id($0, "id"), name: $0["name"]) }
    }
  }

  // MARK: Inside a transaction

  static func guardians(of sleeper: PersonID, day: Int, _ db: Database, _ keys: PersonKeys) throws
    -> [PersonID]
  {
    try Row.fetchAll(
      db, sql: "SELECT guardian FROM guardianships WHERE sleeper = ? ORDER BY guardian",
      arguments: [sleeper.description]
    ).map { try person(Self.id($0, "guardian"), db, keys) }
      .filter { $0.roles.contains(.guardian) && $0.profile.age?.group(on: day) == .adult }.map(\.id)
  }

  static func person(_ id: PersonID, _ db: Database, _ keys: PersonKeys) throws -> Person {
    guard
      let row = try Row.fetchOne(db, sql: "SELECT * FROM people WHERE id = ?", arguments: [id.description])
    else { throw unknown(id) }
    return try person(row, db, keys)
  }

  private static func person(_ row: Row, _ db: Database, _ keys: PersonKeys) throws -> Person {
    let id = try id(row, "id")
    let roles = try String.fetchAll(
      db, sql: "SELECT role FROM person_roles WHERE person = ?", arguments: [id.description])
    return Person(
      id: id, roles: Set(roles.compactMap(Role.init)),
      profile: try keys.box(id).open(PersonProfile.self, row["sealed"], place: "people"),
      since: UTCTime(seconds: row["created_at"]))
  }

  static func id(_ row: Row, _ column: String) throws -> PersonID {
    guard let id = PersonID(row[column] as String? ?? "") else {
      throw HouseholdError(
        .storage, "«\(column)» names nobody", place: "a row", remedy: "Restore a backup: luma home restore.")
    }
    return id
  }

  static func unknown(_ id: PersonID) -> HouseholdError {
    HouseholdError(
      .unknown, "there is nobody of this name here", place: "person \(id)", remedy: "See luma home people.")
  }
}
