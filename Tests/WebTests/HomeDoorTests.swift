import Bedroom
import Consent
import HTTPTypes
import Household
import SignIn
import SleepCore
import TestKit
import Testing

@Suite("The door of a home")
struct HomeDoorTests {
  @Test(
    "the owner begins by the code alone, once; a password opens the door, and five wrong ones make it wait")
  func first() async throws {
    let home = try await HomeKit()
    // HomeKit's house has an owner: the code of a house that has one opens nothing.
    let code = OneTimeCode.new()
    try await home.store.keep(code, for: .owner, person: nil, now: home.now)
    let form: KeyValuePairs = ["code": code.text, "name": "Max", "password": "three green chairs outside"]
    #expect(try await home.post("/first", form).status == .notFound)
    #expect(try await home.store.people().allSatisfy { $0.profile.name != "Max" })

    try await home.store.setPassword(Password(new: "three green chairs outside").hash(), of: home.ben)
    func enter(_ password: String) async throws -> HomeReply {
      try await home.post("/sign-in/password", ["name": "ben", "password": password, "to": "//evil.example"])
    }
    let right = try await enter("three green chairs outside")
    #expect(right.status == .seeOther && right.location == "/tonight")
    #expect(right.fields[.setCookie]?.contains("HttpOnly; SameSite=Strict") == true)
    for _ in 0..<5 { #expect(try await enter("another thing altogether").status == .unauthorized) }
    #expect(try await enter("another thing altogether").status == .tooManyRequests)
    #expect(try await enter("three green chairs outside").status == .tooManyRequests)
    home.pass(seconds: 3)
    #expect(try await enter("three green chairs outside").status == .seeOther)
  }

  @Test("an invitation works once, for its person; pictures let in the young alone")
  func invitations() async throws {
    let home = try await HomeKit()
    let pictures: [(String, String)] = [
      ("picture1", "moon"), ("picture2", "fox"), ("picture3", "star"), ("picture4", "boat"),
    ]
    func join(_ person: PersonID, _ code: OneTimeCode, _ more: [(String, String)]) async throws -> HomeReply {
      let fields = ([("code", code.text)] + more).map { "\($0.0)=\($0.1)" }.joined(separator: "&")
      return try await home.send(
        .post, "/join/\(person)",
        [.contentType: "application/x-www-form-urlencoded", .origin: HomeKit.origin], Array(fields.utf8))
    }
    let (forMia, forBen) = (OneTimeCode.new(), OneTimeCode.new())
    try await home.store.keep(forMia, for: .invitation, person: home.mia, now: home.now)
    try await home.store.keep(forBen, for: .invitation, person: home.ben, now: home.now)
    #expect(try await join(home.ben, forBen, pictures).status == .unprocessableContent)
    #expect(try await join(home.tom, forMia, pictures).status == .unauthorized)
    #expect(try await join(home.mia, forMia, pictures).status == .seeOther)
    #expect(try await join(home.mia, forMia, pictures).status == .unauthorized)
    #expect(try await home.store.account(of: home.mia).picturesHash != nil)
    #expect(try await home.store.account(of: home.ben).canSignIn == false)
    #expect(
      try await join(home.ben, forBen, [("password", "three+green+chairs+outside")]).status == .seeOther)
    #expect(try await home.store.audit().contains { $0.act == "used-invitation" })
  }

  @Test("a page of another house name is turned away, and strangers cannot fill the audit")
  func strangers() async throws {
    let home = try await HomeKit()
    let reply = try await home.send(.get, "/sign-in", [:], host: "evil.example:8080")
    #expect(reply.status == .misdirectedRequest)
    for _ in 0..<1100 { _ = try await home.send(.post, "/pods", [.origin: HomeKit.origin]) }
    let kept = try await home.store.audit(limit: 10_000).count { $0.act == "refused:manage-pods" }
    #expect((1000...1020).contains(kept))
  }

  @Test("a tablet tells who is in its own bed and in no other, and can stop every night")
  func tablets() async throws {
    let home = try await HomeKit(hours: 8, speed: 1)
    let other = try await home.store.addPod("Attic").id
    let token = SessionToken.new()
    try await home.store.begin(token, for: .device(pod: home.pod), label: "tablet", now: home.now)
    func tell(_ pod: PersonID, _ what: String, _ body: String) async throws -> HomeReply {
      try await home.send(
        .post, "/nights/\(pod)/\(what)",
        [
          .contentType: "application/x-www-form-urlencoded", .origin: HomeKit.origin,
          .cookie: "luma=\(token.text)", .accept: "application/json",
        ], Array("token=\(token.formToken)&\(body)".utf8))
    }
    // Where no night runs it is about nobody, and is refused as everything that nobody is named for.
    #expect(try await tell(home.pod, "presence", "in_bed=no").status == .forbidden)
    let page = try await home.get(
      "/consents/new?sleeper=\(home.ben)&program=settle-and-fade&days=60", as: home.ben)
    let hash = try #require(page.hidden("text_sha256"))
    let consented = try await home.post(
      "/consents", as: home.ben,
      json:
        "{\"sleeper\":\"\(home.ben)\",\"program\":\"settle-and-fade\",\"purpose\":\"nights\",\"days\":60,\"read\":\"yes\",\"text_sha256\":\"\(hash)\"}"
    )
    #expect(consented.status == .ok, "\(consented.text)")
    for pod in [home.pod, other] {
      let begun = try await home.nights.begin(
        .init(
          sleeper: home.ben, program: "settle-and-fade", pod: pod, wakeAt: nil, by: home.ben, way: "test"),
        at: home.now)
      let night = try begun.get()
      let told = try await tell(pod, "presence", "in_bed=yes")
      #expect(told.status == (pod == home.pod ? .ok : .forbidden), "\(told.text)")
      #expect(try await tell(pod, "later", "minutes=15").status == .forbidden)
      #expect(try await tell(pod, "stop", "").status == .ok)
      await home.nights.finished(night.id)
    }
  }
}
