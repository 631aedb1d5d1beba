internal import Bedroom
internal import Consent
internal import HTTPTypes
internal import Household
internal import ProgramKernel
internal import Programs
internal import SignIn
internal import SleepCore

/// The whole text of a consent, and giving it.
enum ConsentPage {
  /// The choices of how long, in days; anything up to 90 can be sent.
  private static let lengths = [30, 60, 90]

  static func page(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    let words = view.words
    let text = try await text(view)
    let title = text.entry.program.compiled.title
    let heading = words(ConsentWords.question, title, view.name)
    let hash = PageShell.hash(text.entry.offer.sha256)
    var body = """
      <p><a href="\(view.path)#consents">\(view.shownName)</a></p>
      <h1>\(HTMLText.escaped(heading))</h1>
      <p class="first">\(words[ConsentWords.firstSentence])</p>
      \(choices(view, text))
      <section class="card" id="text">
      \(ConsentText.html(text.text, language: text.wording.language, level: 2))
      <p class="soft">\(words(ConsentWords.version, HTMLText.escaped(text.entry.offer.version), hash))</p>
      </section>

      """
    // Looking is no attempt: what is closed is said, and nothing is kept.
    let closed = try await view.store.outlook(
      [text.entry.offer], sleeper: view.person.id, purpose: text.purpose, night: request.evening,
      now: request.now
    ).first?.closed
    if let closed {
      let why = ConsentSection.reason(closed, words)
      body += "<p class=\"bad\">\(words(ConsentWords.notOpen, view.shownName, why))</p>"
    } else if !view.may(.giveConsent) {
      body += "<p>\(words[ConsentWords.notYours])</p>"
    } else {
      body += try form(view, text)
    }
    return .page(HomePage(title: heading, body: body, styles: ["family.css"], place: .family))
  }

  /// The text for a program.
  static func data(_ request: HomeRequest) async throws -> HomeAnswer {
    let text = try await text(try await FamilyView(request))
    let (offer, wording) = (text.entry.offer, text.wording)
    return .json(
      [
        "program": [
          "name": .text(offer.name), "version": .text(offer.version), "sha256": .text(offer.sha256),
        ],
        "purpose": .text(text.purpose.rawValue), "does": .texts(wording.does), "known": .texts(wording.known),
        "not_known": .texts(wording.notKnown), "text": .text(text.text), "text_sha256": .text(text.hash),
        "language": .text(wording.language), "expires": .text(text.expires.description),
      ])
  }

  /// Gives it.
  static func give(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    guard let giver = request.visitor.id else { throw HomeProblem.nobody }
    let text = try await text(view)
    let (store, offer) = (view.store, text.entry.offer)
    let way = FamilyView.way(request)
    // The gate first, so that a program that is not for this sleeper leaves its attempt.
    if let refusal = try await store.refusal(
      of: offer, at: .choose, sleeper: view.person.id, purpose: text.purpose, night: request.evening,
      way: way, by: giver, now: request.now)
    {
      throw refusal
    }
    guard request.flag("read") == true else { throw HomeProblem.family("read", ConsentWords.notRead) }
    guard request["text_sha256"] == text.hash else {
      try await store.keep(
        ConsentAttempt(
          at: request.now, way: way, by: giver, sleeper: view.person.id, program: offer.sha256, door: .choose,
          code: "other-text"))
      throw HomeProblem.family("text_sha256", ConsentWords.textChanged, .conflict, code: "other-text")
    }
    let terms = try ConsentTerms(
      giver: giver, sleeper: view.person.id, program: offer, purpose: text.purpose, does: text.wording.does,
      known: text.wording.known, notKnown: text.wording.notKnown, text: text.text,
      language: text.wording.language, issued: request.now, expires: text.expires)
    let receipt = try ConsentReceipt(terms, signedBy: store.keys.signer(giver))
    let commitment = try await store.keep(receipt, now: request.now)
    return .done(
      path: "\(view.path)#consents",
      json: [
        "receipt": .text(receipt.id), "commitment": .text(commitment),
        "expires": .text(terms.expires.description),
      ])
  }

  private static func text(_ view: FamilyView) async throws -> ConsentText {
    let request = view.request
    guard let entry = await request.house.nights.shelf[request["program"] ?? ""] else {
      throw HomeProblem.family("program", ConsentWords.noProgram, .notFound, code: "unknown")
    }
    return ConsentText(
      entry, purpose: request["purpose"].flatMap(Purpose.init) ?? .nights, days: request.number("days") ?? 30,
      language: request.words.language, isForSomebodyElse: request.visitor.id != view.person.id,
      now: request.now)
  }

  /// What for and how long: both are in the text, so they are chosen before it is read.
  private static func choices(_ view: FamilyView, _ text: ConsentText) -> String {
    let words = view.words
    let fields =
      HTML.hidden("sleeper", view.person.id.description)
      + HTML.hidden("program", text.entry.offer.name)
      + FormHTML.select(
        words[ConsentWords.whatFor], name: "purpose",
        Purpose.allCases.map { ($0.rawValue, words[ConsentWords.purpose($0)]) }, chosen: text.purpose.rawValue
      )
      + FormHTML.select(
        words[ConsentWords.howLong], name: "days",
        Set(lengths + [text.days]).sorted().map { (String($0), words.count($0, ConsentWords.days)) },
        chosen: String(text.days))
      + HTML.button(words[ConsentWords.showText], kind: "quiet")
    return "<form method=\"get\" action=\"/consents/new\">\(fields)</form>"
  }

  private static func form(_ view: FamilyView, _ text: ConsentText) throws -> String {
    let words = view.words
    let query = "sleeper=\(view.person.id)&program=\(HomeSite.encoded(text.entry.offer.name))"
    if view.isStale(.giveConsent) {
      return view.signInAgain(
        to: "/consents/new?\(query)&purpose=\(text.purpose.rawValue)&days=\(text.days)")
    }
    let length = words.count(text.days, ConsentWords.days)
    let button =
      view.person.id == view.request.visitor.id
      ? words(ConsentWords.consentOwn, length) : words(ConsentWords.consentOther, length, view.name)
    let fields =
      [
        ("sleeper", view.person.id.description), ("program", text.entry.offer.name),
        ("purpose", text.purpose.rawValue), ("days", String(text.days)), ("text_sha256", text.hash),
      ].map { HTML.hidden($0, $1) }.joined()
      + FormHTML.check("read", "yes", words[ConsentWords.haveRead], isNeeded: true)
      + HTML.button(button, kind: "big")
    return HTML.form("/consents", view.request.visitor, fields)
  }
}
