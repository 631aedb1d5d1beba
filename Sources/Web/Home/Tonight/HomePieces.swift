internal import Consent
internal import Household
internal import SignIn
internal import SleepCore

/// Text that somebody wrote, safe in HTML.
func escaped(_ text: String) -> String { HTMLText.escaped(text) }

extension HomeRequest {
  /// The clock on the wall at a moment, as its reader has it.
  func clock(_ time: UTCTime) -> String { words.clock(house.clock.reading(time).minute) }

  /// The same with seconds, for receipts.
  func clockWithSeconds(_ time: UTCTime) -> String {
    let second = time.seconds % 60
    let clock = clock(time)
    let seconds = ":" + (second < 10 ? "0" : "") + String(second)
    guard words.hasTwelveHours, let gap = clock.lastIndex(of: " ") else { return clock + seconds }
    return String(clock[..<gap]) + seconds + String(clock[gap...])
  }

  /// The next moment at which the clock on the wall shows a minute of the day.
  func next(minute: Int, after time: UTCTime) -> UTCTime {
    let day = house.clock.reading(time).day
    let today = house.clock.moment(day: day, minute: minute)
    return today > time ? today : house.clock.moment(day: day + 1, minute: minute)
  }

  /// What someone is called, as plain text.
  func name(of person: Person) -> String {
    person.profile.name.isEmpty ? words[.someone] : person.profile.name
  }

  /// What someone is called, as plain text.
  func name(of id: PersonID) async throws -> String { name(of: try await house.store.person(id)) }

  /// Whether the visitor may, by the rules of the house.
  func may(_ act: Act, about subject: Subject?) -> Bool {
    HouseRules.decide(act, by: visitor.actor, about: subject).isAllowed
  }

  /// Someone as the rules of the house see them.
  func subject(_ id: PersonID) async throws -> Subject {
    try await house.store.subject(id, day: house.clock.reading(now).day)
  }

  /// The pod of a path.
  func pod() throws -> PersonID {
    guard let pod = id("pod") else { throw HomeProblem.nothing }
    return pod
  }

  /// About whom it is, which the road has found.
  func about() throws -> Subject {
    guard let subject else { throw HomeProblem.nobody }
    return subject
  }

  /// The sleepers whose nights are this visitor's to look after: their own first, then those they answer for.
  func sleepers() async throws -> [(person: Person, subject: Subject)] {
    guard let me = visitor.person else { return [] }
    var ids = me.roles.contains(.sleeper) ? [me.id] : []
    ids += try await house.store.wards(of: me.id).filter { $0 != me.id }
    var found: [(person: Person, subject: Subject)] = []
    for id in ids {
      let subject = try await subject(id)
      guard may(.seeLive, about: subject) else { continue }
      found.append((try await house.store.person(id), subject))
    }
    return found
  }
}

extension HTML {
  /// Links to the same page of each sleeper, where there are several.
  static func sleepers(
    _ all: [(person: Person, subject: Subject)], chosen: PersonID?, path: String, _ request: HomeRequest
  ) -> String {
    guard all.count > 1 else { return "" }
    let links = all.map { one in
      let here = one.person.id == chosen ? " aria-current=\"true\"" : ""
      return
        "<a href=\"\(path)?sleeper=\(one.person.id)\"\(here)>\(escaped(request.name(of: one.person)))</a>"
    }
    return "<nav class=\"whose\" aria-label=\"\(request.words[.whoseNight])\">\(links.joined())</nav>"
  }

  /// A text of a program, which speaks its author's language.
  static func authored(_ text: String, _ words: Words) -> String {
    words.language == .en ? escaped(text) : "<span lang=\"en\">\(escaped(text))</span>"
  }

  /// A row of a list of facts.
  static func fact(_ name: String, _ value: String, field: String? = nil) -> String {
    "<div><dt>\(escaped(name))</dt><dd\(field.map { " data-f=\"\($0)\"" } ?? "")>\(escaped(value))</dd></div>"
  }

  /// Yes, no, and nothing said.
  static func question(_ text: String, name: String, value: Bool?, _ words: Words) -> String {
    func choice(_ word: String, _ label: Phrase, _ isOn: Bool) -> String {
      "<label class=\"chip\"><input type=\"radio\" name=\"\(name)\" value=\"\(word)\"\(isOn ? " checked" : "")>"
        + "<span>\(words[label])</span></label>"
    }
    return "<fieldset class=\"ask\"><legend>\(escaped(text))</legend>"
      + choice("yes", .yes, value == true) + choice("no", .no, value == false) + "</fieldset>"
  }
}
