internal import Consent
internal import Household
internal import SignIn
internal import SleepCore

/// Somebody's page: each section where the visitor may see it, each form where it is theirs to send.
enum PersonPage {
  static func page(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    let words = view.words
    let everyone = try await view.store.people()
    let up = view.may(.seeFamily) ? "<p><a href=\"/family\">\(words[.family])</a></p>\n" : ""
    var body = "\(up)<h1>\(view.shownName)</h1>\n"
    body += "<p class=\"first\">\(first(view, everyone))</p>\n"
    body += FamilyPage.missing(view).map { "<p class=\"bad\">\($0)</p>\n" }.joined()
    if view.person.roles.contains(.sleeper), view.age != nil {
      if view.may(.seeConsents) { body += try await ConsentSection.html(view) }
      if view.may(.seeConsents) { body += try await StepsSection.html(view) }
      if view.may(.planWeek) { body += try await RoutineSection.week(view) }
      if view.may(.planWeek) || view.person.id == request.visitor.id {
        body += try await RoutineSection.html(view)
      }
    }
    if view.may(.changeNeeds) { body += needs(view) }
    body += profile(view)
    if view.may(.changeAge) { body += age(view) }
    body += guardians(view, everyone)
    body += try await DataSection.html(view, everyone)
    return .page(
      HomePage(
        title: view.name, body: body, scripts: ["family.js"], styles: ["family.css"], place: .family))
  }

  private static func first(_ view: FamilyView, _ everyone: [Person]) -> String {
    let words = view.words
    let roles = Role.allCases.filter(view.person.roles.contains).map { words[FamilyWords.role($0)] }
    let what = ([words[FamilyWords.age(view.age)]] + roles).joined(separator: ", ")
    var text = words(FamilyWords.firstSentence, view.shownName, HTMLText.escaped(what))
    let guardians = everyone.filter { view.subject.guardians.contains($0.id) }
      .map { FamilyView.name($0, words) }
    if view.age != .adult, !guardians.isEmpty {
      text += " " + words(FamilyWords.answersFor, view.list(guardians))
    }
    return text
  }

  private static func needs(_ view: FamilyView) -> String {
    let (words, profile) = (view.words, view.person.profile)
    let sensitivities = Sensitivity.allCases.map { one in
      let (name, forbids) = FamilyWords.sensitivity(one)
      return (value: one.rawValue, text: words[name], hint: String?.some(words[forbids]))
    }
    let fields =
      FormHTML.input(
        words[FamilyWords.hopes], name: "needs", value: profile.needs.joined(separator: ", "),
        hint: words(FamilyWords.hopesHint, "falling-asleep, jet-lag"), more: "maxlength=\"900\"")
      + FormHTML.checks(
        words[FamilyWords.spare], name: "sensitivities", sensitivities,
        chosen: Set(profile.sensitivities.map(\.rawValue)))
      + HearingForm.html(profile.hearing, words) + HTML.button(words[.save])
    return folded(
      "needs", words[FamilyWords.needs],
      view.form(.changeNeeds, "/people/\(view.person.id)/needs", to: "#needs", fields))
  }

  private static func profile(_ view: FamilyView) -> String {
    let (words, profile) = (view.words, view.person.profile)
    guard view.may(.changePerson) else { return "" }
    let isShown = profile.hidesFigures ? "yes" : "no"
    let fields =
      FormHTML.input(
        words[FamilyWords.name], name: "name", value: profile.name, hint: words[FamilyWords.nameHint],
        more: "maxlength=\"60\" required autocomplete=\"off\"")
      + FormHTML.select(
        words[FamilyWords.language], name: "language", FamilyPage.languages, chosen: profile.language)
      + FormHTML.select(
        words[FamilyWords.figures], name: "hides_figures",
        [("no", words[FamilyWords.figuresShown]), ("yes", words[FamilyWords.figuresHidden])],
        chosen: isShown)
      + FamilyPage.roles(words, name: "roles", chosen: view.person.roles)
      + "<p class=\"soft\">\(words[FamilyWords.rolesRule])</p>" + HTML.button(words[.save])
    var html = view.form(.changePerson, "/people/\(view.person.id)", fields)
    if view.may(.makeInvitation) {
      html += view.form(
        .makeInvitation, "/people/\(view.person.id)/invitation", to: "#profile",
        HTML.button(words[FamilyWords.invite], kind: "quiet"))
    }
    return folded("profile", words[FamilyWords.profile], html)
  }

  private static func age(_ view: FamilyView) -> String {
    let words = view.words
    var html = "<p class=\"soft\">\(words[FamilyWords.ageRule])</p>"
    if case .born(let month) = view.person.profile.age {
      let text = "\(words.monthName(month.month)) \(month.year)"
      html = "<p>\(words(FamilyWords.bornIn, text))</p>" + html
    }
    html += view.form(
      .changeAge, "/people/\(view.person.id)/age", to: "#age",
      FamilyPage.age(words, view.person.profile.age) + HTML.button(words[FamilyWords.changeAge]))
    return folded("age", words[FamilyWords.age], html)
  }

  private static func guardians(_ view: FamilyView, _ everyone: [Person]) -> String {
    let words = view.words
    guard view.age != .adult, view.may(.nameGuardian) else { return "" }
    let action = "/people/\(view.person.id)/guardians"
    var html = "<p class=\"soft\">\(words[FamilyWords.guardianRule])</p>"
    let grown = everyone.filter {
      $0.roles.contains(.guardian) && $0.profile.age?.group(on: view.today) == .adult
        && $0.id != view.person.id
    }
    if view.isStale(.nameGuardian) {
      html += view.signInAgain(to: view.path + "#guardians")
    } else {
      for one in grown where view.subject.guardians.contains(one.id) {
        html += view.form(
          .nameGuardian, action,
          HTML.hidden("guardian", one.id.description) + HTML.hidden("remove", "yes")
            + HTML.button(words(FamilyWords.endGuardian, FamilyView.name(one, words)), kind: "quiet"))
      }
      let others = grown.filter { !view.subject.guardians.contains($0.id) }
      if !others.isEmpty {
        html += view.form(
          .nameGuardian, action,
          FormHTML.select(
            words[FamilyWords.whoAnswers], name: "guardian",
            others.map { ($0.id.description, FamilyView.name($0, words)) })
            + HTML.button(words[FamilyWords.addGuardian]))
      }
    }
    return folded("guardians", words(FamilyWords.guardians, view.name), html)
  }

  /// A section with its heading, which is plain text.
  static func section(_ id: String, _ heading: String, _ html: String) -> String {
    "<section id=\"\(id)\" class=\"card\" aria-labelledby=\"\(id)-head\">"
      + "<h2 id=\"\(id)-head\">\(HTMLText.escaped(heading))</h2>\n\(html)</section>\n"
  }

  /// A section that is folded until somebody wants it: what is changed once in a while.
  static func folded(_ id: String, _ heading: String, _ html: String) -> String {
    "<details id=\"\(id)\" class=\"list\"><summary><h2>\(HTMLText.escaped(heading))</h2></summary>\n"
      + "\(html)</details>\n"
  }
}
