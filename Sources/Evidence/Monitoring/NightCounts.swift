/// Nights with a program and without it in the same homes, and on how many of each something happened.
///
/// An event is a night on which it was reported at least once: two reports of one night are not two
/// independent events.
public struct NightCounts: Sendable, Hashable {
  /// Nights on which the program ran.
  public let exposedNights: Int
  /// Own-control nights: the same homes, without it.
  public let controlNights: Int
  /// Exposed nights with the event.
  public let exposedEvents: Int
  /// Own-control nights with the event.
  public let controlEvents: Int

  /// Takes counts.
  ///
  /// - Throws: ``EvidenceError`` for negative counts, more than 10⁹ nights, or more events than nights.
  public init(
    exposedNights: Int, controlNights: Int, exposedEvents: Int, controlEvents: Int
  ) throws(EvidenceError) {
    let nights = 0...1_000_000_000
    guard nights.contains(exposedNights), nights.contains(controlNights),
      exposedEvents >= 0, controlEvents >= 0, exposedEvents <= exposedNights, controlEvents <= controlNights
    else {
      throw EvidenceError(
        "events are \(exposedEvents) of \(exposedNights) and \(controlEvents) of \(controlNights) nights",
        at: "counts of nights", remedy: "Count each night with the event once, among the nights of its kind.")
    }
    self.exposedNights = exposedNights
    self.controlNights = controlNights
    self.exposedEvents = exposedEvents
    self.controlEvents = controlEvents
  }

  /// All events.
  public var events: Int { exposedEvents + controlEvents }

  /// The share of nights that were exposed; `nil` without nights.
  public var exposedShare: Double? {
    let nights = exposedNights + controlNights
    return nights > 0 ? Double(exposedNights) / Double(nights) : nil
  }
}

/// What a monitor is fed with: counts that came together since its last look.
public enum MonitorCounts: Sendable, Hashable {
  /// Own-control nights of one home, or of many homes in one night.
  case ownControl(NightCounts)
  /// Events, and how many were expected from a known rate, in millionths of an event.
  case knownRate(events: Int, expectedMillionths: Int)
}
