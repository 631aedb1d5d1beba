internal import SleepCore

/// What a monitor watches: one version of one program, and one kind of event.
public struct MonitorSubject: Sendable, Hashable {
  /// The program's name or hash.
  public let program: String
  /// Its version.
  public let version: String
  /// The kind of event.
  public let outcome: String

  /// Names a subject.
  public init(program: String, version: String, outcome: String) {
    self.program = program
    self.version = version
    self.outcome = outcome
  }
}

/// Who was given how much of the chance of a false signal, in the open.
///
/// The chance that any of several monitors ever signals falsely is at most the sum of their alphas (Boole's
/// inequality), whatever they share. So the sum is what is promised, and the ledger never lets it exceed
/// the whole: it only grows, nothing is given back, and nobody is given twice.
///
/// Programs come one after the other for years, and their number is not known. The newcomer number j (from
/// 0) is given whole · m/((m + j)(m + j + 1)): half for the first m together, ever less after, and the sum
/// over all j is the whole, since the terms are m/(m + j) − m/(m + j + 1). Spending alpha along a series
/// that sums to it is Foster and Stine's, *α-investing*, J. R. Stat. Soc. B 70 (2008) 429-444, without
/// their rewards.
public struct AlphaLedger: Sendable, Hashable {
  /// One line of the ledger.
  public struct Split: Sendable, Hashable {
    /// Whom it was given to.
    public let subject: MonitorSubject
    /// How much.
    public let alpha: Alpha

    /// The line as canonical JSON.
    public var json: String {
      var text = JSONText()
      text.add("program", subject.program)
      text.add("version", subject.version)
      text.add("outcome", subject.outcome)
      text.add("alpha_billionths", alpha.billionths)
      return text.text
    }
  }

  /// The chance of any false signal at all, ever.
  public let whole: Alpha
  /// How many newcomers share half of the whole (m).
  public let evenNewcomers: Int
  /// Every split, in the order in which it was made.
  public private(set) var splits: [Split] = []
  /// How much has been given.
  public private(set) var spent = Alpha(billionths: 0)
  /// How many newcomers were admitted by the series.
  public private(set) var newcomers = 0

  /// Opens a ledger.
  ///
  /// - Parameters:
  ///   - whole: 5 % where nothing is said.
  ///   - evenNewcomers: from 1 to 10,000; 16 where nothing is said, as many as the first library had.
  public init(whole: Alpha = .thousandths(50), evenNewcomers: Int = 16) {
    self.whole = whole
    self.evenNewcomers = min(max(evenNewcomers, 1), 10_000)
  }

  /// How much is left.
  public var left: Alpha { Alpha(billionths: whole.billionths - spent.billionths) }

  /// Gives a subject an alpha.
  ///
  /// - Throws: ``EvidenceError`` where nothing is given, more is given than is left, or the subject was
  ///   given before.
  public mutating func grant(_ alpha: Alpha, to subject: MonitorSubject) throws(EvidenceError) {
    let place = "alpha of \(subject.program) \(subject.version), \(subject.outcome)"
    guard alpha.billionths > 0 else {
      throw EvidenceError(
        "there is nothing to give", at: place,
        remedy: "Give at least a billionth; a monitor without alpha is silent.")
    }
    guard alpha <= left else {
      throw EvidenceError(
        "\(alpha) is more than the \(left) that is left of \(whole)", at: place,
        remedy: "Give less; what was given to others stays given.")
    }
    guard !splits.contains(where: { $0.subject == subject }) else {
      throw EvidenceError(
        "it was given before", at: place,
        remedy: "Keep its monitor; a changed program has a version of its own.")
    }
    splits.append(Split(subject: subject, alpha: alpha))
    spent = Alpha(billionths: spent.billionths + alpha.billionths)
  }

  /// Gives the next newcomer its part of the series, divided over its outcomes by whole weights.
  ///
  /// All or nothing: where one outcome cannot be given, none is.
  ///
  /// - Parameters:
  ///   - program: its name or hash.
  ///   - version: its version.
  ///   - outcomes: kinds of event with weights from 1 to 1,000,000.
  /// - Returns: the new lines.
  /// - Throws: ``EvidenceError`` as ``grant(_:to:)`` does, or for no outcomes or weights out of range.
  @discardableResult
  public mutating func admit(
    program: String, version: String, outcomes: [(outcome: String, weight: Int)]
  ) throws(EvidenceError) -> [Split] {
    guard !outcomes.isEmpty, outcomes.count <= 1000,
      outcomes.allSatisfy({ (1...1_000_000).contains($0.weight) })
    else {
      throw EvidenceError(
        "the weights cannot be used", at: "alpha of \(program) \(version)",
        remedy: "Give 1 to 1,000 outcomes with weights from 1 to 1,000,000.")
    }
    let m = evenNewcomers
    // Rounded down twice: the series may leave billionths unspent, never overspend.
    let part = whole.billionths * m / (m + newcomers) / (m + newcomers + 1)
    let weights = outcomes.reduce(0) { $0 + $1.weight }
    var copy = self
    for (outcome, weight) in outcomes {
      try copy.grant(
        Alpha(billionths: part * weight / weights),
        to: MonitorSubject(program: program, version: version, outcome: outcome))
    }
    copy.newcomers += 1
    let first = splits.count
    self = copy
    return Array(splits[first...])
  }

  /// The whole ledger as canonical JSON.
  public var json: String {
    var text = JSONText()
    text.add("whole_billionths", whole.billionths)
    text.add("spent_billionths", spent.billionths)
    text.add("splits", json: "[" + splits.map(\.json).joined(separator: ",") + "]")
    return text.text
  }

  /// The whole ledger as lines for people: an alpha and whose it is.
  public var text: String {
    let lines = splits.map {
      "\($0.alpha)  \($0.subject.program) \($0.subject.version): \($0.subject.outcome)"
    }
    return (lines + ["\(left)  left of \(whole)"]).joined(separator: "\n")
  }
}
