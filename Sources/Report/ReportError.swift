public import SleepCore

/// Why a report or a picture could not be made.
public struct ReportError: ExplainedError, Hashable {
  /// What is wrong.
  public let problem: String
  /// The file or folder it is about.
  public let place: String
  /// What to do about it.
  public let remedy: String

  /// Creates an error from its three parts.
  init(problem: String, place: String, remedy: String) {
    self.problem = problem
    self.place = place
    self.remedy = remedy
  }

  /// A file that cannot be written.
  static func unwritable(_ path: String) -> ReportError {
    ReportError(
      problem: "the file cannot be written", place: path,
      remedy: "See that its folder exists, that you may write there and that the disk is not full.")
  }
}
