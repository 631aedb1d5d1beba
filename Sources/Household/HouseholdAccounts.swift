public import Consent
internal import Foundation
internal import GRDB
public import SignIn
public import SleepCore

/// How someone signs in.
public struct Account: Sendable, Hashable {
  /// Who.
  public let person: PersonID
  /// Whether the house is theirs.
  public var isOwner = false
  /// The argon2id hash of their password, where they have one.
  public var passwordHash: String?
  /// The argon2id hash of their pictures, where they have some.
  public var picturesHash: String?
  /// How many passkeys they have.
  public let passkeys: Int

  /// Whether they have any way to sign in.
  public var canSignIn: Bool { passwordHash != nil || picturesHash != nil || passkeys > 0 }
}

/// A passkey as it is kept.
public struct KeptPasskey: Sendable, Hashable {
  /// The passkey.
  public let passkey: Passkey
  /// Whose it is.
  public let person: PersonID
  /// What they call it, such as the name of their telephone.
  public let name: String
  /// When it was made.
  public let created: UTCTime
  /// When it was last used.
  public let used: UTCTime?
}

extension HouseholdStore {
  /// How someone signs in; nothing at all where nothing was set up.
  public func account(of person: PersonID) async throws(HouseholdError) -> Account {
    let keys = keys
    return try await read { db in try Self.account(person, db, keys) }
  }

  /// Sets or removes a password, as the hash that `Password.hash` gives.
  public func setPassword(_ hash: String?, of person: PersonID) async throws(HouseholdError) {
    try await change(person) { $0.passwordHash = hash }
  }

  /// Sets or removes pictures, as the hash that `AssentPictures.hash` gives.
  public func setPictures(_ hash: String?, of person: PersonID) async throws(HouseholdError) {
    try await change(person) { $0.picturesHash = hash }
  }

  /// Makes someone an owner, or no longer.
  ///
  /// - Throws: ``HouseholdError`` where they would be the last owner to go.
  public func setOwner(_ isOwner: Bool, of person: PersonID) async throws(HouseholdError) {
    try await write { db in
      if !isOwner { try Self.keepAnOwner(without: person, db) }
      try db.execute(
        sql: """
          INSERT INTO accounts (person, is_owner) VALUES (?, ?)
            ON CONFLICT (person) DO UPDATE SET is_owner = excluded.is_owner
          """,
        arguments: [person.description, isOwner])
    }
  }

  /// Whose the house is; nobody's before the first start is over.
  public func owners() async throws(HouseholdError) -> Set<PersonID> {
    try await read { db in
      Set(
        try Row.fetchAll(db, sql: "SELECT person FROM accounts WHERE is_owner").map {
          try Self.id($0, "person")
        })
    }
  }

  /// Keeps a new passkey.
  ///
  /// - Throws: ``HouseholdError`` where somebody has it already.
  public func keep(_ passkey: Passkey, of person: PersonID, name: String, now: UTCTime)
    async throws(HouseholdError)
  {
    let sealed = try keys.box(person).seal(SealedText(name), place: "passkeys")
    try await write { db in
      try db.execute(
        sql: """
          INSERT INTO passkeys
            (credential, person, public_key, counter, backup_eligible, backed_up, created_at, sealed)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          Data(passkey.credential), person.description, Data(passkey.publicKey), Int(passkey.counter),
          passkey.isBackupEligible, passkey.isBackedUp, now.seconds, sealed,
        ])
    }
  }

  /// The passkey of a credential, whoever's it is; `nil` where there is none.
  public func passkey(_ credential: [UInt8]) async throws(HouseholdError) -> KeptPasskey? {
    let keys = keys
    return try await read { db in
      try Row.fetchOne(
        db, sql: "SELECT * FROM passkeys WHERE credential = ?", arguments: [Data(credential)]
      ).map { try Self.passkey($0, keys) }
    }
  }

  /// The passkeys of someone, the earliest first.
  public func passkeys(of person: PersonID) async throws(HouseholdError) -> [KeptPasskey] {
    let keys = keys
    return try await read { db in
      try Row.fetchAll(
        db, sql: "SELECT * FROM passkeys WHERE person = ? ORDER BY created_at, credential",
        arguments: [person.description]
      ).map { try Self.passkey($0, keys) }
    }
  }

  /// Writes down that a passkey was used, as `RelyingParty.signIn` gave it.
  ///
  /// - Throws: ``HouseholdError`` where it is gone, or where its counter went on in the meantime: of two
  ///   answers with one count, one counts.
  public func used(_ passkey: Passkey, now: UTCTime) async throws(HouseholdError) {
    try await write { db in
      try db.execute(
        sql: """
          UPDATE passkeys SET counter = ?1, backed_up = ?2, used_at = ?3
            WHERE credential = ?4 AND (counter < ?1 OR (counter = 0 AND ?1 = 0))
          """,
        arguments: [Int(passkey.counter), passkey.isBackedUp, now.seconds, Data(passkey.credential)])
      guard db.changesCount == 1 else {
        throw HouseholdError(
          .refused, "this passkey is gone, or was used in the meantime", place: "a passkey",
          remedy: "Sign in again; if it stays so, there may be a copy of it: remove it.")
      }
    }
  }

  /// Removes a passkey of someone.
  public func removePasskey(_ credential: [UInt8], of person: PersonID) async throws(HouseholdError) {
    try await write { db in
      try db.execute(
        sql: "DELETE FROM passkeys WHERE credential = ? AND person = ?",
        arguments: [Data(credential), person.description])
    }
  }

  // MARK: Inside a transaction

  private func change(_ person: PersonID, _ body: @escaping @Sendable (inout Account) -> Void)
    async throws(HouseholdError)
  {
    let keys = keys
    try await write { db in
      var account = try Self.account(person, db, keys)
      body(&account)
      let sealed = try keys.box(person).seal(
        SignInHashes(password: account.passwordHash, pictures: account.picturesHash), place: "accounts")
      try db.execute(
        sql: """
          INSERT INTO accounts (person, sealed) VALUES (?, ?)
            ON CONFLICT (person) DO UPDATE SET sealed = excluded.sealed
          """,
        arguments: [person.description, sealed])
    }
  }

  static func account(_ person: PersonID, _ db: Database, _ keys: PersonKeys) throws -> Account {
    let count =
      try Int.fetchOne(
        db, sql: "SELECT count(*) FROM passkeys WHERE person = ?", arguments: [person.description]) ?? 0
    guard
      let row = try Row.fetchOne(
        db, sql: "SELECT * FROM accounts WHERE person = ?", arguments: [person.description])
    else { return Account(person: person, passkeys: count) }
    let sealed: Data? = row["sealed"]
    let hashes = try sealed.map { try keys.box(person).open(SignInHashes.self, $0, place: "accounts") }
    return Account(
      person: person, isOwner: row["is_owner"], passwordHash: hashes?.password,
      picturesHash: hashes?.pictures, passkeys: count)
  }

  /// A house without an owner is anybody's who starts it next: the last one does not go.
  static func keepAnOwner(without person: PersonID, _ db: Database) throws {
    let owners = try String.fetchAll(db, sql: "SELECT person FROM accounts WHERE is_owner")
    guard owners != [person.description] else {
      throw HouseholdError(
        .refused, "they are the only owner", place: "person \(person)",
        remedy: "Make somebody else an owner first.")
    }
  }

  private static func passkey(_ row: Row, _ keys: PersonKeys) throws -> KeptPasskey {
    let person = try id(row, "person")
    let name = try keys.box(person).open(SealedText.self, row["sealed"], place: "passkeys").text
    return KeptPasskey(
      passkey: Passkey(
        credential: Array(row["credential"] as Data), publicKey: Array(row["public_key"] as Data),
        counter: row["counter"], isBackupEligible: row["backup_eligible"], isBackedUp: row["backed_up"]),
      person: person, name: name, created: UTCTime(seconds: row["created_at"]),
      used: (row["used_at"] as Int?).map { UTCTime(seconds: $0) })
  }
}

/// What is sealed of an account.
private struct SignInHashes: SealedRecord {
  let password: String?
  let pictures: String?

  init(password: String?, pictures: String?) { (self.password, self.pictures) = (password, pictures) }

  var json: CanonicalJSON {
    ["password": password.map { .text($0) }, "pictures": pictures.map { .text($0) }]
  }

  init?(json: CanonicalJSON) {
    guard json.isObject else { return nil }
    self.init(password: json["password"]?.text, pictures: json["pictures"]?.text)
  }
}
