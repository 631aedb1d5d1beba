public import Programs
public import SleepCore

/// What changed from one version of a program to the next: in meaning, and line by line.
public struct VersionDiff: Sendable {
  /// One line of both texts.
  public struct Line: Sendable, Hashable {
    /// What became of it.
    public enum Fate: Sendable, Hashable {
      /// It stands in both.
      case kept
      /// It stood in the old text only.
      case removed
      /// It stands in the new text only.
      case added
    }
    /// What became of it.
    public let fate: Fate
    /// Its number in the old and in the new text, from 1, where it stands in it.
    public let before: Int?, after: Int?
    /// The line without its end.
    public let text: String
  }

  /// What changed in meaning; `nil` where one of the texts is no program.
  public let meaning: ProgramDifference?
  /// Every line of both texts, in order.
  public let lines: [Line]

  /// How many lines may differ before the rest is told as removed and added whole: the search takes the
  /// product of both.
  private static let mostLines = 1500

  /// Compares two texts, and two programs where both are.
  ///
  /// - Parameters:
  ///   - before: the text that was.
  ///   - after: the text that is.
  ///   - age: the age group whose worst night is compared; `nil` for the first that each is for.
  /// - Complexity: the product of the lines and the lines that differ (Myers 1986, Swift's own), bounded.
  public init(from before: String, to after: String, age: AgeGroup? = nil) {
    lines = Self.lines(before, after)
    guard let old = try? ProgramProof.program(text: before, file: "before"),
      let new = try? ProgramProof.program(text: after, file: "after"),
      let worstOld = try? ProgramProof.bounds(of: old, age: age),
      let worstNew = try? ProgramProof.bounds(of: new, age: age)
    else {
      meaning = nil
      return
    }
    meaning = ProgramDifference(from: old, to: new, boundsBefore: worstOld, boundsAfter: worstNew)
  }

  private static func split(_ text: String) -> [String] {
    var lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// The lines of both texts: what is the same at both ends first, then the difference of what is between.
  static func lines(_ before: String, _ after: String) -> [Line] {
    let (old, new) = (split(before), split(after))
    var head = 0
    while head < min(old.count, new.count), old[head] == new[head] { head += 1 }
    var tail = 0
    while tail < min(old.count, new.count) - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] {
      tail += 1
    }
    let (oldPart, newPart) = (old[head..<(old.count - tail)], new[head..<(new.count - tail)])
    var removed = Set(oldPart.indices)
    var added = Set(newPart.indices)
    if oldPart.count <= mostLines, newPart.count <= mostLines {
      removed = []
      added = []
      for change in Array(newPart).difference(from: Array(oldPart)) {
        switch change {
        case .remove(let offset, _, _): removed.insert(head + offset)
        case .insert(let offset, _, _): added.insert(head + offset)
        }
      }
    }
    var lines: [Line] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if i < old.count, removed.contains(i) {
        lines.append(Line(fate: .removed, before: i + 1, after: nil, text: old[i]))
        i += 1
      } else if j < new.count, added.contains(j) {
        lines.append(Line(fate: .added, before: nil, after: j + 1, text: new[j]))
        j += 1
      } else if i < old.count, j < new.count {
        lines.append(Line(fate: .kept, before: i + 1, after: j + 1, text: new[j]))
        i += 1
        j += 1
      } else {
        break
      }
    }
    return lines
  }
}
