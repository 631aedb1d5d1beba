import Consent
import SleepCore
import Testing

@Suite struct FreeNightTests {
  @Test(
    "what stimulates has as many nights of seven as it says; sound alone has all; older nights do not count")
  func freeNight() throws {
    let house = try House()
    for nights in 1...7 {
      let program = ProgramOffer(
        name: "rain", version: "1.0.0", sha256: House.program().sha256, ages: [.adult], powers: [.pulses],
        nightsAWeek: nights)
      let receipt = try house.receipt(from: house.sleeper, program: program)
      for seen in 0...6 {
        var state = ConsentState(keys: house.keys, entries: [.receipt(receipt)])
        state.steps = [UnlockStep(sleeper: house.sleeper, stage: .pulses, by: house.sleeper)]
        // The latest nights first; two older ones, tonight and one to come never count.
        state.stimulated = Set((0..<seen).map { House.night - 1 - $0 })
          .union([House.night - 7, House.night - 20, House.night, House.night + 1])
        let why = refusal { () throws(ConsentRefusal) in
          try ConsentGate.decide(house.request(.adult, program: program), state: state, now: House.now)
        }?.why
        #expect(why == (seen < nights ? nil : .weekIsFull(nights: nights)), "\(nights) a week, \(seen) seen")
        let quiet = House.program()
        let sound = refusal { () throws(ConsentRefusal) in
          try ConsentGate.decide(house.request(.adult, program: quiet), state: state, now: House.now)
        }
        #expect(sound == nil)
      }
    }
  }
}
