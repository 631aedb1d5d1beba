public import SleepCore

/// Why somebody may not do something, with the way out.
public struct HouseRefusal: ExplainedError, Hashable {
  /// Why.
  public enum Why: String, Sendable, Hashable, CaseIterable {
    /// Nobody is signed in.
    case notSignedIn = "not-signed-in"
    /// It is a tablet at a bed, and no person.
    case device
    /// The sign-in is older than ten minutes.
    case notFresh = "not-fresh"
    /// It was not said about whom.
    case aboutNobody = "about-nobody"
    /// One cannot do it for oneself at this age, or with this role.
    case notAtThisAge = "not-at-this-age"
    /// Nobody has said how old they are.
    case ageUnknown = "age-unknown"
    /// It is not theirs to do.
    case notTheirs = "not-theirs"
    /// The person has a way to sign in already, and it is theirs alone.
    case canSignIn = "can-sign-in"
  }

  /// What was to be done.
  public let act: Act
  /// Why not.
  public let why: Why

  /// Creates a refusal.
  public init(act: Act, why: Why) { (self.act, self.why) = (act, why) }

  /// Where.
  public var place: String { act.rawValue }

  /// What is wrong.
  public var problem: String {
    switch why {
    case .notSignedIn: "nobody is signed in"
    case .device: "a tablet at a bed shows the night, stops it and tells who is in bed, and nothing else"
    case .notFresh: "this asks for a sign-in within the last ten minutes"
    case .aboutNobody: "it was not said about whom"
    case .notAtThisAge: "nobody of this age or role does this for themself"
    case .ageUnknown: "nobody has said how old this person is"
    case .notTheirs: "it is not theirs to do"
    case .canSignIn: "this person has a way to sign in, and nobody else makes another for them"
    }
  }

  /// What to do.
  public var remedy: String {
    switch why {
    case .notSignedIn: "Sign in. To stop and to withdraw nobody has to."
    case .device: "Sign in as a person on your own device."
    case .notFresh: "Sign in once more."
    case .aboutNobody: "Say for whom."
    case .notAtThisAge: "Ask someone who answers for them."
    case .ageUnknown: "Let the owner say how old they are."
    case .notTheirs: "Ask the sleeper, who answers for them, or the owner."
    case .canSignIn: "They sign in themself; if they cannot any more, see luma home invite."
    }
  }
}
