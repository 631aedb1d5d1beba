internal import Consent
internal import SleepCore

/// What somebody is to whom an act is about.
///
/// One person is often several of these.
struct Standing: OptionSet {
  let rawValue: UInt32

  /// Whoever there is, signed in or not.
  static let anyone = Standing(rawValue: 1 << 0)
  /// A tablet at a bed.
  static let tablet = Standing(rawValue: 1 << 1)
  /// The sleeper themself: 18 and over, 13 to 17, 3 to 12.
  static let adult = Standing(rawValue: 1 << 2)
  static let teen = Standing(rawValue: 1 << 3)
  static let child = Standing(rawValue: 1 << 4)
  /// A grown-up who answers for them: 13 to 17, 3 to 12, under 3.
  static let ofTeen = Standing(rawValue: 1 << 5)
  static let ofChild = Standing(rawValue: 1 << 6)
  static let ofBaby = Standing(rawValue: 1 << 7)
  /// The owner: of the house; towards someone who is not known to be an adult; towards someone who is a
  /// guest and nothing else; towards someone who has no way to sign in yet.
  static let owner = Standing(rawValue: 1 << 8)
  static let ownerOfMinor = Standing(rawValue: 1 << 9)
  static let ownerOfGuest = Standing(rawValue: 1 << 10)
  static let ownerOfNewcomer = Standing(rawValue: 1 << 11)
  /// Who answers for a teen who has no way to sign in yet.
  static let ofNewTeen = Standing(rawValue: 1 << 12)
  /// The engineer, who is no child.
  static let engineer = Standing(rawValue: 1 << 13)
  /// Someone who sleeps or answers for others here: of any age, and 13 and over.
  static let family = Standing(rawValue: 1 << 14)
  static let grownFamily = Standing(rawValue: 1 << 15)
  /// A guest.
  static let guest = Standing(rawValue: 1 << 16)
  /// Whoever is signed in, about themself.
  static let oneself = Standing(rawValue: 1 << 17)

  /// The sleeper, of any age at which they can sign in.
  static let sleeper: Standing = [.adult, .teen, .child]
  /// Whoever answers for the sleeper.
  static let guardian: Standing = [.ofTeen, .ofChild, .ofBaby]

  /// What nobody is without someone to be it to.
  static let towardsSomeone: Standing = [
    .sleeper, .guardian, .ownerOfMinor, .ownerOfGuest, .ownerOfNewcomer, .ofNewTeen, .oneself,
  ]

  /// All that somebody is to someone.
  ///
  /// An age that is not known is nobody's: neither an adult's rights nor a guardian's power come from it.
  /// A minor is no owner and no guardian.
  static func of(_ actor: Actor, _ subject: Subject?) -> Standing {
    var all: Standing = .anyone
    switch actor.session {
    case .nobody: return all
    case .device: return [all, .tablet]
    case .person: break
    }
    let isMinor = actor.age.map { $0 != .adult } ?? false
    let isYoung = actor.age?.isYoung ?? false
    if actor.roles.contains(.engineer), !isYoung { all.insert(.engineer) }
    if actor.roles.contains(.guest) { all.insert(.guest) }
    if !actor.roles.isDisjoint(with: [.sleeper, .guardian]) {
      all.insert(.family)
      if actor.age == .adult || actor.age == .teen { all.insert(.grownFamily) }
    }
    let isOwner = actor.isOwner && !isMinor
    if isOwner { all.insert(.owner) }
    guard let subject else { return all }
    if isOwner {
      if subject.age != .adult { all.insert(.ownerOfMinor) }
      if subject.roles.isSubset(of: [.guest]) { all.insert(.ownerOfGuest) }
      if !subject.canSignIn { all.insert(.ownerOfNewcomer) }
    }
    if subject.id == actor.id {
      all.insert(.oneself)
      switch actor.age {
      case .adult: all.insert(.adult)
      case .teen: all.insert(.teen)
      case .child: all.insert(.child)
      case .underThree, nil: break
      }
    } else if let id = actor.id, subject.guardians.contains(id), actor.roles.contains(.guardian),
      actor.age == .adult
    {
      switch subject.age {
      case .teen: all.formUnion(subject.canSignIn ? .ofTeen : [.ofTeen, .ofNewTeen])
      case .child: all.insert(.ofChild)
      case .underThree: all.insert(.ofBaby)
      case .adult, nil: break
      }
    }
    return all
  }
}
