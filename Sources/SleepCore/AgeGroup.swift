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
}
