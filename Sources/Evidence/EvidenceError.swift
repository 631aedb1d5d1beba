public import SleepCore

/// Why a statistic cannot be made or fed: the thing, the place and the way out.
public struct EvidenceError: ExplainedError, Hashable {
  /// What is wrong.
  public let problem: String
  /// Which value of which statistic.
  public let place: String
  /// What to do.
  public let remedy: String

  package init(_ problem: String, at place: String, remedy: String) {
    self.problem = problem
    self.place = place
    self.remedy = remedy
  }

  /// Throws unless a number is finite and inside its bounds.
  package static func check(
    _ value: Double, above low: Double, below high: Double = .infinity, as name: String
  ) throws(EvidenceError) {
    guard value > low, value < high else {
      let end = high == .infinity ? "" : " and below \(high)"
      throw EvidenceError("it is \(value)", at: name, remedy: "Give a number above \(low)\(end).")
    }
  }
}
