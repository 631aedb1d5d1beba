public import SleepCore

/// What someone agreed to, word for word.
public struct ConsentTerms: Sendable, Hashable {
  /// The longest time a consent holds: 90 days of 24 hours.
  public static let longest = 90 * 86_400
  /// The format that every receipt names.
  public static let format = "lumapod-consent/1"

  /// Who consents.
  public let giver: PersonID
  /// For whom; the giver, or someone whom they answer for.
  public let sleeper: PersonID
  /// The program's short name.
  public let program: String
  /// The program's version, in its author's words.
  public let version: String
  /// The SHA-256 of the program's source: this, not the name, is what was agreed to.
  public let sha256: String
  /// What for.
  public let purpose: Purpose
  /// What it does, a sentence each.
  public let does: [String]
  /// What is known about it, a sentence each.
  public let known: [String]
  /// What is not known about it, a sentence each.
  public let notKnown: [String]
  /// The text as it was shown.
  public let text: String
  /// The language of the text (BCP 47), such as `en`.
  public let language: String
  /// When.
  public let issued: UTCTime
  /// The first moment at which it no longer holds.
  public let expires: UTCTime

  /// Creates terms.
  ///
  /// - Throws: ``ConsentError`` where it holds for more than 90 days or for no time, says nothing about what
  ///   the program does or about what is not known, names no SHA-256, or is too large for a receipt (64 KiB).
  public init(
    giver: PersonID, sleeper: PersonID, program: ProgramOffer, purpose: Purpose, does: [String],
    known: [String],
    notKnown: [String], text: String, language: String, issued: UTCTime, expires: UTCTime
  ) throws(ConsentError) {
    (self.giver, self.sleeper, self.purpose) = (giver, sleeper, purpose)
    (self.program, self.version, self.sha256) = (program.name, program.version, program.sha256)
    (self.does, self.known, self.notKnown) = (does, known, notKnown)
    (self.text, self.language, self.issued, self.expires) = (text, language, issued, expires)
    try check()
  }

  /// The terms in their one form.
  public var json: CanonicalJSON {
    [
      "format": .text(Self.format), "giver": .text(giver.description), "sleeper": .text(sleeper.description),
      "program": ["name": .text(program), "version": .text(version), "sha256": .text(sha256)],
      "purpose": .text(purpose.rawValue), "does": .texts(does), "known": .texts(known),
      "not_known": .texts(notKnown), "text": .text(text), "language": .text(language),
      "issued": .text(issued.description), "expires": .text(expires.description),
    ]
  }

  /// Reads terms; a field more or less is refused.
  init(json: CanonicalJSON) throws(ConsentError) {
    let names = [
      "does", "expires", "format", "giver", "issued", "known", "language", "not_known", "program", "purpose",
      "sleeper", "text",
    ]
    guard json.members.map(\.name) == names, json["format"]?.text == Self.format else {
      throw Self.bad("format", "this is no consent of the form \(Self.format)")
    }
    guard let program = json["program"], program.members.map(\.name) == ["name", "sha256", "version"] else {
      throw Self.bad("program", "a program has a name, a version and a sha256")
    }
    func text(_ value: CanonicalJSON?, _ field: String) throws(ConsentError) -> String {
      guard let text = value?.text else { throw Self.bad(field, "it is no text") }
      return text
    }
    func texts(_ field: String) throws(ConsentError) -> [String] {
      guard let list = json[field]?.list, list.allSatisfy({ $0.text != nil }) else {
        throw Self.bad(field, "it is no list of texts")
      }
      return list.compactMap(\.text)
    }
    func person(_ field: String) throws(ConsentError) -> PersonID {
      guard let id = PersonID(try text(json[field], field)) else {
        throw Self.bad(field, "this names nobody")
      }
      return id
    }
    func time(_ field: String) throws(ConsentError) -> UTCTime {
      guard let time = UTCTime(try text(json[field], field)) else { throw Self.bad(field, "this is no time") }
      return time
    }
    guard let purpose = Purpose(rawValue: try text(json["purpose"], "purpose")) else {
      throw Self.bad("purpose", "no such purpose is known")
    }
    self.purpose = purpose
    (giver, sleeper) = (try person("giver"), try person("sleeper"))
    self.program = try text(program["name"], "program.name")
    version = try text(program["version"], "program.version")
    sha256 = try text(program["sha256"], "program.sha256")
    (does, known, notKnown) = (try texts("does"), try texts("known"), try texts("not_known"))
    (self.text, language) = (try text(json["text"], "text"), try text(json["language"], "language"))
    (issued, expires) = (try time("issued"), try time("expires"))
    try check()
  }

  private func check() throws(ConsentError) {
    guard expires > issued, expires.seconds - issued.seconds <= Self.longest else {
      throw Self.bad("expires", "a consent holds for more than no time and for at most 90 days")
    }
    let isHash =
      sha256.utf8.count == 64 && sha256.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    guard isHash else { throw Self.bad("program.sha256", "it is no SHA-256") }
    guard !text.isEmpty, !does.isEmpty, !notKnown.isEmpty else {
      throw Self.bad("text", "nobody can consent to what was not said: what it does, and what is not known")
    }
    do { _ = try json.entry() } catch { throw Self.bad(error.place, error.problem) }
  }

  private static func bad(_ field: String, _ problem: String) -> ConsentError {
    ConsentError(problem, place: "consent, field \(field)", remedy: "Ask again, with the text on the page.")
  }
}
