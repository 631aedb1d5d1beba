public import SleepCore

/// That a consent no longer holds.
///
/// It needs no login, no signature and no network: it can only take away.
public struct Withdrawal: Sendable, Hashable {
  /// For whom.
  public let sleeper: PersonID
  /// The receipt that is withdrawn; all of the sleeper's where it is `nil`.
  public let receipt: String?
  /// When it was said.
  public let at: UTCTime

  /// Creates a withdrawal.
  public init(sleeper: PersonID, receipt: String? = nil, at: UTCTime) {
    (self.sleeper, self.receipt, self.at) = (sleeper, receipt, at)
  }

  /// The withdrawal in one line, without a line end: `withdraw SLEEPER RECEIPT|all TIME`.
  public var line: String { "withdraw \(sleeper) \(receipt ?? "all") \(at)" }

  /// Reads ``line``, and no other form.
  ///
  /// - Throws: ``ConsentError`` naming the word that is wrong.
  public init(line: String) throws(ConsentError) {
    let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    func bad(_ problem: String) -> ConsentError {
      ConsentError(
        problem, place: "a withdrawal",
        remedy: "Write: withdraw, the sleeper, the receipt or «all», and a time such as 2026-11-25T06:30:00Z."
      )
    }
    guard words.count == 4, words[0] == "withdraw" else { throw bad("it is not four words") }
    guard let sleeper = PersonID(words[1]) else { throw bad("its second word names nobody") }
    let isID =
      words[2].utf8.count == 64
      && words[2].utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    guard words[2] == "all" || isID else { throw bad("its third word names no receipt") }
    guard let at = UTCTime(words[3]) else { throw bad("its fourth word is no time") }
    self.init(sleeper: sleeper, receipt: words[2] == "all" ? nil : words[2], at: at)
  }
}

/// What was said about a sleeper's consents, in the order in which it was said.
public enum ConsentEntry: Sendable, Hashable {
  /// Somebody consented.
  case receipt(ConsentReceipt)
  /// Somebody took consent back.
  case withdrawal(Withdrawal)
}

/// What someone says about one night: the child who sleeps, or who answers for them.
public struct NightAnswer: Sendable, Hashable {
  /// Whose night.
  public let sleeper: PersonID
  /// Who says it.
  public let by: PersonID
  /// The evening on which the night begins: days since 1970-01-01, by the home's own calendar.
  public let night: Int
  /// Yes or no; to stop is to say no.
  public let isYes: Bool

  /// Creates an answer.
  public init(sleeper: PersonID, by: PersonID, night: Int, isYes: Bool) {
    (self.sleeper, self.by, self.night, self.isYes) = (sleeper, by, night, isYes)
  }
}
