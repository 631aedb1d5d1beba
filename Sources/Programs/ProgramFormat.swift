internal import Yams

/// Lays a program out in one way, and keeps every word and every comment of it.
///
/// Two spaces for every level, one blank line between scenes, one space after a colon, two before a comment. A program
/// of version 1 is given the tag of version 2. What the text means cannot change: it is read before and after, and
/// where the two differ nothing is handed out.
public enum ProgramFormat {
  /// The same program, tidily.
  ///
  /// - Parameters:
  ///   - text: the YAML of a program; it may still have mistakes, as long as it is YAML.
  ///   - file: its name, for messages.
  /// - Returns: the tidy text.
  /// - Throws: ``ProgramError`` where the text is not YAML, or is laid out in a way that cannot be tidied.
  public static func tidy(_ text: String, file: String) throws(ProgramError) -> String {
    let before = try YAMLReader(text: text, file: file)
    _ = try before.entries(example: LanguageWords.program.example)
    var layout = ProgramLayout()
    let plain = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    let lines = plain.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
      .split(separator: "\n", omittingEmptySubsequences: false)
    for line in lines { layout.add(Array(line)) }
    let tidied = layout.finished()
    let after = try? YAMLReader(text: tidied, file: file)
    guard let after, upgraded(before.node) == after.node, layout.keptEveryComment else {
      throw before.error(
        "this layout cannot be tidied without changing what it says",
        "Write it in plain lines, as in: rain: \(LanguageWords.bed.example)")
    }
    return tidied
  }

  /// The same node with the tag of version 2.
  private static func upgraded(_ node: Node) -> Node {
    guard let mapping = node.mapping else { return node }
    let pairs = mapping.map { key, value in
      key.string == "lumapod" && value.scalar?.string == "program/1"
        ? (key, Node(LanguageWords.tag)) : (key, value)
    }
    return Node(pairs, mapping.tag, mapping.style)
  }
}
