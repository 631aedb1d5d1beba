/// A night's record that may be read, by consent.
public struct SharedNight: Sendable, Hashable {
  /// What the record must be.
  public let record: NightCommitment
  /// Where it is.
  public let location: String
}

/// One case as its acts have made it, with everything that it ever was.
public struct IncidentCase: Sendable, Hashable {
  /// The commitment of its report, 64 hexadecimal digits.
  public let id: String
  /// The report as it came in; it never changes.
  public let report: IncidentReport
  /// The salt of its commitment.
  public let salt: [UInt8]
  /// Every act on it, in order; the first is the report's coming in.
  public private(set) var events: [CaseEvent]
  /// The cases that it is linked with as telling of the same event, by links of its own or of theirs.
  public private(set) var links: Set<String> = []
  /// The criteria that count now, presumed ones included, in the order of the list.
  public private(set) var criteria: [SeriousnessCriterion]
  /// How the person is, as told last.
  public private(set) var outcome: Outcome
  /// The night's record and where it may be read, while there is consent.
  public private(set) var sharedNight: SharedNight?
  /// Whether it is closed.
  public private(set) var isClosed = false

  init(_ report: IncidentReport, salt: [UInt8], event: CaseEvent) {
    id = event.caseID
    self.report = report
    self.salt = salt
    events = [event]
    criteria = report.seriousness.criteria
    outcome = report.outcome
  }

  /// The first twelve digits of the commitment, for people.
  public var shortID: String { String(id.prefix(12)) }

  /// Whether it is serious now.
  public var isSerious: Bool { !criteria.isEmpty }

  /// Every coding it had, the newest last.
  public var codings: [Coding] {
    events.compactMap { event in
      switch event.act {
      case .coded(let coding), .recoded(let coding, _): coding
      default: nil
      }
    }
  }

  /// What its report halts in its home, by what is known now.
  public var halt: HomeHalt? { HomeHalt.decide(report, isSerious: isSerious) }

  mutating func apply(_ event: CaseEvent) {
    events.append(event)
    switch event.act {
    case .received, .coded, .recoded, .halted: break
    case .linked(let other, _, _): links.insert(other)
    case .unlinked(let other, _): links.remove(other)
    case .followUp(let told, _):
      isClosed = false
      guard let told else { return }
      outcome = told
      if told == .fatal, !criteria.contains(.death) { criteria.insert(.death, at: 0) }
    case .seriousness(let changed, _): criteria = changed
    case .nightShared(let record, let location): sharedNight = SharedNight(record: record, location: location)
    case .nightWithdrawn: sharedNight = nil
    case .closed: isClosed = true
    case .reopened: isClosed = false
    }
  }

  mutating func setLinked(_ other: String, _ isLinked: Bool) {
    if isLinked { links.insert(other) } else { links.remove(other) }
  }
}
