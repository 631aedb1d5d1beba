internal import Foundation
internal import SleepCore

/// Reads the `export.xml` of Apple Health as it comes, piece by piece, and keeps one night of it.
///
/// Gigabytes of other records pass by: what stays in memory is bounded (eight nights at most, each with at
/// most ``mostSamplesANight`` samples of a kind). Read are `HeartRate`, `InstantaneousBeatsPerMinute`,
/// `HeartRateVariabilitySDNN`, `StepCount`, `ActiveEnergyBurned` and `SleepAnalysis`, whatever the order of
/// their attributes. Times are taken as written, with their zone.
///
/// Steps and energy are poor stand-ins for movement: Health has no counts. Nothing was measured with them.
public struct AppleHealthExport: Sendable {
  /// How many samples of a kind are kept for one night.
  public static let mostSamplesANight = 65_536

  private var tags = XMLTags()
  private var isExport = false
  private var isComplete = false
  private var records = 0
  private var wanted: Int?
  private var wantedName: String?
  private var hearts: NightStore<HealthSample>
  private var steps: NightStore<HealthSample>
  private var energies: NightStore<HealthSample>
  private var variabilities: NightStore<HealthSample>
  private var sleeps: NightStore<HealthSleep>
  /// The `HeartRateVariabilitySDNN` record that is open; its beats follow it.
  private var open: HealthMoment?

  /// Makes a reader.
  ///
  /// - Parameter night: the evening on which the wanted night begins, `YYYY-MM-DD`; otherwise the last night
  ///   with at least an hour in bed or two hours of heart rate.
  /// - Throws: ``WearableError/notADate(_:)``.
  public init(night: String? = nil) throws(WearableError) {
    wantedName = night
    if let night { wanted = try CivilSeconds.night(named: night) }
    hearts = NightStore(wanted: wanted)
    steps = NightStore(wanted: wanted)
    energies = NightStore(wanted: wanted)
    variabilities = NightStore(wanted: wanted)
    sleeps = NightStore(wanted: wanted)
  }

  /// Whether these first bytes look like the export: a tag or declaration of XML.
  public static func recognises(_ bytes: [UInt8]) -> Bool {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    return start.first { $0 != 32 && !(9...13).contains($0) } == UInt8(ascii: "<")
  }

  /// Takes the next bytes of the file; any split gives the same night.
  ///
  /// About 100 MB a second. Nothing is wrong enough to throw here.
  public mutating func push(_ bytes: Span<UInt8>) {
    for i in bytes.indices where tags.push(bytes[i]) { take(tags.tag) }
  }

  /// Takes the next bytes of the file.
  public mutating func push(_ bytes: [UInt8]) { push(bytes.span) }

  /// How many samples and intervals are kept at the moment.
  public var keptCount: Int {
    hearts.count + steps.count + energies.count + variabilities.count + sleeps.count
  }

  private mutating func take(_ tag: XMLTags.Tag) {
    if tag.isNamed("Record") {
      open = nil
      if tag.kind != .closing { record(tag) }
    } else if tag.isNamed("InstantaneousBeatsPerMinute"), tag.kind != .closing {
      guard let open, let rate = Self.number(tag.value("bpm")), let text = tag.value("time"),
        let moment = open.at(clock: text), HeartVariation.plausibleRates.contains(rate)
      else { return }
      hearts.add(HealthSample(start: moment, end: moment, value: rate), night: moment.night)
    } else if tag.isNamed("HealthData") {
      if tag.kind != .opening { isComplete = true }
      if tag.kind != .closing { isExport = true }
    }
  }

  private mutating func record(_ tag: XMLTags.Tag) {
    guard let type = tag.value("type"), let start = HealthMoment(tag.value("startDate")) else { return }
    let end = HealthMoment(tag.value("endDate")) ?? start
    records += 1
    func sample(_ range: ClosedRange<Double>, times factor: Double = 1) -> HealthSample? {
      guard let number = Self.number(tag.value("value")), range.contains(number * factor),
        end.utc >= start.utc
      else { return nil }
      return HealthSample(start: start, end: end, value: number * factor)
    }
    switch String(decoding: type, as: UTF8.self) {
    case "HKQuantityTypeIdentifierHeartRate":
      let isPerSecond = tag.value("unit").map { $0.elementsEqual("count/s".utf8) } ?? false
      guard let one = sample(HeartVariation.plausibleRates, times: isPerSecond ? 60 : 1) else { return }
      hearts.add(one, night: start.night)
    case "HKQuantityTypeIdentifierStepCount":
      if let one = sample(0...1e6) { steps.add(one, night: start.night) }
    case "HKQuantityTypeIdentifierActiveEnergyBurned":
      if let one = sample(0...1e6) { energies.add(one, night: start.night) }
    case "HKQuantityTypeIdentifierHeartRateVariabilitySDNN":
      if tag.kind == .opening { open = start }
      if let one = sample(0...2000) { variabilities.add(one, night: start.night) }
    case "HKCategoryTypeIdentifierSleepAnalysis":
      guard let value = tag.value("value"), let kind = HealthSleep.Kind(value), end.utc > start.utc,
        end.utc - start.utc <= CivilSeconds.day
      else { return }
      let middle = start.local + (end.utc - start.utc) / 2
      sleeps.add(HealthSleep(kind: kind, start: start, end: end), night: CivilSeconds.night(middle))
    default: break
    }
  }

  private static func number(_ bytes: [UInt8]?) -> Double? {
    guard let bytes, let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else {
      return nil
    }
    return value
  }

  /// The night, once all bytes were pushed.
  ///
  /// - Throws: ``WearableError/notAnExport``, ``WearableError/noSuchNight(_:known:)`` or
  ///   ``WearableError/nothingToStage(_:)``.
  public func finish() throws(WearableError) -> AppleHealthNight {
    guard isExport else { throw .notAnExport }
    let seen = Set(hearts.seen + sleeps.seen).sorted().suffix(5).map(CivilSeconds.name)
    let keys = Set(hearts.nights + sleeps.nights).sorted()
    let best =
      keys.last { sleeps[$0].reduce(0) { $0 + $1.length } >= 3600 || HealthSample.span(hearts[$0]) >= 7200 }
      ?? keys.last
    guard let key = wanted ?? best, keys.contains(key) else {
      throw .noSuchNight(wantedName ?? "any day", known: seen)
    }
    var night = try AppleHealthNight(
      key: key, hearts: hearts[key], steps: steps[key], energies: energies[key],
      variabilities: variabilities[key], sleeps: sleeps[key])
    if !isComplete { night.notes.append("the export breaks off; what comes after is missing") }
    return night
  }
}

/// Samples by night: the latest few, or the one that is wanted, and no more of each than a night can need.
struct NightStore<Element: Sendable>: Sendable {
  static var mostNights: Int { 8 }
  private let wanted: Int?
  private var kept: [Int: [Element]] = [:]
  /// The latest nights that were met, kept or not.
  private(set) var seen: [Int] = []
  private(set) var count = 0

  init(wanted: Int?) { self.wanted = wanted }

  var nights: [Int] { Array(kept.keys) }
  subscript(night: Int) -> [Element] { kept[night] ?? [] }

  mutating func add(_ element: Element, night: Int?) {
    guard let night else { return }
    if !seen.contains(night) {
      seen.append(night)
      if seen.count > Self.mostNights, let earliest = seen.min() { seen.removeAll { $0 == earliest } }
    }
    guard wanted == nil ? seen.contains(night) : night == wanted else { return }
    guard kept[night, default: []].count < AppleHealthExport.mostSamplesANight else { return }
    kept[night, default: []].append(element)
    count += 1
    guard kept.count > Self.mostNights, let earliest = kept.keys.min() else { return }
    count -= kept.removeValue(forKey: earliest)?.count ?? 0
  }
}
