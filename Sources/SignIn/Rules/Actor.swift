public import Consent
public import SleepCore

/// Who asks.
public struct Actor: Sendable, Hashable {
  /// What they are signed in as.
  public enum Session: Sendable, Hashable {
    /// Not at all.
    case nobody
    /// A tablet at a bed, tied to its pod.
    case device(pod: PersonID)
    /// A person, by their own passkey, password or pictures.
    case person(PersonID)
  }

  /// What they are signed in as.
  public let session: Session
  /// What they are here.
  public let roles: Set<Role>
  /// Whether the house is theirs.
  public let isOwner: Bool
  /// How old they are today, where it is known.
  public let age: AgeGroup?
  /// Whether they signed in within the last ten minutes.
  public let isFresh: Bool

  /// Somebody who is not signed in.
  public static let nobody = Actor(session: .nobody, roles: [], isOwner: false, age: nil, isFresh: false)

  /// A tablet at a bed.
  public static func device(pod: PersonID) -> Actor {
    Actor(session: .device(pod: pod), roles: [], isOwner: false, age: nil, isFresh: false)
  }

  /// A person who is signed in.
  public static func person(
    _ id: PersonID, roles: Set<Role>, isOwner: Bool, age: AgeGroup?, isFresh: Bool
  ) -> Actor {
    Actor(session: .person(id), roles: roles, isOwner: isOwner, age: age, isFresh: isFresh)
  }

  /// Who it is, where it is a person.
  public var id: PersonID? { if case .person(let id) = session { id } else { nil } }
}

/// About whom.
public struct Subject: Sendable, Hashable {
  /// Who.
  public let id: PersonID
  /// How old they are today, where it is known.
  public let age: AgeGroup?
  /// What they are here.
  public let roles: Set<Role>
  /// Who answers for them today.
  public let guardians: Set<PersonID>
  /// Whether they have a way to sign in already.
  public let canSignIn: Bool

  /// Creates a subject.
  public init(
    id: PersonID, age: AgeGroup?, roles: Set<Role>, guardians: Set<PersonID>, canSignIn: Bool = false
  ) {
    (self.id, self.age, self.roles) = (id, age, roles)
    (self.guardians, self.canSignIn) = (guardians, canSignIn)
  }
}
