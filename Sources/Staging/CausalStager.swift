internal import Foundation
public import Signals
public import SleepCore

/// Says once a second how likely each stage is, from one EEG channel, with nothing later than that second.
///
/// Every second looks at the 30 s before it as an epoch of its own, and carries on the belief of the second that
/// lies one epoch back: thirty hidden Markov filters take turns, each stepping by a whole epoch, so that the
/// belief at the end of an epoch is the ordinary forward filter's (Rabiner, Proc. IEEE 77, 1989). Features are
/// ratios of band powers and how they stand to the night so far; the amplifier's gain does not matter.
public struct CausalStager: Sendable {
  /// The sampling rates that can be staged, in hertz.
  ///
  /// Under 100 Hz the 30-45 Hz band is done without.
  public static let samplingRates = 50.0...1000.0
  /// What the N3 gate asks of every belief: at least so much N3, in thousandths.
  public static let n3GatePerMille = 800
  /// For how many seconds in a row it asks for it.
  public static let n3GateSeconds = 30

  private var features: BandFeatures
  private var classifier: StageClassifier
  /// Thirty beliefs of five weights, one for each second of an epoch.
  private var lanes: [Double]
  private var lane = 0
  private var seconds = 0
  private var deepSeconds = 0
  private var logs: [Double]
  /// What the last second's signal says about each stage, relative; all 1 where it says nothing.
  private(set) var evidence: [5 of Double] = [1, 1, 1, 1, 1]
  private let transition: [25 of Double]

  /// Makes a stager that has seen nothing.
  ///
  /// - Throws: ``StagerError/samplingRate(_:)`` outside ``samplingRates``.
  public init(model: StagerModel, samplingRate: Frequency) throws(StagerError) {
    guard Self.samplingRates.contains(samplingRate.hertz) else { throw .samplingRate(samplingRate) }
    let head = model.heads[samplingRate.hertz >= 100 ? 0 : 1]
    features = try BandFeatures(head: head, samplingRate: samplingRate)
    classifier = StageClassifier(model: model, head: head, lanes: BandFeatures.window)
    logs = [Double](repeating: 0, count: head.bandCount)
    lanes = []
    for _ in 0..<BandFeatures.window { lanes += model.start }
    var matrix: [25 of Double] = .init(repeating: 0)
    for i in 0..<25 { matrix[i] = model.transition[i] }
    transition = matrix
  }

  /// Takes the next sample in microvolts.
  ///
  /// Once a second an FFT runs here; nothing is allocated. A value that is not finite makes its second unusable.
  public mutating func push(_ microvolts: Double) { features.push(microvolts) }

  /// Closes a second and returns what is believed at its end.
  ///
  /// Call it after the last sample of every second. A flat or clipped second is not used; an artefact is, since
  /// movement is a sign of waking. Before 30 s of signal, and where too little of the last 30 s is usable, the
  /// answer is ``StageBelief/unknown``. A few microseconds; allocates nothing.
  public mutating func second(quality: SignalQuality.Verdict) -> StageBelief {
    features.second(usable: quality == .good || quality == .artefact)
    seconds += 1
    let isKnown = features.logPowers(into: &logs) && seconds >= BandFeatures.window
    let belief = step(isKnown: isKnown)
    deepSeconds = belief.perMille(.n3) >= Self.n3GatePerMille ? deepSeconds + 1 : 0
    return belief
  }

  /// Lets time pass without a signal: whole seconds, as many as the source had nothing for.
  ///
  /// Belief drifts towards the usual shares of the stages meanwhile. A day is the longest that is stepped through.
  public mutating func gap(seconds count: Int) {
    features.restart()
    deepSeconds = 0
    for _ in 0..<min(max(count, 0), 86_400) {
      features.second(usable: false)
      seconds += 1
      _ = step(isKnown: false)
    }
  }

  /// Whether the sleeper is so surely in N3, and has been for so long, that a sound may be tried.
  ///
  /// Open while every belief of the last ``n3GateSeconds`` gave N3 at least ``n3GatePerMille``; one second that
  /// is unknown or less sure shuts it at once.
  public var n3Gate: Bool { deepSeconds >= Self.n3GateSeconds }

  private mutating func step(isKnown: Bool) -> StageBelief {
    defer { lane = lane + 1 == BandFeatures.window ? 0 : lane + 1 }
    classifier.evidence(logs: logs, isKnown: isKnown, lane: lane, into: &evidence)
    var next: [5 of Double] = [0, 0, 0, 0, 0]
    var total = 0.0
    for to in 0..<5 {
      for from in 0..<5 { next[to] += lanes[lane * 5 + from] * transition[from * 5 + to] }
      next[to] *= evidence[to]
      total += next[to]
    }
    // Evidence is kept over e⁻³⁰, so the total cannot vanish.
    for i in 0..<5 { lanes[lane * 5 + i] = next[i] / total }
    return isKnown ? StageBelief(weights: next) : .unknown
  }
}
