import Consent
import SignIn
import SleepCore
import TestKit
import Testing

/// Every actor with every act about everybody: the table once more, from where a person stands.
@Suite struct HouseRulesTests {
  static let me = PersonID("0123456789abcdef0123456789abcdef")!
  static let them = PersonID("fedcba9876543210fedcba9876543210")!
  static let ages: [AgeGroup?] = [nil, .adult, .teen, .child, .underThree]
  static let anybody: Set<Act> = [.stopNight, .withdrawConsent]

  /// What somebody may, told by the hats that they wear. `nil`: about nobody in particular.
  static func told(_ actor: Actor, _ subject: Subject?) -> Set<Act> {
    var may = anybody
    if case .device = actor.session {
      may.insert(.seeTonight)
      if subject != nil { may.insert(.reportPresence) }
    }
    guard let id = actor.id else { return may }
    if actor.roles.contains(.sleeper) || actor.roles.contains(.guardian) {
      may.insert(.seeTonight)
      if [.adult, .teen].contains(actor.age) { may.insert(.seeFamily) }
    }
    if actor.roles.contains(.guest) { may.insert(.seeTonight) }
    if actor.roles.contains(.engineer), [nil, .adult, .teen].contains(actor.age) {
      may.formUnion([.useWorkbench, .publishProgram, .seeMetrics])
    }
    if actor.isOwner, [nil, .adult].contains(actor.age) {
      may.formUnion([
        .seeTonight, .seeFamily, .addPerson, .publishProgram, .managePods, .changeSettings, .seeAudit,
        .backUp,
        .restore, .seeMetrics,
      ])
      if let subject {
        may.formUnion([.changePerson, .manageSessionsOfOthers])
        if subject.age != .adult { may.formUnion([.changeAge, .nameGuardian]) }
        if subject.roles == [.guest] || subject.roles.isEmpty { may.insert(.erasePerson) }
        if !subject.canSignIn { may.insert(.makeInvitation) }
      }
    }
    if subject?.id == id {
      may.formUnion([.manageSessions, .changeSignIn])
      may.formUnion(forMyself(actor.age))
    } else if let subject, subject.guardians.contains(id), actor.age == .adult,
      actor.roles.contains(.guardian)
    {
      may.formUnion(forMyWard(subject))
    }
    return may
  }

  static func forMyself(_ age: AgeGroup?) -> Set<Act> {
    let child: Set<Act> = [
      .answerForSelf, .startNight, .seeLive, .reportPresence, .seeMorning, .seeTrends, .writeDiary,
      .writeDream, .readDreams, .takeReactionTest, .seeConsents,
    ]
    let teen = child.union([.chooseProgram, .extendTimer, .setWake, .planWeek, .exportData, .importData])
    switch age {
    case .child: return child
    case .teen: return teen
    case .adult:
      return teen.union([
        .answerAlert, .giveConsent, .unlockStep, .changePerson, .changeNeeds, .changeAge, .erasePerson,
      ])
    case .underThree, nil: return []
    }
  }

  static func forMyWard(_ ward: Subject) -> Set<Act> {
    let all: Set<Act> = [
      .chooseProgram, .answerAsGuardian, .startNight, .extendTimer, .setWake, .seeLive, .answerAlert,
      .reportPresence, .seeMorning, .seeTrends, .seeConsents, .giveConsent, .planWeek, .changePerson,
      .changeNeeds, .changeAge, .nameGuardian, .erasePerson, .exportData, .importData,
      .manageSessionsOfOthers,
    ]
    let diary: Set<Act> = [.writeDiary, .writeDream, .readDreams]
    switch ward.age {
    case .underThree: return all.union(diary)
    case .child: return all.union(diary).union([.makeInvitation])
    case .teen: return all.union(ward.canSignIn ? [.unlockStep] : [.unlockStep, .makeInvitation])
    case .adult, nil: return []
    }
  }

  static let fresh: Set<Act> = [
    .giveConsent, .unlockStep, .changeAge, .nameGuardian, .erasePerson, .exportData, .changeSignIn,
    .manageSessionsOfOthers, .makeInvitation, .restore, .publishProgram,
  ]

  static let roleSets: [Set<Role>] = (0..<16).map { bits in
    Set(Role.allCases.enumerated().filter { bits & (1 << $0.offset) != 0 }.map(\.element))
  }

  static var actors: [Actor] {
    var actors: [Actor] = [.nobody, .device(pod: them)]
    for roles in roleSets {
      for age in ages {
        for bits in 0..<4 {
          actors.append(.person(me, roles: roles, isOwner: bits & 1 == 1, age: age, isFresh: bits & 2 == 2))
        }
      }
    }
    return actors
  }

  static func subjects(_ actor: Actor) -> [Subject?] {
    var all: [Subject?] = [nil]
    for canSignIn in [false, true] {
      if actor.id != nil {
        // Even one who is written down as their own guardian is not.
        for guardians: Set<PersonID> in [[], [me]] {
          all.append(
            Subject(id: me, age: actor.age, roles: actor.roles, guardians: guardians, canSignIn: canSignIn))
        }
      }
      for age in ages {
        for roles: Set<Role> in [[], [.guest], [.sleeper], [.guest, .sleeper], [.engineer]] {
          for guardians: Set<PersonID> in [[], [me]] {
            all.append(Subject(id: them, age: age, roles: roles, guardians: guardians, canSignIn: canSignIn))
          }
        }
      }
    }
    return all
  }

  @Test("every role of every age, about everybody, may do what the house says, and nothing else")
  func everything() {
    var (decided, allowed, wrong) = (0, 0, [String]())
    for actor in Self.actors {
      for subject in Self.subjects(actor) {
        let may = Self.told(actor, subject)
        for act in Act.allCases {
          let verdict = HouseRules.decide(act, by: actor, about: subject)
          let isAllowed = may.contains(act) && (!Self.fresh.contains(act) || actor.isFresh)
          decided += 1
          if verdict.isAllowed { allowed += 1 }
          if verdict.isAllowed != isAllowed, wrong.count < 10 {
            wrong.append("\(act) \(actor) \(subject as Any)")
          }
          // Who only has to sign in once more is told so, and nobody else is.
          if case .refused(let refusal) = verdict {
            if (refusal.why == .notFresh) != may.contains(act) { wrong.append("\(act) \(refusal.why)") }
            if (refusal.why == .notSignedIn) != (actor == .nobody) { wrong.append("\(act) \(refusal.why)") }
          }
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong)")
    #expect(decided > 1_000_000 && allowed > 100_000, "\(decided) decided, \(allowed) allowed")
  }

  @Test("nobody but the sleeper says yes for the sleeper, and nobody begins a night for another adult")
  func neverForOthers() {
    for actor in Self.actors {
      for subject in Self.subjects(actor) where subject?.id == Self.them || subject == nil {
        #expect(!HouseRules.decide(.answerForSelf, by: actor, about: subject).isAllowed)
        #expect(!HouseRules.decide(.takeReactionTest, by: actor, about: subject).isAllowed)
        if subject?.age == .adult {
          for act: Act in [
            .startNight, .chooseProgram, .giveConsent, .answerAsGuardian, .extendTimer, .unlockStep,
            .readDreams,
            .seeMorning, .seeLive, .seeTrends, .changeNeeds, .changeAge, .exportData, .nameGuardian,
          ] { #expect(!HouseRules.decide(act, by: actor, about: subject).isAllowed, "\(act) \(actor)") }
        }
        if subject?.age == .teen {
          #expect(!HouseRules.decide(.readDreams, by: actor, about: subject).isAllowed)
        }
      }
    }
  }

  @Test("a decision costs next to nothing")
  func quick() {
    let actors = Self.actors.map { ($0, Self.subjects($0)) }
    var (allowed, decided) = (0, 0)
    let start = ContinuousClock.now
    for (actor, subjects) in actors {
      for subject in subjects {
        for act in Act.allCases {
          decided += 1
          if HouseRules.decide(act, by: actor, about: subject).isAllowed { allowed += 1 }
        }
      }
    }
    let each = start.duration(to: .now) / decided
    print("a decision of the house's rules: \(each)")
    #expect(each < .microseconds(20) && allowed > 0)
  }

  @Test("to stop and to withdraw is anyone's, signed in or not, about anyone or no one")
  func takingAway() {
    for actor in Self.actors {
      for subject in Self.subjects(actor) {
        #expect(HouseRules.decide(.stopNight, by: actor, about: subject).isAllowed)
        #expect(HouseRules.decide(.withdrawConsent, by: actor, about: subject).isAllowed)
      }
    }
  }

  @Test("a minor is never an owner or a guardian, whatever a row says")
  func minors() {
    for age: AgeGroup in [.teen, .child, .underThree] {
      let actor = Actor.person(
        Self.me, roles: [.sleeper, .guardian], isOwner: true, age: age, isFresh: true)
      let ward = Subject(id: Self.them, age: .child, roles: [.sleeper], guardians: [Self.me])
      for act in Act.allCases where !Self.anybody.contains(act) {
        let isSeeing = act == .seeTonight || (act == .seeFamily && age == .teen)
        #expect(HouseRules.decide(act, by: actor, about: ward).isAllowed == isSeeing, "\(act) \(age)")
      }
    }
  }

  @Test("every act has a word that fits a line of the audit, and every refusal says what to do")
  func words() {
    #expect(Set(Act.allCases.map(\.rawValue)).count == Act.allCases.count && Act.allCases.count == 43)
    for act in Act.allCases {
      #expect(
        (1...40).contains(act.rawValue.count) && act.rawValue.allSatisfy { $0.isLowercase || $0 == "-" })
      #expect(HouseRules.needsFreshSignIn(act) == Self.fresh.contains(act))
      #expect(!(HouseRules.isAboutSomeone(act) && Self.anybody.contains(act)))
    }
    for why in HouseRefusal.Why.allCases {
      let refusal = HouseRefusal(act: .readDreams, why: why)
      #expect(!refusal.problem.isEmpty && !refusal.remedy.isEmpty && refusal.place == "read-dreams")
    }
    func why(_ act: Act, _ actor: Actor, _ subject: Subject?) -> HouseRefusal.Why? {
      if case .refused(let refusal) = HouseRules.decide(act, by: actor, about: subject) {
        refusal.why
      } else {
        nil
      }
    }
    let owner = Actor.person(Self.me, roles: [.sleeper], isOwner: true, age: .adult, isFresh: true)
    let teen = Subject(id: Self.them, age: .teen, roles: [.sleeper], guardians: [Self.me], canSignIn: true)
    #expect(why(.readDreams, owner, nil) == .aboutNobody && why(.readDreams, owner, teen) == .notTheirs)
    #expect(why(.makeInvitation, owner, teen) == .canSignIn)
    #expect(
      why(.seeTonight, .nobody, teen) == .notSignedIn
        && why(.startNight, .device(pod: Self.me), teen) == .device)
    let unknown = Actor.person(Self.me, roles: [.sleeper], isOwner: false, age: nil, isFresh: true)
    let self0 = Subject(id: Self.me, age: nil, roles: [.sleeper], guardians: [])
    #expect(why(.giveConsent, unknown, self0) == .ageUnknown)
    let child = Actor.person(Self.me, roles: [.sleeper], isOwner: false, age: .child, isFresh: true)
    let self1 = Subject(id: Self.me, age: .child, roles: [.sleeper], guardians: [])
    #expect(why(.giveConsent, child, self1) == .notAtThisAge)
  }
}
