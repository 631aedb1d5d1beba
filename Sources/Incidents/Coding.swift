internal import SleepCore

/// The term that a case stands under, and by which rule it got there.
public struct Coding: Sendable, Hashable {
  /// The term's code, such as `DRM-2`.
  public let term: String
  /// The version of the vocabulary that has the term.
  public let vocabulary: String
  /// By which rule, in words: `the kind that was chosen`, or the words that were found.
  public let rule: String

  /// Makes a coding.
  ///
  /// - Parameters:
  ///   - term: 1 to 16 bytes on one line.
  ///   - vocabulary: 1 to 32 bytes on one line.
  ///   - rule: 1 to 500 bytes on one line.
  /// - Throws: ``IncidentError`` with the field.
  public init(term: String, vocabulary: String, rule: String) throws(IncidentError) {
    try FieldForm.line(term, field: "term", limit: 16)
    try FieldForm.line(vocabulary, field: "vocabulary", limit: 32)
    try FieldForm.line(rule, field: "rule", limit: 500)
    self.term = term
    self.vocabulary = vocabulary
    self.rule = rule
  }
}
