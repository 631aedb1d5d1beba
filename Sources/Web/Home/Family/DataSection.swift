internal import Bedroom
internal import Consent
internal import HTTPTypes
internal import Household
internal import SignIn
internal import SleepCore

/// The ways out and in, and erasing, on somebody's page.
enum DataSection {
  static func html(_ view: FamilyView, _ everyone: [Person]) async throws -> String {
    let words = view.words
    var html = ""
    if view.may(.exportData) {
      html += "<p><a class=\"button\" href=\"/export/\(view.person.id)\">\(words[DataWords.export])</a></p>\n"
    }
    if view.may(.importData) {
      html +=
        "<p><a class=\"button\" href=\"/import/\(view.person.id)\">\(words[DataWords.importNights])</a></p>\n"
    }
    if view.may(.erasePerson) { html += try await erasing(view, everyone) }
    return html.isEmpty ? "" : PersonPage.folded("data", words[DataWords.data], html)
  }

  private static func erasing(_ view: FamilyView, _ everyone: [Person]) async throws -> String {
    let words = view.words
    let title = words(DataWords.erase, view.name)
    var html = "<p>\(words[DataWords.eraseFirst])</p>\n"
    for ward in try await view.store.wards(of: view.person.id) {
      guard let person = everyone.first(where: { $0.id == ward }),
        person.profile.age?.group(on: view.today) != .adult,
        try await view.store.guardians(of: ward, day: view.today) == [view.person.id]
      else { continue }
      let name = HTMLText.escaped(FamilyView.name(person, words))
      html += "<p class=\"bad\">\(words(DataWords.eraseWards, name))</p>\n"
    }
    if try await view.store.owners() == [view.person.id] {
      html += "<p class=\"bad\">\(words[DataWords.eraseOwner])</p>\n"
    }
    html += view.form(
      .erasePerson, "/people/\(view.person.id)/erase", to: "#data",
      FormHTML.input(
        words(DataWords.eraseWord, word(view.person)), name: "word",
        more: "required maxlength=\"60\" autocomplete=\"off\"")
        + HTML.button(words[DataWords.eraseButton], kind: "stop"))
    return "<details id=\"erase\"><summary>\(HTMLText.escaped(title))</summary>\n\(html)</details>\n"
  }

  /// What has to be typed before someone is erased.
  private static func word(_ person: Person) -> String {
    person.profile.name.isEmpty ? "erase" : person.profile.name
  }

  /// Destroys everything that is known of someone.
  static func erase(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    let id = view.person.id
    func plain(_ text: String) -> String {
      text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
    }
    guard plain(request["word"] ?? "") == plain(word(view.person)) else {
      throw HomeProblem.family("word", DataWords.wrongWord)
    }
    // A night that runs would write on into a folder that is gone.
    let nights = request.house.nights
    while let night = await nights.night(of: id) {
      _ = await nights.stop(on: night.pod, by: request.visitor.id, at: request.now)
      await nights.finished(night.id)
      if await nights.night(of: id)?.id == night.id { break }
    }
    try await view.store.endSessions(
      of: id, by: request.visitor.id, way: FamilyView.way(request), now: request.now)
    let left = try await view.store.erase(id)
    let isThemself = request.visitor.id == id
    return .done(
      path: isThemself ? "/sign-in" : "/family",
      json: ["done": true, "folders_left": .number(left.count)])
  }
}
