import Bedroom
import Consent
import Foundation
import HTTPTypes
import Household
import SignIn
import SleepCore
import TestKit
import Testing

/// Who may do what: every person of a house, at every route, about everyone, by the OpenAPI document that the server gives.
@Suite("Every role at every route")
struct HomeMatrixTests {
  /// A route as the document tells it.
  struct Route: CustomStringConvertible {
    let method: String
    let path: String
    let act: Act
    let about: String
    let takesFile: Bool
    var description: String { "\(method) \(path)" }
  }

  static func routes(_ home: HomeKit) async throws -> [Route] {
    let reply = try await home.get("/openapi.json")
    let document = try #require(try JSONSerialization.jsonObject(with: Data(reply.bytes)) as? [String: Any])
    let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
    var routes: [Route] = []
    for (path, operations) in paths.sorted(by: { $0.key < $1.key }) {
      for (method, operation) in operations.sorted(by: { $0.key < $1.key }) {
        guard let word = operation["x-act"] as? String else { continue }
        let act = try #require(Act(rawValue: word), "\(path) names an act that there is")
        let body = (operation["requestBody"] as? [String: Any])?["content"] as? [String: Any]
        routes.append(
          Route(
            method: method, path: path, act: act, about: try #require(operation["x-about"] as? String),
            takesFile: body?["application/octet-stream"] != nil))
      }
    }
    return routes
  }

  @Test("Whoever may not is refused, it is kept, and nothing sounds: every person, every route, every age")
  func everyCell() async throws {
    let home = try await HomeKit()
    let store = home.store
    let baby = try await store.add(
      PersonProfile(name: "Lou", age: .stated(.underThree)), roles: [.sleeper], now: home.now)
    try await store.name(guardian: home.ada, of: baby.id, day: home.now.day)
    let stranger = try await store.add(
      PersonProfile(name: "Zoe", age: .stated(.adult)), roles: [.guardian], now: home.now)
    let routes = try await Self.routes(home)
    #expect(routes.count > 60)
    let subjects = [home.ben, home.tom, home.mia, baby.id]
    var places: [PersonID: (night: Int, alert: Int)] = [:]
    for subject in subjects {
      places[subject] = (
        try await home.pastNight(of: subject),
        try await store.raise(alert: "bed-exit", about: subject, now: home.now)
      )
    }
    let actors: [PersonID?] = [
      nil, home.ada, home.ben, home.mia, home.tom, home.eve, home.gus, stranger.id,
    ]
    var (cells, refused) = (0, 0)
    for route in routes where !route.path.hasSuffix("/events") {
      for actor in actors {
        for age in [0, 3600] where age == 0 || actor != nil && HouseRules.needsFreshSignIn(route.act) {
          if let actor { try await home.signIn(actor, secondsAgo: age) }
          for subject in subjects {
            if let actor, try await !home.isSignedIn(actor) { try await home.signIn(actor, secondsAgo: age) }
            let place = try #require(places[subject])
            let path = route.path
              .replacing("{person}", with: "\(subject)").replacing("{pod}", with: "\(home.pod)")
              .replacing("{night}", with: "\(place.night)").replacing("{alert}", with: "\(place.alert)")
              .replacing("{dream}", with: "1").replacing("{job}", with: "1")
            let who = try await home.actor(actor)
            let whom: Subject? =
              switch route.about {
              case "house", "pod": nil
              default: try await home.subject(subject)
              }
            let verdict = HouseRules.decide(route.act, by: who, about: whom)
            let lines = try await store.audit(limit: 100_000).count
            let value = route.about.hasPrefix("value:") ? String(route.about.dropFirst(6)) : nil
            let reply: HomeReply
            if route.method == "get" {
              reply = try await home.get(value.map { "\(path)?\($0)=\(subject)" } ?? path, as: actor)
            } else if route.takesFile, let actor {
              reply = try await home.post(
                value.map { "\(path)?\($0)=\(subject)" } ?? path, as: actor, file: [])
            } else if let value {
              reply = try await home.post(path, as: actor, [value: "\(subject)"])
            } else {
              reply = try await home.post(path, as: actor, [:])
            }
            cells += 1
            let isTurnedAway = [.unauthorized, .forbidden].contains(reply.status) || reply.leadsToSignIn
            #expect(
              isTurnedAway == !verdict.isAllowed,
              "\(route) about \(subject.description.prefix(4)) as \(who): \(reply.status), \(verdict)")
            #expect(reply.status.code < 500, "\(route): \(reply.status)")
            if !verdict.isAllowed {
              refused += 1
              if actor != nil || route.method != "get" {
                let kept = try await store.audit(limit: 100_000).count
                #expect(kept == lines + 1, "\(route) as \(who) is kept")
                #expect(try await store.audit(limit: 1).first?.act == "refused:\(route.act.rawValue)")
              }
            }
          }
        }
      }
    }
    #expect(cells > 2500)
    #expect(refused > cells / 4)
    #expect(await home.nights.nights.isEmpty)
  }

  @Test("Every program at every age: what is not for it is refused by every door, and kept")
  func everyProgram() async throws {
    let home = try await HomeKit()
    let baby = try await home.store.add(
      PersonProfile(name: "Lou", age: .stated(.underThree)), roles: [.sleeper], now: home.now)
    try await home.store.name(guardian: home.ada, of: baby.id, day: home.now.day)
    let ages: [(PersonID, by: PersonID, AgeGroup)] = [
      (home.ben, home.ben, .adult), (home.tom, home.ada, .teen), (home.mia, home.ada, .child),
      (baby.id, home.ada, .underThree),
    ]
    var forbidden = 0
    for entry in await home.nights.shelf.entries {
      for (sleeper, by, age) in ages {
        let isForThem = entry.offer.ages.contains(age)
        let name = entry.offer.name
        let doors: [(String, String)] = [
          ("/nights", "{\"sleeper\": \"\(sleeper)\", \"program\": \"\(name)\"}"),
          ("/week/\(sleeper)", "{\"weekday\": 1, \"program\": \"\(name)\", \"bed\": \"21:00\"}"),
          (
            "/consents",
            "{\"sleeper\": \"\(sleeper)\", \"program\": \"\(name)\", \"days\": 30, \"read\": \"yes\", \"purpose\": \"nights\", \"text_sha256\": \"\(String(repeating: "0", count: 64))\"}"
          ),
        ]
        for (path, json) in doors {
          let before = try await home.store.attempts(limit: 10_000).count
          let reply = try await home.post(path, as: by, json: json)
          let after = try await home.store.attempts(limit: 10_000)
          if path == "/nights" || !isForThem {
            #expect(reply.status == .conflict, "\(path) \(name) for \(age): \(reply.status) \(reply.text)")
            #expect(after.count == before + 1, "\(path) \(name) for \(age) is kept")
            #expect(after.first?.sleeper == sleeper && after.first?.program == entry.offer.sha256)
          }
          if !isForThem {
            forbidden += 1
            #expect(["age", "stimulates"].contains(after.first?.code), "\(path) \(name) for \(age)")
          }
        }
      }
    }
    #expect(forbidden > 100)
    #expect(await home.nights.nights.isEmpty)
    for (sleeper, _, _) in ages { #expect(try await home.store.nights(of: sleeper).isEmpty) }
  }

  @Test("A session holds in its own house alone, and no other token is one")
  func sessionsStayAtHome() async throws {
    let (home, other) = (try await HomeKit(), try await HomeKit())
    let token = try await home.token(of: home.ada)
    #expect(try await home.get("/house", cookie: token.text).status == .ok)
    #expect(try await other.get("/house", cookie: token.text).leadsToSignIn)
    var random = SeededRandom(seed: 7, stream: 1)
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=%\";, ")
    for _ in 0..<2000 {
      var text = Array(token.text)
      for _ in 0...Int(random.uniform() * 3) {
        let at = Int(random.uniform() * Double(text.count))
        let letter = letters[Int(random.uniform() * Double(letters.count))]
        switch Int(random.uniform() * 3) {
        case 0: text[at] = letter
        case 1: text.insert(letter, at: at)
        default: text.remove(at: at)
        }
      }
      guard String(text) != token.text else { continue }
      let reply = try await home.get("/house", cookie: String(text))
      #expect(reply.leadsToSignIn, "\(String(text)) opened the house")
    }
  }

  @Test("A form from elsewhere, or without its page's token, does nothing")
  func foreignForms() async throws {
    let home = try await HomeKit()
    for (origin, token, isFine) in [
      (HomeKit.origin, true, true), (HomeKit.origin, false, false), ("http://evil.example", true, false),
      ("null", true, false),
    ] {
      let reply = try await home.form("/pods", as: home.ada, origin: origin, hasToken: token, "name=Attic")
      #expect((reply.status == .seeOther) == isFine, "\(origin) \(token): \(reply.status)")
    }
    #expect(try await home.store.pods().count == 2)
  }
}

extension HomeKit {
  /// A night that somebody had last week, without asking anybody.
  func pastNight(of person: PersonID) async throws -> Int {
    try await store.execute(
      """
      INSERT INTO nights (sleeper, pod, evening, folder, program, program_name, program_version, stage, receipt,
        started_at, ended_at)
      VALUES ('\(person)', '\(pod)', \(evening - 7), '\(scratch.url.path)/gone-\(person)', '\(Self.hash)', 'rain-to-dawn',
        '1.0.0', 'sound', '\(Self.hash)', \(now.seconds - 7 * 86_400), \(now.seconds - 7 * 86_400 + 28_800))
      """)
    return try #require(try await store.nights(of: person).first?.id)
  }

  private static let hash = String(repeating: "a", count: 64)

  /// Who somebody is, as the rules of the house see them.
  func actor(_ person: PersonID?) async throws -> Actor {
    guard let person else { return .nobody }
    let session = try await store.session(try await token(of: person), now: now)
    return try await store.actor(session, now: now, day: today)
  }

  /// Whether somebody's session still holds: some routes end it.
  func isSignedIn(_ person: PersonID) async throws -> Bool {
    try await store.session(try await token(of: person), now: now) != nil
  }

  func subject(_ person: PersonID) async throws -> Subject { try await store.subject(person, day: today) }

  private var today: Int { WallClock(zone: Self.zone)?.reading(now).day ?? 0 }

  /// Opens a page with a cookie of this value.
  func get(_ path: String, cookie: String) async throws -> HomeReply {
    try await send(.get, path, [.cookie: "luma=\(cookie)"])
  }

  /// Sends a form as a page somewhere does.
  func form(_ path: String, as person: PersonID, origin: String, hasToken: Bool, _ body: String) async throws
    -> HomeReply
  {
    let token = try await token(of: person)
    let text = hasToken ? "\(body)&token=\(token.formToken)" : body
    return try await send(
      .post, path,
      [.contentType: "application/x-www-form-urlencoded", .origin: origin, .cookie: "luma=\(token.text)"],
      Array(text.utf8))
  }
}

extension HomeReply {
  /// Whether it leads to the door.
  var leadsToSignIn: Bool { status == .seeOther && (location?.hasPrefix("/sign-in") ?? false) }
}

@Suite("What only takes away")
struct TakingAwayTests {
  @Test("works where the household cannot be read any more, signed in or not, and nothing else does")
  func brokenHousehold() async throws {
    let home = try await HomeKit()
    let token = try await home.token(of: home.ada)
    try await home.store.execute("DROP TABLE audit; DROP TABLE sessions; ALTER TABLE people RENAME TO gone")
    for cookie in [token.text, ""] {
      let fields: HTTPFields = [
        .contentType: "application/x-www-form-urlencoded", .origin: HomeKit.origin, .cookie: "luma=\(cookie)",
      ]
      let path = "/people/\(home.mia)/withdraw"
      let reply = try await home.send(.post, path, fields, Array("token=\(token.formToken)".utf8))
      #expect(reply.status.code < 400, "\(reply.status)")
      #expect(try await home.send(.post, "/stop", fields).status.code < 400)
      #expect(try await home.send(.post, "/pods", fields, Array("name=Attic".utf8)).status.code >= 400)
    }
    let lines = try String(contentsOfFile: HouseholdStore.withdrawals(in: home.store.folder), encoding: .utf8)
    #expect(lines.split(separator: "\n").count { $0.hasPrefix("withdraw \(home.mia) all ") } == 2)
    // Somebody who was never here is nobody: no stranger can fill the disk with names.
    let other = try await HomeKit()
    #expect(try await other.post("/people/\(PersonID.new())/withdraw").status == .notFound)
  }
}
