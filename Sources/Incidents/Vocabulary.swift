internal import Foundation

/// The open vocabulary: groups, terms, and the words that people use, in three languages.
///
/// It lives in `Library/incidents/vocabulary.json`, which people may read and change; the caller reads the
/// file. Its levels are its own: a group stands for many terms, a term is what cases are counted under, and
/// words lead to it.
public struct Vocabulary: Sendable {
  /// A term.
  public struct Term: Sendable, Hashable {
    /// Its code, such as `DRM-2`.
    public let code: String
    /// The kind of event that it belongs to.
    public let kind: IncidentKind
    /// Its name.
    public let name: Localized
    /// The code of its group.
    public let group: String
    let phrases: [Language: [Phrase]]
  }

  /// A group of terms.
  public struct Group: Sendable, Hashable {
    /// Its code, such as `DRM`.
    public let code: String
    /// Its name.
    public let name: Localized
    /// Its terms, in the file's order.
    public let terms: [Term]
  }

  /// The form of the file.
  public static let format = "lumapod-vocabulary/1"
  /// The version of the words.
  public let version: String
  /// The groups, in the file's order.
  public let groups: [Group]
  let negations: [Language: Set<String>]
  let breaks: [Language: Set<String>]

  /// All terms, in the file's order.
  public var terms: [Term] { groups.flatMap(\.terms) }
  /// The term of a code.
  public func term(_ code: String) -> Term? { terms.first { $0.code == code } }
  /// The term that stands for a kind when no words are found: the first of it in the file.
  public func term(of kind: IncidentKind) -> Term? { terms.first { $0.kind == kind } }

  /// Reads the file.
  ///
  /// Total: any bytes give a vocabulary or an error that names the field.
  ///
  /// - Parameter bytes: JSON, in any layout.
  /// - Returns: the vocabulary.
  /// - Throws: ``IncidentError``.
  public static func read(_ bytes: [UInt8]) throws(IncidentError) -> Vocabulary {
    let file: VocabularyFile
    do {
      file = try JSONDecoder().decode(VocabularyFile.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw VocabularyFile.explained(error)
    } catch {
      throw .field("(all)", problem: "it is no JSON", remedy: "Look for a comma or quote that is missing.")
    }
    return try Vocabulary(file)
  }

  private init(_ file: VocabularyFile) throws(IncidentError) {
    guard file.format == Self.format else {
      throw .unknownWord(field: "format", word: file.format, allowed: [Self.format])
    }
    try FieldForm.line(file.version, field: "version", limit: 32)
    version = file.version
    negations = try Self.words(file.negations, field: "negations")
    breaks = try Self.words(file.breaks, field: "breaks")
    var codes: Set<String> = []
    var taken: [String: String] = [:]
    var groups: [Group] = []
    for group in file.groups {
      var terms: [Term] = []
      for term in group.terms {
        try FieldForm.line(term.code, field: "code", limit: 16)
        guard codes.insert(term.code).inserted else {
          throw .field(
            term.code, problem: "the code stands twice", remedy: "Give every term a code of its own.")
        }
        let kind: IncidentKind = try FieldReader.word(term.kind, field: "\(term.code) kind")
        terms.append(
          Term(
            code: term.code, kind: kind, name: try term.name.checked(term.code), group: group.code,
            phrases: try Self.phrases(term, &taken)))
      }
      groups.append(Group(code: group.code, name: try group.name.checked(group.code), terms: terms))
    }
    self.groups = groups
    for kind in IncidentKind.allCases where term(of: kind) == nil {
      throw .field("groups", problem: "no term is of the kind «\(kind.rawValue)»", remedy: "Add one.")
    }
  }

  private static func words(_ words: [String: [String]], field: String) throws(IncidentError) -> [Language:
    Set<String>]
  {
    var out: [Language: Set<String>] = [:]
    for (name, list) in words {
      guard let language = Language(rawValue: name) else {
        throw .unknownWord(field: field, word: name, allowed: Language.allCases.map(\.rawValue))
      }
      out[language] = Set(list.compactMap { WordTokens($0).tokens.first?.word })
    }
    return out
  }

  private static func phrases(_ term: VocabularyFile.Term, _ taken: inout [String: String])
    throws(IncidentError)
    -> [Language: [Phrase]]
  {
    var out: [Language: [Phrase]] = [:]
    for (name, texts) in term.words.sorted(by: { $0.key < $1.key }) {
      guard let language = Language(rawValue: name) else {
        throw .unknownWord(
          field: "\(term.code) words", word: name, allowed: Language.allCases.map(\.rawValue))
      }
      for text in texts {
        let phrase = Phrase(text)
        guard !phrase.words.isEmpty else {
          throw .field("\(term.code) words", problem: "«\(text)» has no letter", remedy: "Take it out.")
        }
        // One phrase leads to one term, or what it leads to would depend on the order of the file.
        let key = name + phrase.words.map { " " + $0.stem + ($0.isOpen ? "*" : "") }.joined()
        if let other = taken.updateValue(term.code, forKey: key) {
          throw .field(
            "\(term.code) words", problem: "«\(text)» leads to \(other) as well", remedy: "Keep one of them.")
        }
        out[language, default: []].append(phrase)
      }
    }
    return out
  }
}

/// The file as it is written.
private struct VocabularyFile: Decodable {
  let format: String
  let version: String
  let negations: [String: [String]]
  let breaks: [String: [String]]
  let groups: [Group]

  struct Group: Decodable {
    let code: String
    let name: Name
    let terms: [Term]
  }

  struct Term: Decodable {
    let code: String
    let kind: String
    let name: Name
    let words: [String: [String]]
  }

  struct Name: Decodable {
    let en: String
    let es: String
    let de: String

    func checked(_ code: String) throws(IncidentError) -> Localized {
      for name in [en, es, de] { try FieldForm.line(name, field: "\(code) name", limit: 100) }
      return Localized(en: en, es: es, de: de)
    }
  }

  static func explained(_ error: DecodingError) -> IncidentError {
    func place(_ context: DecodingError.Context) -> String {
      let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(
        separator: " ")
      return path.isEmpty ? "(all)" : path
    }
    switch error {
    case .keyNotFound(let key, let context):
      return .field(
        place(context), problem: "«\(key.stringValue)» is missing",
        remedy: "Add it as the other entries have it.")
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return .field(
        place(context), problem: "it is of another type", remedy: "Write it as the other entries are.")
    case .dataCorrupted(let context):
      return .field(
        place(context), problem: "it is no JSON", remedy: "Look for a comma or quote that is missing.")
    @unknown default:
      return .field("(all)", problem: "it cannot be read", remedy: "Compare it with an earlier version.")
    }
  }
}
