/// How well each ear hears, as an audiogram says it.
///
/// Frequencies are the eleven of pure-tone audiometry in octaves and half octaves from 125 to 8000 Hz, and
/// levels are in dB HL from -10 to 120, the range that audiometers cover (ISO 8253-1:2010; IEC 60645-1:2017).
public struct HearingCurve: Sendable, Hashable {
  /// The frequencies that an audiogram can name, in Hz.
  public static let frequencies = [125, 250, 500, 750, 1000, 1500, 2000, 3000, 4000, 6000, 8000]
  /// The levels that can be written, in dB HL.
  public static let levels = -10...120

  /// The softest tone that is heard, in dB HL, by frequency in Hz.
  public let left: [Int: Int]
  /// The softest tone that is heard, in dB HL, by frequency in Hz.
  public let right: [Int: Int]

  /// A curve of two ears; frequencies that were not measured are left out.
  ///
  /// - Throws: ``ConsentError`` naming the ear and the frequency that cannot be.
  public init(left: [Int: Int], right: [Int: Int]) throws(ConsentError) {
    for (ear, curve) in [("left", left), ("right", right)] {
      for (frequency, level) in curve.sorted(by: { $0.key < $1.key }) {
        guard Self.frequencies.contains(frequency), Self.levels.contains(level) else {
          throw ConsentError(
            "\(level) dB HL at \(frequency) Hz is not on an audiogram", place: "hearing, \(ear) ear",
            remedy:
              "Write -10 to 120 dB HL at \(Self.frequencies.map(String.init).joined(separator: ", ")) Hz.")
        }
      }
    }
    (self.left, self.right) = (left, right)
  }
}
