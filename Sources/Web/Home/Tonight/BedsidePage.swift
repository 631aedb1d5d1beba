internal import Bedroom
internal import Consent
internal import Household
internal import SleepCore

/// What a tablet at the bed shows: the night that runs, one large way to stop it, and the child's own yes.
enum BedsidePage {
  static func answer(_ request: HomeRequest, _ pod: PersonID) async throws -> HomeAnswer {
    let words = request.words
    let store = request.house.store
    let pods = try await store.pods()
    let name = pods.first { $0.id == pod }?.name ?? words[.thisBedroom]
    var body = "<h1>\(escaped(name))</h1>"
    if let night = await request.house.nights.now(on: pod), night.ended == nil {
      body += """
        <p class="first">\(TonightPage.state(night, request))</p>
        \(TonightPage.stop(pod, request))
        <p class="deeds"><a class="button quiet" href="/dark/\(pod)">\(words[.blackPage])</a></p>
        \(presence(pod, request))
        """
    } else {
      body += "<p class=\"first\">\(words[.noNightHere])</p>"
      for person in try await young(request, pod, isOnly: pods.count == 1) {
        let label = words(.iAm, request.name(of: person.person))
        let program = person.program.map { "?program=\(HomeSite.encoded($0))" } ?? ""
        body +=
          "<p class=\"deeds\"><a class=\"button\" href=\"/assent/\(person.person.id)\(program)\">"
          + "\(escaped(label))</a></p>"
      }
    }
    return .page(HomePage(title: name, body: body, mood: .night))
  }

  private static func presence(_ pod: PersonID, _ request: HomeRequest) -> String {
    let words = request.words
    return "<div class=\"deeds\">"
      + HTML.form(
        "/nights/\(pod)/presence", request.visitor,
        HTML.button(words[.outOfBed], kind: "quiet", name: "in_bed", value: "no"))
      + HTML.form(
        "/nights/\(pod)/presence", request.visitor,
        HTML.button(words[.inBed], kind: "quiet", name: "in_bed", value: "yes")) + "</div>"
  }

  /// The children and teens whose week has this bedroom tonight; in a house with one bedroom all of them.
  private static func young(_ request: HomeRequest, _ pod: PersonID, isOnly: Bool) async throws -> [(
    person: Person, program: String?
  )] {
    var found: [(person: Person, program: String?)] = []
    for person in try await request.house.store.people() where person.roles.contains(.sleeper) {
      let age = person.profile.age?.group(on: request.evening)
      guard age == .child || age == .teen else { continue }
      let plan = WeekSchedule.next(
        try await request.house.store.week(of: person.id), after: request.now)
      let tonight = plan?.evening == request.evening && plan?.entry.pod == pod ? plan : nil
      guard tonight != nil || isOnly else { continue }
      found.append((person, tonight?.entry.programName))
    }
    return found
  }
}

/// Stopping without signing in: nobody is named, and nothing else can be done.
enum StopPage {
  static func answer(_ request: HomeRequest) async throws -> HomeAnswer {
    let words = request.words
    let names = Dictionary(
      try await request.house.store.pods().map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
    let cards = await request.house.nights.nights.map { night in
      "<section class=\"card\"><h2>\(escaped(names[night.pod] ?? words[.bedroom]))</h2>"
        + TonightPage.stop(night.pod, request) + "</section>"
    }
    let body = """
      <h1>\(words[.stopPage])</h1>
      <p>\(words[.stopPageAbout])</p>
      \(cards.isEmpty ? "<p class=\"first\">\(words[.noNightHere])</p>" : cards.joined(separator: "\n"))
      """
    return .page(HomePage(title: words[.stopPage], body: body, mood: .night))
  }
}
