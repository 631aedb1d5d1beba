/// What someone says yes to; a yes for one is none for another.
public enum Purpose: String, Sendable, Hashable, CaseIterable {
  /// Nights with this program.
  case nights
  /// Nights that are compared with one another, some of them with nothing.
  case trial
  /// Figures of these nights leave the house.
  case sharing
}
