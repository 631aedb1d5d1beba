internal import Consent
internal import HTTPTypes
internal import Household
internal import SignIn
internal import SleepCore

/// What is done about people.
enum PeopleDeeds {
  /// Takes someone in.
  static func add(_ request: HomeRequest) async throws -> HomeAnswer {
    let (store, house) = (request.house.store, request.house)
    let name = try name(request)
    let age = try age(request)
    let roles = Set(request.all("role").compactMap(Role.init))
    let day = house.clock.reading(request.now).day
    let profile = PersonProfile(
      name: name, age: age, language: request["language"] ?? request.words.language.rawValue)
    let guardian = request.id("guardian")
    if let guardian {
      // All or nothing: it is asked before anybody is taken in.
      let newcomer = Subject(
        id: .new(), age: age?.group(on: day), roles: roles.isEmpty ? [.sleeper] : roles, guardians: [])
      if case .refused(let refusal) = HouseRules.decide(
        .nameGuardian, by: request.visitor.actor, about: newcomer)
      {
        throw refusal
      }
      try await checkGuardian(guardian, day, store)
    }
    let person = try await store.add(profile, roles: roles.isEmpty ? [.sleeper] : roles, now: request.now)
    if let guardian { try await store.name(guardian: guardian, of: person.id, day: day) }
    return .done(path: "/family/\(person.id)", json: ["person": .text(person.id.description)])
  }

  /// Changes name, language and roles.
  static func change(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    var profile = view.person.profile
    if request.body["name"] != nil { profile.name = try name(request) }
    if let language = request["language"] { profile.language = language }
    if let hides = request.flag("hides_figures") { profile.hidesFigures = hides }
    var roles = view.person.roles
    if let sent = request.body["roles"] {
      roles = Set(sent.compactMap(Role.init))
      try await checkRoles(view, roles)
    }
    try await view.store.update(view.person.id, profile, roles: roles)
    return done(view, "#profile")
  }

  /// Says how old someone is.
  static func changeAge(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    guard let age = try age(request) else { throw HomeProblem.family("age", FamilyWords.noAgeGiven) }
    if age.group(on: view.today) != .adult, view.age == .adult {
      try await checkWards(view)
      if try await view.store.owners() == [view.person.id] {
        throw HomeProblem.family("age", FamilyWords.onlyOwner, .conflict)
      }
    }
    var profile = view.person.profile
    profile.age = age
    try await view.store.update(view.person.id, profile, roles: view.person.roles)
    return done(view, "#age")
  }

  /// Says what someone hopes for, must be spared, and how they hear.
  static func changeNeeds(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    var profile = view.person.profile
    if let sent = request.body["needs"]?.first {
      let needs = sent.split(separator: ",").map { $0.trimming(while: \.isWhitespace) }.filter { !$0.isEmpty }
      guard needs.count <= 20, needs.allSatisfy({ $0.count <= 40 }) else {
        throw HomeProblem.family("needs", FamilyWords.tooManyNeeds)
      }
      profile.needs = needs.map { String($0).lowercased().replacing(" ", with: "-") }
    }
    if let sent = request.body["sensitivities"] {
      profile.sensitivities = Set(sent.compactMap(Sensitivity.init))
    }
    if let curve = try HearingForm.curve(request) {
      profile.hearing = curve.left.isEmpty && curve.right.isEmpty ? nil : curve
    }
    try await view.store.update(view.person.id, profile, roles: view.person.roles)
    return done(view, "#needs")
  }

  /// Says who answers for someone, or no longer does.
  static func nameGuardian(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    guard let guardian = request.id("guardian") else { throw HomeProblem.nobody }
    if request.flag("remove") ?? false {
      try await view.store.release(guardian: guardian, of: view.person.id)
    } else {
      guard guardian != view.person.id else {
        throw HomeProblem.family("guardian", FamilyWords.notAGuardian)
      }
      try await checkGuardian(guardian, view.today, view.store)
      try await view.store.name(guardian: guardian, of: view.person.id, day: view.today)
    }
    return done(view, "#guardians")
  }

  /// Opens the next step.
  static func unlock(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    guard let stage = request["stage"].flatMap(UnlockStage.init(named:)), let by = request.visitor.id else {
      throw HomeProblem.nothing
    }
    switch try await view.store.unlock(
      stage, for: view.person.id, by: by, now: request.now, day: view.today)
    {
    case .success: return done(view, "#steps")
    case .failure(let refusal):
      // A step is no program, so it has no line among the attempts; the audit has one.
      try await view.store.keep(
        AuditLine(
          at: request.now, way: FamilyView.way(request), by: by, act: "refused:unlock-\(stage.name)",
          about: view.person.id.description))
      throw refusal
    }
  }

  // MARK: What is asked first

  private static func done(_ view: FamilyView, _ anchor: String) -> HomeAnswer {
    .done(path: view.path + anchor, json: ["person": .text(view.person.id.description)])
  }

  private static func name(_ request: HomeRequest) throws(HomeProblem) -> String {
    let name = (request["name"] ?? "").trimming(while: \.isWhitespace)
    guard !name.isEmpty else { throw HomeProblem.family("name", FamilyWords.noName) }
    return String(name)
  }

  private static func age(_ request: HomeRequest) throws(HomeProblem) -> Age? {
    guard let text = request["born"] else { return request["age"].flatMap(AgeGroup.init).map(Age.stated) }
    let today = GregorianDay.date(request.house.clock.reading(request.now).day)
    guard let month = BirthMonth(text), (month.year, month.month) <= (today.year, today.month) else {
      throw HomeProblem.family("born", FamilyWords.badBirth)
    }
    return .born(month)
  }

  private static func checkGuardian(_ id: PersonID, _ day: Int, _ store: HouseholdStore) async throws {
    let person = try await store.person(id)
    guard person.roles.contains(.guardian), person.profile.age?.group(on: day) == .adult else {
      throw HomeProblem.family("guardian", FamilyWords.notAGuardian)
    }
  }

  /// A role is a power: what may be done with programs hangs on it.
  ///
  /// So nobody gives themself one, and nobody but the grown-up themself ends that they sleep or answer here,
  /// which would open the way to erase them.
  private static func checkRoles(_ view: FamilyView, _ wanted: Set<Role>) async throws {
    let (visitor, person) = (view.request.visitor, view.person)
    let isOwner = HouseRules.decide(.addPerson, by: visitor.actor).isAllowed
    guard isOwner || wanted.isSubset(of: person.roles) else {
      throw HomeProblem.family("roles", FamilyWords.rolesAreTheOwners, .forbidden)
    }
    if visitor.id != person.id, view.age == .adult {
      let lost = person.roles.subtracting(wanted)
      guard !lost.contains(.sleeper), !lost.contains(.guardian) || wanted.contains(.sleeper) else {
        throw HomeProblem.family("roles", FamilyWords.theirsToLeave, .forbidden)
      }
    }
    if person.roles.contains(.guardian), !wanted.contains(.guardian) { try await checkWards(view) }
  }

  /// Nobody who is not of age is left without anyone who answers for them.
  private static func checkWards(_ view: FamilyView) async throws {
    for ward in try await view.store.wards(of: view.person.id) {
      let age = try await view.store.person(ward).profile.age?.group(on: view.today)
      let others = try await view.store.guardians(of: ward, day: view.today).filter { $0 != view.person.id }
      if age != .adult, others.isEmpty {
        throw HomeProblem.family("roles", FamilyWords.onlyGuardian, .conflict)
      }
    }
  }
}

extension StringProtocol {
  /// Without such characters at either end.
  fileprivate func trimming(while isLeftOut: (Character) -> Bool) -> SubSequence {
    let from = firstIndex { !isLeftOut($0) } ?? endIndex
    let to = self[from...].lastIndex { !isLeftOut($0) }.map { index(after: $0) } ?? from
    return self[from..<to]
  }
}
