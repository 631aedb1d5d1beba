/// What is known of the sleeper and the room in one second; everything may be unknown.
///
/// A program moves on by this and by nothing else, and a proof takes every sequence of it to be possible.
public struct Senses: Sendable, Hashable {
  /// The likeliest stage; what leads from scene to scene.
  public var stage: SleepStage
  /// The stage that is sure enough to stimulate by, found apart from ``stage``; unknown where none is.
  public var sure: SleepStage
  /// Whether someone lies in the bed.
  public var isPresent: Bool?
  /// Whether the lights of the room are off.
  public var isDark: Bool?
  /// Whether an arousal was seen in this second.
  public var isAroused: Bool
  /// Whether the sleeper's heart and movements speak of a nightmare in this second.
  public var isNightmare: Bool
  /// What the sleeper asked for in this second.
  public var wish: Wish?
  /// How far away the wake time is; zero or less once it has come, `nil` where none is set.
  ///
  /// It may be moved at any moment.
  public var wakeIn: NightTime.Span?

  /// What a sleeper can ask for with a button, a tap or a word.
  public enum Wish: String, Sendable, Hashable, CaseIterable {
    /// On to what comes next.
    case next
    /// More of this.
    case more
    /// Less of this.
    case less
    /// Quiet, please.
    case quiet
  }

  /// Nothing is known.
  public static let nothing = Senses()

  /// Creates senses; what is not named is unknown.
  public init(
    stage: SleepStage = .unknown, sure: SleepStage = .unknown, isPresent: Bool? = nil, isDark: Bool? = nil,
    isAroused: Bool = false, isNightmare: Bool = false,
    wish: Wish? = nil, wakeIn: NightTime.Span? = nil
  ) {
    self.stage = stage
    self.sure = sure
    self.isPresent = isPresent
    self.isDark = isDark
    self.isAroused = isAroused
    self.isNightmare = isNightmare
    self.wish = wish
    self.wakeIn = wakeIn
  }
}
