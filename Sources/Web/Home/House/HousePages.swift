internal import Consent
internal import Household
internal import SignIn
internal import SleepCore

/// The pages about the house itself.
struct HousePages: Sendable {
  let door: Doorkeeper
  let request: HomeRequest

  init(_ door: Doorkeeper, _ request: HomeRequest) { (self.door, self.request) = (door, request) }

  private var words: Words { request.words }
  private var store: HouseholdStore { request.house.store }

  func house() async throws -> HomeAnswer {
    guard let person = request.visitor.person else { throw HomeProblem.nobody }
    let isOwner = request.visitor.actor.isOwner
    var body = """
      <h1>\(words[.house])</h1>
      <p class="first">\(HTMLText.escaped(words(.signedInAs, person.profile.name)))</p>
      """
    body += "<div class=\"deeds\">"
    body += HTML.form("/sign-out", request.visitor, HTML.button(words[.signOut], kind: "quiet"))
    body += "<a class=\"button quiet\" href=\"/me\">\(words[.aboutMe])</a></div>"
    body += try await signInSection(person)
    body += try await sessionsSection(person)
    if isOwner {
      body += try await podsSection()
      body += try await settingsSection()
      body += await backupSection()
      body += "<p><a class=\"button\" href=\"/audit\">\(words[.audit])</a></p>"
    }
    return .page(HomePage(title: words[.house], body: body, scripts: ["passkey.js"], place: .house))
  }

  private func signInSection(_ person: Person) async throws -> String {
    let passkeys = try await store.passkeys(of: person.id)
    let rows = passkeys.map { kept in
      [
        HTMLText.escaped(kept.name), time(kept.created), kept.used.map(time) ?? "–",
        HTML.form(
          "/passkeys/remove", request.visitor,
          HTML.hidden("credential", Base64URL.text(kept.passkey.credential))
            + HTML.button(words[.remove], kind: "quiet small")),
      ]
    }
    let table =
      rows.isEmpty
      ? "<p class=\"soft\">\(words[.noPasskeys])</p>"
      : HTML.table(
        words[.passkeys], head: [words[.name], words[.made], words[.lastUsed], words[.change]], rows: rows)
    let make = """
      <div id="new-passkey" hidden>
      <label for="passkey-name">\(words[.passkeyName])</label>
      <input id="passkey-name" maxlength="60">
      <input type="hidden" id="passkey-token" value="\(request.visitor.formToken)">
      <button type="button" id="new-passkey-button">\(words[.makePasskey])</button>
      <p class="bad" id="passkey-problem" role="alert"></p>
      </div>
      <p class="soft" id="no-passkeys">\(words[.noPasskeysHere])</p>
      """
    return """
      <section class="card">
      <h2>\(words[.howISignIn])</h2>
      \(table)
      \(make)
      <details><summary>\(words[.changePassword])</summary>
      \(HTML.form("/password", request.visitor, SignInPages.newPassword(words) + HTML.button(words[.save])))
      </details>
      </section>
      """
  }

  private func sessionsSection(_ person: Person) async throws -> String {
    let sessions = try await store.sessions(of: person.id, now: request.now)
    let rows = sessions.map { session in
      [
        HTMLText.escaped(session.label)
          + (session.hash == request.visitor.session ? " · \(words[.thisOne])" : ""),
        time(session.created), time(session.used),
        HTML.form(
          "/sessions/end", request.visitor,
          HTML.hidden("session", session.hash) + HTML.button(words[.end], kind: "quiet small")),
      ]
    }
    return """
      <section class="card">
      <h2>\(words[.whereISignedIn])</h2>
      \(HTML.table(words[.sessions], head: [words[.name], words[.made], words[.lastUsed], words[.change]], rows: rows))
      <details><summary>\(words[.forPrograms])</summary>
      <p>\(words[.forProgramsSentence])</p>
      \(HTML.form("/tokens", request.visitor, """
        <label for="label">\(words[.whatFor])</label><input id="label" name="label" required maxlength="60">
        """ + HTML.button(words[.make])))
      </details>
      </section>
      """
  }

  private func podsSection() async throws -> String {
    let rows = try await store.pods().map { pod in
      [
        HTMLText.escaped(pod.name), "<code>\(pod.id)</code>",
        HTML.form(
          "/pods/\(pod.id)/tablet", request.visitor, HTML.button(words[.makeTablet], kind: "quiet small")),
      ]
    }
    return """
      <section class="card">
      <h2>\(words[.pods])</h2>
      \(HTML.table(words[.pods], head: [words[.name], words[.identifier], words[.change]], rows: rows))
      <p class="hint">\(words[.tabletHint])</p>
      \(HTML.form("/pods", request.visitor, """
        <label for="pod-name">\(words[.addPod])</label><input id="pod-name" name="name" required maxlength="60">
        """ + HTML.button(words[.add])))
      </section>
      """
  }

  private func settingsSection() async throws -> String {
    let settings = try await store.settings()
    return """
      <section class="card">
      <h2>\(words[.settings])</h2>
      \(HTML.form("/house/settings", request.visitor, """
        <label for="house-name">\(words[.houseName])</label>
        <input id="house-name" name="name" maxlength="60" value="\(HTMLText.escaped(settings.name))">
        <label for="zone">\(words[.zone])</label>
        <input id="zone" name="zone" required maxlength="64" value="\(HTMLText.escaped(settings.zone))"
          aria-describedby="zone-hint">
        <p class="hint" id="zone-hint">\(words[.zoneHint])</p>
        """ + HTML.button(words[.save])))
      </section>
      """
  }

  private func backupSection() async -> String {
    let backups = HouseholdStore.backups(in: store.folder)
    let newest = backups.first.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    let said = newest.map { words(.newestBackup, $0) } ?? words[.noBackup]
    return """
      <section class="card">
      <h2>\(words[.backups])</h2>
      <p>\(HTMLText.escaped(said))</p>
      \(HTML.form("/house/backup", request.visitor, HTML.button(words[.makeBackup])))
      <p class="hint">\(words[.restoreHint])</p>
      </section>
      """
  }

  func audit() async throws -> HomeAnswer {
    var names: [PersonID: String] = [:]
    for person in try await store.people() { names[person.id] = person.profile.name }
    func who(_ id: PersonID?) -> String {
      id.map { HTMLText.escaped(names[$0] ?? "\($0.description.prefix(8))…") } ?? "–"
    }
    let lines = try await store.audit(limit: 200).map { line in
      [
        time(line.at), who(line.by), HTMLText.escaped(line.act), who(line.about.flatMap { PersonID($0) }),
        HTMLText.escaped(line.way),
      ]
    }
    let attempts = try await store.attempts(limit: 200).map { attempt in
      [
        time(attempt.at), who(attempt.by), HTMLText.escaped("\(attempt.door.rawValue): \(attempt.code)"),
        who(attempt.sleeper), HTMLText.escaped(attempt.way),
      ]
    }
    let head = [words[.when], words[.who], words[.what], words[.about], words[.way]]
    let body = """
      <h1>\(words[.audit])</h1>
      <p class="first">\(words[.auditSentence])</p>
      \(HTML.table(words[.refusedAttempts], head: head, rows: attempts))
      \(HTML.table(words[.doneActs], head: head, rows: lines))
      <p><a class="button" href="/house">\(words[.back])</a></p>
      """
    return .page(HomePage(title: words[.audit], body: body, place: .house))
  }

  private func time(_ time: UTCTime) -> String {
    let (day, minute) = request.house.clock.reading(time)
    return "<span class=\"time\">\(UTCTime.name(ofDay: day)) \(words.clock(minute))</span>"
  }
}
