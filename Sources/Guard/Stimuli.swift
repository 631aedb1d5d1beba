public import SleepCore

extension OutputGuard {
  /// Decides on a pulse, and enters its exposure in the ledger beforehand.
  ///
  /// - Returns: the pulse as it may sound, or `nil` and the limit that forbids it; both where it was only lowered.
  public mutating func pulse(_ wish: Pulse, at moment: Moment) -> (allowed: Pulse?, withheld: Withheld?) {
    func refuse(_ why: String) -> (Pulse?, Withheld?) {
      (nil, Withheld(what: "pulse", asked: "\(wish.level.dBA) dBA", allowed: "none", why: why))
    }
    guard let event = limits.eventAsleep?.absolute, limits.pulsesPerMinute > 0 else {
      return refuse("pulses-per-night: none for this age group")
    }
    guard !moment.isAfterWakeTime else { return refuse("the wake time has come") }
    guard wish.rise >= limits.pulseRise, wish.length <= .seconds(1), wish.length.ticks >= 2 * wish.rise.ticks
    else {
      return refuse("pulse-rise")
    }
    // Pulses go forward and are near: a count in a window means nothing for onsets in any order.
    guard wish.onset >= lastPulse, wish.onset >= moment.time - .seconds(1),
      wish.onset <= moment.time + Self.furthestPulse
    else { return refuse("a pulse out of its time") }
    // The oldest of the last n pulses leaves the window of a minute before an n + 1st may come.
    let slot = pulsesTonight % recentPulses.count
    guard wish.onset >= recentPulses[slot] + .minutes(1) else { return refuse("pulses-per-minute") }
    guard pulsesTonight < limits.pulsesPerNight else { return refuse("pulses-per-night") }
    if let why = stimulationRefused(at: moment) { return refuse(why) }
    // A pulse and the beds under it are one event.
    let room = SoundLevel(secondOfExposure: event.secondOfExposure - beds.secondOfExposure)
    guard !room.isSilent || wish.level.isSilent else { return refuse("event-asleep") }
    let allowed = Pulse(
      onset: wish.onset, level: min(wish.level, room), length: wish.length, rise: wish.rise)
    let cost = allowed.dose.picoPascalSquaredSeconds
    ledger.advance(to: moment.time.wholeSeconds)
    if let full = full(adding: cost, then: beds.secondOfExposure, at: moment) { return refuse(full) }
    recentPulses[slot] = wish.onset
    lastPulse = wish.onset
    pulsesTonight += 1
    ledger.enter(cost)
    countStimulation(at: moment)
    guard allowed.level < wish.level else { return (allowed, nil) }
    return (
      allowed,
      Withheld(
        what: "pulse", asked: "\(wish.level.dBA) dBA", allowed: "\(allowed.level.dBA) dBA",
        why: "event-asleep")
    )
  }

  /// Decides on something short besides pulses, at the beginning of the second, and enters what it costs beforehand.
  ///
  /// - Returns: the gesture as it may come, or `nil` and the limit that forbids it; both where it was only lowered.
  public mutating func gesture(_ wish: Gesture, at moment: Moment) -> (allowed: Gesture?, withheld: Withheld?)
  {
    if limits.age.isYoung { return (nil, Self.refusal(wish, "stimulated-time: none for this age group")) }
    if let why = stimulationRefused(at: moment) { return (nil, Self.refusal(wish, why)) }
    switch wish {
    case .speech(let words, let level, let length):
      return speech(words, level, length, at: moment)
    case .touch(let strength, let length):
      guard length > .zero, limits.touch > .none else { return (nil, Self.refusal(wish, "touch")) }
      countStimulation(at: moment)
      let allowed = Gesture.touch(min(strength, limits.touch), length: length)
      guard strength > limits.touch else { return (allowed, nil) }
      return (allowed, Self.lowered(wish, to: allowed, "touch"))
    case .flashes(let count, let level, let length):
      return flashes(count, level, length, at: moment)
    }
  }

  /// Speech is let through as it is or lowered to what is allowed, and never where it could hardly be heard.
  private mutating func speech(
    _ words: String, _ level: SoundLevel, _ length: NightTime.Span, at moment: Moment
  ) -> (Gesture?, Withheld?) {
    let wish = Gesture.speech(words, level: level, length: length)
    guard !moment.mayBeAsleep || limits.speechAsleep else {
      return (nil, Self.refusal(wish, "speech-asleep"))
    }
    guard length > .zero, moment.time >= speech.until else {
      return (nil, Self.refusal(wish, "speech out of its time"))
    }
    let most = SoundLevel(
      secondOfExposure: ceiling(at: moment).secondOfExposure - beds.secondOfExposure)
    let allowed = min(level, most)
    guard allowed >= limits.speechLevel else { return (nil, Self.refusal(wish, "speech-level")) }
    let under = SoundLevel(milliDecibels: allowed.milliDecibels - limits.speechAboveBeds)
    guard beds.secondOfExposure <= under.secondOfExposure || beds == .silence else {
      return (nil, Self.refusal(wish, "speech-above-beds"))
    }
    // What is said is charged like a pulse: its highest level for its whole length and the meter's memory.
    let cost = SoundDose(level: allowed, over: length + .milliseconds(125)).picoPascalSquaredSeconds
    ledger.advance(to: moment.time.wholeSeconds)
    if let full = full(adding: cost, then: beds.secondOfExposure, at: moment) {
      return (nil, Self.refusal(wish, full))
    }
    ledger.enter(cost)
    speech = (moment.time + length, allowed)
    countStimulation(at: moment)
    let result = Gesture.speech(words, level: allowed, length: length)
    return (result, allowed < level ? Self.lowered(wish, to: result, "event-asleep") : nil)
  }

  private mutating func flashes(
    _ count: Int, _ level: Illuminance, _ length: NightTime.Span, at moment: Moment
  ) -> (Gesture?, Withheld?) {
    let wish = Gesture.flashes(count, level: level, length: length)
    let second = moment.time.wholeSeconds
    let last = flashes ?? (second, 0)
    let before = last.second == second ? last.count : 0
    guard count > 0, second >= last.second, count <= limits.flashesPerSecond - before,
      // Flashes are spread over the second; each must be over before the next.
      length > .zero, length.ticks <= NightTime.ticksPerSecond / Int64(count)
    else { return (nil, Self.refusal(wish, "flashes-per-second")) }
    flashes = (second, before + count)
    countStimulation(at: moment)
    let (brightest, name) = brightest(at: moment)
    let allowed = Gesture.flashes(count, level: min(level, brightest), length: length)
    guard level > brightest else { return (allowed, nil) }
    return (allowed, Self.lowered(wish, to: allowed, name))
  }

  /// How far ahead a pulse may be asked for: the longest latency of a sound device, and some.
  private static let furthestPulse = NightTime.Span.seconds(10)

  private func stimulationRefused(at moment: Moment) -> String? {
    guard mayStimulate else { return "stimulation-nights" }
    guard moment.time.wholeSeconds > lastStimulated else { return nil }
    let seconds = Int64(stimulatedSeconds + 1) * NightTime.ticksPerSecond
    return seconds > limits.stimulatedTime.ticks ? "stimulated-time" : nil
  }

  private mutating func countStimulation(at moment: Moment) {
    guard moment.time.wholeSeconds > lastStimulated else { return }
    lastStimulated = moment.time.wholeSeconds
    stimulatedSeconds += 1
  }

  private static func words(_ gesture: Gesture) -> (what: String, amount: String) {
    switch gesture {
    case .speech(_, let level, _): ("speech", "\(level.dBA) dBA")
    case .touch(let strength, _): ("touch", "\(strength.perMille) per mille")
    case .flashes(let count, let level, _): ("flashes", "\(count) of \(level.lux) lx")
    }
  }

  private static func refusal(_ wish: Gesture, _ why: String) -> Withheld {
    Withheld(what: words(wish).what, asked: words(wish).amount, allowed: "none", why: why)
  }

  private static func lowered(_ wish: Gesture, to allowed: Gesture, _ why: String) -> Withheld {
    Withheld(what: words(wish).what, asked: words(wish).amount, allowed: words(allowed).amount, why: why)
  }
}
