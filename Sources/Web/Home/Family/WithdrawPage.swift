internal import Bedroom
internal import Consent
internal import HTTPTypes
internal import Household
internal import SignIn
internal import SleepCore

/// Taking consent back: one tap, nobody signed in, at once.
enum WithdrawPage {
  static func page(_ request: HomeRequest) async throws -> HomeAnswer {
    let words = request.words
    let id = try sleeper(request)
    var who = ""
    // Whoever is not signed in learns nothing about whose page this is.
    if request.visitor.isSignedIn {
      let person = try await request.house.store.person(id)
      who = "<p>\(words(ConsentWords.withdrawFor, HTMLText.escaped(FamilyView.name(person, words))))</p>"
    }
    let button = HTML.button(words[ConsentWords.takeAllBack], kind: "stop enormous")
    let body = """
      <h1>\(words[ConsentWords.withdraw])</h1>
      <p class="first">\(words[ConsentWords.withdrawFirst])</p>
      \(who)
      \(HTML.form("/people/\(id)/withdraw", request.visitor, button))
      <p class="soft">\(words[ConsentWords.noReason])</p>
      """
    return .page(
      HomePage(title: words[ConsentWords.withdraw], body: body, mood: .night, styles: ["family.css"]))
  }

  static func withdraw(_ request: HomeRequest) async throws -> HomeAnswer {
    let id = try sleeper(request)
    let withdrawal = Withdrawal(sleeper: id, receipt: request["receipt"], at: request.now)
    // A line that cannot be read stops every program in the house: none is written that does not read back.
    guard (try? Withdrawal(line: withdrawal.line)) == withdrawal else {
      throw HomeProblem.family("receipt", ConsentWords.badReceipt, .notFound, code: "unknown")
    }
    let house = request.house
    // The file first: it needs no database that works, and ends a night that runs by the watch of consent.
    try HouseholdStore.withdraw(withdrawal, in: house.store.folder)
    let isStopped = await stop(withdrawal, request)
    if request.wantsJSON { return .done(path: "", json: ["done": true, "stopped": .bool(isStopped)]) }
    let words = request.words
    let back =
      request.visitor.isSignedIn
      ? "<p><a class=\"button\" href=\"/family/\(id)\">\(words[.back])</a></p>" : ""
    let first = words[
      withdrawal.receipt == nil ? ConsentWords.withdrawnFirst : ConsentWords.oneWithdrawn]
    // Answered and not led on: whoever reads this page has done it, and no link can say so.
    let body = """
      <h1>\(words[ConsentWords.withdrawn])</h1>
      <p class="first" role="status">\(first)</p>
      \(isStopped ? "<p>\(words[ConsentWords.nightStopped])</p>" : "")
      \(back)
      """
    return .page(
      HomePage(title: words[ConsentWords.withdrawn], body: body, mood: .night, styles: ["family.css"]))
  }

  static func card(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    let words = view.words
    let address = "\(request.house.origins.first)/withdraw/\(view.person.id)"
    let file = HouseholdStore.withdrawals(in: request.house.store.folder).replacing("'", with: "'\\''")
    let line = "echo \"withdraw \(view.person.id) all $(date -u +%Y-%m-%dT%H:%M:%SZ)\" >> '\(file)'"
    let body = """
      <p class="screen"><a href="\(view.path)#consents">\(view.shownName)</a></p>
      <h1>\(words[ConsentWords.cardTitle])</h1>
      <p class="first">\(words(ConsentWords.cardFirst, view.shownName))</p>
      <h2>\(words[ConsentWords.cardAddress])</h2>
      <p class="address"><a href="/withdraw/\(view.person.id)">\(HTMLText.escaped(address))</a></p>
      <h2>\(words[ConsentWords.cardLine])</h2>
      <pre>\(HTMLText.escaped(line))</pre>
      <p>\(words[ConsentWords.cardRunning])</p>
      """
    return .page(
      HomePage(title: words[ConsentWords.cardTitle], body: body, styles: ["family.css"], place: .family))
  }

  private static func sleeper(_ request: HomeRequest) throws(HomeProblem) -> PersonID {
    guard let id = request.id("person") else { throw HomeProblem.nobody }
    return id
  }

  /// Stops the sleeper's night at once, unless only a consent to another program was taken back.
  private static func stop(_ withdrawal: Withdrawal, _ request: HomeRequest) async -> Bool {
    let nights = request.house.nights
    guard let night = await nights.night(of: withdrawal.sleeper) else { return false }
    if let named = withdrawal.receipt,
      let kept = try? await request.house.store.consents(of: withdrawal.sleeper, now: request.now),
      let receipt = kept.first(where: { $0.receipt.id == named })?.receipt,
      receipt.terms.sha256 != night.program.sha256
    {
      return false
    }
    return await nights.stop(on: night.pod, by: request.visitor.id, at: request.now) != nil
  }
}
