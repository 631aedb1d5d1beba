internal import SleepCore

/// What the screening of one channel found.
public struct ChannelAssessment: Sendable {
  /// The channel's label.
  public let label: String
  /// What the label says it measures.
  public let role: ChannelRole
  /// The qualities of its whole epochs.
  public let epochs: [EpochQuality]
  /// The share of its seconds that a stage may rest on, 0...1.
  public let usableShare: Double
  /// The share of its epochs that are to be staged, 0...1; the others are `?`.
  public let stageableShare: Double
  /// Whether its slow waves stand on their heads.
  public let polarity: PolarityDoubt
  /// What a person should know.
  public let findings: [ChannelFinding]
  /// Why it can't be staged at all; `nil` where it can.
  public let refusal: RecordingDoubtError?

  /// What channels are compared by, 0...1: the usable share, a fifth of it less where all epochs hum (our choice).
  public var score: Double {
    guard refusal == nil, !epochs.isEmpty else { return 0 }
    let humming = Double(epochs.count { $0.reasons.contains(.hum) }) / Double(epochs.count)
    return usableShare * (1 - 0.2 * humming)
  }
}

/// What the screening of a recording found.
public struct RecordingAssessment: Sendable {
  /// What was found of each channel, in the order they were given.
  public let channels: [ChannelAssessment]
  /// The index of the best EEG channel; `nil` where none can be staged.
  public let best: Int?
  /// Why it is the best, or why there is none: one sentence without a full stop.
  public let reason: String

  /// Chooses among channels that were screened.
  public init(channels found: [ChannelAssessment]) {
    channels = found
    let candidates = found.indices.filter { found[$0].role == .eeg && found[$0].refusal == nil }
    guard let top = candidates.map({ found[$0].score }).max() else {
      let why = found.first { $0.role == .eeg }?.refusal.map { "\($0.place): \($0.problem)" }
      (best, reason) = (nil, why ?? "it has no EEG channel")
      return
    }
    let equal = candidates.filter { found[$0].score >= top - RecordingDoubt.equalScores }
    func rank(_ index: Int) -> Int { ElectrodePreference.rank(found[index].label) }
    // There is one at least: the one with the top score.
    let chosen = equal.min { (rank($0), $0) < (rank($1), $1) } ?? candidates[0]
    best = chosen
    reason = Self.reason(found, chosen, candidates, equal)
  }

  private static func reason(
    _ found: [ChannelAssessment], _ best: Int, _ candidates: [Int], _ equal: [Int]
  ) -> String {
    let share = ChannelFinding.percent(found[best].usableShare)
    let kind = ElectrodePreference.kind(found[best].label)
    let others = candidates.filter { $0 != best }
    if others.isEmpty { return "\(found[best].label) is the only usable EEG channel (\(share) usable)" }
    let rivals = equal.filter { $0 != best }
    if rivals.isEmpty {
      let next = others.map { found[$0].usableShare }.max() ?? 0
      return "\(found[best].label) is usable for \(share), the next for \(ChannelFinding.percent(next))"
    }
    let names = rivals.map { found[$0].label }.joined(separator: ", ")
    return "\(found[best].label) is \(kind), and \(share) of it is usable; as good: \(names)"
  }

  /// The channel to stage.
  ///
  /// - Parameter asked: a label, or `nil` for the best.
  /// - Returns: its index in ``channels``.
  /// - Throws: ``RecordingDoubtError`` where that channel can't be staged, or where there is none.
  public func channel(asked: String? = nil) throws(RecordingDoubtError) -> Int {
    let labels = channels.map(\.label)
    guard let asked else {
      if let best { return best }
      // What keeps the EEG channel of the best electrode from it says more than that there is none.
      let eeg = channels.filter { $0.role == .eeg }
      let first = eeg.min { ElectrodePreference.rank($0.label) < ElectrodePreference.rank($1.label) }
      throw first?.refusal ?? .nothingToStage(channels: labels, why: reason)
    }
    guard let found = labels.firstIndex(of: asked) else {
      throw .noSuchChannel(asked: asked, channels: labels)
    }
    if let refusal = channels[found].refusal { throw refusal }
    return found
  }
}

/// Screens a recording before it is staged: what each channel is worth, and which is best.
public enum RecordingDoubt {
  /// The least a channel must hold to be staged, in s: 5 min, ten epochs (our choice: below that, the stager has
  /// hardly seen more than its own beginning).
  public static let shortestSeconds = 300.0
  /// Under this a person is told that a recording is short, in s: half an hour (our choice).
  public static let shortSeconds = 1800.0
  /// The least sampling rate in Hz that can be screened: 50, so that spindles are seen; a stager may ask for more.
  public static let leastRate = 50.0
  /// Channels whose scores lie this close are equally good, and their electrodes decide: 0.05 (our choice).
  public static let equalScores = 0.05

  /// Screens the channels of a recording.
  ///
  /// A pure function. Time is O(samples), some tens of nanoseconds each; beside the samples it needs memory for one
  /// epoch.
  public static func assess(channels: [ChannelTrace]) -> RecordingAssessment {
    RecordingAssessment(channels: channels.map(assess))
  }

  /// Screens one channel, so that not all need to be in memory at a time; see ``assess(channels:)``.
  public static func assess(_ trace: ChannelTrace) -> ChannelAssessment {
    let rate = trace.samplingRate
    let epochs =
      rate.hertz >= leastRate
      ? (try? ChannelDoubt.epochs(of: trace.samples, samplingRate: rate, rails: trace.rails)) ?? [] : []
    let count = Double(max(1, epochs.count))
    let usable = epochs.reduce(0) { $0 + $1.usableShare } / count
    let polarity =
      trace.role == .eeg
      ? PolarityDoubt.assess(microvolts: trace.samples, samplingRate: rate, epochs: epochs)
      : PolarityDoubt(skewness: 0, epochs: 0)
    return ChannelAssessment(
      label: trace.label, role: trace.role, epochs: epochs, usableShare: usable,
      stageableShare: Double(epochs.count(where: \.isUsable)) / count, polarity: polarity,
      findings: findings(trace, epochs, polarity), refusal: refusal(trace, epochs, usable))
  }

  private static func findings(_ trace: ChannelTrace, _ epochs: [EpochQuality], _ polarity: PolarityDoubt)
    -> [ChannelFinding]
  {
    var findings: [ChannelFinding] = []
    let present = trace.secondsPresent
    if present >= shortestSeconds, present < shortSeconds { findings.append(.short(minutes: present / 60)) }
    if trace.seconds > present { findings.append(.gaps(share: 1 - present / trace.seconds)) }
    for (reason, _) in DoubtReasons.words where reason != .missing {
      let held = epochs.count { $0.reasons.contains(reason) }
      if held > 0 { findings.append(.doubt(reason, share: Double(held) / Double(epochs.count))) }
    }
    if polarity.verdict == .swapped {
      findings.append(.swapped(logOdds: polarity.logOdds, epochs: polarity.epochs))
    }
    return findings
  }

  private static func refusal(_ trace: ChannelTrace, _ epochs: [EpochQuality], _ usable: Double)
    -> RecordingDoubtError?
  {
    guard trace.samplingRate.hertz >= leastRate else {
      return .tooSlow(channel: trace.label, rate: trace.samplingRate)
    }
    if trace.secondsPresent < shortestSeconds {
      return .tooShort(channel: trace.label, seconds: trace.secondsPresent)
    }
    if trace.role != .eeg { return .otherRole(channel: trace.label, role: trace.role) }
    if let other = ShapeDoubt.other(trace.samples, samplingRate: trace.samplingRate, epochs: epochs) {
      return .notEEG(channel: trace.label, looksLike: other)
    }
    let alive = epochs.filter { $0.rms > 0 }
    if !alive.isEmpty, 2 * alive.count(where: { $0.reasons.contains(.unit) }) > alive.count {
      let rms = alive.map(\.rms).sorted()[alive.count / 2]
      return .wrongUnit(channel: trace.label, unit: trace.unit, rms: rms, factor: factor(rms))
    }
    guard usable >= 0.05 else {
      return .noSignal(
        channel: trace.label,
        reasons: epochs.reduce([]) { $0.union($1.reasons.intersection(.refusing)) })
    }
    return nil
  }

  /// The power of a thousand that brings an amplitude closest to an EEG's 40 µV.
  private static func factor(_ rms: Double) -> Double {
    var best = (factor: 1.0, distance: Double.infinity)
    for factor in [1e-6, 1e-3, 1e3, 1e6] {
      let ratio = rms * factor / 40
      let distance = max(ratio, 1 / ratio)
      if distance < best.distance { best = (factor, distance) }
    }
    return best.factor
  }
}
