internal import Foundation
public import SleepCore

/// A moment as Apple Health writes it, `2026-03-29 23:05:10 +0100`.
struct HealthMoment: Sendable, Hashable {
  /// Seconds since 1970 by the clock as written.
  let local: Double
  /// Seconds since 1970, UTC.
  let utc: Double
  var night: Int? { CivilSeconds.night(local) }

  init(local: Double, utc: Double) {
    self.local = local
    self.utc = utc
  }

  init?(_ bytes: [UInt8]?) {
    guard let bytes, let moment = CivilSeconds.parse(bytes[...]) else { return nil }
    self.init(local: moment.local, utc: moment.local - Double(moment.zone ?? 0))
  }

  /// The moment of a clock's reading such as `11:58:43,45 PM` or `23:58:43.45` in the hours after this one.
  func at(clock text: [UInt8]) -> HealthMoment? {
    let parts = text.split { !(48...57).contains($0) }
      .compactMap { Int(String(decoding: $0.prefix(2), as: UTF8.self)) }
    guard (3...4).contains(parts.count), parts[0] < 24, parts[1] < 60, parts[2] < 61 else { return nil }
    var hour = parts[0]
    let letters = text.filter { (65...90).contains($0) || (97...122).contains($0) }.map { $0 & 0xDF }
    if letters.elementsEqual("PM".utf8), hour < 12 { hour += 12 }
    if letters.elementsEqual("AM".utf8), hour == 12 { hour = 0 }
    let ofDay =
      Double(hour * 3600 + parts[1] * 60 + parts[2]) + (parts.count == 4 ? Double(parts[3]) / 100 : 0)
    let midnight = (local / CivilSeconds.day).rounded(.down) * CivilSeconds.day
    var moment = midnight + ofDay
    // A beat may be told with less precision than its record, but never lies hours before it.
    if moment < local - 43_200 { moment += CivilSeconds.day }
    return HealthMoment(local: moment, utc: utc + moment - local)
  }
}

/// A value with its moments.
struct HealthSample: Sendable, Hashable {
  let start: HealthMoment
  let end: HealthMoment
  let value: Double

  /// The seconds from the first to the last of some samples.
  static func span(_ samples: [HealthSample]) -> Double {
    guard let first = samples.map(\.start.utc).min(), let last = samples.map(\.start.utc).max() else {
      return 0
    }
    return last - first
  }
}

/// What the device itself says of the sleep.
struct HealthSleep: Sendable, Hashable {
  enum Kind: Sendable { case inBed, asleep, awake, core, deep, rem }
  let kind: Kind
  let start: HealthMoment
  let end: HealthMoment
  var length: Double { end.utc - start.utc }
}

extension HealthSleep.Kind {
  init?(_ value: [UInt8]) {
    switch String(decoding: value, as: UTF8.self) {
    case "HKCategoryValueSleepAnalysisInBed": self = .inBed
    case "HKCategoryValueSleepAnalysisAsleep", "HKCategoryValueSleepAnalysisAsleepUnspecified": self = .asleep
    case "HKCategoryValueSleepAnalysisAwake": self = .awake
    case "HKCategoryValueSleepAnalysisAsleepCore": self = .core
    case "HKCategoryValueSleepAnalysisAsleepDeep": self = .deep
    case "HKCategoryValueSleepAnalysisAsleepREM": self = .rem
    default: return nil
    }
  }

  /// The stage that comes nearest; light sleep and sleep of no stated stage are N2.
  var stage: SleepStage? {
    switch self {
    case .inBed: nil
    case .awake: .wake
    case .asleep, .core: .n2
    case .deep: .n3
    case .rem: .rem
    }
  }
}

/// One night of Apple Health.
public struct AppleHealthNight: Sendable, Hashable {
  /// What can be staged.
  public var night: WearableNight
  /// The device's own opinion for every epoch, for comparison only: its light sleep, and its sleep without a
  /// stage, is N2 here; `unknown` where it says nothing.
  public var deviceStages: [SleepStage]
  /// The heart rate variability (SDNN, milliseconds) that the device measured now and then, by epoch.
  public var variability: [Int: Double]
  /// Plain sentences about what was found and chosen.
  public var notes: [String]

  init(
    key: Int, hearts: [HealthSample], steps: [HealthSample], energies: [HealthSample],
    variabilities: [HealthSample], sleeps: [HealthSleep]
  ) throws(WearableError) {
    notes = ["the night of \(CivilSeconds.name(ofNight: key))"]
    let bed = Self.longestStay(sleeps)
    if bed == nil {
      notes.append("the device tells no time in bed: all from its first to its last heart rate is staged")
    }
    let moments = hearts.map(\.start.utc)
    let start = bed?.start ?? moments.min() ?? 0
    let end = min(bed?.end ?? (moments.max() ?? 0) + 1, start + CivilSeconds.day)
    let count = Int(((end - start) / 30).rounded(.up))
    let samples = hearts.map { HeartRateSample(seconds: $0.start.utc - start, beatsPerMinute: $0.value) }
      .filter { $0.seconds >= 0 && $0.seconds < end - start }
    let movements = energies.contains { $0.end.utc > start && $0.start.utc < end } ? energies : steps
    let activity = Self.activity(movements, start: start, count: count, worn: samples.map(\.seconds))
    guard !samples.isEmpty || activity.contains(where: { $0 != nil }) else {
      throw .nothingToStage("Apple Health export, night of \(CivilSeconds.name(ofNight: key))")
    }
    if !activity.isEmpty {
      let what = movements == energies ? "active energy" : "steps"
      notes.append("\(what) stand in for movement, which Health does not hold; nobody has measured how well")
    }
    // The clock of the place as the first record of the night has it.
    let zone =
      hearts.first.map { $0.start.local - $0.start.utc } ?? sleeps.first.map { $0.start.local - $0.start.utc }
    night = WearableNight(
      start: CivilSeconds.civil(start + (zone ?? 0)), epochCount: count, activity: activity,
      heart: samples.isEmpty ? .none : .rates(samples))
    deviceStages = Self.stages(sleeps, start: start, count: count)
    if sleeps.contains(where: { $0.kind == .asleep }), !sleeps.contains(where: { $0.kind == .core }) {
      notes.append("the device tells sleep from waking only; its sleep stands as N2")
    }
    variability = [:]
    for one in variabilities where one.start.utc >= start && one.start.utc < end {
      variability[Int((one.start.utc - start) / 30)] = one.value
    }
  }

  /// The longest stay in bed, with ten minutes on either side; pauses under an hour belong to it.
  private static func longestStay(_ sleeps: [HealthSleep]) -> (start: Double, end: Double)? {
    var stays: [(start: Double, end: Double)] = []
    for sleep in sleeps.sorted(by: { $0.start.utc < $1.start.utc }) {
      if let last = stays.last, sleep.start.utc <= last.end + 3600 {
        stays[stays.count - 1].end = max(last.end, sleep.end.utc)
      } else {
        stays.append((sleep.start.utc, sleep.end.utc))
      }
    }
    let longest = stays.max { $0.end - $0.start < $1.end - $1.start }
    return longest.map { (($0.start - 600).rounded(.down), ($0.end + 600).rounded(.up)) }
  }

  /// Amounts spread evenly over their time.
  ///
  /// Where no record lies the sleeper was still, if the watch was worn: if
  /// there is a heart rate within ten minutes, or none in the whole night.
  private static func activity(
    _ records: [HealthSample], start: Double, count: Int, worn: [Double]
  ) -> [Double?] {
    let end = start + Double(count) * 30
    let inside = records.filter {
      $0.end.utc > start && $0.start.utc < end && $0.end.utc - $0.start.utc <= 1800
    }
    guard !inside.isEmpty else { return [] }
    var amounts = [Double](repeating: 0, count: count)
    for record in inside {
      let first = max(0, Int(((record.start.utc - start) / 30).rounded(.down)))
      let last = max(first, Int(((record.end.utc - start) / 30).rounded(.up)) - 1)
      let share = record.value / max(1, (record.end.utc - record.start.utc) / 30)
      for epoch in first...last where epoch < count { amounts[epoch] += share }
    }
    var isWorn = [Bool](repeating: worn.isEmpty, count: count)
    for second in worn {
      let epoch = Int(second / 30)
      for near in max(0, epoch - 20)...min(count - 1, epoch + 20) { isWorn[near] = true }
    }
    return zip(amounts, isWorn).map { $1 ? $0 : nil }
  }

  private static func stages(_ sleeps: [HealthSleep], start: Double, count: Int) -> [SleepStage] {
    var stages = [SleepStage](repeating: .unknown, count: count)
    // What names a stage goes over what only says asleep.
    for sleep in sleeps.filter({ $0.kind == .asleep }) + sleeps.filter({ $0.kind != .asleep }) {
      guard let stage = sleep.kind.stage else { continue }
      let first = Int(((sleep.start.utc - start) / 30).rounded())
      let last = Int(((sleep.end.utc - start) / 30).rounded())
      for epoch in max(0, first)..<max(0, first, min(count, last)) where epoch < count {
        stages[epoch] = stage
      }
    }
    return stages
  }
}
