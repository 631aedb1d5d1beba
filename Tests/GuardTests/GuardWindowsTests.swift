import Guard
import SleepCore
import TestKit
import Testing

@Suite("no window of exposure holds a unit more than its limit, and none is refused a unit before it")
struct GuardWindowsTests {
  private let level = SoundLevel.dBA(20)
  private var second: Int64 { level.secondOfExposure }

  /// Limits of which each window can be the first that is full, and sound that may begin at once.
  private func limits() throws -> SafetyLimits {
    try changedLimits(["steady-sound-asleep": [30, 55], "bed-rise": [0], "alarm-rise": [0]])
  }

  /// Whether a second at the level, and one more, fit after what was spent before.
  private func fits(
    _ recent: [(secondsAgo: Int, dose: Int64)], week: Int64 = 0, awake: Bool = false
  ) throws -> Bool {
    let earlier = EarlierSpending(
      week: SoundDose(picoPascalSquaredSeconds: week),
      recent: recent.map {
        .init(secondsAgo: $0.secondsAgo, dose: SoundDose(picoPascalSquaredSeconds: $0.dose))
      })
    var asker = Asker(try limits(), earlier: earlier)
    let (allowed, withheld) = asker.ask(rain: level.dBA, awake: awake)
    #expect(allowed.beds == .silence || allowed.beds[.rain] == level)
    #expect((allowed.beds == .silence) == (withheld != nil))
    return allowed.beds != .silence
  }

  @Test(
    "a minute, an hour and eight hours, to the second and to the unit", arguments: [60, 3600, 28_800])
  func windows(seconds: Int) throws {
    let most = SoundDose(level: .dBA(55), over: .seconds(seconds)).picoPascalSquaredSeconds
    // What is as old as the window has left it; what leaves it with the next second makes room for that one.
    #expect(try fits([(seconds, most)]))
    #expect(try fits([(seconds - 1, most - second)]))
    #expect(try !fits([(seconds - 1, most - second + 1)]))
    #expect(try fits([(seconds - 2, most - 2 * second)]))
    #expect(try !fits([(seconds - 2, most - 2 * second + 1)]))
    // What was spent in this very second, or is said to come, counts as well; and nothing gives room back.
    #expect(try !fits([(0, most)]))
    #expect(try fits([(seconds - 2, most - 2 * second), (1, -1000)]))
    #expect(try !fits([(seconds - 2, most - 2 * second + 1), (1, -1000)]))
    // The waking is not held back by it.
    #expect(try fits([(1, most)], awake: true))
  }

  @Test("a week, to the unit, by whoever knows more of it, also for the waking", arguments: [false, true])
  func week(awake: Bool) throws {
    let most = try limits().weeklyDose.picoPascalSquaredSeconds
    #expect(try fits([], week: most - 2 * second, awake: awake))
    #expect(try !fits([], week: most - 2 * second + 1, awake: awake))
    // What was heard in the last hours is part of the week, and not counted twice.
    #expect(try fits([(28_799, 1000)], week: most - 2 * second, awake: awake))
    #expect(try !fits([(28_799, 1000)], week: most - 2 * second + 1, awake: awake))
    #expect(try fits([(28_799, most - 2 * second)], awake: true))
    #expect(try !fits([(28_799, most - 2 * second + 1)], awake: true))
  }

  @Test("a pulse may use up the week to its last unit")
  func lastPulse() throws {
    let limits = try limits()
    let pulse = Pulse(onset: .start, level: .dBA(45), length: span(50), rise: span(5))
    for over in 0..<2 {
      let week = limits.weeklyDose - pulse.dose + SoundDose(picoPascalSquaredSeconds: Int64(over))
      var asker = Asker(limits, earlier: EarlierSpending(week: week))
      #expect((asker.guarded.pulse(pulse, at: asker.moment()).allowed == nil) == (over == 1))
    }
  }

  @Test("the level of the last minute is that of a steady sound, and falls as it ends")
  func lastMinute() throws {
    var asker = Asker(try limits())
    for _ in 0..<200 { _ = asker.ask(rain: 40) }
    #expect(asker.guarded.lastMinute == .dBA(40))
    for _ in 0..<30 { _ = asker.ask() }
    #expect(asker.guarded.lastMinute < .dBA(37.2) && asker.guarded.lastMinute > .dBA(36.9))
    for _ in 0..<31 { _ = asker.ask() }
    #expect(asker.guarded.lastMinute == .silence)
  }

  @Test("a bed without room goes by 6 dB a second, and is off below hearing; at once where that does not fit")
  func fades() throws {
    func levels(_ level: Double, room: Double) throws -> [SoundLevel] {
      let room = Int64(room * Double(SoundLevel.dBA(level).secondOfExposure))
      let week = try limits().weeklyDose - SoundDose(picoPascalSquaredSeconds: room)
      var asker = Asker(try limits(), earlier: EarlierSpending(week: week))
      return (0..<12).map { _ in asker.ask(rain: level).allowed.beds[.rain] }
    }
    func dBA(_ numbers: [Double]) -> [SoundLevel] {
      numbers.map { .dBA($0) } + [SoundLevel](repeating: .silence, count: 12 - numbers.count)
    }
    #expect(try levels(42, room: 3.9) == dBA([42, 42, 36, 30, 24, 18, 12, 6, 0]))
    #expect(try levels(41.5, room: 3.9) == dBA([41.5, 41.5, 35.5, 29.5, 23.5, 17.5, 11.5, 5.5]))
    #expect(try levels(40, room: 2) == dBA([40]))
  }
}

@Suite("beds come up as fast as the limits say, and are lowered by no more than they must")
struct GuardBedsTests {
  @Test("from silence a bed comes in a second as high as the straight fade to the highest level is by then")
  func firstSecond() throws {
    // The highest level over the allowed seconds, and a thousandth for rounding.
    for (age, wish, first) in [
      (AgeGroup.adult, 28.0, 27.501), (.teen, 26, 25.001), (.child, 12, 9.001), (.underThree, 12, 9.001),
    ] {
      var asker = try Asker(age)
      #expect(asker.ask(rain: wish).allowed.beds[.rain] == .dBA(first), "\(age)")
      // What is under hearing counts as its threshold.
      var whisper = try Asker(age)
      #expect(whisper.ask(rain: -3).allowed.beds[.rain] == .dBA(-3))
      #expect(whisper.ask(rain: wish).allowed.beds[.rain] == .dBA(first), "\(age)")
    }
    var waking = try Asker()
    #expect(waking.ask(rain: 3, awake: true).allowed.beds[.rain] == .dBA(2.001))
    var slow = Asker(try changedLimits(["bed-rise": [3000]]))
    #expect(slow.ask(rain: 20).allowed.beds[.rain] == .dBA(18.334))
    var atOnce = Asker(try changedLimits(["bed-rise": [0]]))
    #expect(atOnce.ask(rain: 40).allowed.beds[.rain] == .dBA(40))
  }

  @Test("beds that are too loud together are lowered alike, and a thousandth less would be too much")
  func lowered() throws {
    let limits = try changedLimits(["bed-rise": [0]])
    for seed in 0..<UInt64(tries(200, soak: 20_000)) {
      var random = SeededRandom(seed: seed)
      let most: SoundLevel = seed.isMultiple(of: 2) ? limits.windDownSound : .dBA(25)
      var asker = Asker(limits)
      _ = asker.ask()
      if most < limits.windDownSound {
        let speech = Gesture.speech("s", level: .dBA(31), length: .seconds(9))
        #expect(asker.give(speech).allowed == speech)
      }
      var wish = Ambience.nothing
      for kind in Soundscape.allCases where random.uniform() < 0.7 {
        wish.beds[kind] = .dBA(random.uniform() < 0.2 ? -random.uniform() * 50 : 20 + random.uniform() * 90)
      }
      let moment = OutputGuard.Moment(
        time: NightTime(seconds: 1), mayBeAsleep: true, isAfterWakeTime: false)
      let (allowed, withheld) = asker.guarded.second(wish, at: moment)
      let bound = most.secondOfExposure
      guard wish.beds.secondOfExposure > bound else {
        #expect(allowed == wish && withheld == nil)
        continue
      }
      #expect(withheld != nil && allowed.beds.secondOfExposure <= bound, "seed \(seed)")
      #expect(allowed.beds.changed(byMilliDecibels: 1).secondOfExposure > bound, "seed \(seed)")
      let loudest = Soundscape.allCases.max { wish.beds[$0] < wish.beds[$1] } ?? .rain
      let change = allowed.beds[loudest].milliDecibels - wish.beds[loudest].milliDecibels
      #expect(allowed.beds == wish.beds.changed(byMilliDecibels: change), "seed \(seed)")
    }
  }

  @Test("a bed at its ceiling is let through without a word, and one above it comes to it exactly")
  func atCeiling() throws {
    for (rain, awake) in [(55.0, false), (60, true)] {
      var asker = Asker(try changedLimits(["bed-rise": [0], "alarm-rise": [0]]))
      #expect(asker.ask(rain: rain, awake: awake).withheld == nil)
      let (allowed, withheld) = asker.ask(rain: 1e9, awake: awake)
      #expect(allowed.beds[.rain] == .dBA(rain) && withheld != nil)
    }
  }
}
