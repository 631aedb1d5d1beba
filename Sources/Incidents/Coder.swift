/// A term that the coder proposes, and why.
public struct CodingProposal: Sendable, Hashable {
  /// The term.
  public let term: Vocabulary.Term
  /// The rule, in words.
  public let rule: String
}

extension Vocabulary {
  /// The terms that a report may stand under, the likeliest first.
  ///
  /// The same report gives the same list, always.
  ///
  /// 1. Phrases of the vocabulary are looked for in the reporter's words, in the report's language; in the
  ///    other languages only where none is found. A phrase within a longer one that was found does not count.
  /// 2. A phrase with a negation up to three words before it, in the same part of a sentence, counts not.
  /// 3. Terms of the kind that was chosen come first: longer phrases before shorter, earlier before later.
  /// 4. The kind's own first term follows.
  /// 5. Terms of other kinds come last: they may be a second event, and a person should look.
  ///
  /// - Parameter report: the report.
  /// - Returns: each term once; never empty.
  public func proposals(for report: IncidentReport) -> [CodingProposal] {
    let others = Language.allCases.filter { $0 != report.language }
    var found = matches(in: report.words, language: report.language)
    for language in others where found.isEmpty { found = matches(in: report.words, language: language) }
    var out: [CodingProposal] = []
    func propose(_ term: Term?, _ rule: String) {
      guard let term, !out.contains(where: { $0.term.code == term.code }) else { return }
      out.append(CodingProposal(term: term, rule: rule))
    }
    for match in found where match.term.kind == report.kind { propose(match.term, match.rule) }
    propose(term(of: report.kind), "kind: the reporter chose «\(report.kind.rawValue)»")
    for match in found { propose(match.term, match.rule + ", of another kind") }
    return out
  }

  /// The coding by rule: the first proposal.
  ///
  /// - Parameter report: the report.
  /// - Returns: the coding.
  /// - Throws: ``IncidentError`` where the vocabulary's texts do not fit a coding.
  public func coding(for report: IncidentReport) throws(IncidentError) -> Coding {
    guard let first = proposals(for: report).first else { throw .missing(field: "term") }
    return try Coding(term: first.term.code, vocabulary: version, rule: first.rule)
  }

  private struct Match {
    let term: Term
    let phrase: Phrase
    let language: Language
    let start: Int
    var end: Int { start + phrase.words.count }
    var rule: String { "words: «\(phrase.text)» (\(language.rawValue)) at word \(start + 1)" }
  }

  private func matches(in text: String, language: Language) -> [Match] {
    let tokens = WordTokens(text).tokens
    var all: [Match] = []
    for term in terms {
      for phrase in term.phrases[language] ?? [] {
        for start in tokens.indices where phrase.stands(in: tokens, at: start) {
          all.append(Match(term: term, phrase: phrase, language: language, start: start))
        }
      }
    }
    // A longer phrase takes its words away from the shorter ones in it, negated or not.
    let longest = all.filter { match in
      !all.contains { other in
        other.start <= match.start && other.end >= match.end
          && other.phrase.words.count > match.phrase.words.count
      }
    }
    return longest.filter { !isNegated(tokens, before: $0.start, language) }
      .enumerated().sorted { a, b in
        let (x, y) = (a.element, b.element)
        if x.phrase.words.count != y.phrase.words.count { return x.phrase.words.count > y.phrase.words.count }
        return x.start != y.start ? x.start < y.start : a.offset < b.offset
      }
      .map(\.element)
  }

  private func isNegated(_ tokens: [WordTokens.Token], before start: Int, _ language: Language) -> Bool {
    var at = start
    for _ in 0..<3 {
      guard at > 0, !tokens[at].isFirst else { return false }
      at -= 1
      if negations[language]?.contains(tokens[at].word) == true { return true }
      if breaks[language]?.contains(tokens[at].word) == true { return false }
    }
    return false
  }
}
