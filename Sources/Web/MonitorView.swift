package import Evidence
internal import Incidents
internal import SleepCore
package import Surveillance

/// A monitor as the page shows it; numbers are already text, and counts are given only where there was a
/// signal.
public struct MonitorView: Sendable {
  /// The SHA-256 of the program.
  public var program: String
  /// What is watched for, in words.
  public var outcome: String
  /// Nights seen at the signal.
  public var observed: String
  /// Nights to be expected at the signal.
  public var expected: String
  /// The newest statistic.
  public var statistic: String
  /// The alarm line.
  public var boundary: String
  /// How many looks there were.
  public var looks: Int
  /// Whether the line was ever crossed.
  public var hasSignalled: Bool
  /// Its path and its line as a small SVG.
  public var picture: String

  /// Creates a view.
  public init(
    program: String, outcome: String, observed: String, expected: String, statistic: String, boundary: String,
    looks: Int, hasSignalled: Bool, picture: String
  ) {
    (self.program, self.outcome, self.observed, self.expected) = (program, outcome, observed, expected)
    (self.statistic, self.boundary, self.looks) = (statistic, boundary, looks)
    (self.hasSignalled, self.picture) = (hasSignalled, picture)
  }
}

extension MonitorView {
  /// A monitor for the page, without counts while it is quiet.
  package init(_ monitor: SignalMonitor, of program: WatchedProgram) {
    let what = IncidentKind(rawValue: monitor.subject.outcome)?.label.en ?? monitor.subject.outcome
    let signal = monitor.signalLook
    let statistic = Self.hundredths(monitor.path.last?.statisticMillionths ?? 0)
    let boundary = Self.hundredths(monitor.boundaryMillionths)
    var title = "\(what), \(program.name) \(program.version): no look yet"
    if let first = monitor.path.first, let last = monitor.path.last {
      title =
        "\(what), \(program.name) \(program.version): \(PublicPage.count(monitor.path.count, "look")) from "
        + "\(UTCTime.name(ofDay: first.day)) to \(UTCTime.name(ofDay: last.day)); the statistic is \(statistic), "
        + "the alarm line \(boundary)" + (signal == nil ? "" : ", which was crossed")
    }
    self.init(
      program: program.sha256, outcome: what, observed: signal.map { "\($0.look.observed)" } ?? "–",
      expected: signal.map { Self.hundredths($0.look.expectedMillionths) } ?? "–", statistic: statistic,
      boundary: boundary, looks: monitor.path.count, hasSignalled: signal != nil,
      picture: MonitorPicture.svg(
        path: monitor.path.map { ($0.day, $0.statisticMillionths) }, boundary: monitor.boundaryMillionths,
        signal: signal.map { $0.number - 1 }, title: title))
  }

  /// Millionths as text with two places.
  package static func hundredths(_ millionths: Int) -> String {
    let hundredths = (Int(millionths.magnitude) + 5000) / 10_000
    let rest = hundredths % 100
    return (millionths < 0 && hundredths > 0 ? "−" : "")
      + "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
