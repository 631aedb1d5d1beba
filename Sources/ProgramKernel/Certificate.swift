public import SleepCore

/// What a program carries to show that it stays inside the limits of one age group.
///
/// The kernel believes none of it: it checks every number locally, scene by scene and way by way; a wrong certificate
/// is refused. Whatever made it may be as clever or as wrong as it likes.
public struct Certificate: Sendable, Hashable {
  /// SHA-256 (hex) of the program's source.
  public var programHash: String
  /// SHA-256 (hex) of the limits table's canonical text.
  public var limitsHash: String
  /// For whom it is.
  public var age: AgeGroup
  /// For each scene, what can still come until the night is over.
  public var scenes: [Rest]
  /// For each window in the order of ``Window/allCases``, why none of its length can hold too much.
  public var windows: [WindowProof]

  /// Creates a certificate.
  public init(programHash: String, limitsHash: String, age: AgeGroup, scenes: [Rest], windows: [WindowProof])
  {
    self.programHash = programHash
    self.limitsHash = limitsHash
    self.age = age
    self.scenes = scenes
    self.windows = windows
  }

  /// Upper bounds on what can still come from the moment that a scene holds its levels.
  public struct Rest: Sendable, Hashable {
    /// Exposure in 10⁻¹² Pa²·s, the waking included.
    public var exposure: Int64
    /// Pulses, in thousandths.
    public var pulses: Int64
    /// Time with scent in milliseconds.
    public var scent: Int64
    /// Seconds in which something stimulates.
    public var stimulation: Int64
    /// Seconds with sound before the wake time.
    public var sound: Int64
    /// Seconds until silence for good, the waking included.
    public var time: Int64

    /// Nothing more comes.
    public static let nothing = Rest(exposure: 0, pulses: 0, scent: 0, stimulation: 0, sound: 0, time: 0)

    /// Creates bounds.
    public init(
      exposure: Int64, pulses: Int64, scent: Int64, stimulation: Int64, sound: Int64, time: Int64
    ) {
      self.exposure = exposure
      self.pulses = pulses
      self.scent = scent
      self.stimulation = stimulation
      self.sound = sound
      self.time = time
    }
  }

  /// Why no window of a length can hold too much.
  public enum WindowProof: Sendable, Hashable {
    /// A bucket that leaks `slope` a second never gets fuller by more than a scene's height.
    case line(slope: Int64, heights: [Int64])
    /// Every second counted: the kernel does so itself.
    case grid
  }

  /// The certificate as text in one fixed form, from which its hash is made.
  public var canonicalText: String {
    var text = "lumapod-certificate/2\n\(programHash)\n\(limitsHash)\n\(age.rawValue)\n"
    for rest in scenes {
      text += "\(rest.exposure) \(rest.pulses) \(rest.scent) \(rest.stimulation) \(rest.sound) \(rest.time)\n"
    }
    for (window, proof) in zip(Window.allCases, windows) {
      switch proof {
      case .grid: text += "\(window.rawValue) grid\n"
      case .line(let slope, let heights):
        text += "\(window.rawValue) line \(slope) \(heights.map(String.init).joined(separator: " "))\n"
      }
    }
    return text
  }
}

/// A window that a limit is about.
public enum Window: String, Sendable, Hashable, CaseIterable {
  /// Sound in any minute.
  case soundMinute = "sound-minute"
  /// Sound in any hour.
  case soundHour = "wind-down-sound"
  /// Sound in any eight hours.
  case soundNight = "steady-sound-asleep"
  /// Pulses in any minute.
  case pulsesMinute = "pulses-per-minute"
  /// Scent in any hour.
  case scentHour = "scent-hour"

  /// Its length in seconds.
  public var seconds: Int {
    switch self {
    case .soundMinute, .pulsesMinute: 60
    case .soundHour, .scentHour: 3600
    case .soundNight: 28_800
    }
  }

  /// What is counted in it.
  package var emission: Emission {
    switch self {
    case .soundMinute, .soundHour, .soundNight: .exposure
    case .pulsesMinute: .pulses
    case .scentHour: .scent
    }
  }

  /// The most that it may hold, in the unit of its emission.
  package func most(_ limits: SafetyLimits) -> Int64 {
    switch self {
    case .soundMinute: limits.soundMinute.secondOfExposure * 60
    case .soundHour: limits.windDownSound.secondOfExposure * 3600
    case .soundNight: limits.steadySoundAsleep.absolute.secondOfExposure * 28_800
    case .pulsesMinute: Int64(limits.pulsesPerMinute) * 1000
    case .scentHour: limits.scentPerHour.wholeMilliseconds
    }
  }
}
