internal import Consent
internal import Household
internal import SignIn
internal import SleepCore

/// The pages at the door.
struct SignInPages: Sendable {
  let door: Doorkeeper
  let request: HomeRequest

  init(_ door: Doorkeeper, _ request: HomeRequest) { (self.door, self.request) = (door, request) }

  private var words: Words { request.words }

  static func first(_ request: HomeRequest) async throws -> HomeAnswer {
    guard try await request.house.store.owners().isEmpty else {
      return .done(path: "/sign-in")
    }
    let words = request.words
    let languages = HomeLanguage.allCases.map {
      "<option value=\"\($0.rawValue)\"\($0 == words.language ? " selected" : "")>\($0.name)</option>"
    }.joined()
    let form = HTML.form(
      "/first", request.visitor,
      """
      <label for="code">\(words[.code])</label>
      <input id="code" name="code" required autocomplete="one-time-code" autocapitalize="characters" maxlength="20">
      <label for="name">\(words[.yourName])</label>
      <input id="name" name="name" required autocomplete="name" maxlength="60">
      \(newPassword(words))
      <label for="language">\(words[.language])</label>
      <select id="language" name="language">\(languages)</select>
      <label class="check"><input type="checkbox" name="sleeps" value="yes" checked> \(words[.alsoSleep])</label>
      \(HTML.button(words[.beginHouse], kind: "big"))
      """)
    let body = """
      <h1>\(words[.welcome])</h1>
      <p class="first">\(words[.firstSentence])</p>
      \(form)
      """
    return .page(HomePage(title: words[.welcome], body: body))
  }

  func signIn() async -> HomeAnswer {
    let hasOwner = ((try? await request.house.store.owners()) ?? []).isEmpty == false
    guard hasOwner else { return .done(path: "/first") }
    let to = HTML.hidden("to", SignInDeeds.local(request["to"]))
    let name = request.visitor.person?.profile.name ?? ""
    let sentence = request.visitor.isSignedIn ? words[.signInAgain] : words[.signInFirst]
    let nameField = { (id: String) in
      """
      <label for="\(id)">\(words[.yourName])</label>
      <input id="\(id)" name="name" required autocomplete="username" maxlength="60" value="\(HTMLText.escaped(name))">
      """
    }
    let passkey = """
      <section class="card" id="passkey" hidden data-to="\(HTMLText.escaped(SignInDeeds.local(request["to"])))">
      <h2>\(words[.withPasskey])</h2>
      <button class="big" id="passkey-button" type="button">\(words[.withPasskey])</button>
      <p class="bad" id="passkey-problem" role="alert"></p>
      </section>
      """
    let body = """
      <h1>\(words[.signIn])</h1>
      <p class="first">\(sentence)</p>
      \(passkey)
      <section class="card">
      <h2>\(words[.withPassword])</h2>
      \(HTML.form("/sign-in/password", request.visitor, to + nameField("name") + """
        <label for="password">\(words[.password])</label>
        <input id="password" name="password" type="password" required autocomplete="current-password" maxlength="256">
        """ + HTML.button(words[.signIn], kind: "big")))
      </section>
      <details class="card">
      <summary>\(words[.withPictures])</summary>
      \(HTML.form("/sign-in/pictures", request.visitor, to + nameField("child") + Self.pictures(words)
        + HTML.button(words[.signIn], kind: "big")))
      </details>
      <section class="card quiet">
      <p>\(words[.stopWithoutSigningIn])</p>
      \(HTML.form("/stop", request.visitor, HTML.button(words[.stopEveryNight], kind: "stop")))
      </section>
      """
    return .page(HomePage(title: words[.signIn], body: body, scripts: ["passkey.js"]))
  }

  func join() async throws -> HomeAnswer {
    guard let id = request.id("person") else { throw HomeProblem.nobody }
    // A stranger learns nothing about who lives here: the page is the same for everyone.
    let code = """
      <label for="code-%">\(words[.code])</label>
      <input id="code-%" name="code" required maxlength="20" autocapitalize="characters"
        value="\(HTMLText.escaped(request["code"] ?? ""))">
      """
    let body = """
      <h1>\(words[.welcome])</h1>
      <p class="first">\(words[.joinSentence])</p>
      <section class="card">
      <h2>\(words[.withPassword])</h2>
      \(HTML.form("/join/\(id)", request.visitor, code.replacing("%", with: "a") + Self.newPassword(words)
        + HTML.button(words[.save], kind: "big")))
      </section>
      <section class="card">
      <h2>\(words[.withPictures])</h2>
      <p>\(words[.joinPictures])</p>
      \(HTML.form("/join/\(id)", request.visitor, code.replacing("%", with: "b") + Self.pictures(words)
        + HTML.button(words[.save], kind: "big")))
      </section>
      """
    return .page(HomePage(title: words[.welcome], body: body))
  }

  static func newPassword(_ words: Words) -> String {
    """
    <label for="new-password">\(words[.newPassword])</label>
    <input id="new-password" name="password" type="password" required minlength="\(Password.shortest)"
      maxlength="\(Password.longest)" autocomplete="new-password" aria-describedby="password-hint">
    <p class="hint" id="password-hint">\(words[.passwordHint])</p>
    """
  }

  /// Four choices of a picture each; a script may lay tiles over them.
  static func pictures(_ words: Words) -> String {
    (1...AssentPictures.count).map { number in
      let options = AssentPictures.Picture.allCases.map {
        "<option value=\"\($0.rawValue)\">\($0.sign) \(HTMLText.escaped(words[.picture($0)]))</option>"
      }.joined()
      return """
        <label for="picture\(number)">\(words(.picture, "\(number)"))</label>
        <select id="picture\(number)" name="picture\(number)" required><option value=""></option>\(options)</select>
        """
    }.joined(separator: "\n")
  }
}

extension AssentPictures.Picture {
  /// The picture, as a character that every device can draw.
  var sign: String {
    switch self {
    case .moon: "🌙"
    case .fox: "🦊"
    case .star: "⭐"
    case .boat: "⛵"
    case .tree: "🌳"
    case .fish: "🐟"
    case .apple: "🍎"
    case .house: "🏠"
    case .snail: "🐌"
    case .cloud: "☁️"
    case .balloon: "🎈"
    case .bird: "🐦"
    }
  }
}
