public import SleepCore

/// A mistake in a program's text.
public struct ProgramError: ExplainedError, Hashable {
  /// The file's name.
  public let file: String
  /// The line, from 1.
  public let line: Int
  /// The column, from 1.
  public let column: Int
  /// What is wrong.
  public let problem: String
  /// What was probably meant, or an example that works.
  public let remedy: String

  /// File, line and column, as compilers print them.
  public var place: String { "\(file):\(line):\(column)" }

  /// Creates a mistake.
  public init(file: String, line: Int, column: Int, problem: String, remedy: String) {
    self.file = file
    self.line = line
    self.column = column
    self.problem = problem
    self.remedy = remedy
  }
}

/// A place in a program's text.
struct ProgramPlace: Sendable, Hashable {
  let file: String
  let line: Int
  let column: Int

  /// A mistake at this place.
  func error(_ problem: String, _ remedy: String) -> ProgramError {
    ProgramError(file: file, line: line, column: column, problem: problem, remedy: remedy)
  }
}

/// The name in `known` that is nearest to `word`, where it is near enough to be what was meant.
func nearest(to word: String, in known: [String]) -> String? {
  let best = known.map { ($0, editDistance(word.lowercased(), $0.lowercased())) }.min {
    ($0.1, $0.0) < ($1.1, $1.0)
  }
  guard let (name, distance) = best, distance <= max(1, name.count / 3) else { return nil }
  return name
}

/// How many letters must be changed, added, dropped or swapped with their neighbour to get from one word to the
/// other (optimal string alignment, Damerau 1964); words longer than 40 characters count as far away.
private func editDistance(_ a: String, _ b: String) -> Int {
  let a = Array(a.unicodeScalars)
  let b = Array(b.unicodeScalars)
  guard a.count <= 40, b.count <= 40 else { return .max }
  var rows = [Array(0...b.count)]
  for i in stride(from: 1, through: a.count, by: 1) {
    var row = [i]
    for j in stride(from: 1, through: b.count, by: 1) {
      var best = min(rows[i - 1][j], row[j - 1]) + 1
      best = min(best, rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, rows[i - 2][j - 2] + 1) }
      row.append(best)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
