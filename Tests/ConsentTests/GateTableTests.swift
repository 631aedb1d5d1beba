import Consent
import PublicRecord
import SleepCore
import Testing

/// Every small household there can be, one after the other.
@Suite struct GateTableTests {
  enum Paper: CaseIterable {
    case none, live, ranOut, tomorrow, otherVersion, otherPurpose, withdrawn, allWithdrawn, withdrawnLater,
      forged
  }
  enum Giver: CaseIterable { case sleeper, guardian, formerGuardian }

  struct Case {
    let age: AgeGroup
    let paper: Paper
    let giver: Giver
    let answers: [NightAnswer]
    let isPermitted: Bool
  }

  /// All sequences of at most three answers by anyone.
  static func sequences(_ house: House) -> [[NightAnswer]] {
    let words =
      [house.sleeper, house.guardian].flatMap { [house.answer($0, true), house.answer($0, false)] }
      + [house.answer(house.stranger, true), house.answer(house.sleeper, true, night: House.night - 1)]
    var all: [[NightAnswer]] = [[]]
    var last = all
    for _ in 0..<3 {
      last = last.flatMap { sequence in words.map { sequence + [$0] } }
      all += last
    }
    return all
  }

  static func entries(_ house: House, _ paper: Paper, _ giver: PersonID) throws -> [ConsentEntry] {
    let live = try house.receipt(from: giver)
    switch paper {
    case .none: return []
    case .live: return [.receipt(live)]
    case .ranOut: return [.receipt(try house.receipt(from: giver, issued: -90 * 86_400))]
    case .tomorrow: return [.receipt(try house.receipt(from: giver, issued: 1))]
    case .otherVersion:
      return [.receipt(try house.receipt(from: giver, program: House.program(version: "0.9.0")))]
    case .otherPurpose: return [.receipt(try house.receipt(from: giver, purpose: .sharing))]
    case .withdrawn:
      let withdrawal = Withdrawal(sleeper: house.sleeper, receipt: live.id, at: UTCTime(seconds: 0))
      return [.withdrawal(withdrawal), .receipt(live)]
    case .allWithdrawn:
      return [.withdrawal(Withdrawal(sleeper: house.sleeper, at: live.terms.issued)), .receipt(live)]
    case .withdrawnLater:
      // The clock stood wrong, and the withdrawal seems older than the consent.
      return [.receipt(live), .withdrawal(Withdrawal(sleeper: house.sleeper, at: UTCTime(seconds: 0)))]
    case .forged:
      // Somebody else's signature under the giver's name.
      let name = giver.keyName
      let thief = try SignerKey(name: name, kind: .ed25519, seed: [UInt8](repeating: 9, count: 32))
      return [.receipt(try ConsentReceipt(live.terms, signedBy: thief))]
    }
  }

  static func forEachCase(_ body: (Case) throws -> Void) throws {
    let house = try House()
    let sequences = sequences(house)
    for giver in Giver.allCases {
      let person = [Giver.sleeper: house.sleeper, .guardian: house.guardian][giver] ?? house.other
      for paper in Paper.allCases {
        let entries = try entries(house, paper, person)
        for answers in sequences {
          let state = ConsentState(
            guardians: [house.guardian], keys: house.keys, entries: entries, answers: answers)
          for age in AgeGroup.allCases {
            let refusal = refusal { () throws(ConsentRefusal) in
              try ConsentGate.decide(house.request(age), state: state, now: House.now)
            }
            try body(
              Case(age: age, paper: paper, giver: giver, answers: answers, isPermitted: refusal == nil))
          }
        }
      }
    }
  }

  /// The rule told a second time, as a small machine that hears one answer after the other.
  static func mayRun(_ one: Case, _ house: House) -> Bool {
    let needed: Giver = one.age == .adult ? .sleeper : .guardian
    guard one.paper == .live, one.giver == needed else { return false }
    var (child, parent, isStopped) = (false, false, false)
    for answer in one.answers where answer.night == House.night {
      let isChild = answer.by == house.sleeper
      guard isChild || (answer.by == house.guardian && one.age != .adult) else { continue }
      if !answer.isYes {
        (child, parent, isStopped) = (false, false, true)
      } else if isChild {
        child = true
      } else {
        parent = true
      }
    }
    switch one.age {
    case .adult: return child || !isStopped
    case .teen, .child: return child && (parent || !isStopped)
    case .underThree:
      // Nobody under three is asked; after a no, a guardian must say yes anew.
      return parent || !isStopped
    }
  }

  @Test("over every small household: a program runs exactly where the rule lets it")
  func table() throws {
    let house = try House()
    var (cases, permitted) = (0, 0)
    try Self.forEachCase { one in
      cases += 1
      if one.isPermitted { permitted += 1 }
      #expect(one.isPermitted == Self.mayRun(one, house), "\(one)")
    }
    #expect(cases == 3 * 10 * 259 * 4 && permitted > 200, "\(cases) cases, \(permitted) permitted")
  }

  @Test("a child or teen never starts on one yes: not on a guardian's alone, not on their own alone")
  func neverOnOneYes() throws {
    let house = try House()
    try Self.forEachCase { one in
      guard one.age == .child || one.age == .teen else { return }
      let tonight = one.answers.filter { $0.night == House.night }
      let childSaysYes = tonight.contains { $0.by == house.sleeper && $0.isYes }
      let guardianConsents = one.giver == .guardian && one.paper == .live
      if !childSaysYes || !guardianConsents { #expect(!one.isPermitted, "\(one)") }
    }
  }

  @Test("whoever says no last, child or guardian, has stopped it")
  func eitherStops() throws {
    let house = try House()
    try Self.forEachCase { one in
      let counting = one.age == .adult ? [house.sleeper] : [house.sleeper, house.guardian]
      let last = one.answers.last { $0.night == House.night && counting.contains($0.by) }
      if last?.isYes == false { #expect(!one.isPermitted, "\(one)") }
    }
  }
}
