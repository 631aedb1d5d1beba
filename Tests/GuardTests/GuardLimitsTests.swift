import Guard
import SleepCore
import TestKit
import Testing

@Suite("every row of the limits table is enforced, at its number and not before")
struct GuardLimitsTests {
  @Test("a minute at its limit passes for ever, and a thousandth of a decibel more does not")
  func minute() throws {
    for (age, extra) in [(AgeGroup.adult, 0.0), (.adult, 0.001), (.child, 0), (.child, 0.001)] {
      var asker = try Asker(age)
      let level = asker.limits.soundMinute.dBA
      var withheld: [String] = []
      // Awake, and from a level that was reached slowly.
      for i in 0..<30 { _ = asker.ask(rain: level * Double(i) / 30, asleep: false) }
      for _ in 0..<200 {
        if let why = asker.ask(rain: level + extra, asleep: false).withheld?.why { withheld.append(why) }
      }
      #expect(withheld.isEmpty == (extra == 0), "\(age) \(extra): \(withheld.first ?? "")")
    }
  }

  @Test("a proved program's fade on a straight line in decibels is never held back")
  func straightFades() throws {
    for (age, level) in [(AgeGroup.adult, 40.0), (.teen, 35), (.child, 30), (.underThree, 30)] {
      var asker = try Asker(age)
      let seconds = Int(asker.limits.bedRise.seconds)
      for i in 1...seconds {
        let wish = level * Double(i) / Double(seconds)
        #expect(asker.ask(rain: wish).allowed.beds[.rain] == .dBA(wish))
      }
    }
  }

  @Test("under three the sound is off after an hour, to the second, and fades before")
  func soundTime() throws {
    var asker = try Asker(.underThree)
    var heard = 0
    for _ in 0..<4000 {
      let before = asker.guarded.dose
      _ = asker.ask(rain: 25)
      if asker.guarded.dose > before { heard += 1 }
    }
    #expect(heard == 3600)
    #expect(asker.guarded.spent.soundSeconds == 3600 && asker.ask().withheld == nil)
    #expect(asker.ask(rain: 25).withheld?.why == "sound-time")
    var child = try Asker(.child)
    for _ in 0..<4000 { _ = child.ask(rain: 25) }
    #expect(child.ask(rain: 25).allowed.beds[.rain] == .dBA(25))
  }

  @Test("a second that is asked for twice is counted once, and the last one is for falling silent")
  func lastSeconds() throws {
    var asker = try Asker(.underThree)
    for _ in 0..<3599 { #expect(asker.ask(rain: 20).withheld == nil) }
    // Asked once more in the same second, it still has the one to fall silent in.
    #expect(asker.ask(rain: 20, after: 0).withheld == nil)
    #expect(asker.guarded.spent.soundSeconds == 3599)
    var quiet = asker
    #expect(quiet.ask().withheld == nil && quiet.guarded.spent.soundSeconds == 3600)
    #expect(quiet.ask(rain: 20, after: 0).withheld?.why == "sound-time")
    #expect(asker.ask(rain: 20).withheld?.why == "sound-time" && asker.guarded.spent.soundSeconds == 3600)
  }

  @Test("seconds with sound are those that begin or end with it, and a second left out was silent")
  func soundSeconds() throws {
    var asker = try Asker()
    for _ in 0..<3 { _ = asker.ask() }
    for _ in 0..<5 { _ = asker.ask(rain: 40) }
    for _ in 0..<3 { _ = asker.ask() }
    #expect(asker.guarded.spent.soundSeconds == 6)
    for _ in 0..<3 { _ = asker.ask(rain: 40) }
    #expect(asker.ask(rain: 40).allowed.beds[.rain] == .dBA(40))
    #expect(asker.ask(rain: 40, after: 2).allowed.beds[.rain] < .dBA(34))
  }

  @Test("scent: a minute at a time, half an hour in an hour, an hour a night, and never asleep for the young")
  func scent() throws {
    var asker = try Asker()
    var on: [Int] = []
    var reasons: Set<String> = []
    for second in 0..<20_000 {
      let (allowed, withheld) = asker.ask(scent: 500)
      if allowed.scent > .none { on.append(second) }
      if let withheld { reasons.insert(withheld.why) }
    }
    #expect(Array(on.prefix(61)) == Array(0..<60) + [61])
    #expect(on.count { $0 < 3600 } == 1800)
    #expect(on.count == 3600)
    #expect(reasons == ["scent-burst", "scent-hour", "scent-night"])
    var teen = try Asker(.teen)
    #expect(teen.ask(scent: 500).withheld?.why == "scent-asleep")
    #expect(teen.ask(scent: 500, asleep: false).allowed.scent == Share(perMille: 500))
    var child = try Asker(.child)
    #expect(child.ask(scent: 500, asleep: false).allowed.scent == .none)
  }

  @Test("warmth rises by a degree in a minute and stops at its limit")
  func warmth() throws {
    for age in [AgeGroup.adult, .teen] {
      var asker = try Asker(age)
      var levels: [Int32] = []
      for _ in 0..<700 { levels.append(asker.ask(warmth: 60_000).allowed.warmth.milliCelsius) }
      #expect(levels[59] == 34_000 && levels[119] <= 35_000 && levels[119] >= 34_990)
      #expect(levels.last == asker.limits.warmth?.milliCelsius)
      // A straight line at the fastest rise passes as it is.
      var line = try Asker(age)
      for i in 1...120 {
        #expect(
          line.ask(warmth: 33_000 + Int32(i * 1000 / 60)).allowed.warmth.milliCelsius == 33_000
            + Int32(i * 1000 / 60))
      }
    }
    var child = try Asker(.child)
    #expect(child.ask(warmth: 40_000).allowed.warmth == .skin)
  }

  @Test("flashes: three in a second and no more, dim asleep, none below 18")
  func flashes() throws {
    func flash(_ count: Int, _ level: Double = 0.5) -> Gesture {
      .flashes(count, level: .lux(level), length: .milliseconds(20))
    }
    var asker = try Asker()
    _ = asker.ask()
    #expect(asker.give(flash(4)).allowed == nil)
    #expect(asker.give(flash(2)).allowed == flash(2))
    #expect(asker.give(flash(2)).allowed == nil)
    #expect(asker.give(flash(1, 50)).allowed == flash(1, 1))
    _ = asker.ask()
    #expect(asker.give(flash(3)).allowed == flash(3))
    var teen = try Asker(.teen)
    _ = teen.ask()
    #expect(teen.give(flash(1)).withheld?.why == "flashes-per-second")
  }

  @Test("touch is no stronger than allowed, and the young get nothing that stimulates")
  func touch() throws {
    func touch(_ strength: Int) -> Gesture { .touch(Share(perMille: strength), length: .milliseconds(300)) }
    for (age, most) in [(AgeGroup.adult, 300), (.teen, 200)] {
      var asker = try Asker(age)
      _ = asker.ask()
      #expect(asker.give(touch(most)).allowed == touch(most))
      #expect(asker.give(touch(most + 1)).allowed == touch(most))
    }
    for age in [AgeGroup.child, .underThree] {
      var asker = try Asker(age)
      _ = asker.ask()
      #expect(asker.give(touch(1), asleep: false).allowed == nil)
    }
  }

  @Test("speech is heard clearly or not at all, and asleep only by adults")
  func speech() throws {
    func say(_ level: Double) -> Gesture {
      .speech("you are dreaming", level: .dBA(level), length: .seconds(2))
    }
    func answer(_ level: Double, rain: Double?, _ age: AgeGroup = .adult, asleep: Bool = true) throws
      -> Gesture?
    {
      var asker = try Asker(age)
      for _ in 0..<40 { _ = asker.ask(rain: rain) }
      return asker.give(say(level), asleep: asleep).allowed
    }
    #expect(try answer(25, rain: nil) == say(25))
    #expect(try answer(24.999, rain: nil) == nil)
    #expect(try answer(36, rain: 30) == say(36))
    #expect(try answer(35.999, rain: 30) == nil)
    #expect(try answer(70, rain: nil) == say(55))
    #expect(try answer(40, rain: nil, .teen) == nil)
    #expect(try answer(40, rain: nil, .teen, asleep: false) == say(40))
    #expect(try answer(40, rain: nil, .child, asleep: false) == nil)
    // What comes up under it while it is said stays under it.
    var asker = try Asker()
    for _ in 0..<40 { _ = asker.ask(rain: 20) }
    #expect(asker.give(say(36)).allowed != nil)
    #expect(asker.ask(rain: 40).allowed.beds.total <= .dBA(30))
    for _ in 0..<5 { _ = asker.ask(rain: 40) }
    #expect(asker.ask(rain: 40).allowed.beds.total == .dBA(40))
  }

  @Test("a pulse and the beds under it are one event")
  func pulseOverBeds() throws {
    var asker = try Asker()
    for _ in 0..<40 { _ = asker.ask(rain: 40) }
    let wish = Pulse(
      onset: NightTime(seconds: asker.second), level: .dBA(55), length: .milliseconds(50),
      rise: .milliseconds(5))
    let (allowed, withheld) = asker.guarded.pulse(wish, at: asker.moment())
    let together = (allowed?.level.secondOfExposure ?? 0) + SoundLevel.dBA(40).secondOfExposure
    #expect(together <= SoundLevel.dBA(55).secondOfExposure && (allowed?.level ?? .silence) > .dBA(54.8))
    #expect(withheld?.why == "event-asleep")
  }

  @Test("a week's nights of stimulation and a night's time of it come to an end")
  func stimulation() throws {
    let touch = Gesture.touch(Share(perMille: 100), length: .milliseconds(300))
    for (age, nights) in [(AgeGroup.adult, 6), (.teen, 5)] {
      var full = try Asker(age, nights: nights)
      _ = full.ask()
      #expect(full.give(touch).withheld?.why == "stimulation-nights")
      var last = try Asker(age, nights: nights - 1)
      _ = last.ask()
      #expect(last.give(touch).allowed != nil)
    }
    var asker = try Asker()
    var given = 0
    for _ in 0..<15_000 {
      _ = asker.ask()
      if asker.give(touch).allowed != nil { given += 1 }
    }
    #expect(given == 240 * 60)
  }

  @Test(
    "the ceiling of every sample is that of an event asleep, of a wind-down awake, of an alarm after waking")
  func ceilings() throws {
    for (age, asleep, awake) in [
      (AgeGroup.adult, 55.0, 55.0), (.teen, 50, 50), (.child, 45, 45), (.underThree, 45, 45),
    ] {
      let asker = try Asker(age)
      #expect(asker.guarded.ceiling(at: asker.moment()) == .dBA(asleep))
      #expect(asker.guarded.ceiling(at: asker.moment(asleep: false)) == .dBA(awake))
      #expect(asker.guarded.ceiling(at: asker.moment(awake: true)) == .dBA(60))
    }
  }

  @Test("an ordinary second allocates nothing", .enabled(if: allocationsAreCounted))
  func allocatesNothing() throws {
    var asker = try Asker()
    for _ in 0..<60 { _ = asker.ask(rain: 40) }
    #expect(allocations { for _ in 0..<100 { _ = asker.ask(rain: 40) } } == 0)
  }
}
