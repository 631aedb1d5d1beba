/// Sound levels as whole numbers of energy, rounded up: what every proof and every ledger counts in.
///
/// The unit is 10⁻¹² Pa²·s. A level of L dBA lasting one second is p₀²·10^(L/10) with p₀ = 20 µPa (IEC 61672-1), that
/// is 400·10^(L/10) units. Everything is whole-number arithmetic, so that a bound proved on one machine is the bound on
/// every machine.
enum DecibelScale {
  /// ⌈10^(1/100)·2⁵⁸⌉ and ⌈10^(1/10 000)·2⁵⁸⌉: a tenth of a decibel and a thousandth, as ratios of energy.
  private static let tenth: UInt64 = 294_944_124_078_492_426
  private static let thousandth: UInt64 = 288_296_751_289_886_168
  private static let one: UInt64 = 1 << 58

  /// 10^(i/100) and 10^(i/10 000) for i in 0..<100, in units of 2⁻⁵⁸, each rounded up.
  private static let tenths = powers(of: tenth)
  private static let thousandths = powers(of: thousandth)
  /// 400·10^i for i in 0...11.
  private static let decades: [UInt64] = (0...11).map { i in (0..<i).reduce(400) { power, _ in power * 10 } }

  private static func powers(of step: UInt64) -> [UInt64] {
    var powers = [one]
    for _ in 1..<100 { powers.append(productRoundedUp(powers[powers.count - 1], step)) }
    return powers
  }

  /// a·b in units of 2⁻⁵⁸, rounded up.
  private static func productRoundedUp(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (high, low) = a.multipliedFullWidth(by: b)
    let up = low & (one - 1) == 0 ? UInt64(0) : 1
    return (high << 6 | low >> 58) + up
  }

  /// The energy of one second at a level, rounded up; 0 for silence.
  ///
  /// At most one part in 10¹⁴ and one unit above the exact value; saturates at 110 dBA, above every level there is.
  static func energy(milliDecibels: Int32) -> Int64 {
    guard milliDecibels > SoundLevel.silence.milliDecibels else { return 0 }
    let level = Int(min(milliDecibels, 110_000))
    // Below 0 dBA, under hearing, the energy of 0 dBA stands for all: the rounding only ever adds.
    let shifted = max(level, 0)
    let (tens, rest) = shifted.quotientAndRemainder(dividingBy: 10_000)
    let ratio = productRoundedUp(tenths[rest / 100], thousandths[rest % 100])
    let (high, low) = ratio.multipliedFullWidth(by: decades[tens])
    let up = low & (one - 1) == 0 ? UInt64(0) : 1
    return Int64((high << 6 | low >> 58) + up)
  }
}

extension SoundLevel {
  /// The exposure of one second at this level in whole 10⁻¹² Pa²·s, rounded up; 0 for silence, and never less than at
  /// 0 dBA otherwise.
  public var secondOfExposure: Int64 { DecibelScale.energy(milliDecibels: milliDecibels) }

  /// The highest level whose second of exposure is at most this many 10⁻¹² Pa²·s.
  ///
  /// - Complexity: 17 steps of a search.
  public init(secondOfExposure most: Int64) {
    guard most >= DecibelScale.energy(milliDecibels: 0) else {
      self = .silence
      return
    }
    var (low, high) = (Int32(0), Int32(110_000))
    while low < high {
      let middle = (low + high + 1) / 2
      if DecibelScale.energy(milliDecibels: middle) <= most { low = middle } else { high = middle - 1 }
    }
    self.init(milliDecibels: low)
  }
}
