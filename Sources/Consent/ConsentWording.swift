public import SleepCore

/// The text that is shown before somebody consents, made of what the program says about itself.
///
/// The sentences about the program are its author's and stay in their language; those around them are in
/// English, Spanish or German.
public struct ConsentWording: Sendable, Hashable {
  /// What is claimed of a program, and what was found.
  public struct Claim: Sendable, Hashable {
    /// What is claimed.
    public let claim: String
    /// `supported`, `null`, `mixed` or `untested`, as programs write it.
    public let finding: String
    /// Where to read it.
    public let source: String

    /// Creates a claim.
    public init(claim: String, finding: String, source: String) {
      (self.claim, self.finding, self.source) = (claim, finding, source)
    }
  }

  /// What it does, a sentence each.
  public let does: [String]
  /// What is known about it: what was shown, and what was looked for and not found.
  public let known: [String]
  /// What is not known about it; never empty.
  public let notKnown: [String]
  /// The language of the words around it: `en`, `es` or `de`.
  public let language: String

  /// Sorts what a program says about itself.
  ///
  /// - Parameters:
  ///   - does: what it does, a sentence each.
  ///   - claims: its evidence; a finding that is no word of programs counts as not known.
  ///   - language: `en`, `es` or `de`; any other becomes `en`.
  public init(does: [String], claims: [Claim], language: String) {
    let words = Self.words[language] ?? Self.english
    func line(_ claim: Claim, _ word: String) -> String { "\(word): \(claim.claim) (\(claim.source))" }
    self.does = does
    self.language = Self.words[language] == nil ? "en" : language
    known = claims.compactMap { claim in
      switch claim.finding {
      case "supported": line(claim, words.shown)
      case "null": line(claim, words.notFound)
      default: nil
      }
    }
    notKnown =
      claims.compactMap { claim in
        switch claim.finding {
        case "supported", "null": nil
        case "mixed": line(claim, words.disagree)
        default: line(claim, words.unknown)
        }
      } + [words.always]
  }

  /// The whole text, a paragraph a line, to be shown as it is and kept in the receipt.
  ///
  /// - Parameters:
  ///   - title: the program's title.
  ///   - version: its version.
  ///   - purpose: what for.
  ///   - isForSomebodyElse: whether a guardian reads it.
  ///   - expires: when it ends by itself.
  /// - Returns: plain text; nothing in it is escaped.
  public func text(
    title: String, version: String, purpose: Purpose, isForSomebodyElse: Bool, expires: UTCTime
  )
    -> String
  {
    let words = Self.words[language] ?? Self.english
    var lines = ["\(title) (\(version))", words.purpose(purpose)]
    for (heading, sentences) in [(words.does, does), (words.known, known), (words.notKnown, notKnown)]
    where !sentences.isEmpty {
      lines += ["", heading] + sentences.map { "- \($0)" }
    }
    lines += ["", isForSomebodyElse ? words.other : words.own, words.end(Self.moment(expires))]
    return lines.joined(separator: "\n") + "\n"
  }

  /// A moment as people read it: `2026-12-25, 00:00 UTC`.
  private static func moment(_ time: UTCTime) -> String {
    let text = time.description
    return "\(text.prefix(10)), \(text.dropFirst(11).prefix(5)) UTC"
  }

  private struct Words: Sendable {
    let shown, notFound, disagree, unknown, always, does, known, notKnown, own, other: String
    let purpose: @Sendable (Purpose) -> String
    let end: @Sendable (String) -> String
  }

  private static let english = Words(
    shown: "Shown", notFound: "Looked for and not found", disagree: "Studies disagree", unknown: "Not known",
    always: "Whether it helps this sleeper, and what else it may do.", does: "What it does",
    known: "What is known", notKnown: "What is not known",
    own: "You consent for yourself. You can stop it at any moment.",
    other:
      "You consent for somebody you answer for. From the age of three they are asked every night themselves, and"
      + " either of you can stop it at any moment.",
    purpose: { purpose in
      switch purpose {
      case .nights: "For nights with this program."
      case .trial: "For nights that are compared, some of them with nothing; nobody says beforehand which."
      case .sharing: "For figures of these nights to leave this house."
      }
    }, end: { "It ends by itself on \($0). You can take it back before that, with one tap." })

  private static let words: [String: Words] = [
    "en": english,
    "es": Words(
      shown: "Demostrado", notFound: "Buscado y no encontrado", disagree: "Los estudios no coinciden",
      unknown: "No se sabe", always: "Si ayuda a esta persona, y qué más puede provocar.", does: "Qué hace",
      known: "Qué se sabe", notKnown: "Qué no se sabe",
      own: "Usted consiente para sí. Puede pararlo en cualquier momento.",
      other:
        "Usted consiente por alguien a su cargo. A partir de los tres años se le pregunta también cada noche, y"
        + " cualquiera de los dos puede pararlo en cualquier momento.",
      purpose: { purpose in
        switch purpose {
        case .nights: "Para noches con este programa."
        case .trial: "Para noches que se comparan, algunas sin nada; nadie dice antes cuáles."
        case .sharing: "Para que cifras de estas noches salgan de esta casa."
        }
      }, end: { "Termina por sí solo el \($0). Puede retirarlo antes, con un toque." }),
    "de": Words(
      shown: "Gezeigt", notFound: "Gesucht und nicht gefunden", disagree: "Studien widersprechen sich",
      unknown: "Nicht bekannt", always: "Ob es dieser Person hilft, und was es sonst bewirkt.",
      does: "Was es tut", known: "Was bekannt ist", notKnown: "Was nicht bekannt ist",
      own: "Sie willigen für sich selbst ein. Sie können es jederzeit anhalten.",
      other:
        "Sie willigen für jemanden ein, für den Sie verantwortlich sind. Ab drei Jahren wird auch diese Person jede"
        + " Nacht gefragt, und beide können es jederzeit anhalten.",
      purpose: { purpose in
        switch purpose {
        case .nights: "Für Nächte mit diesem Programm."
        case .trial: "Für Nächte, die verglichen werden, manche ohne alles; vorher sagt niemand, welche."
        case .sharing: "Dafür, dass Zahlen aus diesen Nächten das Haus verlassen."
        }
      },
      end: {
        "Die Einwilligung endet von selbst am \($0). Sie können sie vorher mit einem Tipp zurückziehen."
      }),
  ]
}
