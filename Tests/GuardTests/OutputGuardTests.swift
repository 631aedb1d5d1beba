import Guard
import SleepCore
import TestKit
import Testing

@Suite("the guard lets nothing above a limit through, whatever is asked")
struct OutputGuardTests {
  private func ambience(_ levels: [Soundscape: Double], light: Double = 0) -> Ambience {
    var beds = BedLevels.silence
    for (kind, level) in levels { beds[kind] = .dBA(level) }
    return Ambience(beds: beds, light: .lux(light))
  }

  private func moment(_ second: Int, asleep: Bool = true, awake: Bool = false) -> OutputGuard.Moment {
    OutputGuard.Moment(time: NightTime(seconds: second), mayBeAsleep: asleep, isAfterWakeTime: awake)
  }

  @Test(
    "a night of random wishes stays inside every limit by an independent count", arguments: AgeGroup.allCases)
  func randomWishes(age: AgeGroup) throws {
    for seed in 0..<tries(1, soak: 200) { try randomNight(age, seed: UInt64(11 + seed)) }
  }

  private func randomNight(_ age: AgeGroup, seed: UInt64) throws {
    let limits = try SafetyLimitsTable.limits(for: age)
    var guarded = OutputGuard(limits: limits)
    var random = SeededRandom(seed: seed)
    var energy: [Double] = []
    var onsets: [NightTime] = []
    var previous = BedLevels.silence
    var total = 0.0
    for second in 0..<30_000 {
      var wish = Ambience.nothing
      for kind in Soundscape.allCases where random.uniform() < 0.5 {
        wish.beds[kind] = .dBA(random.uniform() * 110)
      }
      wish.light = .lux(random.uniform() * 500)
      let isAsleep = random.uniform() < 0.7
      let here = moment(second, asleep: isAsleep)
      let (allowed, _) = guarded.second(wish, at: here)
      #expect(allowed.beds.total <= limits.windDownSound)
      #expect(allowed.light <= (isAsleep ? limits.lightAsleep : limits.lightBeforeBed))
      for kind in Soundscape.allCases { #expect(allowed.beds[kind] <= max(wish.beds[kind], previous[kind])) }
      var sum = max(allowed.beds.meanSquarePressure, previous.meanSquarePressure)
      previous = allowed.beds
      for _ in 0..<3 {
        let at = NightTime(ticks: Int64(second) * 10_000_000 + Int64(random.uniform() * 1e7))
        let pulse = Pulse(
          onset: at, level: .dBA(random.uniform() * 100), length: .milliseconds(50), rise: .milliseconds(5))
        guard let sounded = guarded.pulse(pulse, at: here).allowed else { continue }
        #expect(sounded.level <= limits.eventAsleep?.absolute ?? .silence)
        onsets.append(sounded.onset)
        sum += Double(sounded.dose.picoPascalSquaredSeconds) * 1e-12
      }
      energy.append(sum)
      total += sum
    }
    let hour =
      energy.indices.dropFirst(3600).stride(by: 97).map { energy[($0 - 3600)..<$0].reduce(0, +) / 3600 }.max()
      ?? 0
    #expect(SoundLevel(meanSquarePressure: hour) <= .dBA(limits.windDownSound.dBA + 0.001))
    let eight = energy.prefix(28_800).reduce(0, +) / 28_800
    #expect(SoundLevel(meanSquarePressure: eight) <= .dBA(limits.steadySoundAsleep.absolute.dBA + 0.001))
    #expect(total / 3600 <= limits.weeklyDose.pascalSquaredHours)
    #expect(onsets.count <= limits.pulsesPerNight)
    #expect(onsets.isEmpty == (limits.pulsesPerMinute == 0))
    for (i, onset) in onsets.enumerated() where i >= limits.pulsesPerMinute {
      let minuteBefore = onsets[..<i].filter { onset - $0 < .minutes(1) && $0 <= onset }
      #expect(minuteBefore.count < limits.pulsesPerMinute)
    }
  }

  @Test("what is inside the limits passes unchanged")
  func unchanged() throws {
    var guarded = OutputGuard(limits: try SafetyLimitsTable.limits(for: .adult))
    for second in 0..<10 { _ = guarded.second(ambience([.rain: 40]), at: moment(second)) }
    let (allowed, withheld) = guarded.second(ambience([.rain: 40], light: 1), at: moment(10))
    #expect(allowed == ambience([.rain: 40], light: 1))
    #expect(withheld == nil)
  }

  @Test("no bed of sound jumps: it takes its two seconds")
  func rise() throws {
    var guarded = OutputGuard(limits: try SafetyLimitsTable.limits(for: .adult))
    let first = guarded.second(ambience([.rain: 40]), at: moment(0)).allowed.beds[.rain]
    #expect(abs(first.dBA - 33.98) < 0.01)
    #expect(guarded.second(ambience([.rain: 40]), at: moment(1)).allowed.beds[.rain] == .dBA(40))
  }

  @Test("eight hours at the limit for sleep are the end of sound until the window has moved on")
  func exhausted() throws {
    var guarded = OutputGuard(limits: try SafetyLimitsTable.limits(for: .child))
    var silentSince: Int?
    // Awake, 45 dBA are allowed; their energy uses up a night's budget of 30 dBA in a quarter of an hour.
    for second in 0..<2000 {
      let allowed = guarded.second(ambience([.rain: 45]), at: moment(second, asleep: false)).allowed
      if allowed.beds == .silence, second > 10, silentSince == nil { silentSince = second }
    }
    let since = try #require(silentSince)
    #expect((850...950).contains(since))
  }

  @Test("a pulse in the past, far ahead or before the last one does not come")
  func pulsesInTheirTime() throws {
    var guarded = OutputGuard(limits: try SafetyLimitsTable.limits(for: .adult))
    func ask(_ seconds: Double) -> Pulse? {
      let onset = NightTime(ticks: Int64(seconds * 1e7))
      return guarded.pulse(
        Pulse(onset: onset, level: .dBA(45), length: .milliseconds(50), rise: .milliseconds(5)),
        at: moment(100)
      ).allowed
    }
    #expect(ask(98) == nil)
    #expect(ask(111) == nil)
    #expect(ask(101) != nil)
    #expect(ask(100.5) == nil)
    #expect(ask(102) != nil)
  }

  @Test("what is refused or lowered is said, with the limit")
  func says() throws {
    var adult = OutputGuard(limits: try SafetyLimitsTable.limits(for: .adult))
    func pulse(_ level: Double, _ second: Int) -> Pulse {
      Pulse(
        onset: NightTime(seconds: second), level: .dBA(level), length: .milliseconds(50),
        rise: .milliseconds(5))
    }
    #expect(adult.pulse(pulse(60, 1), at: moment(1)).withheld?.why == "event-asleep")
    var refused: [String] = []
    for second in 2..<3000 {
      if let withheld = adult.pulse(pulse(45, second), at: moment(second)).withheld {
        refused.append(withheld.why)
      }
    }
    #expect(Set(refused) == ["pulses-per-night"] && refused.count == 2998 - 1499)
    for _ in 0..<3 { _ = adult.second(ambience([.rain: 70]), at: moment(3000)) }
    #expect(adult.second(ambience([.rain: 70]), at: moment(3001)).withheld?.why == "wind-down-sound")
    #expect(adult.second(ambience([:], light: 9), at: moment(3002)).withheld?.why == "light-asleep")
    var child = OutputGuard(limits: try SafetyLimitsTable.limits(for: .child))
    #expect(child.pulse(pulse(20, 1), at: moment(1)).withheld != nil)
  }

  @Test("light is at most 1 lx while the sleeper may be asleep, and grows only from the wake time")
  func light() throws {
    var guarded = OutputGuard(limits: try SafetyLimitsTable.limits(for: .adult))
    #expect(guarded.second(ambience([:], light: 100), at: moment(0)).allowed.light == .lux(1))
    #expect(guarded.second(ambience([:], light: 100), at: moment(1, asleep: false)).allowed.light == .lux(10))
    #expect(guarded.second(ambience([:], light: 100), at: moment(2, awake: true)).allowed.light == .lux(100))
  }

  @Test("the alarm is not silenced by a used-up night")
  func alarm() throws {
    var guarded = OutputGuard(limits: try SafetyLimitsTable.limits(for: .child))
    for second in 0..<2000 { _ = guarded.second(ambience([.rain: 45]), at: moment(second, asleep: false)) }
    var level = SoundLevel.silence
    for second in 2000..<2060 {
      level =
        guarded.second(ambience([.dawnChorus: 50]), at: moment(second, awake: true)).allowed.beds[.dawnChorus]
    }
    #expect(level == .dBA(50))
  }
}

extension Collection where Element == Int {
  /// Every `step`th element.
  fileprivate func stride(by step: Int) -> [Int] {
    enumerated().filter { $0.offset % step == 0 }.map(\.element)
  }
}
