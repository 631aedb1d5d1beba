internal import SleepCore

extension GuardMachine {
  mutating func greet(_ hello: GuardMessage.Hello, at now: NightTime.Span, into actions: inout [Action]) {
    guard state == .silent else {
      if state == .stopped || state == .faulted {
        return refuse("hello", "the guard is \(state.rawValue); it must be started again", &actions)
      }
      return fail("a hello came in the middle of a night", at: now, into: &actions)
    }
    guard hello.protocolVersion == GuardMessage.protocolVersion else {
      return fail("the runtime speaks protocol \(hello.protocolVersion)", at: now, into: &actions)
    }
    guard hello.limitsHash == limitsHash else {
      return fail("the runtime knows another limits table", at: now, into: &actions)
    }
    var known = earlier
    known.week = max(known.week, hello.weekDose)
    known.stimulationNights = max(known.stimulationNights, hello.stimulationNights)
    if let before = self.hello {
      // What was spent stays spent; nobody becomes another sleeper between two hellos.
      guard before.age == hello.age else {
        return fail("the sleeper's age changed within a night", at: now, into: &actions)
      }
    } else {
      guard let limits = try? SafetyLimitsTable.limits(for: hello.age) else {
        return fail("the limits table cannot be read", at: now, into: &actions)
      }
      decide = OutputGuard(limits: limits, earlier: known)
    }
    self.hello = hello
    last = nil
    arm()
    actions.append(.begin(hello))
    actions.append(.reply(.ready(protocolVersion: GuardMessage.protocolVersion, week: known.week)))
  }

  mutating func grant(_ lease: GuardMessage.Lease, at now: NightTime.Span, into actions: inout [Action]) {
    guard state == .armed || state == .sounding, let hello, let limits = decide?.limits else {
      return refuse("lease", "the guard is \(state.rawValue)", &actions)
    }
    guard lease.validFor > .zero, lease.validFor <= .seconds(1) else {
      return refuse("lease", "a lease holds for a second at most", &actions)
    }
    guard lease.time.ticks % NightTime.ticksPerSecond == 0 else {
      return refuse("lease", "a lease is for a whole second", &actions)
    }
    if let last {
      guard lease.sequence > last.lease.sequence, lease.time > last.lease.time else {
        return refuse("lease", "it is out of order", &actions)
      }
      let late = (last.lease.time + (now - last.at)) - lease.time
      guard late <= limits.sensorAge else { return refuse("lease", "it is too old", &actions) }
      guard late >= .zero - limits.sensorAge else {
        return refuse("lease", "it is from the future", &actions)
      }
    }
    let waiting = playedUntil - now
    guard state == .armed || waiting <= Self.furthest else {
      return refuse("lease", "it comes too early", &actions)
    }

    if state == .armed { playedUntil = now + Self.lead }
    last = (lease, now)
    deadline = now + lease.validFor + Self.lead
    // Without a wake time there is no waking, whatever a lease says.
    let isAfterWakeTime = lease.isAfterWakeTime && hello.wakeAt != nil
    if state == .sounding, waiting < Self.least {
      play(allowed, lease, isAfterWakeTime, into: &actions)
    }
    let withheld = play(lease.wish, lease, isAfterWakeTime, into: &actions)
    sound()
    actions.append(.reply(.granted(sequence: lease.sequence, allowed, dose: spent.dose)))
    if let withheld { actions.append(.reply(.withheld(withheld))) }
  }

  /// Decides on a second that follows what is played already.
  @discardableResult
  private mutating func play(
    _ wish: Ambience, _ lease: GuardMessage.Lease, _ isAfterWakeTime: Bool, into actions: inout [Action]
  ) -> OutputGuard.Withheld? {
    let starts = NightTime.start + playedUntil
    let moment = OutputGuard.Moment(
      time: NightTime(seconds: starts.wholeSeconds), mayBeAsleep: lease.mayBeAsleep,
      isAfterWakeTime: isAfterWakeTime)
    let (from, before) = (allowed.beds, spent)
    guard let (granted, withheld) = decide?.second(wish, at: moment),
      let ceiling = decide?.ceiling(at: moment)
    else { return nil }
    allowed = granted
    actions.append(
      .play(
        GuardSecond(starts: starts, from: from, to: granted, ceiling: ceiling, cost: spent - before)))
    playedUntil = playedUntil + .seconds(1)
    return withheld
  }

  mutating func grant(
    _ pulse: Pulse, decidedAt: NightTime, at now: NightTime.Span, into actions: inout [Action]
  ) {
    guard state == .sounding, let last else {
      return refuse("pulse", "the guard is \(state.rawValue)", &actions)
    }
    let ahead = pulse.onset - decidedAt
    guard ahead >= .zero, ahead <= Self.furthestPulse else {
      return refuse("pulse", "a pulse out of its time", &actions)
    }
    let wish = Pulse(
      onset: NightTime.start + now + ahead, level: pulse.level, length: pulse.length, rise: pulse.rise)
    let before = spent
    let moment = moment(now, last.lease)
    guard let (allowed, withheld) = decide?.pulse(wish, at: moment) else { return }
    if let allowed { actions.append(.pulse(allowed, cost: spent - before)) }
    if let withheld { actions.append(.reply(.withheld(withheld))) }
  }

  mutating func grant(_ gesture: Gesture, into actions: inout [Action]) {
    guard state == .sounding, let last else {
      return refuse("gesture", "the guard is \(state.rawValue)", &actions)
    }
    // A gesture belongs to the beginning of the second that was granted last.
    let starts = NightTime.start + playedUntil - .seconds(1)
    let before = spent
    let moment = moment(starts - .start, last.lease)
    guard let (allowed, withheld) = decide?.gesture(gesture, at: moment) else { return }
    if let allowed { actions.append(.gesture(allowed, at: starts, cost: spent - before)) }
    if let withheld { actions.append(.reply(.withheld(withheld))) }
  }

  private func moment(_ now: NightTime.Span, _ lease: GuardMessage.Lease) -> OutputGuard.Moment {
    OutputGuard.Moment(
      time: NightTime(seconds: (NightTime.start + now).wholeSeconds), mayBeAsleep: lease.mayBeAsleep,
      isAfterWakeTime: lease.isAfterWakeTime && hello?.wakeAt != nil)
  }

  private func refuse(_ what: String, _ why: String, _ actions: inout [Action]) {
    actions.append(
      .reply(.withheld(OutputGuard.Withheld(what: what, asked: what, allowed: "none", why: why))))
  }
}
