/// The bounds between an EEG and what only looks like one.
///
/// Those in µV can't be relative; all others are ratios within the channel, so that its gain does not matter.
/// "Our choice" is one made on the wake and N3 epochs of twelve subjects of the UCD sleep database; no night that
/// figures are reported of was among them (docs/signal-doubt.md has the distributions).
public struct DoubtThresholds: Sendable, Hashable {
  /// A second is flat under this many µV peak to peak: 1.
  ///
  /// That is under the noise an amplifier may have, 1.5 µV (IFCN standards for digital recording, Nuwer et al. 1998).
  public var flatPeakToPeak = 1.0
  /// A second is flat where at least this share of its samples repeats the one before: 0.9 (our choice; at most
  /// 0.13 in the signal epochs of the database).
  public var flatRepeats = 0.9
  /// A second is saturated where at least this share of its samples is at a known rail: 0.02, as in
  /// ``SignalQuality/Bounds/eeg``.
  public var railShare = 0.02
  /// Without known rails, a second is saturated where its extreme value is held this long in s: 0.06 (our choice:
  /// longer than the crest of a slow wave stays within a step of a 16-bit converter).
  public var plateau = 0.06
  /// The extreme of ``plateau`` counts only where the second spans this many steps of the converter: 200.
  public var plateauSteps = 200.0
  /// An electrode pop steps by this many µV: 150.
  ///
  /// A spike of the body that is as fast comes back at once.
  public var popStep = 150.0
  /// How long a pop's step may take in s: 0.02.
  ///
  /// Our choice: a slow wave of 300 µV peak to peak at 1 Hz rises by 19 µV in that time.
  public var popTime = 0.02
  /// The share of a pop's step that is still there 50 to 150 ms later: 0.5, as after a high-pass of 0.5 Hz at most.
  public var popHeld = 0.5
  /// A second of more than this many µV peak to peak is a movement: 500, as in ``SignalQuality/Bounds/eeg``.
  public var movementPeakToPeak = 500.0
  /// But only if it is also this many times the median span of the last 3 min, once that is known: 3 (our choice).
  ///
  /// There are sleepers whose slow waves have more than 500 µV, and amplifiers whose gain is not what it says.
  public var movementOverUsual = 3.0
  /// Or one whose power of 1-4 Hz is this many times the median of the last 3 min: 16, an amplitude of four times.
  public var movementSlow = 16.0
  /// And whose power of 20-45 Hz is at the same time this many times its median: 9.
  ///
  /// Slow waves raise only the first.
  public var movementFast = 9.0
  /// Muscle raises the fast power of a second to this many times the median of the last 3 min: 4.
  ///
  /// Source: Brunner et al. 1996, "Muscle artifacts in the sleep EEG", J Sleep Res 5:155 (26.25-32 Hz, 4 s).
  public var muscleRise = 4.0
  /// Or makes the density of 20-45 Hz this many times that of 4-13 Hz: 1.
  ///
  /// Of the database's epochs 2.6 % of wake ones and none of 781 of N3 reach it.
  public var muscleOverRhythms = 1.0
  /// The mains stands out where its density is this many times that of the neighbours 2-4 Hz away: 10.
  public var humOverNeighbours = 10.0
  /// And carries at least this share of the power from 0.5 Hz up: 0.01; less does not matter to a stage.
  public var humShare = 0.01
  /// Where the mains carries more than this share, there is no electrode on a head: 0.9.
  public var humDrowns = 0.9
  /// An open electrode's noise has less than this many times the density at 1-4 Hz that it has at 16-30 Hz: 2.
  ///
  /// White noise has 1; 11 of the database's 2,177 wake epochs and none of its 781 of N3 are under it.
  public var noiseFall = 2.0
  /// Under this root mean square in µV the unit is doubted: 0.5.
  ///
  /// The epochs of the database have 15 to 240 µV.
  public var leastRMS = 0.5
  /// Over this root mean square in µV the unit is doubted: 3000.
  public var mostRMS = 3000.0
  /// A unit is doubted only where the spectrum falls as an EEG's does: by this factor from 1-4 Hz to 16-30 Hz: 4.
  public var unitFall = 4.0

  /// Creates the thresholds described at each.
  public init() {}
}
