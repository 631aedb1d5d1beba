/// Who may do what, about whom.
///
/// Everything that can be done over a page, the API or a message bus is asked here first; consent is asked
/// after that, by `ConsentGate`, and this can open nothing that the gate does not. An act that is not
/// granted is refused. Whoever has the machine itself stands above these rules: the keys lie on it.
public enum HouseRules {
  /// Whether somebody may do something; a pure function, some hundred nanoseconds.
  ///
  /// - Parameters:
  ///   - act: what.
  ///   - actor: who.
  ///   - subject: about whom, where it is about someone.
  /// - Returns: yes, or why not.
  public static func decide(_ act: Act, by actor: Actor, about subject: Subject? = nil) -> Verdict {
    let standing = Standing.of(actor, subject)
    guard !standing.isDisjoint(with: granted(act)), subject != nil || !isAboutSomeone(act) else {
      return .refused(HouseRefusal(act: act, why: reason(act, actor, subject)))
    }
    guard !needsFreshSignIn(act) || actor.isFresh else {
      return .refused(HouseRefusal(act: act, why: .notFresh))
    }
    return .allowed
  }

  /// The table.
  ///
  /// It can only be read in one way: who stands in a line may, nobody else. To take away (stop, withdraw)
  /// is anyone's. To begin is the sleeper's and who answers for them, never the owner's or an engineer's.
  static func granted(_ act: Act) -> Standing {
    switch act {
    // Tonight
    case .seeTonight: [.tablet, .family, .owner, .guest]
    case .stopNight: [.anyone]
    case .reportPresence: [.tablet, .sleeper, .guardian]
    case .chooseProgram: [.adult, .teen, .guardian]
    case .answerForSelf: [.adult, .teen, .child]
    case .answerAsGuardian: [.guardian]
    case .startNight: [.sleeper, .guardian]
    case .extendTimer: [.adult, .teen, .guardian]
    case .setWake: [.adult, .teen, .guardian]
    case .seeLive: [.sleeper, .guardian]
    case .answerAlert: [.adult, .guardian]
    // Mornings
    case .seeMorning: [.sleeper, .guardian]
    case .seeTrends: [.sleeper, .guardian]
    case .takeReactionTest: [.sleeper]
    case .writeDiary: [.sleeper, .ofChild, .ofBaby]
    case .writeDream: [.sleeper, .ofChild, .ofBaby]
    case .readDreams: [.sleeper, .ofChild, .ofBaby]
    // Consent
    case .seeConsents: [.sleeper, .guardian]
    case .giveConsent: [.adult, .guardian]
    case .withdrawConsent: [.anyone]
    case .unlockStep: [.adult, .ofTeen]
    case .planWeek: [.adult, .teen, .guardian]
    // People
    case .seeFamily: [.grownFamily, .owner]
    case .addPerson: [.owner]
    case .changePerson: [.adult, .guardian, .owner]
    case .changeNeeds: [.adult, .guardian]
    case .changeAge: [.adult, .guardian, .ownerOfMinor]
    case .nameGuardian: [.guardian, .ownerOfMinor]
    case .erasePerson: [.adult, .guardian, .ownerOfGuest]
    case .exportData: [.adult, .teen, .guardian]
    case .importData: [.adult, .teen, .guardian]
    // Signing in
    case .manageSessions: [.oneself]
    case .changeSignIn: [.oneself]
    case .manageSessionsOfOthers: [.guardian, .owner]
    case .makeInvitation: [.ofNewTeen, .ofChild, .ownerOfNewcomer]
    // The house
    case .useWorkbench: [.engineer]
    case .publishProgram: [.engineer, .owner]
    case .managePods, .changeSettings, .seeAudit, .backUp, .restore: [.owner]
    case .seeMetrics: [.engineer, .owner]
    }
  }

  /// What asks that somebody has signed in within the last ten minutes, so that a phone or a tablet that
  /// was left open does not do it.
  public static func needsFreshSignIn(_ act: Act) -> Bool {
    switch act {
    case .giveConsent, .unlockStep, .changeAge, .nameGuardian, .erasePerson, .exportData, .changeSignIn,
      .manageSessionsOfOthers, .makeInvitation, .restore, .publishProgram:
      true
    default: false
    }
  }

  /// Whether an act is about someone: then it is never allowed without saying whom.
  public static func isAboutSomeone(_ act: Act) -> Bool { !granted(act).isDisjoint(with: .towardsSomeone) }

  private static func reason(_ act: Act, _ actor: Actor, _ subject: Subject?) -> HouseRefusal.Why {
    switch actor.session {
    case .nobody: return .notSignedIn
    case .device: return .device
    case .person: break
    }
    if subject == nil, isAboutSomeone(act) { return .aboutNobody }
    if subject?.id == actor.id { return actor.age == nil ? .ageUnknown : .notAtThisAge }
    if act == .makeInvitation, subject?.canSignIn == true { return .canSignIn }
    return .notTheirs
  }
}

/// Whether somebody may.
public enum Verdict: Sendable, Hashable {
  /// They may.
  case allowed
  /// They may not.
  case refused(HouseRefusal)

  /// Whether they may.
  public var isAllowed: Bool { self == .allowed }
}
