import Bedroom
import Consent
import Foundation
import HTTPTypes
import Household
import PublicRecord
import SignIn
import SleepCore
import TestKit
import Testing

@Suite struct HomeConsentTests {
  /// Consents as the page does: what it shows is what is sent.
  private func consent(_ kit: HomeKit, _ sleeper: PersonID, by giver: PersonID, to program: String)
    async throws -> HomeReply
  {
    let page = try await kit.get("/consents/new?sleeper=\(sleeper)&program=\(program)&days=60", as: giver)
    let hash = page.hidden("text_sha256") ?? String(repeating: "0", count: 64)
    return try await kit.post(
      "/consents", as: giver,
      [
        "sleeper": sleeper.description, "program": program, "purpose": "nights", "days": "60", "read": "yes",
        "text_sha256": hash,
      ])
  }

  @Test("a consent is the text that was shown, signed, for the days that were chosen")
  func giving() async throws {
    let kit = try await HomeKit()
    let shown = try await kit.get(
      "/consents/text?sleeper=\(kit.ben)&program=settle-and-fade&days=60", as: kit.ben)
    let text = try #require(shown.json?["text"]?.text)
    #expect(text.contains("Slow waves on a shore") && text.contains("What is not known"))
    #expect(try await consent(kit, kit.ben, by: kit.ben, to: "settle-and-fade").status == .seeOther)
    let kept = try #require(try await kit.store.consents(of: kit.ben, now: kit.now).first)
    #expect(kept.standing == .live && kept.receipt.terms.text == text)
    #expect(kept.receipt.terms.expires.day == kit.now.day + 60)
    #expect(kept.receipt.isSigned(by: try kit.store.keys.signer(kit.ben).verifier))
    let page = try await kit.get("/family/\(kit.ben)", as: kit.ben).text
    #expect(page.contains("1 consent holds, until") && page.contains("Slow waves on a shore"))
    // Another's page does not tell.
    #expect(try await !kit.get("/family/\(kit.ben)", as: kit.ada).text.contains("Slow waves"))
  }

  @Test("a guardian cannot consent for another adult, by form or by JSON")
  func otherAdult() async throws {
    let kit = try await HomeKit()
    #expect(try await consent(kit, kit.ben, by: kit.ada, to: "settle-and-fade").status == .forbidden)
    let body = """
      {"sleeper": "\(kit.ben)", "program": "settle-and-fade", "read": true,
       "text_sha256": "\(String(repeating: "0", count: 64))"}
      """
    #expect(try await kit.post("/consents", as: kit.ada, json: body).status == .forbidden)
    for other in [kit.eve, kit.gus, kit.mia] {
      #expect(try await kit.post("/consents", as: other, json: body).status == .forbidden)
    }
    #expect(try await kit.post("/consents", json: body).status == .unauthorized)
    #expect(try await kit.store.consents(of: kit.ben, now: kit.now).isEmpty)
    #expect(try await kit.store.audit(limit: 20).filter { $0.act == "refused:give-consent" }.count == 6)
  }

  @Test("a child comes under no adult's program by form, JSON or week, and every try is kept")
  func child() async throws {
    let kit = try await HomeKit()
    #expect(try await consent(kit, kit.mia, by: kit.ada, to: "deep-rest").status == .conflict)
    let json = try await kit.post(
      "/consents", as: kit.ada,
      json: """
        {"sleeper": "\(kit.mia)", "program": "deep-rest", "read": true,
         "text_sha256": "\(String(repeating: "0", count: 64))"}
        """)
    #expect(json.status == .conflict && json.json?["code"]?.text == "age")
    let week = try await kit.post(
      "/week/\(kit.mia)", as: kit.ada, ["weekday": "1", "program": "deep-rest", "bed": "20:00"])
    #expect(week.status == .conflict)
    let attempts = try await kit.store.attempts()
    #expect(attempts.map(\.code) == ["age", "age", "age"])
    #expect(attempts.map(\.door) == [.schedule, .choose, .choose])
    #expect(attempts.map(\.way) == ["web", "api", "web"])
    #expect(attempts.allSatisfy { $0.by == kit.ada && $0.sleeper == kit.mia })
    #expect(try await kit.store.consents(of: kit.mia, now: kit.now).isEmpty)
    #expect(try await kit.store.week(of: kit.mia).isEmpty)
    // The form has nothing that says how old somebody is.
    #expect(
      try await kit.post(
        "/consents", as: kit.ada,
        [
          "sleeper": kit.mia.description, "program": "deep-rest", "age": "adult", "read": "yes",
          "text_sha256": "0",
        ]
      ).status == .unprocessableContent)
    // What is for a child is, with the guardian's yes; the child reads and cannot.
    #expect(try await consent(kit, kit.mia, by: kit.ada, to: "child-wind-down").status == .seeOther)
    let seen = try await kit.get("/consents/new?sleeper=\(kit.mia)&program=child-wind-down", as: kit.mia)
    #expect(seen.status == .ok && seen.hidden("text_sha256") == nil)
  }

  @Test("a consent to another text than the one that was shown, unread, or for too long is refused")
  func otherText() async throws {
    let kit = try await HomeKit()
    let page = try await kit.get("/consents/new?sleeper=\(kit.ben)&program=settle-and-fade", as: kit.ben)
    let hash = try #require(page.hidden("text_sha256"))
    func send(_ hash: String, days: String = "30", read: String = "yes") async throws -> HTTPResponse.Status {
      try await kit.post(
        "/consents", as: kit.ben,
        [
          "sleeper": kit.ben.description, "program": "settle-and-fade", "days": days, "read": read,
          "text_sha256": hash,
        ]
      ).status
    }
    #expect(try await send(hash, read: "no") == .unprocessableContent)
    #expect(try await send(hash, days: "91") == .unprocessableContent)
    // The text says when it ends: for other days it is another.
    #expect(try await send(hash, days: "31") == .conflict)
    // The words around it are those of the reader's language.
    var profile = try await kit.store.person(kit.ben).profile
    profile.language = "de"
    try await kit.store.update(kit.ben, profile, roles: [.sleeper])
    #expect(try await send(hash) == .conflict)
    #expect(try await kit.store.attempts().map(\.code) == ["other-text", "other-text"])
    #expect(try await kit.store.consents(of: kit.ben, now: kit.now).isEmpty)
    profile.language = "en"
    try await kit.store.update(kit.ben, profile, roles: [.sleeper])
    try await kit.signIn(kit.ben, secondsAgo: 3600)
    #expect(try await send(hash) == .unauthorized)
    let stale = try await kit.get("/consents/new?sleeper=\(kit.ben)&program=settle-and-fade", as: kit.ben)
    #expect(stale.hidden("text_sha256") == nil && stale.text.contains("/sign-in?to=%2Fconsents%2Fnew%3F"))
    try await kit.signIn(kit.ben)
    #expect(try await send(hash) == .seeOther)
  }

  @Test("a withdrawal by nobody stops the night that runs within three seconds, and nothing begins after it")
  func withdrawal() async throws {
    let kit = try await HomeKit(hours: 8, speed: 10)
    #expect(try await consent(kit, kit.ben, by: kit.ben, to: "settle-and-fade").status == .seeOther)
    let wish = HomeNights.Wish(
      sleeper: kit.ben, program: "settle-and-fade", pod: kit.pod, wakeAt: nil, by: kit.ben, way: "web")
    let night = try await kit.nights.begin(wish, at: kit.now).get()
    #expect(await kit.nights.night(of: kit.ben)?.id == night.id)
    // The page says nothing about whose it is.
    let page = try await kit.get("/withdraw/\(kit.ben)")
    #expect(page.status == .ok && !page.text.contains("Ben"))
    #expect(try await kit.get("/withdraw/\(kit.ben)", as: kit.ada).text.contains("For Ben."))
    let began = ContinuousClock.now
    let reply = try await kit.post("/people/\(kit.ben)/withdraw")
    #expect(reply.status == .ok && reply.text.contains("The night that ran stops now."))
    while await kit.nights.night(of: kit.ben) != nil, ContinuousClock.now - began < .seconds(10) {
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(ContinuousClock.now - began < .seconds(3))
    #expect(try await kit.store.consents(of: kit.ben, now: kit.now).map(\.standing) == [.withdrawn])
    guard case .failure(let refusal) = try await kit.nights.begin(wish, at: kit.now) else {
      Issue.record("a night began after consent was taken back")
      return
    }
    #expect(refusal.code == "withdrawn")
    await kit.nights.finished(night.id)
  }

  @Test("one consent is taken back alone; no word that is sent can make the file of withdrawals unreadable")
  func oneOfTwo() async throws {
    let kit = try await HomeKit()
    #expect(try await consent(kit, kit.ben, by: kit.ben, to: "settle-and-fade").status == .seeOther)
    #expect(try await consent(kit, kit.ben, by: kit.ben, to: "silence-with-dawn").status == .seeOther)
    let first = try #require(try await kit.store.consents(of: kit.ben, now: kit.now).first)
    for word in ["all x", "\nwithdraw", String(repeating: "A", count: 64), "ab", "null"] {
      #expect(try await kit.post("/people/\(kit.ben)/withdraw", ["receipt": word]).status == .notFound)
    }
    #expect(
      try await kit.post("/people/\(kit.ben)/withdraw", json: "{\"receipt\": \"\(first.receipt.id)\"}").status
        == .ok)
    #expect(try await kit.store.consents(of: kit.ben, now: kit.now).map(\.standing) == [.withdrawn, .live])
    #expect(try await kit.post("/people/\(PersonID.new())/withdraw").status == .notFound)
    // A page from elsewhere takes nothing back.
    let foreign = try await kit.send(
      .post, "/people/\(kit.ben)/withdraw",
      [.origin: "http://evil.example", .contentType: "application/x-www-form-urlencoded"])
    #expect(foreign.status == .forbidden)
    let card = try await kit.get("/withdraw-card/\(kit.ben)", as: kit.ben).text
    #expect(
      card.contains("\(HomeKit.origin)/withdraw/\(kit.ben)") && card.contains("withdraw \(kit.ben) all"))
    #expect(try await kit.get("/withdraw-card/\(kit.ben)", as: kit.ada).status == .forbidden)
  }
}
