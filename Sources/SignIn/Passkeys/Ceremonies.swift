public import Consent
public import SleepCore

/// The questions that are open: each is answered once, within five minutes, for what it was asked for.
///
/// A value that whoever serves the pages keeps in memory; after a restart people try again. It holds
/// `capacity` questions at most: then the oldest goes, which costs somebody another try and opens nothing.
public struct Ceremonies: Sendable {
  /// What a question is for.
  public enum Purpose: Sendable, Hashable {
    /// To make a passkey for someone.
    case register(PersonID)
    /// To sign in, whoever it is.
    case signIn
    /// To show once more that one is who is signed in.
    case confirm(PersonID)
  }

  /// How long a question is open, seconds.
  public static let lifetime = RelyingParty.timeout / 1000
  private let capacity: Int
  private var open: [(challenge: PasskeyChallenge, purpose: Purpose, until: Int)] = []

  /// No open questions.
  public init(capacity: Int = 256) { self.capacity = max(1, capacity) }

  /// How many are open.
  public var count: Int { open.count }

  /// Asks.
  public mutating func ask(
    _ purpose: Purpose, now: UTCTime, challenge: PasskeyChallenge = .new()
  ) -> PasskeyChallenge {
    open.removeAll { $0.until < now.seconds }
    if open.count >= capacity { open.removeFirst() }
    open.append((challenge, purpose, now.seconds + Self.lifetime))
    return challenge
  }

  /// The question that an answer says it answers, which is over with this; `nil` where it was not asked.
  ///
  /// - Parameters:
  ///   - clientData: the browser's words.
  ///   - purpose: what it must have been asked for.
  ///   - now: the time.
  /// - Returns: the challenge to check the answer with.
  public mutating func take(clientData: [UInt8], _ purpose: Purpose, now: UTCTime) -> PasskeyChallenge? {
    guard let said = try? ClientData.read(clientData), let bytes = Base64URL.bytes(said.challenge),
      let index = open.firstIndex(where: { $0.challenge.bytes == bytes })
    else { return nil }
    let found = open.remove(at: index)
    return found.purpose == purpose && found.until >= now.seconds ? found.challenge : nil
  }
}
