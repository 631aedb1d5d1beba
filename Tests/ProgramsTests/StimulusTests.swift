import ProgramKernel
import Programs
import SleepCore
import Testing

@Suite("what stimulates keeps to its series")
struct StimulusTests {
  @Test("an onset keeps its distance, its trains, its pauses and its count")
  func series() throws {
    var night = try Running([
      Built.scene(
        stimuli: Built.pulses(30_000, apart: 1500, train: 3, pause: 4000, most: 8), hold: 60, then: 1),
      Built.end(),
    ])
    night.step()
    night.step()
    var onsets: [Int] = []
    for half in 0..<60 {
      let at = NightTime(ticks: NightTime(seconds: 1).ticks + Int64(half) * 5_000_000)
      if night.engine.mayPulse(at: at) {
        #expect(night.engine.pulses(at: at)?.level.milliDecibels == 30_000)
        night.engine.countPulse(at: at)
        onsets.append(half * 500)
      }
    }
    #expect(onsets == [0, 1500, 3000, 7000, 8500, 10_000, 14_000, 15_500])
    #expect(night.engine.pulses(at: NightTime(seconds: 40)) == nil)
  }

  @Test("nothing comes before the levels are reached")
  func holding() throws {
    var night = try Running([
      Built.scene(
        beds: [Built.bed(.rain, 20_000, over: 6)], stimuli: Built.pulses(30_000, most: 8), hold: 60, then: 1),
      Built.end(),
    ])
    for second in 0..<10 {
      night.step(Senses(sure: .n3))
      let time = NightTime(seconds: second)
      #expect(night.engine.isHolding(at: time) == (second >= 6))
      #expect(night.engine.mayPulse(at: time) == (second >= 6))
      #expect(night.engine.isStimulating(at: time) == (second >= 6))
    }
  }

  @Test("counts begin anew in every scene")
  func countsAnew() throws {
    var night = try Running([
      Built.scene(stimuli: Built.pulses(30_000, most: 2), hold: 5, then: 1),
      Built.scene("next", stimuli: Built.pulses(30_000, most: 3), hold: 5, then: 2), Built.end(),
    ])
    var counts: [String: Int] = [:]
    for second in 0..<30 {
      night.step()
      let time = NightTime(seconds: second)
      while night.engine.mayPulse(at: NightTime(ticks: time.ticks)) {
        night.engine.countPulse(at: time)
        counts[night.engine.sceneName, default: 0] += 1
      }
    }
    #expect(counts == ["scene": 2, "next": 3])
  }

  @Test("cues come in their stages, one after another, with their words in turn")
  func speech() throws {
    var night = try Running([
      Built.scene(
        letGo: 3, stimuli: Built.speech(40_000, length: 2, stages: [.rem], apart: 4, most: 3), hold: 60,
        then: 1),
      Built.end(),
    ])
    func words(_ step: ProgramEngine.Step) -> String {
      guard case .speech(let text, let level, let length) = step.speech else { return "" }
      #expect(level.milliDecibels == 40_000 && length == .seconds(2))
      return text
    }
    #expect(night.steps(6, Senses(stage: .rem, sure: .wake), words) == ["", "", "", "", "", ""])
    #expect(
      night.steps(14, Senses(sure: .rem), words) == [
        "one", "", "", "", "two", "", "", "", "one", "", "", "", "", "",
      ])
  }

  @Test("touches and flashes come in their stages and keep to their series")
  func touchesAndFlashes() throws {
    let touch = Built.touch(200, apart: 3, most: 2)
    let flashes = Built.flashes(2, milli: 700, apart: 2, most: 3)
    var night = try Running([
      Built.scene(stimuli: .init(touch: touch.touch, flashes: flashes.flashes), hold: 60, then: 1),
      Built.end(),
    ])
    #expect(
      night.steps(4, Senses(sure: .n3)) { $0.touch == nil && $0.flashes == nil } == [true, true, true, true])
    let steps = night.steps(9, Senses(sure: .rem)) { $0 }
    #expect(steps.indices.filter { steps[$0].touch != nil } == [0, 3])
    #expect(steps.indices.filter { steps[$0].flashes != nil } == [0, 2, 4])
    #expect(steps[0].touch == .touch(Share(perMille: 200), length: .seconds(1)))
    #expect(steps[0].flashes == .flashes(2, level: Illuminance(millilux: 700), length: .milliseconds(50)))
  }

  @Test("a burst of scent lasts its time, comes again after its distance, and ends with its count")
  func bursts() throws {
    var night = try Running([
      Built.scene(stimuli: Built.scent(burst: 3, apart: 5, most: 2, onlyAwake: false), hold: 60, then: 1),
      Built.end(),
    ])
    #expect(night.steps(3) { $0.wish.scent.perMille } == [0, 0, 0])
    // Any sure stage begins one; it goes on when the stage does not.
    #expect(night.steps(1, Senses(sure: .n2)) { $0.wish.scent.perMille } == [300])
    #expect(night.steps(4) { $0.wish.scent.perMille } == [300, 300, 0, 0])
    #expect(night.steps(8, Senses(sure: .n2)) { $0.wish.scent.perMille } == [300, 300, 300, 0, 0, 0, 0, 0])
  }

  @Test("a burst for the awake ends when they are not, and does not come back for the rest of it")
  func burstsAwake() throws {
    var night = try Running([
      Built.scene(stimuli: Built.scent(burst: 4, apart: 6, most: 3), hold: 60, then: 1), Built.end(),
    ])
    let stages: [SleepStage] = [.n2, .n2, .wake, .wake, .n1, .wake, .wake, .wake, .wake, .n2]
    #expect(
      stages.map { night.step(Senses(sure: $0)).wish.scent.perMille } == [
        0, 0, 300, 300, 0, 300, 0, 0, 300, 0,
      ])
  }

  @Test("scent comes only while a scene holds its levels, and ends with it")
  func scentEnds() throws {
    var night = try Running([
      Built.scene(letGo: 4, stimuli: Built.scent(burst: 30, apart: 40, most: 3), hold: 3, then: 1),
      Built.end(),
    ])
    #expect(
      night.steps(9, Senses(sure: .wake)) { $0.wish.scent.perMille } == [0, 0, 0, 0, 300, 300, 300, 0, 0])
  }
}
