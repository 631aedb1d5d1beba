internal import Foundation
public import SleepCore
internal import Soundscapes

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How loud a sound device is at the sleeper's ear: what turns levels into samples for it.
public struct Calibration: Sendable, Hashable {
  /// The sound pressure level at the ear, in dB re 20 µPa, of a sine of digital full scale.
  public let fullScale: Double
  /// Whether it was measured; otherwise it is the worst that is assumed.
  public let isMeasured: Bool

  /// What is assumed of a device that nobody has measured: 100 dB at 1 m.
  ///
  /// Data sheets of small active loudspeakers and sound bars for the home state a highest level of 85 to 100 dB at 1 m;
  /// that all of it may come from one sine at full scale is our own choice on the safe side. A device that is less loud
  /// only plays more quietly than it was meant to.
  public static let assumed = Calibration(fullScale: 100, isMeasured: false)

  /// A measured device, or `nil` where the number cannot be true of a loudspeaker (50 to 130 dB).
  public init?(measured fullScale: Double) {
    guard (50...130).contains(fullScale) else { return nil }
    self.init(fullScale: fullScale, isMeasured: true)
  }

  private init(fullScale: Double, isMeasured: Bool) {
    self.fullScale = fullScale
    self.isMeasured = isMeasured
  }

  /// What an amplitude on the scale of `SoundScale` is multiplied with for this device.
  public var gain: Float { Float(pow(10, (SoundScale.fullScale - fullScale) / 20)) }

  /// The highest amplitude on the scale of `SoundScale` that this device may be given.
  ///
  /// A measured device is held within its own full scale. One that was not measured is held where a whole sine of that
  /// amplitude would be no louder than the alarm, whatever the levels say.
  public func peak(loudest: SoundLevel) -> Float {
    let whole = min(1, 1 / gain)
    return isMeasured ? whole : min(whole, Float(pow(10, (loudest.dBA - SoundScale.fullScale) / 20)))
  }
}

/// The calibrations of this machine's devices, in `calibration.json` of the state folder.
public struct CalibrationFile {
  private let table: DeviceTable

  /// The file of a folder.
  public init(folder: String) { table = DeviceTable("calibration.json", folder: folder) }

  /// A device's calibration, or what is assumed: also where the file is damaged, since a device of which
  /// nothing is known is held back the most.
  public func calibration(of device: String) -> Calibration {
    guard let stored = (try? table.read())?[device]?["full_scale_db"] as? NSNumber,
      let calibration = Calibration(measured: stored.doubleValue)
    else { return .assumed }
    return calibration
  }

  /// Stores what was measured of a device.
  ///
  /// - Throws: ``GuardStateError`` where the file is damaged or cannot be written.
  public func store(_ calibration: Calibration, of device: String) throws(GuardStateError) {
    try table.store(["full_scale_db": (calibration.fullScale * 100).rounded() / 100], of: device)
  }
}

/// The reference tone: a sine of 1 kHz, where A-weighting changes nothing.
public enum ReferenceTone {
  /// The level of the tone in dB re full scale; on the loudest device that is assumed it gives 60 dB.
  public static let usualLevel = -40.0

  /// Plays the tone, faded in and out over half a second.
  ///
  /// - Parameters:
  ///   - destination: where to.
  ///   - level: dB re full scale, −60 to −20.
  ///   - seconds: how long.
  /// - Throws: ``SoundOutputError`` where the device cannot be used.
  public static func play(
    to destination: SoundDestination, level: Double, seconds: Int
  ) throws(SoundOutputError) {
    let output = try destination.open()
    let amplitude = pow(10, min(max(level, -60), -20) / 20)
    let count = seconds * SoundScale.sampleRate
    var block = [Int16](repeating: 0, count: 480)
    for start in stride(from: 0, to: count, by: block.count) {
      for i in block.indices {
        let at = start + i
        let fade = min(1, Double(min(at, count - at)) / Double(SoundScale.sampleRate / 2))
        block[i] = Int16((32_767 * amplitude * fade * sin(2 * .pi * 1000 * Double(at) / 48_000)).rounded())
      }
      try output.write(block.span)
    }
    output.close()
  }
}
