import Guard
import SleepCore
import TestKit
import Testing

let someHash = String(repeating: "a", count: 64)

func span(_ milliseconds: Int) -> NightTime.Span { .milliseconds(milliseconds) }

func hello(_ age: AgeGroup = .adult, wakeAt: NightTime? = NightTime(seconds: 20_000)) -> GuardMessage.Hello {
  .init(age: age, limitsHash: someHash, certificateHash: someHash, wakeAt: wakeAt, seed: 1)
}

/// Counts on its own what a machine lets through, by time, from its actions alone.
struct IndependentCount {
  let limits: SafetyLimits
  /// Exposure by whole second of the guard's time, before and after waking alike.
  var energy: [Int: Int64] = [:]
  var wakingSeconds: Set<Int> = []
  var total: Int64 = 0
  var scent: Set<Int> = []
  var sounding: Set<Int> = []
  var pulses: [NightTime] = []
  var warmth: [Int: Int32] = [:]
  var until = NightTime.start
  var beds = BedLevels.silence
  /// The newest second that anything was let through for: what comes within it is counted there.
  var newest = 0

  init(limits: SafetyLimits) { self.limits = limits }

  mutating func play(_ second: GuardSecond, asleep: Bool, awake: Bool) {
    let number = second.starts.wholeSeconds
    #expect(second.starts >= until, "seconds follow each other")
    #expect(second.from == beds || second.from == .silence)
    until = second.starts + .seconds(1)
    newest = max(newest, number)
    beds = second.to.beds
    let amount = BedLevels.secondOfExposure(from: second.from, to: second.to.beds)
    energy[number, default: 0] += amount
    total += amount
    if awake { wakingSeconds.insert(number) } else if amount > 0 { sounding.insert(number) }
    let most = awake ? limits.alarm : limits.windDownSound
    #expect(second.to.beds.secondOfExposure <= most.secondOfExposure)
    let light = awake ? limits.lightWaking : asleep ? limits.lightAsleep : limits.lightBeforeBed
    #expect(second.to.light <= light)
    #expect(second.ceiling <= limits.alarm)
    if second.to.scent > .none {
      scent.insert(number)
      #expect(limits.scentAsleep || !asleep || awake)
    }
    #expect(second.to.warmth <= limits.warmth ?? .skin)
    warmth[number] = max(second.to.warmth, .skin).milliCelsius
  }

  mutating func pulse(_ pulse: Pulse, at now: NightTime) {
    #expect(pulse.rise >= limits.pulseRise)
    let event = limits.eventAsleep?.absolute.secondOfExposure ?? 0
    #expect(pulse.level.secondOfExposure + beds.secondOfExposure <= event)
    #expect(pulse.onset >= pulses.last ?? .start)
    pulses.append(pulse.onset)
    newest = max(newest, now.wholeSeconds)
    energy[newest, default: 0] += pulse.dose.picoPascalSquaredSeconds
    total += pulse.dose.picoPascalSquaredSeconds
  }

  /// Everything that only a whole night shows.
  func check() {
    #expect(total <= limits.weeklyDose.picoPascalSquaredSeconds)
    #expect(pulses.count <= limits.pulsesPerNight)
    for (i, onset) in pulses.enumerated() where i >= max(limits.pulsesPerMinute, 1) {
      #expect(onset - pulses[i - limits.pulsesPerMinute] >= .minutes(1))
    }
    #expect(Int64(sounding.count) * 10_000_000 <= limits.soundTime.ticks)
    #expect(Int64(scent.count) * 10_000_000 <= limits.scentPerNight.ticks)
    let firstWaking = wakingSeconds.min() ?? .max
    for (seconds, level) in [
      (60, limits.soundMinute), (3600, limits.windDownSound), (28_800, limits.steadySoundAsleep.absolute),
    ] {
      let most = SoundDose(level: level, over: .seconds(seconds)).picoPascalSquaredSeconds
      for window in windows(energy.filter { $0.key < firstWaking }, seconds) { #expect(window <= most) }
    }
    let scents = Dictionary(uniqueKeysWithValues: scent.map { ($0, Int64(1)) })
    for window in windows(scents, 3600) { #expect(window * 10_000_000 <= limits.scentPerHour.ticks) }
    for (second, level) in warmth {
      for j in 1...60 {
        guard let before = warmth[second - j] else { continue }
        #expect(Int(level - before) <= (limits.warmthRise * j + 59) / 60)
      }
    }
    for second in scent {
      var length = 1
      while length <= 3600, scent.contains(second - length) { length += 1 }
      #expect(Int64(length) * 10_000_000 <= limits.scentBurst.ticks)
    }
  }

  /// The sum of every window of some seconds that ends where there is something.
  private func windows(_ amounts: [Int: Int64], _ length: Int) -> [Int64] {
    let keys = amounts.keys.sorted()
    var (first, sum) = (0, Int64(0))
    return keys.map { key in
      sum += amounts[key] ?? 0
      while keys[first] <= key - length {
        sum -= amounts[keys[first]] ?? 0
        first += 1
      }
      return sum
    }
  }
}

@Suite("a runtime that says anything at any time exceeds no limit")
struct HostileRuntimeTests {
  private struct Attack {
    var random: SeededRandom
    let age: AgeGroup
    var now = NightTime.Span.zero
    var sequence: UInt64 = 0
    var night = NightTime.start
    var isLoud: Bool

    mutating func level() -> SoundLevel { .dBA(isLoud ? 30 + random.uniform() * 100 : random.uniform() * 60) }

    mutating func wish() -> Ambience {
      var wish = Ambience.nothing
      for kind in Soundscape.allCases where random.uniform() < 0.4 { wish.beds[kind] = level() }
      wish.light = .lux(random.uniform() * 500)
      wish.scent = Share(perMille: random.uniform() < 0.7 ? 500 : 0)
      wish.warmth = Temperature(milliCelsius: Int32(random.uniform() * 60_000))
      return wish
    }

    /// Mostly what a runtime might say, so that much gets through; now and then anything.
    mutating func message() -> GuardMessage {
      switch random.next() % 200 {
      case 0: return .bedExit
      case 1..<4: return .hello(hello(age))
      case 4..<60:
        let onset = night + span(Int(random.uniform() * 1500) - 100)
        return .pulse(
          Pulse(onset: onset, level: level(), length: span(Int(random.uniform() * 200)), rise: span(6)),
          decidedAt: night)
      case 60..<70:
        return .gesture(.speech("hello", level: level(), length: span(Int(random.uniform() * 5000))))
      case 70..<80: return .gesture(.touch(Share(perMille: Int(random.next() % 1000)), length: span(500)))
      case 80..<90:
        return .gesture(
          .flashes(Int(random.next() % 8), level: .lux(random.uniform() * 50), length: span(50)))
      default:
        sequence += random.uniform() < 0.95 ? 1 : 0
        night = night + .seconds(random.uniform() < 0.95 ? 1 : Int(random.next() % 5))
        return .lease(
          .init(
            sequence: sequence, time: night, wish: wish(), mayBeAsleep: random.uniform() < 0.5,
            isAfterWakeTime: night >= NightTime(seconds: 20_000),
            validFor: span(random.uniform() < 0.97 ? 1000 : Int(random.next() % 3000))))
      }
    }
  }

  /// Sends messages until the machine has had enough of it, and goes on with a new one that knows what was spent.
  private func attack(_ age: AgeGroup, seed: UInt64, messages: Int) throws {
    let limits = try SafetyLimitsTable.limits(for: age)
    var attack = Attack(random: SeededRandom(seed: seed), age: age, isLoud: seed.isMultiple(of: 2))
    var machine = GuardMachine(limitsHash: someHash, earlier: .nothing)
    var count = IndependentCount(limits: limits)
    var actions: [GuardMachine.Action] = []
    var (played, ramps, lease) = (0, 0, GuardMessage.Lease?.none)
    machine.receive(.hello(hello(age)), at: .zero, into: &actions)
    for _ in 0..<messages {
      let message = attack.message()
      if case .lease = message {
        attack.now = attack.now + span(Int(900 + attack.random.uniform() * 200))
      }
      if attack.random.uniform() < 0.01 {
        attack.now = attack.now + span(Int(attack.random.uniform() * 3000))
      }
      machine.tick(at: attack.now, into: &actions)
      // A hello in the middle of a night ends it; a new machine could not know this one's windows.
      if case .hello = message, machine.state != .silent { continue }
      machine.receive(message, at: attack.now, into: &actions)
      for action in actions {
        switch action {
        case .play(let second):
          played += 1
          // What was refused changed nothing of what is known of the sleeper.
          if case .lease(let sent) = message { lease = sent }
          let awake = lease?.isAfterWakeTime ?? false
          count.play(second, asleep: lease?.mayBeAsleep ?? true, awake: awake)
        case .pulse(let pulse, _): count.pulse(pulse, at: .start + attack.now)
        case .gesture(let gesture, let at, let cost):
          check(gesture, limits, lease, count.beds)
          count.newest = max(count.newest, at.wholeSeconds)
          count.energy[count.newest, default: 0] += cost.dose.picoPascalSquaredSeconds
          count.total += cost.dose.picoPascalSquaredSeconds
        case .ramp:
          ramps += 1
          count.beds = .silence
          count.until = .start + attack.now
        case .begin, .reply, .leave: break
        }
      }
      actions.removeAll(keepingCapacity: true)
    }
    count.check()
    #expect(played > messages / 20 && ramps > 0, "something came through, and something was stopped")
    #expect(!count.pulses.isEmpty || limits.pulsesPerMinute == 0 || messages < 1000)
  }

  private func check(
    _ gesture: Gesture, _ limits: SafetyLimits, _ lease: GuardMessage.Lease?, _ beds: BedLevels
  ) {
    #expect(!limits.age.isYoung)
    switch gesture {
    case .speech(_, let level, _):
      #expect(level >= limits.speechLevel)
      #expect(level.milliDecibels - beds.total.milliDecibels >= limits.speechAboveBeds)
      #expect(limits.speechAsleep || lease?.mayBeAsleep == false)
    case .touch(let strength, _): #expect(strength <= limits.touch)
    case .flashes(let count, let level, _):
      #expect(count <= limits.flashesPerSecond)
      #expect(level <= limits.lightWaking)
    }
  }

  @Test(
    "random and hostile messages, by a count of their effects that knows nothing of the guard",
    arguments: AgeGroup.allCases)
  func fuzzed(age: AgeGroup) throws {
    // 4 ages: 100,000 messages every day, 100,000,000 in a long campaign.
    for seed in 0..<tries(1, soak: 500) {
      try attack(age, seed: UInt64(seed), messages: tries(25_000, soak: 50_000))
    }
  }

  @Test("bytes that are no message never get anything out of it, and never end it in a trap")
  func bytes() throws {
    for seed in 0..<tries(300, soak: 300_000) {
      var random = SeededRandom(seed: UInt64(seed))
      var bytes = GuardFrames.encode(.hello(hello()))
      for i in 0..<6 {
        var wish = Ambience.nothing
        wish.beds[.rain] = .dBA(40)
        bytes += GuardFrames.encode(
          .lease(
            .init(
              sequence: UInt64(i + 1), time: NightTime(seconds: i), wish: wish, mayBeAsleep: true,
              isAfterWakeTime: false)))
      }
      let flipped = Int(random.next() % UInt64(bytes.count))
      bytes[flipped] ^= UInt8(truncatingIfNeeded: random.next() | 1)
      var reader = GuardFrameReader()
      var machine = GuardMachine(limitsHash: someHash, earlier: .nothing)
      var actions: [GuardMachine.Action] = []
      var now = NightTime.Span.zero
      var (used, isGarbled) = (0, false)
      while used < bytes.count, !isGarbled {
        let end = min(used + 1 + Int(random.next() % 40), bytes.count)
        reader.add(bytes[used..<end])
        used = end
        do throws(GarbledFrame) {
          while let message = try reader.nextMessage() {
            machine.receive(message, at: now, into: &actions)
            now = now + .seconds(1)
          }
        } catch {
          isGarbled = true
          machine.fail(error.problem, at: now, into: &actions)
        }
      }
      // Whatever bit was changed: it is found, or the frame it made too long is still being waited for.
      #expect(isGarbled || reader.isWithinFrame)
      now = now + .seconds(3)
      machine.tick(at: now, into: &actions)
      machine.tick(at: now + span(150), into: &actions)
      #expect(isGarbled ? machine.state == .faulted : machine.state != .sounding)
    }
  }
}
