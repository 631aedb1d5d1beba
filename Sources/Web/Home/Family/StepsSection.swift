internal import Consent
internal import Household
internal import SignIn
internal import SleepCore

/// How far someone has opened the house, and the next step.
enum StepsSection {
  static func html(_ view: FamilyView) async throws -> String {
    let words = view.words
    guard let age = view.age else { return "" }
    let (open, nights) = try await view.store.progress(of: view.person.id)
    let furthest = StagedUnlocking.furthest(for: age)
    var html = "<p>\(words(ConsentWords.openNow, words[ConsentWords.stage(open).name]))</p>\n<ol>"
    for stage in UnlockStage.allCases where stage <= max(furthest, open) {
      let (name, opens) = ConsentWords.stage(stage)
      let state = words[stage <= open ? ConsentWords.isOpen : ConsentWords.isClosed]
      let here = stage == open ? " aria-current=\"step\"" : ""
      html += "<li\(here)><strong>\(words[name])</strong> (\(state)): \(words[opens])</li>\n"
    }
    html += "</ol>\n"
    guard let next = UnlockStage(rawValue: open.rawValue + 1), next <= furthest else {
      html +=
        "<p class=\"soft\">\(words[age.isYoung ? ConsentWords.staysWithSound : ConsentWords.allOpen])</p>\n"
      return PersonPage.section("steps", words[ConsentWords.steps], html)
    }
    html += "<p>\(words.count(nights, ConsentWords.seen, words.number(StagedUnlocking.nights)))</p>\n"
    if nights >= StagedUnlocking.nights {
      html += view.form(
        .unlockStep, "/people/\(view.person.id)/unlock", to: "#steps",
        HTML.hidden("stage", next.name)
          + HTML.button(words(ConsentWords.openStep, words[ConsentWords.stage(next).name])))
    }
    return PersonPage.section("steps", words[ConsentWords.steps], html)
  }
}
