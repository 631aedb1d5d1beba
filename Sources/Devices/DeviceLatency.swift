internal import Foundation
internal import Guard
public import SleepCore

/// How late sound is through a device, as it was measured once: what the horizon of a closed loop follows.
public struct DeviceLatency: Sendable, Hashable {
  /// From when the device says that a sample leaves it to when it is heard: the median, in seconds.
  ///
  /// It may be under 0, where a device passes on a sample before its time.
  public let offset: Double
  /// The standard deviation of single pulses, in seconds.
  public let standardDeviation: Double
  /// The least of all pulses, in seconds.
  public let minimum: Double
  /// The most of all pulses, in seconds.
  public let maximum: Double
  /// How many pulses were found.
  public let count: Int
  /// How much sound usually waits in the device before its end, in seconds: the median.
  public let waiting: Double
  /// What recorded the pulses.
  public let capture: String

  /// Takes what single pulses came to, or is `nil` for fewer than five, or a median outside ±2 s.
  ///
  /// - Parameters:
  ///   - offsets: how late each was, in seconds.
  ///   - waiting: how much sound waited when each was written, in seconds.
  ///   - capture: what recorded them.
  public init?(offsets: [Double], waiting: [Double], capture: String) {
    guard offsets.count >= 5, let least = offsets.min(), let most = offsets.max() else { return nil }
    offset = Self.median(offsets)
    guard offset.magnitude <= 2 else { return nil }
    let mean = offsets.reduce(0, +) / Double(offsets.count)
    let square = offsets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    standardDeviation = (square / Double(offsets.count - 1)).squareRoot()
    (minimum, maximum, count, self.capture) = (least, most, offsets.count, capture)
    self.waiting = Self.median(waiting)
  }

  fileprivate init?(stored: [String: Any]) {
    func number(_ name: String) -> Double? { (stored[name] as? NSNumber)?.doubleValue }
    guard let median = number("median_ms"), let deviation = number("sd_ms"), let least = number("min_ms"),
      let most = number("max_ms"), let waiting = number("waiting_ms"), let n = number("n"),
      let capture = stored["capture"] as? String, median.magnitude <= 2000, (0...2000).contains(waiting),
      (5...1e6).contains(n)
    else { return nil }
    (offset, standardDeviation, minimum, maximum) = (median / 1e3, deviation / 1e3, least / 1e3, most / 1e3)
    (count, self.waiting, self.capture) = (Int(n), waiting / 1e3, capture)
  }

  fileprivate var stored: [String: Any] {
    func rounded(_ seconds: Double) -> Double { (seconds * 1e5).rounded() / 100 }
    return [
      "median_ms": rounded(offset), "sd_ms": rounded(standardDeviation), "min_ms": rounded(minimum),
      "max_ms": rounded(maximum), "waiting_ms": rounded(waiting), "n": count, "capture": capture,
    ]
  }

  /// From handing a sample to the device to hearing it: what waits, and the offset; never under 0.
  public var throughDevice: NightTime.Span {
    NightTime.Span(ticks: max(0, Int64(((waiting + offset) * 1e7).rounded())))
  }

  /// From the guard's taking a pulse to hearing it: what its limiter holds back comes before the device.
  public var throughGuard: NightTime.Span {
    throughDevice + NightTime.Span(ticks: Int64(SampleLimiter.block * SampleLimiter.heldBlocks) * 625 / 3)
  }

  /// The latency that was stored for a device.
  ///
  /// - Parameters:
  ///   - device: its name, as `SoundDestination.name` says it.
  ///   - folder: the state folder.
  /// - Returns: `nil` where it was never measured.
  /// - Throws: ``GuardStateError`` where the file is damaged.
  public static func load(_ device: String, folder: String) throws(GuardStateError) -> DeviceLatency? {
    try table(folder).read()[device].flatMap(DeviceLatency.init(stored:))
  }

  /// Stores the latency of a device, in `latency.json` of the state folder.
  ///
  /// - Throws: ``GuardStateError`` where the file is damaged or cannot be written.
  public func store(_ device: String, folder: String) throws(GuardStateError) {
    try Self.table(folder).store(stored, of: device)
  }

  private static func table(_ folder: String) -> DeviceTable { DeviceTable("latency.json", folder: folder) }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
