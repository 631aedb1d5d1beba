public import Consent
internal import Foundation
internal import GRDB
internal import PublicRecord
public import SleepCore

extension HouseholdStore {
  /// The file of withdrawals: a line that is added here works at once, whatever else does not.
  public static func withdrawals(in folder: String) -> String { "\(folder)/withdrawals.txt" }

  /// Keeps a consent.
  ///
  /// - Returns: its public commitment, which says nothing once the salt is gone.
  /// - Throws: ``HouseholdError`` where the giver did not sign it, or may not consent for this sleeper.
  public func keep(_ receipt: ConsentReceipt, now: UTCTime) async throws(HouseholdError) -> String {
    let keys = keys
    let terms = receipt.terms
    guard receipt.isSigned(by: try keys.signer(terms.giver).verifier) else {
      throw HouseholdError(
        .refused, "it is not signed by its giver", place: "consent \(receipt.id)", remedy: "Ask again.")
    }
    var random = SystemRandomNumberGenerator()
    let salt = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
    let commitment = receipt.commitment(salt: salt)
    let sealed = try keys.box(terms.sleeper).seal(salt + receipt.bytes, place: "consent_entries")
    try takeWithdrawals()
    try await write { db in
      let guardians = try Self.guardians(of: terms.sleeper, day: now.day, db, keys)
      guard terms.giver == terms.sleeper || guardians.contains(terms.giver) else {
        throw HouseholdError(
          .refused, "this person does not answer for the sleeper", place: "consent \(receipt.id)",
          remedy: "Let them be named as a guardian first.")
      }
      try db.execute(
        sql: """
          INSERT INTO consent_entries (kind, sleeper, giver, receipt_id, sealed) VALUES ('receipt', ?, ?, ?, ?)
          """,
        arguments: [terms.sleeper.description, terms.giver.description, receipt.id, sealed])
      try db.execute(
        sql: "INSERT OR IGNORE INTO commitments (hash, at) VALUES (?, ?)",
        arguments: [commitment, now.seconds])
    }
    return commitment
  }

  /// Takes a consent back: needs nobody's login, no network, and no database that works.
  ///
  /// It holds from the moment this returns.
  public static func withdraw(_ withdrawal: Withdrawal, in folder: String) throws(HouseholdError) {
    try PrivateFiles.makeFolder(folder)
    // A line end first: a hand that wrote the line before may have left it out.
    try PrivateFiles.append("\n" + withdrawal.line, to: withdrawals(in: folder))
  }

  /// Takes a consent back; see ``withdraw(_:in:)``.
  public func withdraw(_ withdrawal: Withdrawal) throws(HouseholdError) {
    try Self.withdraw(withdrawal, in: folder)
    try takeWithdrawals()
  }

  /// Keeps what someone said about a night; a stop is a no.
  public func keep(_ answer: NightAnswer, now: UTCTime) async throws(HouseholdError) {
    try await write { db in
      try db.execute(
        sql: "INSERT INTO answers (sleeper, by, night, is_yes, at) VALUES (?, ?, ?, ?, ?)",
        arguments: [
          answer.sleeper.description, answer.by.description, answer.night, answer.isYes, now.seconds,
        ])
    }
  }

  /// All that the gate needs to know about a sleeper's night.
  ///
  /// - Throws: ``HouseholdError``, also where a line of withdrawals cannot be read: what was taken back is
  ///   then not known.
  public func consentState(for sleeper: PersonID, night: Int) async throws(HouseholdError) -> ConsentState {
    try takeWithdrawals()
    let keys = keys
    return try await read { db in
      let guardians = try Self.guardians(of: sleeper, day: night, db, keys)
      var state = ConsentState(guardians: guardians)
      for id in guardians + [sleeper] { state.keys[id] = try keys.signer(id).verifier }
      state.entries = try Self.entries(of: sleeper, db, keys)
      state.answers = try Row.fetchAll(
        db, sql: "SELECT by, is_yes FROM answers WHERE sleeper = ? AND night = ? ORDER BY seq",
        arguments: [sleeper.description, night]
      ).map { NightAnswer(sleeper: sleeper, by: try Self.id($0, "by"), night: night, isYes: $0["is_yes"]) }
      state.steps = try Self.steps(of: sleeper, db)
      state.stimulated = try Int.fetchSet(
        db,
        sql: """
          SELECT DISTINCT evening FROM nights
            WHERE sleeper = ? AND stage <> 'sound' AND evening BETWEEN ? AND ?
          """,
        arguments: [sleeper.description, night - 6, night - 1])
      return state
    }
  }

  /// Asks the gate, and keeps the attempt where it refuses: the one way in which a program comes to run.
  ///
  /// - Parameters:
  ///   - program: which.
  ///   - sleeper: for whom.
  ///   - purpose: what for.
  ///   - night: the evening: days since 1970-01-01, by the home's own calendar.
  ///   - way: which way they came, such as `web`, `api`, `mqtt` or `cli`.
  ///   - by: who asks, where it is known.
  ///   - now: the time.
  /// - Returns: the permission, or why there is none.
  /// - Throws: ``HouseholdError`` where the gate could not be asked: then nothing may run.
  public func permission(
    for program: ProgramOffer, sleeper: PersonID, purpose: Purpose = .nights, night: Int, way: String,
    by: PersonID?, now: UTCTime
  ) async throws(HouseholdError) -> Result<Permission, ConsentRefusal> {
    let request = try await request(program, sleeper, purpose, night)
    let state = try await consentState(for: sleeper, night: night)
    do throws(ConsentRefusal) {
      return .success(try ConsentGate.decide(request, state: state, now: now))
    } catch {
      try await keep(refused: error, program, sleeper, .run, way, by, now)
      return .failure(error)
    }
  }

  /// Asks whether a program may be picked, scheduled or brought in, and keeps the attempt where it may not.
  ///
  /// - Returns: `nil` where it may, or why not.
  public func refusal(
    of program: ProgramOffer, at door: Door, sleeper: PersonID, purpose: Purpose = .nights, night: Int,
    way: String, by: PersonID?, now: UTCTime
  ) async throws(HouseholdError) -> ConsentRefusal? {
    let request = try await request(program, sleeper, purpose, night)
    let state = try await consentState(for: sleeper, night: night)
    do throws(ConsentRefusal) {
      try ConsentGate.admit(request, at: door, state: state)
      return nil
    } catch {
      try await keep(refused: error, program, sleeper, door, way, by, now)
      return error
    }
  }

  private func request(_ program: ProgramOffer, _ id: PersonID, _ purpose: Purpose, _ night: Int)
    async throws(HouseholdError) -> NightRequest
  {
    guard let sleeper = try await person(id).profile.sleeper(id) else {
      throw HouseholdError(
        .refused, "nobody said how old this sleeper is", place: "person \(id)",
        remedy: "Choose the age group, or give the month of birth.")
    }
    return NightRequest(sleeper: sleeper, program: program, purpose: purpose, night: night)
  }

  private func keep(
    refused: ConsentRefusal, _ program: ProgramOffer, _ sleeper: PersonID, _ door: Door, _ way: String,
    _ by: PersonID?, _ now: UTCTime
  ) async throws(HouseholdError) {
    try await keep(
      ConsentAttempt(
        at: now, way: way, by: by, sleeper: sleeper, program: program.sha256, door: door, code: refused.code))
  }

  /// Keeps an attempt; nothing changes or removes it.
  public func keep(_ attempt: ConsentAttempt) async throws(HouseholdError) {
    try await write { db in
      try db.execute(
        sql: "INSERT INTO attempts (at, way, by, sleeper, program, door, code) VALUES (?, ?, ?, ?, ?, ?, ?)",
        arguments: [
          attempt.at.seconds, attempt.way, attempt.by?.description, attempt.sleeper.description,
          attempt.program, attempt.door.rawValue, attempt.code,
        ])
    }
  }

  /// The attempts, the latest first.
  public func attempts(limit: Int = 100) async throws(HouseholdError) -> [ConsentAttempt] {
    try await read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM attempts ORDER BY seq DESC LIMIT ?", arguments: [limit]).map {
        ConsentAttempt(
          at: UTCTime(seconds: $0["at"]), way: $0["way"], by: ($0["by"] as String?).flatMap { PersonID($0) },
          sleeper: try Self.id($0, "sleeper"), program: $0["program"],
          door: Door(rawValue: $0["door"]) ?? .run,
          code: $0["code"])
      }
    }
  }

  /// The public commitments: what stays when everything else was erased.
  public func commitments() async throws(HouseholdError) -> [String] {
    try await read { db in try String.fetchAll(db, sql: "SELECT hash FROM commitments ORDER BY at, hash") }
  }

  /// Takes a step of unlocking.
  ///
  /// - Returns: the step, or why it may not be taken.
  public func unlock(_ stage: UnlockStage, for id: PersonID, by: PersonID, now: UTCTime, day: Int)
    async throws(HouseholdError) -> Result<UnlockStep, ConsentRefusal>
  {
    let keys = keys
    return try await write { db in
      guard let sleeper = try Self.person(id, db, keys).profile.sleeper(id) else { throw Self.unknown(id) }
      let steps = try Self.steps(of: id, db)
      let guardians = try Self.guardians(of: id, day: day, db, keys)
      let seen = try Self.nights(of: id, at: StagedUnlocking.open(steps, for: id), db)
      let step: UnlockStep
      do throws(ConsentRefusal) {
        step = try StagedUnlocking.step(
          to: stage, by: by, for: sleeper, guardians: guardians, steps: steps, nightsAtStage: seen, day: day)
      } catch {
        return .failure(error)
      }
      try db.execute(
        sql: "INSERT INTO unlocks (sleeper, stage, by, at) VALUES (?, ?, ?, ?)",
        arguments: [id.description, stage.name, by.description, now.seconds])
      return .success(step)
    }
  }

  /// How far a sleeper has opened the house.
  public func openStage(of sleeper: PersonID) async throws(HouseholdError) -> UnlockStage {
    try await read { db in StagedUnlocking.open(try Self.steps(of: sleeper, db), for: sleeper) }
  }
}
