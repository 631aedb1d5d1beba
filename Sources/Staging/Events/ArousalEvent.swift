public import SleepCore

/// An arousal: an abrupt shift of the EEG to faster waves, of at least 3 s, out of at least 10 s of sleep (AASM 2.6).
public struct ArousalEvent: Sendable, Hashable {
  /// Where the shift begins.
  public let start: NightTime
  /// Where it ends, or where ``ArousalDetector/longest`` has passed: what goes on longer is waking.
  public let end: NightTime
  /// The largest power of alpha (8-11 Hz) over its background, within the arousal.
  public let alphaRise: Double
  /// The largest power of 17-30 Hz over its background.
  public let betaRise: Double
  /// The largest power of the chin's EMG over its background; `nil` where there was no EMG.
  public let muscleRise: Double?
  /// How long it lasts.
  public var duration: NightTime.Span { end - start }
}

/// A movement: a stretch far larger, or full of far more muscle, than what is usual around it.
public struct MovementEvent: Sendable, Hashable {
  /// Where it begins.
  public let start: NightTime
  /// Where it ends.
  public let end: NightTime
  /// The largest distance from peak to peak within a quarter of a second, in µV.
  public let peakToPeak: Double
  /// How long it lasts.
  public var duration: NightTime.Span { end - start }
}
