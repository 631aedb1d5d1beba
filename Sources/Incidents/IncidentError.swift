public import SleepCore

/// Why a report, a vocabulary or a journal cannot be taken, with the field or line and the way out.
public enum IncidentError: ExplainedError, Hashable {
  /// A field that must be there is not.
  case missing(field: String)
  /// A field holds a word that is not on its list.
  case unknownWord(field: String, word: String, allowed: [String])
  /// A field holds something that cannot be.
  case field(String, problem: String, remedy: String)
  /// A field that is not known stands in the file.
  case unknownField(String)
  /// The bytes are not canonical JSON.
  case notCanonical(CanonicalJSONError)
  /// A line of the journal is not what it must be; lines count from 1.
  case line(Int, problem: String, remedy: String)
  /// What is asked of a case cannot be done to it.
  case refused(caseID: String, problem: String, remedy: String)

  /// What is wrong.
  public var problem: String {
    switch self {
    case .missing: "it is missing"
    case .unknownWord(_, let word, _): "«\(word)» is not one of its words"
    case .field(_, let problem, _), .line(_, let problem, _), .refused(_, let problem, _): problem
    case .unknownField: "no such field is known"
    case .notCanonical(let error): error.problem
    }
  }

  /// Where.
  public var place: String {
    switch self {
    case .missing(let field), .unknownWord(let field, _, _), .field(let field, _, _),
      .unknownField(let field):
      "field \(field)"
    case .notCanonical(let error): error.place
    case .line(let line, _, _): "line \(line)"
    case .refused(let caseID, _, _): "case \(caseID.prefix(12))"
    }
  }

  /// What to do.
  public var remedy: String {
    switch self {
    case .missing: "Add it; every report needs what happened, how bad it was and the age group."
    case .unknownWord(_, _, let allowed): "Write one of: \(allowed.joined(separator: ", "))."
    case .field(_, _, let remedy), .line(_, _, let remedy), .refused(_, _, let remedy): remedy
    case .unknownField: "Take it out, or read the file with the version that wrote it."
    case .notCanonical(let error): error.remedy
    }
  }
}
