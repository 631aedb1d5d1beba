public import ProgramKernel
public import Programs
public import SleepCore

/// The night of a refusal, second by second: what came out, and how the quantity grew that exceeds its limit.
///
/// The engine runs the refusal's trace once more, and a ``NightMeter`` reads it: nothing here knows the
/// proof.
public struct CounterexampleNight: Sendable {
  /// The limit, the worst that was computed, and the bound.
  public let fact: Fact
  /// For whom it is refused.
  public let age: AgeGroup
  /// The trace in lines, as a person can follow it.
  public let lines: [String]
  /// The scenes one after the other.
  public let scenes: [Stay]
  /// Every second from the beginning of the night.
  public let seconds: [Second]
  /// What the quantity came to at its worst, in the fact's unit.
  public let reached: Int64
  /// The first second in which the quantity is beyond its limit, as an index of ``seconds``.
  public let beyondAt: Int

  /// One stay in a scene.
  public struct Stay: Sendable, Hashable {
    /// The scene's name.
    public let name: String
    /// Its seconds, as indices of ``CounterexampleNight/seconds``.
    public let seconds: Range<Int>
  }

  /// What came out in one second.
  public struct Second: Sendable, Hashable {
    /// The level of all beds together, in thousandths of a dBA; silence where nothing sounds.
    public let beds: SoundLevel
    /// The light at the eye.
    public let light: Illuminance
    /// Pulses, cues, touches and flashes.
    public let events: Int
    /// The quantity of the limit, in the fact's unit; `nil` where nothing of the kind came.
    ///
    /// Of a window it is what the window that ends here holds; of a night, the sum so far; of a lowest value,
    /// the lowest so far; else this second's own.
    public let quantity: Int64?
  }

  /// The longest night that is drawn, in seconds: four days.
  public static let longest = 345_600

  /// Runs the night of a refusal; `nil` where no limit is in question, or where the night goes beyond it
  /// after ``longest`` only.
  ///
  /// - Parameters:
  ///   - refused: the refusal.
  ///   - program: what was refused.
  ///   - age: for whom.
  /// - Complexity: the night's seconds, some 0.2 µs each.
  public init?(_ refused: RefusedNight, program: CompiledProgram, age: AgeGroup) {
    guard let fact = refused.refusal.fact, let trace = refused.trace,
      let limits = try? SafetyLimitsTable.limits(for: age)
    else { return nil }
    var night = NightSimulation(ProgramEngine(scenes: program.scenes, limits: limits))
    var gauge = Gauge(fact, nightsAWeek: program.nightsAWeek)
    var seconds: [Second] = []
    seconds.reserveCapacity(min(trace.seconds, Self.longest) + 1)
    func note() {
      let step = night.last
      let events = [step.speech, step.touch, step.flashes].count { $0 != nil } + night.played.count
      seconds.append(
        Second(
          beds: step.wish.beds.total, light: step.wish.light, events: events,
          quantity: gauge.read(night.meter)))
    }
    note()
    run: for stretch in trace.stretches {
      for _ in 0..<stretch.seconds {
        guard seconds.count < Self.longest else { break run }
        night.second(stretch.senses)
        note()
      }
    }
    guard let (reached, beyondAt) = Self.worst(seconds, fact) else { return nil }
    var scenes: [Stay] = []
    var (name, began) = (program.scenes.first?.name ?? "", 0)
    for (time, change) in night.changes {
      // The first second goes by before the first scene begins, and stands at index 0.
      let at = min(max(time.wholeSeconds - 1, 0), seconds.count)
      if at > began { scenes.append(Stay(name: name, seconds: began..<at)) }
      (name, began) = (change.to, at)
    }
    if seconds.count > began { scenes.append(Stay(name: name, seconds: began..<seconds.count)) }
    self.fact = fact
    self.age = age
    lines = trace.lines
    self.scenes = scenes
    self.seconds = seconds
    self.reached = reached
    self.beyondAt = beyondAt
  }

  /// The worst second's quantity, and the first second that is beyond the limit.
  ///
  /// A lowest value, such as a rise, is only known where it has stopped growing: there the second counts from
  /// which on it stays what it came to.
  private static func worst(_ seconds: [Second], _ fact: Fact) -> (Int64, Int)? {
    let values = seconds.enumerated().compactMap { i, second in second.quantity.map { (i, $0) } }
    if fact.isAtLeast {
      guard let last = values.last, last.1 < fact.bound else { return nil }
      let before = values.last { $0.1 != last.1 }?.0 ?? -1
      return (last.1, values.first { $0.0 > before }?.0 ?? last.0)
    }
    guard let first = values.first(where: { $0.1 > fact.bound }) else { return nil }
    return (values.reduce(first.1) { max($0, $1.1) }, first.0)
  }

  /// Reads a fact's quantity off a meter after every second.
  private struct Gauge {
    let fact: Fact
    let nightsAWeek: Int
    private var amounts: [Int64] = []
    private var sum: Int64 = 0

    init(_ fact: Fact, nightsAWeek: Int) {
      self.fact = fact
      self.nightsAWeek = nightsAWeek
    }

    mutating func read(_ meter: NightMeter) -> Int64? {
      guard case .window(let window) = fact.moment else {
        return fact.isAtLeast
          ? meter.reading(of: fact, nightsAWeek: nightsAWeek)
          : meter.lastSecond(of: fact, nightsAWeek: nightsAWeek)
      }
      let amount = meter.lastSecond(of: fact, nightsAWeek: nightsAWeek) ?? 0
      amounts.append(amount)
      sum += amount
      if amounts.count > window.seconds { sum -= amounts[amounts.count - 1 - window.seconds] }
      return sum
    }
  }
}

extension CounterexampleNight {
  /// The night as JSON: scenes, and each series as `[second, value]` pairs where it changes, at most some
  /// 2000 each.
  ///
  /// Levels are in thousandths of a dBA (null for silence), light in millilux, the quantity in the unit of
  /// the fact.
  public var json: String {
    var json = JSONText()
    json.add("seconds", seconds.count)
    json.add("beyond_at", beyondAt)
    json.add("reached", Int(reached))
    let stays = scenes.map { stay in
      var one = JSONText()
      one.add("scene", stay.name)
      one.add("from", stay.seconds.lowerBound)
      one.add("to", stay.seconds.upperBound)
      return one.text
    }
    json.add("scenes", json: "[" + stays.joined(separator: ",") + "]")
    json.add("quantity", json: Self.pairs(seconds.map(\.quantity)))
    json.add(
      "beds_mdba",
      json: Self.pairs(seconds.map { $0.beds.isSilent ? nil : Int64($0.beds.milliDecibels) }))
    json.add("light_mlx", json: Self.pairs(seconds.map { Int64($0.light.millilux) }))
    json.add("events", json: Self.pairs(seconds.map { Int64($0.events) }))
    return json.text
  }

  private static func pairs(_ values: [Int64?]) -> String {
    "["
      + Thinned.changes(values, most: 2000).map { "[\($0.at),\($0.value.map(String.init) ?? "null")]" }
      .joined(separator: ",") + "]"
  }
}
