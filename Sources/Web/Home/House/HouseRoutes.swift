internal import Bedroom
internal import Consent
internal import Foundation
internal import Household
internal import SignIn
internal import SleepCore

/// The house itself: how one signs in, who else is signed in, pods, settings, the audit, backups; and what programs ask.
enum HouseRoutes {
  static func all(_ door: Doorkeeper) -> [HomeRoute] {
    [
      .page("/house", .manageSessions, about: .value("person"), "The house, and how one signs in") {
        try await HousePages(door, $0).house()
      },
      .page("/audit", .seeAudit, "What was done, and what was refused") {
        try await HousePages(door, $0).audit()
      },
      .deed("/stop", .stopNight, "Stop every night of this house") {
        try await HouseDeeds(door, $0).stopAll()
      },
      .deed(
        "/sessions/end", .manageSessions, about: .value("person"), "End one of one's own sessions",
        [.needed("session", .text(most: 64), "Its hash.")]
      ) { try await HouseDeeds(door, $0).endSession() },
      .deed(
        "/people/:person/sessions/end", .manageSessionsOfOthers, about: .person(path: "person"),
        "End all sessions of somebody"
      ) { try await HouseDeeds(door, $0).endSessionsOfOthers() },
      .deed(
        "/tokens", .changeSignIn, about: .value("person"),
        "Make a token for programs: a session of one's own",
        [.needed("label", .text(most: 60), "What it is for.")]
      ) { try await HouseDeeds(door, $0).makeToken() },
      .deed("/pods", .managePods, "Add a pod", [.needed("name", .text(most: 60), "What it is called.")]) {
        try await HouseDeeds(door, $0).addPod()
      },
      .deed("/pods/:pod/tablet", .managePods, "Make this browser the tablet at a pod's bed") {
        try await HouseDeeds(door, $0).makeTablet()
      },
      .deed(
        "/house/settings", .changeSettings, "Set the house",
        [
          .optional("name", .text(most: 60), "What the house is called."),
          .needed("zone", .text(most: 64), "Its zone (IANA), such as Europe/Berlin; from the next start on."),
        ]
      ) { try await HouseDeeds(door, $0).settings() },
      .deed("/house/backup", .backUp, "Make a backup") { try await HouseDeeds(door, $0).backUp() },
      .get("/metrics", .seeMetrics, "Numbers for Prometheus", answers: .file("text/plain")) { request in
        let gauges = [
          ("lumapod_nights_running", "Nights that run now.", await request.house.nights.nights.count),
          (
            "lumapod_alerts_open", "Alerts that nobody has answered.",
            try await request.house.store.openAlerts().count
          ),
        ]
        return .file(
          Array(request.house.metrics.text(gauges: gauges).utf8),
          type: "text/plain; version=0.0.4; charset=utf-8")
      },
      .get("/health", nil, "Whether the server answers") { request in
        _ = try await request.house.store.settings()
        return .json(["ok": true])
      },
      .get("/openapi.json", nil, "This document") { _ in .json(OpenAPI.document(HomeRoutes.all(door))) },
    ]
  }
}

/// What is done about the house.
struct HouseDeeds: Sendable {
  let door: Doorkeeper
  let request: HomeRequest

  init(_ door: Doorkeeper, _ request: HomeRequest) { (self.door, self.request) = (door, request) }

  private var store: HouseholdStore { request.house.store }

  func stopAll() async throws -> HomeAnswer {
    let nights = request.house.nights
    var stopped = 0
    for night in await nights.nights {
      if await nights.stop(on: night.pod, by: request.visitor.id, at: request.now) != nil { stopped += 1 }
    }
    if request.wantsJSON { return .json(["stopped": .number(stopped)]) }
    let words = request.words
    let body = """
      <h1>\(words[.stopped])</h1>
      <p><a class="button" href="/tonight">\(words[.tonight])</a></p>
      """
    return .page(HomePage(title: words[.stopped], body: body, mood: .night))
  }

  func endSession() async throws -> HomeAnswer {
    guard let id = request.visitor.id,
      try await store.end(
        session: request["session"] ?? "", of: id, by: id, way: request.wantsJSON ? "api" : "web",
        now: request.now)
    else { throw HomeProblem.nothing }
    return .done(path: "/house")
  }

  func endSessionsOfOthers() async throws -> HomeAnswer {
    guard let subject = request.subject else { throw HomeProblem.nobody }
    let count = try await store.endSessions(
      of: subject.id, by: request.visitor.id, way: request.wantsJSON ? "api" : "web", now: request.now)
    return .done(path: "/family/\(subject.id)", json: ["ended": .number(count)])
  }

  func makeToken() async throws -> HomeAnswer {
    guard let id = request.visitor.id else { throw HomeProblem.nobody }
    let token = SessionToken.new()
    try await store.begin(token, for: .person(id), label: request["label"] ?? "api", now: request.now)
    if request.wantsJSON { return .json(["token": .text(token.text)]) }
    let words = request.words
    let body = """
      <h1>\(words[.token])</h1>
      <p class="first">\(words[.tokenSentence])</p>
      <p class="code">\(token.text)</p>
      <p><a class="button" href="/house">\(words[.back])</a></p>
      """
    return .page(HomePage(title: words[.token], body: body, place: .house))
  }

  func addPod() async throws -> HomeAnswer {
    let pod = try await store.addPod(request["name"] ?? "")
    return .done(path: "/house", json: ["pod": .text(pod.id.description)])
  }

  func makeTablet() async throws -> HomeAnswer {
    guard let id = request.id("pod"), try await store.pods().contains(where: { $0.id == id }) else {
      throw HomeProblem.nothing
    }
    if let session = request.visitor.session {
      _ = try await store.end(session: session, by: request.visitor.id, way: "web", now: request.now)
    }
    let headers = try await door.letIn(.device(pod: id), label: "tablet", now: request.now)
    return .done(path: "/tonight", headers: headers)
  }

  func settings() async throws -> HomeAnswer {
    var settings = try await store.settings()
    settings.name = request["name"] ?? ""
    settings.zone = request["zone"] ?? settings.zone
    try await store.keep(settings)
    return .done(path: "/house")
  }

  func backUp() async throws -> HomeAnswer {
    _ = try store.backup(day: door.today(request.now))
    return .done(path: "/house")
  }
}
