public import Consent
internal import GRDB
public import SignIn
public import SleepCore

extension HouseholdStore {
  /// Who stands behind a session, as `HouseRules` asks for them: roles, owner and age as they are now.
  ///
  /// - Parameters:
  ///   - session: the session; `nil` for nobody.
  ///   - now: the time.
  ///   - day: today, where the house is: days since 1970-01-01; an age follows it.
  /// - Returns: who asks.
  /// - Throws: ``HouseholdError`` where the person is gone.
  public func actor(_ session: KeptSession?, now: UTCTime, day: Int) async throws(HouseholdError) -> Actor {
    guard let session else { return .nobody }
    switch session.holder {
    case .device(let pod): return .device(pod: pod)
    case .person(let id):
      let keys = keys
      let isFresh = session.isFresh(now: now)
      return try await read { db in
        let person = try Self.person(id, db, keys)
        let isOwner = try Bool.fetchOne(
          db, sql: "SELECT is_owner FROM accounts WHERE person = ?", arguments: [id.description])
        return .person(
          id, roles: person.roles, isOwner: isOwner ?? false, age: person.profile.age?.group(on: day),
          isFresh: isFresh)
      }
    }
  }

  /// Whom an act is about, as `HouseRules` asks for them: age, roles and guardians as they are today.
  ///
  /// - Throws: ``HouseholdError`` where there is no such person.
  public func subject(_ id: PersonID, day: Int) async throws(HouseholdError) -> Subject {
    let keys = keys
    return try await read { db in
      let person = try Self.person(id, db, keys)
      return Subject(
        id: id, age: person.profile.age?.group(on: day), roles: person.roles,
        guardians: Set(try Self.guardians(of: id, day: day, db, keys)),
        canSignIn: try Self.account(id, db, keys).canSignIn)
    }
  }
}
