public import SleepCore

/// The server's log: one JSON object a line, of words and numbers of the house alone.
///
/// Nothing that somebody wrote or that says who they are goes in: no address, no value, no name, no identifier.
public struct HomeLog: Sendable {
  /// How much a line matters.
  public enum Level: String, Sendable, Comparable, CaseIterable {
    /// Every request.
    case info
    /// What somebody should look at.
    case error

    /// Orders by how much it matters.
    public static func < (a: Level, b: Level) -> Bool { a == .info && b == .error }
  }
  private let least: Level
  private let write: @Sendable (String) -> Void
  private let now: @Sendable () -> UTCTime

  /// A log.
  ///
  /// - Parameters:
  ///   - least: what matters less is left out.
  ///   - now: the time.
  ///   - write: takes a line without its end.
  public init(
    least: Level = .error, now: @escaping @Sendable () -> UTCTime, write: @escaping @Sendable (String) -> Void
  ) {
    (self.least, self.now, self.write) = (least, now, write)
  }

  func tell(_ level: Level, _ words: [String: String]) {
    guard level >= least else { return }
    var json: CanonicalJSON = ["at": .text(now().description), "level": .text(level.rawValue)]
    for (name, value) in words { json = json.with(name, .text(value)) }
    write(String(decoding: json.bytes, as: UTF8.self))
  }
}
