import Consent
import PublicRecord
import SleepCore
import Testing

@Suite struct GateTests {
  @Test("a permission names what it rests on, and ends when the consent does")
  func permission() throws {
    let house = try House()
    let receipt = try house.receipt(from: house.sleeper, days: 30)
    let state = ConsentState(keys: house.keys, entries: [.receipt(receipt)])
    let permission = try ConsentGate.decide(house.request(.adult), state: state, now: House.now)
    #expect(permission.receipt == receipt.id && permission.giver == house.sleeper)
    #expect(permission.until == receipt.terms.expires && permission.program == House.program().sha256)
    let end = refusal { () throws(ConsentRefusal) in
      try ConsentGate.decide(house.request(.adult), state: state, now: receipt.terms.expires)
    }
    #expect(end?.why == .expired(receipt.terms.expires))
  }

  @Test("a new version voids the old consent, and says which was agreed to")
  func version() throws {
    let house = try House()
    let state = ConsentState(keys: house.keys, entries: [.receipt(try house.receipt(from: house.sleeper))])
    let refusal = refusal { () throws(ConsentRefusal) in
      try ConsentGate.decide(
        house.request(.adult, program: House.program(version: "1.0.1")), state: state, now: House.now)
    }
    #expect(refusal?.why == .otherVersion(agreed: "1.0.0", offered: "1.0.1"))
    #expect(refusal?.description.contains("rain") == true)
  }

  @Test("a yes for nights is none for a trial, and a trial needs its step")
  func purpose() throws {
    let house = try House()
    var state = ConsentState(keys: house.keys, entries: [.receipt(try house.receipt(from: house.sleeper))])
    func why() -> ConsentRefusal.Why? {
      refusal { () throws(ConsentRefusal) in
        try ConsentGate.decide(house.request(.adult, purpose: .trial), state: state, now: House.now)
      }?.why
    }
    #expect(why() == .locked(needs: .trials, open: .sound))
    state.steps = [.pulses, .dreamscapes, .trials].map {
      UnlockStep(sleeper: house.sleeper, stage: $0, by: house.sleeper)
    }
    #expect(why() == .noConsent(from: .sleeper))
    state.entries.append(.receipt(try house.receipt(from: house.sleeper, purpose: .trial)))
    #expect(why() == nil)
  }

  @Test("a program that is not for this age passes no door, whoever consents", arguments: AgeGroup.allCases)
  func age(_ age: AgeGroup) throws {
    let house = try House()
    let program = House.program(ages: Set(AgeGroup.allCases).subtracting([age]))
    let state = ConsentState(
      guardians: [house.guardian], keys: house.keys,
      entries: [
        .receipt(try house.receipt(from: house.sleeper, program: program)),
        .receipt(try house.receipt(from: house.guardian, program: program)),
      ],
      answers: [house.answer(house.sleeper, true), house.answer(house.guardian, true)])
    let request = house.request(age, program: program)
    for door in Door.allCases {
      let refusal = refusal { () throws(ConsentRefusal) in
        try ConsentGate.admit(request, at: door, state: state)
      }
      #expect(refusal?.code == "age")
    }
    let run = refusal { () throws(ConsentRefusal) in
      try ConsentGate.decide(request, state: state, now: House.now)
    }
    #expect(run?.code == "age")
  }

  @Test(
    "nothing that stimulates reaches a child, even if a program claims to be for one",
    arguments: ProgramPower.allCases, [AgeGroup.child, .underThree])
  func young(_ power: ProgramPower, _ age: AgeGroup) throws {
    let house = try House()
    let request = house.request(age, program: House.program(powers: [power]))
    let steps = UnlockStage.allCases.map { UnlockStep(sleeper: house.sleeper, stage: $0, by: house.guardian) }
    for door in Door.allCases {
      let refusal = refusal { () throws(ConsentRefusal) in
        try ConsentGate.admit(
          request, at: door, state: ConsentState(guardians: [house.guardian], steps: steps))
      }
      #expect(refusal?.code == "stimulates")
    }
  }

  @Test("what someone must be spared is refused with everything else in order")
  func sensitivity() throws {
    let house = try House()
    let steps = UnlockStage.allCases.map { UnlockStep(sleeper: house.sleeper, stage: $0, by: house.sleeper) }
    for one in Sensitivity.allCases {
      for power in ProgramPower.allCases {
        let sleeper = Sleeper(id: house.sleeper, age: .stated(.adult), sensitivities: [one])
        let request = NightRequest(
          sleeper: sleeper, program: House.program(powers: [power]), night: House.night)
        let refusal = refusal { () throws(ConsentRefusal) in
          try ConsentGate.admit(request, at: .choose, state: ConsentState(steps: steps))
        }
        #expect((refusal?.why == .sensitivity(one)) == one.forbids.contains(power))
      }
    }
  }

  @Test("a child without a guardian sleeps in silence, and is no guardian of their own")
  func noGuardian() throws {
    let house = try House()
    for guardians in [[], [house.sleeper]] {
      let state = ConsentState(
        guardians: guardians, keys: house.keys, entries: [.receipt(try house.receipt(from: house.sleeper))],
        answers: [house.answer(house.sleeper, true)])
      let refusal = refusal { () throws(ConsentRefusal) in
        try ConsentGate.decide(house.request(.child), state: state, now: House.now)
      }
      #expect(refusal?.why == .noGuardian(.child))
    }
  }

  @Test("who turns 18 is asked themself: a guardian's consent no longer carries")
  func birthday() throws {
    let house = try House()
    let month = try #require(BirthMonth("2008-11"))
    let state = ConsentState(
      guardians: [house.guardian], keys: house.keys,
      entries: [.receipt(try house.receipt(from: house.guardian))],
      answers: (0..<9).map { house.answer(house.sleeper, true, night: House.night + $0) })
    func why(_ night: Int) -> ConsentRefusal.Why? {
      refusal { () throws(ConsentRefusal) in
        try ConsentGate.decide(
          NightRequest(
            sleeper: Sleeper(id: house.sleeper, age: .born(month)), program: House.program(), night: night),
          state: state, now: House.now)
      }?.why
    }
    #expect(why(House.night) == nil)
    #expect(why(House.night + 6) == .noConsent(from: .sleeper))
  }
}
