import Consent
import Foundation
import HTTPTypes
import Household
import PublicRecord
import SignIn
import SleepCore
import TestKit
import Testing

@Suite struct HomeFamilyTests {
  @Test("the family sees everyone as cards with what is missing; children, guests and strangers do not")
  func cards() async throws {
    let kit = try await HomeKit()
    let page = try await kit.get("/family", as: kit.ada)
    #expect(page.status == .ok)
    for name in ["Ada", "Ben", "Mia", "Tom", "Eve", "Gus"] { #expect(page.text.contains(">\(name)</a>")) }
    #expect(page.text.contains("Ada answers for this person") && page.text.contains("child (3 to 12)"))
    #expect(!page.text.contains("No guardian yet"))
    try await kit.store.release(guardian: kit.ada, of: kit.mia)
    #expect(try await kit.get("/family", as: kit.ben).text.contains("No guardian yet"))
    // What somebody agreed to is theirs, and those' who answer for them.
    let seen = try await kit.get("/family", as: kit.ben).text
    #expect(seen.components(separatedBy: "Nothing is agreed to.").count == 2)
    #expect(try await kit.get("/family", as: kit.tom).status == .ok)
    for stranger in [kit.mia, kit.eve, kit.gus] {
      #expect(try await kit.get("/family", as: stranger).status == .forbidden)
    }
    // Each has a page of their own all the same, and nobody else's by that way.
    for person in [kit.mia, kit.eve, kit.gus] {
      #expect(try await kit.get("/me", as: person).status == .ok)
      #expect(try await kit.get("/me?person=\(kit.ben)", as: person).status == .forbidden)
    }
    #expect(try await kit.get("/me", as: kit.gus).text.contains("Erase everything about Gus"))
    let nobody = try await kit.get("/family")
    #expect(nobody.status == .seeOther && nobody.location == "/sign-in?to=%2Ffamily")
  }

  @Test(
    "the owner takes someone in, with who answers for them: after a fresh sign-in, and all or nothing"
  )
  func add() async throws {
    let kit = try await HomeKit()
    let reply = try await kit.post(
      "/people", as: kit.ada,
      json: """
        {"name": "Pia", "born": "2025-02", "role": ["sleeper"], "guardian": "\(kit.ada)", "language": "de"}
        """)
    #expect(reply.status == .ok)
    let pia = try #require(reply.json?["person"]?.text.flatMap { PersonID($0) })
    let person = try await kit.store.person(pia)
    #expect(person.profile.name == "Pia" && person.profile.language == "de" && person.roles == [.sleeper])
    #expect(person.profile.age == BirthMonth("2025-02").map(Age.born))
    #expect(try await kit.store.guardians(of: pia, day: kit.now.day) == [kit.ada])

    let count = try await kit.store.people().count
    try await kit.signIn(kit.ada, secondsAgo: 3600)
    let stale = try await kit.post(
      "/people", as: kit.ada, ["name": "Leo", "age": "child", "guardian": kit.ada.description])
    #expect(stale.status == .unauthorized)
    try await kit.signIn(kit.ada)
    // Ben has no such role, and an adult needs nobody.
    for form: KeyValuePairs<String, String> in [
      ["name": "Leo", "age": "child", "guardian": kit.ben.description],
      ["name": "Leo", "age": "adult", "guardian": kit.ada.description], ["name": "  "],
      ["name": "Leo", "born": "2999-01"], ["name": "Leo", "born": "yesterd"],
      ["name": "Leo", "role": "king"],
    ] {
      #expect(try await kit.post("/people", as: kit.ada, form).status.code >= 400)
    }
    #expect(try await kit.post("/people", as: kit.ben, ["name": "Leo"]).status == .forbidden)
    #expect(try await kit.store.people().count == count)
  }

  @Test("nobody gives themself a role, and nobody else ends that a grown-up sleeps or answers here")
  func roles() async throws {
    let kit = try await HomeKit()
    let up = try await kit.post(
      "/people/\(kit.gus)", as: kit.gus, json: "{\"roles\": [\"guest\", \"engineer\", \"guardian\"]}")
    #expect(up.status == .forbidden)
    #expect(try await kit.store.person(kit.gus).roles == [.guest])
    #expect(
      try await kit.post("/people/\(kit.gus)", as: kit.ada, json: "{\"roles\": [\"guest\", \"engineer\"]}")
        .status == .ok)
    #expect(try await kit.store.person(kit.gus).roles == [.guest, .engineer])
    // Else the owner could make Ben a guest, and erase him as one.
    #expect(try await kit.post("/people/\(kit.ben)", as: kit.ada, ["roles": "guest"]).status == .forbidden)
    #expect(try await kit.post("/people/\(kit.ben)", as: kit.ben, ["roles": ""]).status == .seeOther)
    #expect(try await kit.store.person(kit.ben).roles.isEmpty)
    // Mia and Tom have nobody else.
    #expect(try await kit.post("/people/\(kit.ada)", as: kit.ada, ["roles": "sleeper"]).status == .conflict)
    #expect(try await kit.store.person(kit.ada).roles == [.sleeper, .guardian])
    let change = try await kit.post(
      "/people/\(kit.mia)", as: kit.ada, ["name": "Mia Maria", "language": "es", "hides_figures": "yes"])
    #expect(change.status == .seeOther)
    let mia = try await kit.store.person(kit.mia)
    #expect(mia.profile.name == "Mia Maria" && mia.profile.language == "es" && mia.profile.hidesFigures)
    #expect(mia.roles == [.sleeper])
  }

  @Test(
    "an age is changed by those who may, never to a month that has not come, and the only owner stays of age")
  func age() async throws {
    let kit = try await HomeKit()
    #expect(try await kit.post("/people/\(kit.mia)/age", as: kit.ada, ["age": "teen"]).status == .seeOther)
    #expect(try await kit.store.person(kit.mia).profile.age == .stated(.teen))
    for form: KeyValuePairs<String, String> in [
      ["born": "2999-01"], ["born": "1899-01"], [:], ["age": "old"],
    ] {
      #expect(try await kit.post("/people/\(kit.mia)/age", as: kit.ada, form).status == .unprocessableContent)
    }
    #expect(try await kit.post("/people/\(kit.mia)/age", as: kit.mia, ["age": "adult"]).status == .forbidden)
    #expect(try await kit.post("/people/\(kit.ben)/age", as: kit.ada, ["age": "child"]).status == .forbidden)
    #expect(try await kit.post("/people/\(kit.ada)/age", as: kit.ada, ["age": "teen"]).status == .conflict)
    try await kit.signIn(kit.ada, secondsAgo: 3600)
    #expect(
      try await kit.post("/people/\(kit.mia)/age", as: kit.ada, ["age": "adult"]).status == .unauthorized)
    #expect(try await kit.store.person(kit.mia).profile.age == .stated(.teen))
  }

  @Test("needs, what one must be spared and a hearing curve go in and come out")
  func needs() async throws {
    let kit = try await HomeKit()
    let reply = try await kit.post(
      "/people/\(kit.ben)/needs", as: kit.ben,
      [
        "needs": "Jet lag, insomnia,, ", "sensitivities": "", "sensitivities": "epilepsy",
        "sensitivities": "tinnitus", "left_125": "-10", "left_8000": "40", "right_1000": "15",
        "right_125": "",
      ])
    #expect(reply.status == .seeOther && reply.location == "/family/\(kit.ben)#needs")
    var profile = try await kit.store.person(kit.ben).profile
    #expect(profile.needs == ["jet-lag", "insomnia"] && profile.sensitivities == [.epilepsy, .tinnitus])
    #expect(profile.hearing == (try HearingCurve(left: [125: -10, 8000: 40], right: [1000: 15])))
    let page = try await kit.get("/family/\(kit.ben)", as: kit.ben).text
    #expect(page.contains("name=\"left_8000\" value=\"40\"") && page.contains("value=\"jet-lag, insomnia\""))
    #expect(page.contains("name=\"right_1000\" value=\"15\"") && page.contains("No flashes of light."))
    // What is left out stays; one empty value takes all away.
    _ = try await kit.post("/people/\(kit.ben)/needs", as: kit.ben, ["sensitivities": ""])
    profile = try await kit.store.person(kit.ben).profile
    #expect(profile.sensitivities.isEmpty && profile.needs.count == 2 && profile.hearing != nil)
    for form: KeyValuePairs<String, String> in [
      ["left_125": "121"], ["left_100": "10"], ["sensitivities": "dust"],
    ] {
      #expect(
        try await kit.post("/people/\(kit.ben)/needs", as: kit.ben, form).status == .unprocessableContent)
    }
    #expect(try await kit.post("/people/\(kit.ben)/needs", as: kit.ada, ["needs": "x"]).status == .forbidden)
  }

  @Test(
    "a guardian is named and released; a step opens after its nights alone, and the try is in the audit"
  )
  func guardiansAndSteps() async throws {
    let kit = try await HomeKit()
    let path = "/people/\(kit.mia)/guardians"
    #expect(try await kit.post(path, as: kit.ada, ["guardian": kit.ben.description]).status.code == 422)
    try await kit.store.update(
      kit.ben, try await kit.store.person(kit.ben).profile, roles: [.sleeper, .guardian])
    #expect(try await kit.post(path, as: kit.ada, ["guardian": kit.ben.description]).status == .seeOther)
    #expect(Set(try await kit.store.guardians(of: kit.mia, day: kit.now.day)) == [kit.ada, kit.ben])
    #expect(
      try await kit.post(path, as: kit.ben, ["guardian": kit.ada.description, "remove": "yes"]).status
        == .seeOther)
    #expect(try await kit.store.guardians(of: kit.mia, day: kit.now.day) == [kit.ben])

    let page = try await kit.get("/family/\(kit.ben)", as: kit.ben).text
    #expect(page.contains("0 nights were seen with this step; the next opens after 3"))
    let step = try await kit.post("/people/\(kit.ben)/unlock", as: kit.ben, json: "{\"stage\": \"pulses\"}")
    #expect(step.status == .conflict && step.json?["code"]?.text == "too-few-nights")
    #expect(try await kit.store.audit(limit: 5).contains { $0.act == "refused:unlock-pulses" })
    #expect(try await kit.store.openStage(of: kit.ben) == .sound)
    #expect(
      try await kit.post("/people/\(kit.tom)/unlock", as: kit.tom, ["stage": "pulses"]).status == .forbidden)
  }

  @Test("every page speaks three languages, writes no name as markup, and labels each field")
  func pages() async throws {
    let kit = try await HomeKit()
    let name = "<b>\"Ben\"</b>"
    var profile = try await kit.store.person(kit.ben).profile
    profile.name = name
    try await kit.store.update(kit.ben, profile, roles: [.sleeper])
    let paths = [
      "/family", "/family/\(kit.ben)", "/week/\(kit.ben)", "/export/\(kit.ben)", "/import/\(kit.ben)",
      "/withdraw/\(kit.ben)", "/withdraw-card/\(kit.ben)",
      "/consents/new?sleeper=\(kit.ben)&program=settle-and-fade",
    ]
    for language in ["en", "es", "de"] {
      profile.language = language
      try await kit.store.update(kit.ben, profile, roles: [.sleeper])
      for path in paths {
        let page = try await kit.get(path, as: kit.ben)
        #expect(page.status == .ok, "\(path)")
        #expect(page.text.contains("<html lang=\"\(language)\""))
        #expect(!page.text.contains("<b>") && !page.text.contains("%1"), "\(path)")
        #expect(!page.text.contains(" style=") && !page.text.contains(" onclick="))
        #expect(unlabelled(page.text).isEmpty, "\(path)")
        #expect(page.text.components(separatedBy: "<h1").count == 2, "\(path)")
      }
    }
  }

  /// Fields that stand in no label and have none of their own.
  private func unlabelled(_ html: String) -> [String] {
    var missing: [String] = []
    var depth = 0
    for piece in html.split(separator: "<") {
      if piece.hasPrefix("label") { depth += 1 }
      if piece.hasPrefix("/label") { depth -= 1 }
      let isField = ["input", "select", "textarea"].contains { piece.hasPrefix($0 + " ") }
      if isField, depth == 0, !piece.contains("type=\"hidden\""), !piece.contains("aria-label=") {
        missing.append(String(piece))
      }
    }
    return missing
  }
}
