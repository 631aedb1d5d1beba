internal import Bedroom
internal import Consent
internal import Household
internal import ProgramKernel
internal import Programs
internal import SignIn
internal import SleepCore

/// What was agreed to for someone, with the text, and what can be.
enum ConsentSection {
  typealias Kept = (receipt: ConsentReceipt, standing: ConsentStanding)

  /// How tonight's consent stands, in one line.
  static func line(_ view: FamilyView) async throws -> String {
    let live = try await view.store.consents(of: view.person.id, now: view.request.now)
      .filter { $0.standing == .live }
    guard let next = live.map(\.receipt.terms.expires).min() else { return view.words[ConsentWords.none] }
    return view.words.count(live.count, ConsentWords.holding, view.date(next))
  }

  static func html(_ view: FamilyView) async throws -> String {
    let words = view.words
    let kept = try await view.store.consents(of: view.person.id, now: view.request.now)
    let names = Dictionary(
      try await view.store.people().map { ($0.id, FamilyView.name($0, words)) }, uniquingKeysWith: { $1 })
    let shelf = await view.request.house.nights.shelf
    let live = kept.filter { $0.standing == .live }
    let former = kept.filter { $0.standing != .live }
    var html = "<p>\(try await line(view))</p>\n"
    html += live.map { article($0, view, names, shelf) }.joined()
    if !live.isEmpty {
      html += HTML.form(
        "/people/\(view.person.id)/withdraw", view.request.visitor,
        HTML.button(words[ConsentWords.takeAllBack], kind: "stop"))
    }
    html += "<p><a href=\"/withdraw-card/\(view.person.id)\">\(words[ConsentWords.card])</a></p>\n"
    html += try await programs(view, shelf)
    if !former.isEmpty {
      html += "<details class=\"list\"><summary>\(words.count(former.count, ConsentWords.former))</summary>\n"
      html += former.reversed().map { article($0, view, names, shelf) }.joined() + "</details>\n"
    }
    return PersonPage.section("consents", words[ConsentWords.consents], html)
  }

  /// A consent: what, how it stands, its text folded, and the way to take it back.
  private static func article(
    _ kept: Kept, _ view: FamilyView, _ names: [PersonID: String], _ shelf: ProgramShelf
  ) -> String {
    let (words, terms) = (view.words, kept.receipt.terms)
    let title = shelf[terms.program]?.program.compiled.title ?? terms.program
    let giver = HTMLText.escaped(names[terms.giver] ?? words[FamilyWords.unnamed])
    let version = words(
      ConsentWords.version, HTMLText.escaped(terms.version), PageShell.hash(terms.sha256))
    var html = """
      <article class="consent">
      <h3>\(HTMLText.escaped(title)), \(words[ConsentWords.purpose(terms.purpose)])</h3>
      <p>\(words(ConsentWords.standing(kept.standing), view.date(terms.expires)))
      \(words(ConsentWords.givenBy, giver, view.date(terms.issued)))</p>
      <details><summary>\(words[ConsentWords.theText])</summary>
      \(ConsentText.html(terms.text, language: terms.language, level: 4))
      <p class="soft">\(version)</p>
      </details>

      """
    if kept.standing == .live || kept.standing == .notYet {
      html += HTML.form(
        "/people/\(view.person.id)/withdraw", view.request.visitor,
        HTML.hidden("receipt", kept.receipt.id)
          + HTML.button(words(ConsentWords.takeBackOf, title), kind: "quiet"))
    }
    return html + "</article>\n"
  }

  /// What can be agreed to, with the way to its text; what cannot, with the reason.
  static func programs(_ view: FamilyView, _ shelf: ProgramShelf) async throws -> String {
    let words = view.words
    let outlook = try await view.store.outlook(
      shelf.offers, sleeper: view.person.id, night: view.request.evening, now: view.request.now)
    func title(_ offer: ProgramOffer) -> String {
      "<span lang=\"en\">\(HTMLText.escaped(shelf[offer.name]?.program.compiled.title ?? offer.name))</span>"
    }
    var html = ""
    let open = outlook.filter { $0.closed == nil }
    if open.isEmpty {
      html += "<p>\(words(DataWords.noProgramOpen, view.shownName))</p>\n"
    } else {
      html += "<h3>\(words[ConsentWords.open])</h3>\n<ul>"
      for one in open {
        let address =
          "/consents/new?sleeper=\(view.person.id)&amp;program=\(HomeSite.encoded(one.program.name))"
        html += "<li><a href=\"\(address)\">\(words(ConsentWords.read, title(one.program)))</a></li>\n"
      }
      html += "</ul>\n"
    }
    let closed = outlook.filter { $0.closed != nil }
    guard !closed.isEmpty else { return html }
    html += "<details class=\"list\"><summary>\(words.count(closed.count, ConsentWords.closed))</summary><ul>"
    for one in closed {
      html += "<li>\(title(one.program)): \(one.closed.map { reason($0, words) } ?? "")</li>\n"
    }
    return html + "</ul></details>\n"
  }

  /// Why a program is refused, as HTML: in the reader's language where the catalogue has it.
  static func reason(_ refusal: ConsentRefusal, _ words: Words) -> String {
    if let phrase = refusal.phrase { return HTMLText.escaped(words[phrase]) }
    let text = HTMLText.escaped("\(refusal.problem). \(refusal.remedy)")
    return words.language == .en ? text : "<span lang=\"en\">\(text)</span>"
  }
}
