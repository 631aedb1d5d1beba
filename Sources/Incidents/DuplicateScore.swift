internal import SleepCore

/// How likely two reports tell of one event, as points that a person can follow.
///
/// The points are the house's own choice, not an estimate: a home counts most, because it is a pseudonym of
/// few people; a different age group counts against, because then it was somebody else. A score only
/// proposes; a person links.
public struct DuplicateScore: Sendable, Hashable {
  /// One thing that counted.
  public struct Reason: Sendable, Hashable {
    /// What.
    public let words: String
    /// For how many points; negative where it speaks against.
    public let points: Int
  }

  /// The most points there are.
  public static let most = 16
  /// As many points, or more, propose a link.
  public static let enough = 12

  /// What counted, in a fixed order.
  public let reasons: [Reason]
  /// The sum, 0 to ``most``.
  public var points: Int { max(0, reasons.reduce(0) { $0 + $1.points }) }
  /// Whether a link is proposed.
  public let isProposed: Bool

  /// Compares two reports; the order does not matter.
  public init(_ a: IncidentReport, _ b: IncidentReport) {
    var reasons: [Reason] = []
    func count(_ words: String, _ points: Int) { reasons.append(Reason(words: words, points: points)) }
    let nights = abs(a.night.number - b.night.number)
    if a.home == b.home { count("the same home", 5) }
    switch nights {
    case 0: count("the same night", 3)
    case 1: count("nights that follow one another", 2)
    default: count("nights \(nights) days apart", 0)
    }
    switch (a.program, b.program) {
    case (let x?, let y?) where x.sha256 != nil && x.sha256 == y.sha256: count("the same program", 3)
    case (let x?, let y?) where x.name == y.name: count("programs of the same name", 2)
    case (.some, .some): count("different programs", 0)
    default: count("a program that is not known", 1)
    }
    if a.kind == b.kind { count("the same kind of event", 3) }
    if a.age == b.age { count("the same age group", 2) } else { count("different age groups", -4) }
    self.reasons = reasons
    // Two nights that do not touch are two events, whatever else is alike.
    isProposed = nights <= 1 && reasons.reduce(0) { $0 + $1.points } >= Self.enough
  }

  /// The score in one line: `14 of 16 points: the same home (5), …`.
  public var explanation: String {
    "\(points) of \(Self.most) points: "
      + reasons.map { "\($0.words) (\($0.points))" }.joined(separator: ", ")
  }
}

extension CaseFile {
  /// The cases that a case may be a duplicate of, the likeliest first, that no link joins yet.
  ///
  /// A link that a person took back is not proposed again.
  ///
  /// - Parameter caseID: the case.
  /// - Returns: other cases with their scores; empty where there is no such case.
  public func proposedDuplicates(of caseID: String) -> [(caseID: String, score: DuplicateScore)] {
    guard let mine = cases[caseID] else { return [] }
    var refused: Set<String> = []
    for event in events {
      guard case .unlinked(let other, _) = event.act else { continue }
      if event.caseID == caseID { refused.insert(other) }
      if other == caseID { refused.insert(event.caseID) }
    }
    return order.filter { $0 != caseID && !mine.links.contains($0) && !refused.contains($0) }
      .compactMap { id in cases[id].map { (caseID: id, score: DuplicateScore(mine.report, $0.report)) } }
      .filter(\.score.isProposed)
      .enumerated().sorted { a, b in
        a.element.score.points != b.element.score.points
          ? a.element.score.points > b.element.score.points : a.offset < b.offset
      }
      .map(\.element)
  }
}
