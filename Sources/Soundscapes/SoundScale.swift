internal import SleepCore

/// How numbers in a sound file stand for pressure at the ear.
///
/// A sine of amplitude 1.0 (digital full scale) is 80 dB SPL at the ear, re 20 µPa. Whoever plays a file sets the
/// volume once so that this holds; from then on every level in the night record is the level that is heard.
/// 80 dB leaves room for the peaks of noise at the loudest level that is ever let through (60 dBA) and puts the
/// 16-bit noise floor near −13 dB SPL, far under hearing.
public enum SoundScale {
  /// Samples in a second: 48 000.
  public static let sampleRate = 48_000

  /// The sound pressure level of a sine of amplitude 1.0 in dB re 20 µPa.
  public static let fullScale = 80.0

  /// Pressure in pascal for an amplitude of 1.0: √2 · 20 µPa · 10^(80/20).
  public static let pascalsPerUnit = 0.2828427124746190

  /// The scale in words, as it is written into every sound file.
  public static let comment = """
    Full-scale sine (amplitude 1.0) = 80 dB SPL re 20 uPa at the ear; amplitude 1.0 = 0.28284 Pa. \
    Mono, 48000 Hz.
    """

  /// The sample at which a moment falls, rounded to the nearest: round(seconds · 48 000), computed in integers.
  public static func sample(ticks: Int64) -> Int {
    // 48 000 samples are 10⁷ ticks, so 3 samples are 625 ticks.
    let whole = ticks.quotientAndRemainder(dividingBy: 625)
    let (q, r) = whole.remainder < 0 ? (whole.quotient - 1, whole.remainder + 625) : whole
    return Int(q * 3 + (r * 6 + 625) / 1250)
  }

  /// Samples in a block of ``NoiseLayer``: a tenth of a second.
  static let block = 4_800
  /// Blocks in a second.
  static let blocksPerSecond = 10
}
