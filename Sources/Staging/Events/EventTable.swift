public import Signals
public import SleepCore

/// The kinds of events that are looked for in sleep.
public enum SleepEventKind: String, Sendable, Hashable, CaseIterable {
  /// Sleep spindles.
  case spindles
  /// Slow waves.
  case slowWaves = "slow-waves"
  /// Rapid eye movements, where there are two EOG channels.
  case eyeMovements = "eye-movements"
  /// Arousals.
  case arousals
  /// Movements.
  case movements

  /// What one of them is called, in a table and as an EDF+ annotation.
  public var text: String {
    switch self {
    case .spindles: "Sleep spindle"
    case .slowWaves: "Slow wave"
    case .eyeMovements: "Rapid eye movement"
    case .arousals: "EEG arousal"
    case .movements: "Movement"
    }
  }
}

/// Events of all kinds in the order of their onsets, as lines of a table.
public struct EventTable: Sendable {
  /// One event.
  public struct Row: Sendable {
    /// What it is.
    public let kind: SleepEventKind
    /// Where it begins.
    public let onset: NightTime
    /// How long it lasts.
    public let duration: NightTime.Span
    /// Its measures, in the order of ``EventTable/measures``; `nil` where its kind has none.
    public let measures: [Double?]
  }

  /// The measures there are, as columns; each kind has some of them.
  public static let measures = [
    "peak_s", "amplitude_uv", "frequency_hz", "rms_uv", "power_uv2", "relative_power", "oscillations",
    "symmetry",
    "negative_peak_s", "mid_crossing_s", "negative_uv", "positive_uv", "slope_uv_per_s", "sigma_peak_s",
    "phase_at_sigma_peak_deg", "direct_coupling", "left_uv", "right_uv", "left_rise_uv_per_s",
    "right_rise_uv_per_s",
    "left_fall_uv_per_s", "right_fall_uv_per_s", "alpha_rise", "beta_rise", "muscle_rise",
  ]

  /// The events.
  public private(set) var rows: [Row] = []

  /// An empty table.
  public init() {}

  private mutating func add(
    _ kind: SleepEventKind, _ onset: NightTime, _ duration: NightTime.Span, _ values: [String: Double?]
  ) {
    rows.append(
      Row(kind: kind, onset: onset, duration: duration, measures: Self.measures.map { values[$0] ?? nil }))
  }

  /// Adds spindles.
  public mutating func add(_ spindles: [SpindleEvent]) {
    for one in spindles {
      add(
        .spindles, one.start, one.duration,
        [
          "peak_s": one.peak.seconds, "amplitude_uv": one.amplitude, "frequency_hz": one.frequency.hertz,
          "rms_uv": one.rootMeanSquare, "power_uv2": one.absolutePower, "relative_power": one.relativePower,
          "oscillations": Double(one.oscillations), "symmetry": one.symmetry,
        ])
    }
    sort()
  }

  /// Adds slow waves, with their coupling to sigma where it is known.
  public mutating func add(_ waves: [SlowWaveEvent], coupling: [SigmaCoupling?] = []) {
    for (i, one) in waves.enumerated() {
      let sigma = i < coupling.count ? coupling[i] : nil
      add(
        .slowWaves, one.start, one.duration,
        [
          "peak_s": one.positivePeak.seconds, "amplitude_uv": one.peakToPeak,
          "frequency_hz": one.frequency.hertz,
          "negative_peak_s": one.negativePeak.seconds, "mid_crossing_s": one.midCrossing.seconds,
          "negative_uv": one.negativeValue, "positive_uv": one.positiveValue, "slope_uv_per_s": one.slope,
          "sigma_peak_s": sigma?.sigmaPeak.seconds,
          "phase_at_sigma_peak_deg": sigma?.phaseAtSigmaPeak.degrees,
          "direct_coupling": sigma?.directCoupling,
        ])
    }
    sort()
  }

  /// Adds rapid eye movements.
  public mutating func add(_ movements: [EyeMovementEvent]) {
    for one in movements {
      add(
        .eyeMovements, one.start, one.duration,
        [
          "peak_s": one.peak.seconds, "left_uv": one.left.peak, "right_uv": one.right.peak,
          "left_rise_uv_per_s": one.left.riseSlope, "right_rise_uv_per_s": one.right.riseSlope,
          "left_fall_uv_per_s": one.left.fallSlope, "right_fall_uv_per_s": one.right.fallSlope,
        ])
    }
    sort()
  }

  /// Adds arousals.
  public mutating func add(_ arousals: [ArousalEvent]) {
    for one in arousals {
      add(
        .arousals, one.start, one.duration,
        ["alpha_rise": one.alphaRise, "beta_rise": one.betaRise, "muscle_rise": one.muscleRise])
    }
    sort()
  }

  /// Adds movements.
  public mutating func add(_ movements: [MovementEvent]) {
    for one in movements { add(.movements, one.start, one.duration, ["amplitude_uv": one.peakToPeak]) }
    sort()
  }

  private mutating func sort() { rows.sort { ($0.onset, $0.kind.rawValue) < ($1.onset, $1.kind.rawValue) } }

  /// The table as CSV: kind, onset, duration and stage, then the measures; empty where a kind has none.
  ///
  /// - Parameter hypnogram: the stages; `?` stands where there is none.
  /// - Returns: a header line and a line for each event.
  public func csv(hypnogram: Hypnogram?) -> String {
    var text = "kind,onset_s,duration_s,stage," + Self.measures.joined(separator: ",") + "\n"
    for row in rows {
      let stage = hypnogram?.stage(at: row.onset) ?? .unknown
      let head = [
        row.kind.rawValue, Self.decimal(row.onset.seconds), Self.decimal(row.duration.seconds), stage.code,
      ]
      text += (head + row.measures.map { $0.map(Self.decimal) ?? "" }).joined(separator: ",") + "\n"
    }
    return text
  }

  /// The events as EDF+ annotations.
  public var annotations: [EDFAnnotation] {
    rows.map { EDFAnnotation(onset: $0.onset, duration: $0.duration, text: $0.kind.text) }
  }

  /// A number with three decimals; measures that are not finite are empty.
  public static func decimal(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "" }
    let thousandths = Int((abs(value) * 1000).rounded())
    let rest = String(1000 + thousandths % 1000).dropFirst()
    return (value < 0 && thousandths > 0 ? "-" : "") + "\(thousandths / 1000).\(rest)"
  }
}
