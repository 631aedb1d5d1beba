import Foundation
import Incidents
import SleepCore
import TestKit
import Testing

/// The vocabulary of the library.
func libraryVocabulary() throws -> Vocabulary {
  let url = SharedMaterial.projectRoot.appending(path: "Library/incidents/vocabulary.json")
  return try Vocabulary.read(Array(Data(contentsOf: url)))
}

@Suite("free words are coded by rules that are written beside the code")
struct CodingTests {
  @Test("the library's vocabulary has a term for every kind, in every language, with words for each")
  func library() throws {
    let vocabulary = try libraryVocabulary()
    #expect(vocabulary.terms.count >= 30 && vocabulary.groups.count >= 8)
    for kind in IncidentKind.allCases { #expect(vocabulary.term(of: kind)?.kind == kind) }
    for term in vocabulary.terms { #expect(term.code.hasPrefix(term.group.prefix(3)) || term.group == "SLP") }
  }

  @Test(
    "what people write leads to the term they mean",
    arguments: [
      ("She had NIGHTMARES every night this week", .nightmares, .en, "DRM-2"),
      ("a bad dream", .nightmares, .en, "DRM-1"),
      ("tuvo una pesadilla", .nightmares, .es, "DRM-1"), ("wieder Albträume", .nightmares, .de, "DRM-2"),
      ("Alptraum!", .nightmares, .de, "DRM-1"),
      ("I was not sure if it happened", .dreamRealityConfusion, .en, "DRM-3"),
      ("oi\u{301}a voces", .dreamRealityConfusion, .es, "DRM-4"),
      ("Oia voces", .dreamRealityConfusion, .es, "DRM-4"),
      ("He stopped breathing and turned blue", .breathing, .en, "BRE-1"),
      ("she was not breathing", .breathing, .en, "BRE-1"),
      ("no cough, but wheezing", .breathing, .en, "BRE-2"),
      ("sin tos, le costaba respirar", .breathing, .es, "BRE-2"),
      ("fiel nicht auf, aber sie weinte", .distress, .de, "MIN-2"),
      ("er ist aus dem Bett gefallen", .bedExit, .de, "BED-1"),
      ("ear pain without ringing", .hearing, .en, "EAR-3"), ("", .seizure, .en, "SEI-1"),
      ("xyzzy", .skin, .de, "SKN-1"),
      ("die Pesadilla: una pesadilla", .nightmares, .de, "DRM-1"), ("rash", .nightmares, .en, "DRM-1"),
      ("he wants to kill himself", .distress, .en, "MIN-4"),
      ("sie will nicht mehr leben", .distress, .de, "MIN-4"),
    ] as [(String, IncidentKind, Language, String)])
  func phrases(words: String, kind: IncidentKind, language: Language, code: String) throws {
    let report = try Samples.report(kind, language: language, words: words)
    let coding = try libraryVocabulary().coding(for: report)
    #expect(coding.term == code, "\(coding.rule)")
    #expect(
      coding.vocabulary == "1.0.0" && (coding.rule.hasPrefix("words: «") || coding.rule.hasPrefix("kind: ")))
  }

  @Test("a second event of another kind is proposed after the kind that was chosen, and the rule says so")
  func others() throws {
    let report = try Samples.report(.nightmares, words: "bad dreams, then a rash, no cough")
    let proposals = try libraryVocabulary().proposals(for: report)
    #expect(proposals.map(\.term.code) == ["DRM-1", "SKN-1"])
    #expect(
      proposals.map(\.rule) == [
        "words: «bad dream*» (en) at word 1", "words: «rash» (en) at word 5, of another kind",
      ])
  }

  @Test("a negation reaches three words, and a phrase within a longer one does not count")
  func reach() throws {
    let vocabulary = try libraryVocabulary()
    func code(_ words: String) throws -> String {
      try vocabulary.coding(for: Samples.report(.breathing, words: words)).term
    }
    #expect(try code("no sign of cough, wheezing") == "BRE-2")
    #expect(try code("no sign at all of cough, wheezing") == "BRE-3")
    #expect(try code("no. cough, wheezing") == "BRE-3")
    let proposals = vocabulary.proposals(for: try Samples.report(words: "nightmares every night"))
    #expect(proposals.map(\.term.code) == ["DRM-2", "DRM-1"])
    #expect(proposals[1].rule.hasPrefix("kind: "))
  }

  @Test("the same report is coded the same, and any words at all give a proposal")
  func total() throws {
    let vocabulary = try libraryVocabulary()
    var random = SeededRandom(seed: 69)
    let pieces = [
      "no", "not", "bad", "dream", "nightmares", ",", ".", "ß", "\u{301}", "😱", "Albtraum", "sin", "7",
    ]
    for _ in 0..<tries(300, soak: 30_000) {
      let words = (0..<Int.random(in: 0..<9, using: &random)).compactMap { _ in
        pieces.randomElement(using: &random)
      }
      .joined(separator: " ")
      let report = try Samples.report(
        IncidentKind.allCases.randomElement(using: &random) ?? .other, words: words)
      let proposals = vocabulary.proposals(for: report)
      #expect(!proposals.isEmpty && proposals == vocabulary.proposals(for: report))
      #expect(Set(proposals.map(\.term.code)).count == proposals.count)
    }
  }

  @Test("a vocabulary that is broken is refused, and the place is named")
  func broken() throws {
    let url = SharedMaterial.projectRoot.appending(path: "Library/incidents/vocabulary.json")
    let text = try String(contentsOf: url, encoding: .utf8)
    for (from, to, place) in [
      ("vocabulary/1", "vocabulary/2", "format"), ("\"DRM-2\"", "\"DRM-1\"", "DRM-1"),
      ("\"kind\": \"seizure\"", "\"kind\": \"fits\"", "SEI-1 kind"),
      ("\"kind\": \"seizure\"", "\"kind\": \"skin\"", "groups"),
      ("\"bad dream*\"", "\"bad dream*\", \"nightmares again\"", "DRM-2 words"),
      ("\"bad dream*\"", "\"!\"", "DRM-1 words"), ("\"version\": \"1.0.0\",", "", "(all)"),
      ("\"Pesadilla\"", "7", "groups [0] terms [0] name es"),
      ("\"Pesadilla\"", "\"\"", "DRM-1 name"), ("\"es\": [\"no\"", "\"fr\": [\"no\"", "negations"),
      ("[", "", "(all)"),
    ] {
      let all = to.contains("skin") || to == ""
      let changed = all ? text.replacing(from, with: to) : text.replacing(from, with: to, maxReplacements: 1)
      let error = #expect(throws: IncidentError.self) { try Vocabulary.read(Array(changed.utf8)) }
      #expect(error?.place == "field \(place)")
    }
    var random = SeededRandom(seed: 70)
    let bytes = Array(text.utf8)
    for _ in 0..<tries(100, soak: 5000) {
      var changed = bytes
      changed[Int.random(in: 0..<changed.count, using: &random)] = .random(in: 0...255, using: &random)
      do throws(IncidentError) { _ = try Vocabulary.read(changed) } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }
}
