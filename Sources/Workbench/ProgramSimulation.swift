internal import Night
public import ProgramKernel
public import Programs
internal import SleepCore
internal import VirtualSleeper

/// Many nights of a proved program, and what came out of each beside what was proved and what is allowed.
public struct ProgramSimulation: Sendable {
  /// Whose nights they are.
  public enum Senses: String, Sendable, Hashable, CaseIterable {
    /// Virtual sleepers, a seed each, whose stages are known as they are.
    case sleepers
    /// Senses that do what they can to let most out.
    case hostile

    /// What they are called in a result.
    public var name: String { self == .hostile ? "hostile" : "virtual sleepers" }
  }

  /// What was simulated.
  public let verified: VerifiedProgram
  /// Whose nights they were.
  public let senses: Senses
  /// How many nights there were; fewer than asked for where it was stopped.
  public let nights: Int
  /// For each of the program's bounds what every night came to, in the unit of the fact; nights without any
  /// are left out.
  public let readings: [[Int64]]
  /// The seconds that each scene ran, in every night that came to it, by its name.
  public let secondsByScene: [String: [Int64]]

  /// The names of the scenes that any night came to, in the order of the program, each once.
  public var scenes: [String] {
    var seen: Set<String> = []
    return verified.program.scenes.map(\.name).filter {
      secondsByScene[$0] != nil && seen.insert($0).inserted
    }
  }

  /// Runs nights one after the other.
  ///
  /// - Parameters:
  ///   - verified: what runs.
  ///   - nights: how many nights.
  ///   - seed: the seed of the first night; the next has the next.
  ///   - senses: whose nights they are.
  ///   - goesOn: told after every night how many there were; where it says no, that was the last.
  /// - Complexity: some milliseconds a night.
  public init(
    _ verified: VerifiedProgram, nights: Int, seed: UInt64 = 1, senses: Senses = .sleepers,
    goesOn: (Int) -> Bool = { _ in true }
  ) {
    var readings = verified.bounds.map { _ in [Int64]() }
    var seconds: [String: [Int64]] = [:]
    var done = 0
    for night in 0..<UInt64(max(nights, 0)) {
      let simulation =
        senses == .hostile
        ? Self.hostileNight(verified, seed &+ night) : Self.sleeperNight(verified, seed &+ night)
      for (i, fact) in verified.bounds.enumerated() {
        if let reading = simulation.meter.reading(of: fact, nightsAWeek: verified.program.nightsAWeek) {
          readings[i].append(reading)
        }
      }
      for (scene, time) in simulation.secondsByScene { seconds[scene, default: []].append(Int64(time)) }
      done += 1
      if !goesOn(done) { break }
    }
    self.verified = verified
    self.senses = senses
    self.nights = done
    self.readings = readings
    secondsByScene = seconds
  }

  /// A night of senses that do what they can.
  public static func hostileNight(_ verified: VerifiedProgram, _ seed: UInt64) -> NightSimulation {
    var night = NightSimulation(ProgramEngine(verified))
    var senses = HostileSenses(verified.program, seed: seed)
    for _ in 0..<86_400 where !night.engine.isOver { night.second(senses.next()) }
    for _ in 0..<60 { night.second(senses.next()) }
    return night
  }

  /// A virtual sleeper's night: the stages are known as they are, and wake time is five minutes before its
  /// end.
  public static func sleeperNight(_ verified: VerifiedProgram, _ seed: UInt64) -> NightSimulation {
    let sleeper = VirtualSleeper(seed: seed)
    let epoch = Int(Hypnogram.aasmEpoch.seconds)
    let stages = sleeper.trueHypnogram.stages
    let wakeAt = NightConfiguration.usualWakeTime(for: sleeper.description)
    var night = NightSimulation(ProgramEngine(verified))
    for second in 1...max(stages.count * epoch, 1) {
      let stage = stages[min(second / epoch, stages.count - 1)]
      let wakeIn = wakeAt.map { $0 - NightTime(seconds: second) }
      night.second(
        SleepCore.Senses(stage: stage, sure: stage, isPresent: true, isDark: true, wakeIn: wakeIn))
    }
    return night
  }
}

extension ProgramSimulation {
  /// The least, the median (of an even number the upper) and the most of some values; `nil` where there are
  /// none.
  public static func three(_ values: [Int64]) -> (least: Int64, median: Int64, most: Int64)? {
    let sorted = values.sorted()
    guard let first = sorted.first, let last = sorted.last else { return nil }
    return (first, sorted[sorted.count / 2], last)
  }

  /// The result in lines, as `luma program simulate` prints it under its headline.
  public var lines: [String] {
    var lines = ["  what came out: least, median, most over the nights; what was proved; what is allowed"]
    for (fact, values) in zip(verified.bounds, readings) where values.contains(where: { $0 != 0 }) {
      guard let three = Self.three(values) else { continue }
      let words = [three.least, three.median, three.most].map { fact.with($0).valueText }
      lines.append("  \(fact.limit): \(words.joined(separator: ", ")); \(fact.valueText); \(fact.boundText)")
    }
    lines.append("  time in each scene, median of the nights that came to it:")
    for name in verified.program.scenes.map(\.name) {
      guard let times = secondsByScene[name], let three = Self.three(times) else { continue }
      lines.append(
        "  \(name): \(NightTime(seconds: Int(three.median))), on \(times.count) of \(nights) nights")
    }
    return lines
  }

  /// The result as one JSON object, as `luma program simulate --json` prints it.
  public var json: String {
    var json = JSONText()
    json.add("program", verified.program.name)
    json.add("age", verified.limits.age.rawValue)
    json.add("nights", nights)
    json.add("senses", senses.name)
    json.add(
      "readings", json: "[" + zip(verified.bounds, readings).map(Self.json).joined(separator: ",") + "]")
    let times = verified.program.scenes.map(\.name).compactMap { name in
      secondsByScene[name].map { Self.json(name, $0) }
    }
    json.add("scenes", json: "[" + times.joined(separator: ",") + "]")
    return json.text
  }

  private static func json(_ fact: Fact, _ values: [Int64]) -> String {
    let three = three(values)
    var json = JSONText()
    json.add("limit", fact.limit)
    json.add("unit", fact.unitName)
    json.add("least", three.map { Int($0.least) })
    json.add("median", three.map { Int($0.median) })
    json.add("most", three.map { Int($0.most) })
    json.add("proved", Int(fact.value))
    json.add("allowed", Int(fact.bound))
    return json.text
  }

  private static func json(_ name: String, _ seconds: [Int64]) -> String {
    var json = JSONText()
    json.add("scene", name)
    json.add("nights", seconds.count)
    json.add("median_s", three(seconds).map { Int($0.median) })
    return json.text
  }
}
