import Consent
import ProgramKernel
import SleepCore
import Testing

@Suite struct PeopleTests {
  @Test("nobody is held older than they are")
  func age() throws {
    let month = try #require(BirthMonth("2013-11"))
    func group(_ day: String) -> AgeGroup? { UTCTime.day(named: day).map(Age.born(month).group) }
    #expect(group("2013-11-02") == .underThree && group("2012-01-01") == .underThree)
    #expect(group("2016-11-30") == .underThree && group("2016-12-01") == .child)
    #expect(group("2026-11-30") == .child && group("2026-12-01") == .teen)
    #expect(group("2031-11-30") == .teen && group("2031-12-01") == .adult)
    #expect(month.description == "2013-11")
    for text in ["2013-13", "2013-00", "13-11", "2013/11", "2013-1é", "", "2013-11-01", "1899-12"] {
      #expect(BirthMonth(text) == nil)
    }
  }

  @Test("an identifier is 32 digits and nothing else")
  func identifier() {
    let id = PersonID.new()
    #expect(PersonID(id.description) == id && id != .new() && id.keyName.hasSuffix(id.description))
    for text in ["", "abc", String(repeating: "G", count: 32), String(repeating: "a", count: 33)] {
      #expect(PersonID(text) == nil)
    }
  }

  @Test("an audiogram holds what audiometers measure")
  func hearing() throws {
    _ = try HearingCurve(left: [1000: 20, 8000: -10], right: [:])
    #expect(throws: ConsentError.self) { try HearingCurve(left: [:], right: [1001: 20]) }
    #expect(throws: ConsentError.self) { try HearingCurve(left: [1000: 121], right: [:]) }
  }

  @Test("a new sleeper has sound; each further step needs three nights and is opened by who may")
  func unlocking() throws {
    let house = try House()
    let sleeper = Sleeper(id: house.sleeper, age: .stated(.adult))
    var steps: [UnlockStep] = []
    #expect(StagedUnlocking.open(steps, for: sleeper.id) == .sound)
    func take(_ stage: UnlockStage, by: PersonID, nights: Int, age: AgeGroup = .adult) -> ConsentRefusal? {
      do throws(ConsentRefusal) {
        steps.append(
          try StagedUnlocking.step(
            to: stage, by: by, for: Sleeper(id: house.sleeper, age: .stated(age)),
            guardians: [house.guardian],
            steps: steps, nightsAtStage: nights, day: House.night))
        return nil
      } catch {
        return error
      }
    }
    #expect(take(.pulses, by: house.sleeper, nights: 2)?.code == "too-few-nights")
    #expect(take(.dreamscapes, by: house.sleeper, nights: 9)?.code == "locked")
    #expect(take(.pulses, by: house.guardian, nights: 9)?.code == "not-their-step")
    #expect(take(.pulses, by: house.sleeper, nights: 3) == nil)
    #expect(take(.pulses, by: house.sleeper, nights: 3)?.code == "locked")
    #expect(take(.dreamscapes, by: house.sleeper, nights: 3, age: .teen)?.code == "not-their-step")
    #expect(take(.dreamscapes, by: house.guardian, nights: 3, age: .teen) == nil)
    #expect(take(.trials, by: house.guardian, nights: 3, age: .child)?.code == "too-young")
    #expect(take(.trials, by: house.sleeper, nights: 3) == nil)
    #expect(StagedUnlocking.open(steps, for: sleeper.id) == .trials)
    #expect(
      StagedUnlocking.open(Array(steps.dropFirst()), for: sleeper.id) == .sound, "a skipped step opens none")
  }

  @Test("what a program can do is read from what was compiled, scene by scene")
  func offer() {
    typealias Stimuli = CompiledProgram.Stimuli
    let series = CompiledProgram.Series(apart: .seconds(10), most: 1)
    func pulses(_ level: SoundLevel) -> Stimuli {
      Stimuli(
        pulses: .init(
          level: level, phaseMilliDegrees: 0, length: .milliseconds(50), rise: .milliseconds(5),
          minimumNanovolts: 40_000, series: series))
    }
    let light = Share(perMille: 100)
    let cases: [(Stimuli, Set<ProgramPower>)] = [
      (.init(), []), (pulses(.dBA(45)), [.pulses]), (pulses(.silence), [.pulses, .comparison]),
      (
        .init(
          speech: .init(texts: ["tree"], level: .dBA(40), length: .seconds(2), stages: [.n1], series: series)),
        [.speech]
      ),
      (.init(touch: .init(strength: light, length: .seconds(1), stages: [.n1], series: series)), [.touch]),
      (
        .init(
          flashes: .init(
            level: .lux(1), length: .milliseconds(20), stages: [.rem], perSecond: 1, series: series)),
        [.flashes]
      ),
      (
        .init(scent: .init(name: "rose", share: light, burst: .seconds(5), onlyAwake: true, series: series)),
        [.scent]
      ),
      (.init(warmth: .init(level: .skin, over: .seconds(60))), [.warmth]),
    ]
    for (stimuli, powers) in cases {
      for isDream in [false, true] {
        let program = CompiledProgram(
          name: "p", title: "P", version: "2.0.0", sourceHash: String(repeating: "b", count: 64),
          isDreamProgram: isDream,
          audience: .grown(
            [.teen, .adult], [.init(.init(name: "a")), .init(.init(name: "b"), stimuli: stimuli)]))
        let offer = ProgramOffer(program)
        #expect(offer.powers == (isDream ? powers.union([.dream]) : powers))
        #expect(
          offer.ages == [.teen, .adult] && offer.sha256 == program.sourceHash && offer.version == "2.0.0")
      }
    }
    let young = CompiledProgram(
      name: "y", title: "Y", version: "1", sourceHash: "", audience: .young([.child], [.init(name: "a")]))
    #expect(ProgramOffer(young).ages == [.child] && ProgramOffer(young).stage == .sound)
  }

  @Test("every power waits for its step", arguments: ProgramPower.allCases)
  func stages(_ power: ProgramPower) throws {
    let house = try House()
    for open in UnlockStage.allCases {
      let steps = UnlockStage.allCases.filter { $0 <= open }.map {
        UnlockStep(sleeper: house.sleeper, stage: $0, by: house.sleeper)
      }
      for door in Door.allCases {
        let refusal = refusal { () throws(ConsentRefusal) in
          try ConsentGate.admit(
            house.request(.adult, program: House.program(powers: [power])), at: door,
            state: ConsentState(steps: steps))
        }
        #expect((refusal == nil) == (door == .bring || power.stage <= open))
        if let refusal { #expect(refusal.why == .locked(needs: power.stage, open: open)) }
      }
    }
  }
}
