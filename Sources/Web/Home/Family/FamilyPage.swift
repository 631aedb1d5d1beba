internal import Consent
internal import Household
internal import SignIn
internal import SleepCore

/// Everyone in the house, as cards.
enum FamilyPage {
  static func page(_ request: HomeRequest) async throws -> HomeAnswer {
    let words = request.words
    let people = try await request.house.store.people()
    let today = request.house.clock.reading(request.now).day
    var cards = ""
    for person in people {
      let subject = try await request.house.store.subject(person.id, day: today)
      let view = FamilyView(request, subject, person)
      cards += try await card(view, people)
    }
    let body = """
      <h1>\(words[.family])</h1>
      <p class="first">\(words.count(people.count, FamilyWords.howMany))</p>
      <h2>\(words[FamilyWords.everyone])</h2>
      <div class="cards">
      \(cards)</div>
      \(newcomer(request, people))
      """
    return .page(HomePage(title: words[.family], body: body, styles: ["family.css"], place: .family))
  }

  private static func card(_ view: FamilyView, _ people: [Person]) async throws -> String {
    let (words, person) = (view.words, view.person)
    let roles = Role.allCases.filter(person.roles.contains).map { words[FamilyWords.role($0)] }
    var lines = [
      "<p>\(HTMLText.escaped(([words[FamilyWords.age(view.age)]] + roles).joined(separator: " · ")))</p>"
    ]
    if person.id == view.request.visitor.id {
      lines.append("<p class=\"soft\">\(words[FamilyWords.thatIsYou])</p>")
    }
    let guardians = people.filter { view.subject.guardians.contains($0.id) }
    if view.age != .adult, !guardians.isEmpty {
      let names = guardians.map { FamilyView.name($0, words) }
      lines.append("<p>\(words(FamilyWords.answersFor, view.list(names)))</p>")
    }
    lines += missing(view).map { "<p class=\"bad\">\($0)</p>" }
    if view.may(.seeConsents), person.roles.contains(.sleeper) {
      lines.append("<p class=\"soft\">\(try await ConsentSection.line(view))</p>")
    }
    return """
      <article class="card">
      <h3><a href="\(view.path)">\(view.shownName)</a></h3>
      \(lines.joined(separator: "\n"))
      </article>

      """
  }

  /// What is missing before anything can run for someone, as HTML.
  static func missing(_ view: FamilyView) -> [String] {
    guard view.person.roles.contains(.sleeper) else { return [] }
    guard let age = view.age else { return [view.words[FamilyWords.noAge]] }
    return age != .adult && view.subject.guardians.isEmpty ? [view.words[FamilyWords.noGuardian]] : []
  }

  private static func newcomer(_ request: HomeRequest, _ people: [Person]) -> String {
    let (words, actor) = (request.words, request.visitor.actor)
    guard HouseRules.decide(.addPerson, by: actor).isAllowed else { return "" }
    let today = request.house.clock.reading(request.now).day
    let grown = people.filter { $0.roles.contains(.guardian) && $0.profile.age?.group(on: today) == .adult }
    // To say who answers for someone asks for a fresh sign-in; without one it is said later, on their page.
    let guardian =
      actor.isFresh
      ? FormHTML.select(
        words[FamilyWords.whoAnswers], name: "guardian",
        [(value: "", text: words[FamilyWords.nobody])]
          + grown.map { (value: $0.id.description, text: FamilyView.name($0, words)) })
      : "<p class=\"soft\">\(words[FamilyWords.guardianAfter])</p>"
    let fields =
      FormHTML.input(
        words[FamilyWords.name], name: "name", hint: words[FamilyWords.nameHint],
        more: "maxlength=\"60\" required autocomplete=\"off\"")
      + roles(words, name: "role", chosen: [.sleeper]) + age(words)
      + FormHTML.select(
        words[FamilyWords.language], name: "language", languages, chosen: words.language.rawValue)
      + guardian + HTML.button(words[FamilyWords.add])
    return """
      <section id="new" class="card"><h2>\(words[FamilyWords.addSomeone])</h2>
      \(HTML.form("/people", request.visitor, fields))</section>
      """
  }

  static let languages = HomeLanguage.allCases.map { (value: $0.rawValue, text: $0.name) }

  static func roles(_ words: Words, name: String, chosen: Set<Role>) -> String {
    FormHTML.checks(
      words[FamilyWords.roles], name: name,
      Role.allCases.map { ($0.rawValue, words[FamilyWords.role($0)], nil) },
      chosen: Set(chosen.map(\.rawValue)))
  }

  /// The fields of an age.
  static func age(_ words: Words, _ age: Age? = nil) -> String {
    let (group, month): (String, String) =
      switch age {
      case .stated(let group): (group.rawValue, "")
      case .born(let month): ("", month.description)
      case nil: ("", "")
      }
    let groups = AgeGroup.allCases.map { (value: $0.rawValue, text: words[FamilyWords.age($0)]) }
    return FormHTML.select(
      words[FamilyWords.age], name: "age", [(value: "", text: words[FamilyWords.notSaid])] + groups,
      chosen: group)
      + FormHTML.input(
        words[FamilyWords.born], name: "born", value: month, hint: words[FamilyWords.bornHint],
        more: "maxlength=\"7\" pattern=\"[0-9]{4}-[0-9]{2}\" inputmode=\"numeric\" autocomplete=\"off\"")
  }
}
