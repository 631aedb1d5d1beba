internal import SleepCore

/// What has been spent of a promise of privacy, in public and exactly.
///
/// Losses of publications about the same homes add up (Dwork, McSherry, Nissim and Smith, TCC 2006;
/// sequential composition). The budget only ever grows towards its whole, and then refuses: no publication
/// without a line in it.
public struct PrivacyBudget: Sendable, Hashable {
  /// One publication.
  public struct Spend: Sendable, Hashable {
    /// What was published.
    public let purpose: String
    /// What it cost.
    public let epsilon: PrivacyLoss
  }

  /// The most that may ever be spent.
  public let whole: PrivacyLoss
  /// The exact sum of all spends.
  public private(set) var spent = PrivacyLoss.none
  /// Every spend, in order.
  public private(set) var spends: [Spend] = []

  /// Opens a budget.
  public init(whole: PrivacyLoss) { self.whole = whole }

  /// Spends.
  ///
  /// - Throws: ``EvidenceError`` where nothing is spent, the whole would be exceeded, or the sum can't be
  ///   held exactly.
  public mutating func spend(_ epsilon: PrivacyLoss, for purpose: String) throws(EvidenceError) {
    guard epsilon.numerator > 0 else {
      throw EvidenceError("it costs nothing", at: "«\(purpose)»", remedy: "Publish with an ε above 0.")
    }
    guard let sum = spent.adding(epsilon) else {
      throw EvidenceError(
        "\(spent) + \(epsilon) has too large a denominator", at: "«\(purpose)»",
        remedy: "Spend in fractions with a common denominator.")
    }
    guard sum.isWithin(whole) else {
      throw EvidenceError(
        "\(epsilon) more than the \(spent) spent would exceed the \(whole) promised", at: "«\(purpose)»",
        remedy: "Publish less; what was promised cannot be widened.")
    }
    spent = sum
    spends.append(Spend(purpose: purpose, epsilon: epsilon))
  }

  /// Spends, and gives the count with its noise.
  ///
  /// The result may be below 0 and is left so: cutting it off would make small counts look larger on average.
  ///
  /// - Parameters:
  ///   - count: the true count.
  ///   - noise: how it is hidden.
  ///   - purpose: what is published, such as `reports 2026-11 nightmare rain-to-dawn`.
  ///   - random: not guessable, such as the system's.
  /// - Returns: the count to publish.
  /// - Throws: ``EvidenceError`` as ``spend(_:for:)``; then nothing was drawn.
  public mutating func publish(
    _ count: Int, noise: DiscreteLaplace, for purpose: String, using random: inout some RandomNumberGenerator
  ) throws(EvidenceError) -> Int {
    try spend(noise.epsilon, for: purpose)
    let (sum, isLarge) = count.addingReportingOverflow(noise.sample(using: &random))
    // The end of whole numbers, not the true count: that would give it away.
    guard isLarge else { return sum }
    return count > 0 ? .max : .min
  }

  /// The budget as canonical JSON, fractions as text.
  public var json: String {
    var text = JSONText()
    text.add("whole", whole.description)
    text.add("spent", spent.description)
    let lines = spends.map { spend in
      var line = JSONText()
      line.add("purpose", spend.purpose)
      line.add("epsilon", spend.epsilon.description)
      return line.text
    }
    text.add("spends", json: "[" + lines.joined(separator: ",") + "]")
    return text.text
  }
}
