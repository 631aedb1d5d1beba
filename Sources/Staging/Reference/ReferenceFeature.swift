/// A signal that the reference stager looks at.
public enum ReferenceChannel: String, Sendable, Hashable, CaseIterable {
  /// A central EEG derivation in µV, such as C4-M1.
  case eeg
  /// An eye channel in µV, such as E1-M2.
  case eog
  /// A chin EMG in µV.
  case emg

  /// What is computed of this channel, in the order of ``ReferenceFeature``.
  ///
  /// Source: `SleepStaging.fit` of YASA 0.8.1: no bands for the EMG, ratios for the EEG alone.
  public var features: [ReferenceFeature] {
    switch self {
    case .eeg: ReferenceFeature.allCases
    case .eog: ReferenceFeature.allCases.filter { !$0.isRatio }
    case .emg: ReferenceFeature.allCases.filter { !$0.isRatio && !$0.isBand }
    }
  }
}

/// One of the 21 numbers that YASA computes of a channel's epoch; the raw value is its place in
/// ``EpochFeatures``.
///
/// Source: Vallat and Walker 2021, "An open-source, high-performance tool for automated sleep staging" (eLife
/// 10:e70092), and YASA 0.8.1.
public enum ReferenceFeature: Int, Sendable, Hashable, CaseIterable {
  /// Standard deviation with n − 1, µV.
  case std
  /// Range from the first to the third quartile, µV.
  case iqr
  /// Third central moment over the 1.5th power of the second.
  case skew
  /// Fourth central moment over the square of the second, less 3.
  case kurt
  /// How often the sign changes.
  case nzc
  /// Hjorth's mobility, per sample.
  case hmob
  /// Hjorth's complexity.
  case hcomp
  /// Share of 0.4-1 Hz in the power of 0.4-30 Hz.
  case sdelta
  /// Share of 1-4 Hz.
  case fdelta
  /// Share of 4-8 Hz.
  case theta
  /// Share of 8-12 Hz.
  case alpha
  /// Share of 12-16 Hz.
  case sigma
  /// Share of 16-30 Hz.
  case beta
  /// 0.4-4 Hz over theta.
  case dt
  /// 0.4-4 Hz over sigma.
  case ds
  /// 0.4-4 Hz over beta.
  case db
  /// Alpha over theta.
  case at
  /// Power of 0.4-30 Hz, µV².
  case abspow
  /// Permutation entropy of order 3, 0 to 1.
  case perm
  /// Higuchi's fractal dimension.
  case higuchi
  /// Petrosian's fractal dimension.
  case petrosian

  /// The name of YASA's column without its channel.
  public var name: String { String(describing: self) }

  /// By which power of a gain the feature grows: 1 for µV, 2 for µV², 0 for all others, which no gain changes.
  public var amplitudeExponent: Int {
    switch self {
    case .std, .iqr: 1
    case .abspow: 2
    default: 0
    }
  }

  var isBand: Bool { (Self.sdelta.rawValue...Self.beta.rawValue).contains(rawValue) }
  var isRatio: Bool { (Self.dt.rawValue...Self.at.rawValue).contains(rawValue) }
}

/// What is computed of one channel's epoch of 30 s, neither smoothed nor set in relation to the night.
///
/// Always 21 numbers; a channel uses those of its ``ReferenceChannel/features``. What a flat epoch leaves
/// undefined is NaN or infinite, as in YASA.
public struct EpochFeatures: Sendable {
  /// The numbers in the order of ``ReferenceFeature``.
  public internal(set) var values: [21 of Double] = .init(repeating: 0)

  /// All zero.
  public init() {}

  /// One feature.
  public internal(set) subscript(_ feature: ReferenceFeature) -> Double {
    get { values[feature.rawValue] }
    set { values[feature.rawValue] = newValue }
  }

  /// What the features would be if the signal were `gain` times as large; exact but for rounding.
  ///
  /// - Parameter gain: over 0.
  /// - Returns: the features of the louder or quieter signal.
  public func scaled(by gain: Double) -> EpochFeatures {
    var result = self
    result[.std] *= gain
    result[.iqr] *= gain
    result[.abspow] *= gain * gain
    return result
  }
}
