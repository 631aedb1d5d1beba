public import ProgramKernel
public import SleepCore

/// Counts what an engine asks for, second by second, and says what it came to: the measure of the tests, of simulated
/// nights and of every trace that shows a refusal.
///
/// It knows neither proofs nor the kernel's graph: it adds up what came out.
public struct NightMeter: Sendable {
  /// Exposure, pulses (thousandths) and scent (ms) of every second before the wake time.
  private var exposure: [Int64] = []
  private var pulses: [Int64] = []
  private var scent: [Int64] = []
  private var total: Int64 = 0
  private var pulseTotal: Int64 = 0
  private var stimulated: Int64 = 0
  private var sounding: Int64 = 0
  private var lastSounding = 0
  private var seconds = 0
  private var highest = [Int64](repeating: .min, count: Extreme.allCases.count)
  /// The same of the last second alone.
  private var latest = [Int64](repeating: .min, count: Extreme.allCases.count)
  private var scentTotal: Int64 = 0
  private var before = Ambience.nothing
  private var entered = 0
  /// For each bed, the last second of this scene in which it got louder; 0 where it did not.
  private var lastRise = [Int](repeating: 0, count: Soundscape.allCases.count)
  private var scentRun: Int64 = 0
  private var warmthAtEntry = Temperature.skin
  private var isAfterWake = false

  /// What is kept as the highest of a night; lowest ones with their sign turned.
  private enum Extreme: Int, CaseIterable {
    case loudest, event, waking, light, lightAwake, lightWaking, warmth, warmthRise, touch, flashes
    case scentBurst, scentAsleep, speechAsleep, pulseRise, bedRise, alarmRise, speechLevel, speechAboveBeds
  }

  /// A meter at rest.
  public init() {}

  private mutating func note(_ extreme: Extreme, _ value: Int64) {
    if value > highest[extreme.rawValue] { highest[extreme.rawValue] = value }
    if value > latest[extreme.rawValue] { latest[extreme.rawValue] = value }
  }

  /// Takes the second that follows a step.
  ///
  /// - Parameters:
  ///   - step: what was asked for.
  ///   - played: the pulses that were decided on in that second.
  ///   - senses: what the step was decided on.
  ///   - engine: the engine after it.
  ///   - time: the beginning of the second.
  public mutating func take(
    _ step: ProgramEngine.Step, pulses played: [Pulse], senses: Senses, engine: ProgramEngine,
    at time: NightTime
  ) {
    let now = step.wish
    for i in latest.indices { latest[i] = .min }
    if step.change != nil {
      endRises(isCutOff: engine.isAfterWake && !isAfterWake)
      entered = seconds
    }
    let hasJustWoken = engine.isAfterWake && !isAfterWake
    if hasJustWoken { isAfterWake = true }
    let beds = BedLevels.secondOfExposure(from: before.beds, to: now.beds)
    var amount = beds
    var event: Int64 = 0
    for pulse in played {
      if !pulse.level.isSilent {
        amount += pulse.dose.picoPascalSquaredSeconds
        event = max(event, pulse.level.secondOfExposure)
      }
      note(.pulseRise, -pulse.rise.ticks / 10_000)
    }
    if case .speech(_, let level, let length) = step.speech {
      amount += SoundDose(level: level, over: length + .milliseconds(125)).picoPascalSquaredSeconds
      event = max(event, level.secondOfExposure)
      note(.speechLevel, -Int64(level.milliDecibels))
      note(.speechAsleep, senses.sure == .wake ? 0 : 1)
      let bed = SoundLevel(secondOfExposure: now.beds.secondOfExposure)
      if !bed.isSilent { note(.speechAboveBeds, Int64(bed.milliDecibels - level.milliDecibels)) }
    }
    if case .touch(let strength, _) = step.touch { note(.touch, Int64(strength.perMille)) }
    if case .flashes(let count, let level, _) = step.flashes {
      note(.flashes, Int64(count))
      note(.light, Int64(level.millilux))
    }
    total += amount
    pulseTotal += Int64(played.count) * 1000
    if engine.isStimulating(at: time) { stimulated += 1 }
    for kind in Soundscape.allCases where now.beds[kind] > max(before.beds[kind], .dBA(0)) {
      lastRise[Int(kind.rawValue)] = seconds + 1
    }
    if isAfterWake {
      // In the first second what sounded before still counts, but it was no alarm's.
      note(.waking, hasJustWoken ? now.beds.secondOfExposure : beds)
      note(.lightWaking, Int64(now.light.millilux))
    } else {
      note(.loudest, beds)
      if event > 0 { note(.event, beds + event) }
      note(senses.sure == .wake ? .lightAwake : .light, Int64(now.light.millilux))
      if amount > 0 || (engine.isHolding(at: time) && engine.asksForEvents) { sounding += 1 }
      exposure.append(amount)
      pulses.append(Int64(played.count) * 1000)
      scent.append(now.scent > .none ? 1000 : 0)
      scentTotal += now.scent > .none ? 1000 : 0
    }
    noteScent(now.scent, senses)
    note(.warmth, Int64(now.warmth.milliCelsius))
    noteWarmthRise(now.warmth, hasChanged: step.change != nil)
    before = now
    seconds += 1
    if !engine.isOver || !engine.isHolding(at: time) || now != .nothing { lastSounding = seconds }
  }

  /// A rise lasts from the scene's beginning to the last second in which the bed got louder; one that the wake time cut
  /// off does not count.
  private mutating func endRises(isCutOff: Bool) {
    for kind in lastRise.indices {
      if lastRise[kind] > entered, !(isCutOff && lastRise[kind] == seconds) {
        note(isAfterWake ? .alarmRise : .bedRise, -Int64(lastRise[kind] - entered) * 1000)
      }
      lastRise[kind] = 0
    }
  }

  /// The rise since the scene's beginning, as a minute's, rounded up: single seconds are too short for whole numbers.
  private mutating func noteWarmthRise(_ warmth: Temperature, hasChanged: Bool) {
    if hasChanged { warmthAtEntry = before.warmth }
    let rise = Int64(warmth.milliCelsius - warmthAtEntry.milliCelsius) * 60
    let elapsed = Int64(seconds + 1 - entered)
    note(.warmthRise, max((rise + elapsed - 1) / elapsed, 0))
  }

  private mutating func noteScent(_ scent: Share, _ senses: Senses) {
    scentRun = scent > .none ? scentRun + 1000 : 0
    note(.scentBurst, scentRun)
    if scent > .none { note(.scentAsleep, senses.sure == .wake ? 0 : 1) }
  }

  /// What the quantity of a fact came to, in the fact's own unit; `nil` where nothing of the kind came.
  public func reading(of fact: Fact, nightsAWeek: Int) -> Int64? {
    var ended = self
    ended.endRises(isCutOff: true)
    if case .window(let window) = fact.moment { return fullest(window) }
    if let (extremes, isTurned) = Self.extremes(of: fact.limit) {
      return Self.most(of: extremes, in: ended.highest, isTurned: isTurned)
    }
    switch fact.limit {
    case "weekly-dose": return total * Int64(nightsAWeek)
    case "pulses-per-night": return pulseTotal
    case "scent-night": return scentTotal
    case "stimulated-time": return stimulated * 1000
    case "sound-time": return sounding * 1000
    case "longest-night": return Int64(lastSounding) * 1000
    case "stimulation-nights": return stimulated > 0 ? Int64(nightsAWeek) : 0
    default: return nil
    }
  }

  /// What the last second alone brought of a fact's quantity, for whoever draws a night; `nil` where nothing of the kind
  /// came in it.
  ///
  /// Of a window it is the amount that the second added, in the unit of the window's emission; of what has a highest or
  /// a lowest value, that second's own; of a sum over the night, the sum so far.
  public func lastSecond(of fact: Fact, nightsAWeek: Int) -> Int64? {
    if case .window(let window) = fact.moment { return isAfterWake ? 0 : amounts(window).last }
    guard let (extremes, isTurned) = Self.extremes(of: fact.limit) else {
      return reading(of: fact, nightsAWeek: nightsAWeek)
    }
    return Self.most(of: extremes, in: latest, isTurned: isTurned)
  }

  /// What a limit is about, where it is about a highest or lowest value, and whether its sign is turned.
  private static func extremes(of limit: String) -> (extremes: [Extreme], isTurned: Bool)? {
    switch limit {
    // The loudest second: a limit on events, and where none may come on the beds of sound.
    case "event-asleep", "wind-down-sound": ([.loudest, .event], false)
    case "light-asleep": ([.light], false)
    case "light-before-bed": ([.lightAwake], false)
    case "light-waking": ([.lightWaking], false)
    case "alarm": ([.waking], false)
    case "warmth": ([.warmth], false)
    case "warmth-rise": ([.warmthRise], false)
    case "touch": ([.touch], false)
    case "flashes-per-second": ([.flashes], false)
    case "scent-burst": ([.scentBurst], false)
    case "scent-asleep": ([.scentAsleep], false)
    case "speech-asleep": ([.speechAsleep], false)
    case "pulse-rise": ([.pulseRise], true)
    case "bed-rise": ([.bedRise], true)
    case "alarm-rise": ([.alarmRise], true)
    case "speech-level": ([.speechLevel], true)
    case "speech-above-beds": ([.speechAboveBeds], true)
    default: nil
    }
  }

  private static func most(of extremes: [Extreme], in values: [Int64], isTurned: Bool) -> Int64? {
    let most = extremes.reduce(Int64.min) { max($0, values[$1.rawValue]) }
    return most == .min ? nil : isTurned ? -most : most
  }

  private func amounts(_ window: Window) -> [Int64] {
    switch window {
    case .soundMinute, .soundHour, .soundNight: exposure
    case .pulsesMinute: pulses
    case .scentHour: scent
    }
  }

  /// The most that any window of a length held, in the unit of its emission.
  public func fullest(_ window: Window) -> Int64 {
    Self.fullest(amounts(window), seconds: window.seconds)
  }

  /// The highest sum of so many neighbours.
  static func fullest(_ amounts: [Int64], seconds: Int) -> Int64 {
    var sum: Int64 = 0
    var most: Int64 = 0
    for (i, amount) in amounts.enumerated() {
      sum += amount
      if i >= seconds { sum -= amounts[i - seconds] }
      most = max(most, sum)
    }
    return most
  }
}
