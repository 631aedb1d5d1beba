public import SleepCore

/// Why a passkey is not taken.
public struct PasskeyError: ExplainedError, Hashable {
  /// What is wrong with it.
  public enum Kind: Sendable, Hashable {
    /// A part of the answer cannot be read.
    case form(String)
    /// It answers another kind of question.
    case ceremony
    /// It answers another question.
    case challenge
    /// It was made for a page of another address.
    case origin
    /// It was made on a page inside somebody else's page.
    case crossOrigin
    /// It was made for another house.
    case party
    /// Nobody touched the authenticator.
    case absent
    /// The authenticator did not ask for a finger, a face or a PIN.
    case unverified
    /// Its flags about copies contradict each other, or what they said before.
    case backup
    /// It signs in a way that is not taken here.
    case algorithm
    /// Its public key is none.
    case key
    /// It is another passkey, or somebody else's.
    case credential
    /// The signature is not this passkey's.
    case signature
    /// Its counter did not go on: there may be a copy of it.
    case counter
  }

  /// What is wrong.
  public let kind: Kind

  /// Creates an error.
  public init(_ kind: Kind) { self.kind = kind }

  /// Where.
  public var place: String {
    if case .form(let part) = kind { "passkey, \(part)" } else { "passkey" }
  }

  /// What is wrong, in words.
  public var problem: String {
    switch kind {
    case .form: "this cannot be read"
    case .ceremony: "it answers another kind of question"
    case .challenge: "it answers another question, or one that is over"
    case .origin: "it was made for another address"
    case .crossOrigin: "it was made inside another site's page"
    case .party: "it was made for another house"
    case .absent: "nobody touched it"
    case .unverified: "it did not ask for a finger, a face or a PIN"
    case .backup: "what it says about copies of itself contradicts itself"
    case .algorithm: "it signs in a way that is not taken here"
    case .key: "its key is none"
    case .credential: "it is not the passkey that was asked for"
    case .signature: "its signature is not right"
    case .counter: "its counter did not go on, so there may be a copy of it"
    }
  }

  /// What to do.
  public var remedy: String {
    switch kind {
    case .origin, .crossOrigin, .party: "Open the house's own address, and try again there."
    case .unverified, .absent: "Set a PIN or a finger up on it, or use a password."
    case .algorithm, .key, .backup: "Use another authenticator, or a password."
    case .counter: "Remove this passkey, and set up a new one."
    case .form, .ceremony, .challenge, .credential, .signature: "Try again from the page."
    }
  }
}
