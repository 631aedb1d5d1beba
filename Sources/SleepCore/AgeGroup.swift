/// The age groups of the safety limits.
public enum AgeGroup: String, Sendable, Hashable, CaseIterable {
  /// 18 years and over.
  case adult
  /// 13 to 17 years.
  case teen
  /// 3 to 12 years.
  case child
  /// Under 3 years.
  case underThree = "under-three"

  /// Whether this is an age for which a program can do no more than sound a bed and shine a light.
  public var isYoung: Bool { self == .child || self == .underThree }
}
