extension VirtualSleeper {
  /// Who sleeps, and how the night is measured: everything about a virtual sleeper that is not chance.
  public struct Person: Sendable, Hashable {
    /// Whose nights the stages are drawn after.
    public enum Sleep: String, Sendable, Hashable, CaseIterable {
      /// Healthy volunteers in a laboratory (DOD-H, 24 nights).
      case healthy
      /// The same on the first night away from home.
      ///
      /// Longer to fall asleep, more W and N1, less R, N3 as usual: the directions of a meta-analysis of 53 studies
      /// (Ding and others, Sleep Med. 89:159, 2022); the sizes are this house's choice, within its ranges.
      case firstNight = "first-night"
      /// People at home (BOAS, 90 nights), less N3.
      case home
      /// Patients with suspected apnoea (DOD-O, 53 nights): long awake, torn sleep.
      case poor
    }

    /// Whose nights the stages are drawn after.
    public var sleep = Sleep.healthy
    /// Years; kept in 18 to 90 when a night is made.
    ///
    /// 35 changes nothing: the mean age of DOD-H's volunteers (Guillot and others, IEEE TNSRE 28:1955, 2020).
    public var age = 35
    /// How many nightmares the night has, as far as it has long enough R; each ends in an awakening.
    public var nightmares = 0
    /// Samples of EEG and EMG a second: 256 or 250; anything else is 256.
    public var samplingRate = 256
    /// 1 or 2 EEG channels; the second lies farther back.
    public var eegChannels = 1
    /// Whether two channels of the body are added: heart rate and movement, one value a second.
    public var hasBody = false
    /// Whether blocks last 1/16 s (1/10 s at 250 Hz) instead of 1 s, so that a sound can meet the wave it was meant for.
    public var hasShortBlocks = false
    /// What the electrodes suffer; `nil` for one EEG electrode off for 20 s in the second half of the night.
    public var faults: [Fault]?
    /// When the sleeper is out of the bed, in whole seconds of the night; where it is empty, nothing is said of the bed.
    ///
    /// Stages and signals go on as if they lay there: what a sensor in the bed says is all that this is for.
    public var outOfBed: [Range<Int>] = []

    /// Creates a healthy person of 35, to be changed.
    public init() {}
  }

  /// Something that an electrode suffers.
  public struct Fault: Sendable, Hashable {
    /// What it looks like.
    public enum Kind: Sendable, Hashable, CaseIterable {
      /// The electrode is off: a flat line.
      case off
      /// It hardly holds: jumps of hundreds of microvolts, a few a second.
      case popping
      /// Its contact is bad and the mains are picked up: 50 Hz of 80 µV.
      case mains
      /// Sweat: waves of some 200 µV and 20 s.
      case sweat
    }
    /// What it looks like.
    public var kind: Kind
    /// Whole seconds of the night.
    public var seconds: Range<Int>
    /// Which EEG channel, from 0.
    public var channel: Int

    /// Creates a fault.
    public init(_ kind: Kind, seconds: Range<Int>, channel: Int = 0) {
      (self.kind, self.seconds, self.channel) = (kind, seconds, channel)
    }
  }
}
