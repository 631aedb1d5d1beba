/// Whether a report is serious, and why.
///
/// A report is serious when the reporter names one of the regulators' criteria (``SeriousnessCriterion``),
/// and where the event by itself is one that they count: then nobody has to know the list for it to be taken
/// seriously.
public struct Seriousness: Sendable, Hashable {
  /// What the reporter named.
  public let stated: [SeriousnessCriterion]
  /// What follows from the event itself, with the reason.
  public let presumed: [Presumption]

  /// A criterion that follows from the event.
  public struct Presumption: Sendable, Hashable {
    /// The criterion.
    public let criterion: SeriousnessCriterion
    /// Why it follows.
    public let why: String
  }

  /// Whether it is serious.
  public var isSerious: Bool { !stated.isEmpty || !presumed.isEmpty }

  /// All criteria, stated or presumed, in the order of the list.
  public var criteria: [SeriousnessCriterion] {
    SeriousnessCriterion.allCases.filter { stated.contains($0) || presumed.map(\.criterion).contains($0) }
  }

  /// Judges a report.
  ///
  /// A seizure is presumed important whatever came of it: ICH E2A section II.B and 21 CFR 312.32(a) name
  /// convulsions without a stay in hospital as their example, as they do bronchospasm that needed intensive
  /// treatment, for which severe trouble with breathing stands here. That a severe dream-reality confusion
  /// counts is the house's own choice: with it a person cannot tell what is safe.
  public init(of report: IncidentReport) {
    stated = report.criteria
    let why: String? =
      switch (report.kind, report.severity) {
      case (.seizure, _): "a seizure is an important medical event by itself (ICH E2A, II.B)"
      case (.breathing, .severe):
        "severe trouble with breathing may need treatment to prevent worse (ICH E2A, II.B)"
      case (.dreamRealityConfusion, .severe):
        "who cannot tell a dream from waking is in danger (the house's rule)"
      default: nil
      }
    presumed = why.map { [Presumption(criterion: .medicallyImportant, why: $0)] } ?? []
  }
}

extension IncidentReport {
  /// Whether the report is serious, and why.
  public var seriousness: Seriousness { Seriousness(of: self) }
}
