/// Why a stretch of a channel is doubted; several reasons may hold at once.
public struct DoubtReasons: OptionSet, Sendable, Hashable, CustomStringConvertible {
  /// The reasons as bits.
  public let rawValue: UInt16
  /// Creates a set from its bits.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// A line: no electrode, or a recorder that writes one value.
  public static let flat = DoubtReasons(rawValue: 1 << 0)
  /// The amplifier or the converter is at its rails.
  public static let saturated = DoubtReasons(rawValue: 1 << 1)
  /// An electrode pop: a step that decays slowly.
  public static let pop = DoubtReasons(rawValue: 1 << 2)
  /// There are no samples: a gap in the file, or values that are not numbers.
  public static let missing = DoubtReasons(rawValue: 1 << 3)
  /// The mains: a line at 50 or 60 Hz that stands out.
  ///
  /// A remark, not a refusal.
  public static let hum = DoubtReasons(rawValue: 1 << 4)
  /// A movement: large over the whole spectrum.
  ///
  /// A sign of waking, not a refusal.
  public static let movement = DoubtReasons(rawValue: 1 << 5)
  /// Muscle activity over the EEG's fast rhythms.
  ///
  /// Not a refusal.
  public static let muscle = DoubtReasons(rawValue: 1 << 6)
  /// Noise without the EEG's fall towards fast rhythms, or nothing but mains: an open electrode.
  public static let disconnected = DoubtReasons(rawValue: 1 << 7)
  /// An amplitude no EEG has, as where volts are called microvolts.
  public static let unit = DoubtReasons(rawValue: 1 << 8)

  /// The reasons that make a second no basis for a stage.
  ///
  /// Movement, muscle and hum are not among them.
  public static let refusing: DoubtReasons = [.flat, .saturated, .pop, .missing, .disconnected, .unit]

  /// Every reason with its word, in the order in which they are said.
  public static let words: [(reason: DoubtReasons, word: String)] = [
    (.missing, "missing"), (.flat, "flat"), (.saturated, "saturated"), (.disconnected, "open electrode"),
    (.unit, "unit"), (.pop, "pop"), (.hum, "hum"), (.movement, "movement"), (.muscle, "muscle"),
  ]

  /// The words of the reasons, joined by commas; empty where there is none.
  public var description: String {
    Self.words.filter { contains($0.reason) }.map(\.word).joined(separator: ", ")
  }
}

/// What a second of a channel is.
public struct SecondQuality: Sendable, Hashable {
  /// Why it is doubted; hum, an open electrode and a unit are seen in epochs only.
  public let reasons: DoubtReasons
  /// Whether a stage may rest on it.
  public var isUsable: Bool { reasons.isDisjoint(with: .refusing) }

  /// Creates a quality.
  public init(reasons: DoubtReasons) { self.reasons = reasons }
}

/// What an epoch of 30 s of a channel is.
public struct EpochQuality: Sendable, Hashable {
  /// Seconds in an epoch: 30 (AASM Manual for the Scoring of Sleep).
  public static let seconds = 30

  /// The seconds that a stage may rest on, 0 to 30; none where the whole epoch is an open electrode's, or its
  /// unit is in doubt.
  public let usableSeconds: Int
  /// Every reason that held in any second, and those that hold for the whole epoch.
  public let reasons: DoubtReasons
  /// The root mean square from 0.5 Hz up in µV, over what carries samples; 0 where nothing does.
  public let rms: Double
  /// The exponent of the spectrum from 1 to 30 Hz (a power law fitted by least squares in logarithms), about −1
  /// awake and −2.5 in deep sleep; 0 where nothing carries samples.
  public let slope: Double
  /// The mean density of 0.5-2 Hz over that of 8-13 Hz; 0 where nothing carries samples.
  public let slowOverAlpha: Double
  /// The share of the power from 0.5 Hz up that lies at the mains frequency and its harmonics, 0...1.
  public let humShare: Double

  /// The share of its seconds that a stage may rest on, 0...1.
  public var usableShare: Double { Double(usableSeconds) / Double(Self.seconds) }
  /// Whether to stage it: at least half of it is usable.
  ///
  /// Otherwise the honest answer is `?`. The AASM manual draws the line of a major body movement there too: where the
  /// EEG is obscured for more than half of the epoch.
  public var isUsable: Bool { 2 * usableSeconds >= Self.seconds }

  /// Creates a quality.
  public init(
    usableSeconds: Int, reasons: DoubtReasons, rms: Double = 0, slope: Double = 0, slowOverAlpha: Double = 0,
    humShare: Double = 0
  ) {
    self.usableSeconds = usableSeconds
    self.reasons = reasons
    self.rms = rms
    self.slope = slope
    self.slowOverAlpha = slowOverAlpha
    self.humShare = humShare
  }
}
