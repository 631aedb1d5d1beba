internal import Foundation
public import Signals
public import SleepCore

/// Says once a second how likely each stage is, from one EEG channel, with nothing later than that second.
///
/// Every second looks at the 30 s before it as an epoch of its own, at the epochs 30, 60, … 210 s before it, and at the
/// night so far together with an hour of nobody's night (``ReferenceHour``). YASA's forest is asked about it in four
/// ways (``StageViews``); then thirty hidden Markov filters take turns, each stepping by a whole epoch, so that the
/// belief at the end of an epoch is the ordinary forward filter's (Rabiner, Proc. IEEE 77, 1989). The amplifier's gain
/// does not matter: it is found from the signal (``AmplitudeSearch``).
///
/// A second is judged while the samples of the next one come in, a step with each (``LiveJudge``), so that no sample
/// waits for a forest. So the belief that the end of a second brings is about the second before; ``settle()`` does
/// what is left of the work at once. When the work is done changes nothing of what comes out.
public struct CausalStager: Sendable {
  /// The sampling rates that can be staged, in hertz.
  ///
  /// Features reach up to 30 Hz; half an hour at 50 samples a second was staged no better than by chance.
  public static let samplingRates = 64.0...1000.0
  /// What the N3 gate asks of every belief: at least so much N3, in thousandths.
  public static let n3GatePerMille = 800
  /// For how many seconds in a row it asks for it.
  public static let n3GateSeconds = 30
  /// How many of the last 30 s must have a usable signal.
  public static let fewestSeconds = 24

  static let window = 30
  /// Epochs that the trailing mean looks back over, the present one included; weights rise to 1 (the earlier half of
  /// YASA's triangle).
  static let lookBack = 8
  /// The night that a live night is taken for, in hours, where YASA asks for its share.
  static let usualHours = 8.0
  /// What an epoch of the reference hour counts in the views; the third also goes without the amplitude.
  static let weights: [3 of Double] = [0.25, 4, 1]

  private let matrix: [25 of Double]
  private var signal: LiveSignal
  private var judge: LiveJudge
  private var secondUsable = [Bool](repeating: false, count: window)
  /// Thirty beliefs of five weights, one for each second of an epoch.
  private var lanes: [[5 of Double]]
  private var seconds = 0
  private var deepSeconds = 0
  private var isWhole = true
  /// Whether a second has ended that has no belief yet.
  private var isOpen = false
  /// What was believed at the end of the last second that has been judged.
  private var belief = StageBelief.unknown

  /// Makes a stager that has seen nothing.
  ///
  /// All memory is taken here, some 3 MB.
  ///
  /// - Throws: ``StagerError/samplingRate(_:)`` outside ``samplingRates``.
  public init(model: StagerModel, samplingRate: Frequency) throws(StagerError) {
    guard Self.samplingRates.contains(samplingRate.hertz) else { throw .samplingRate(samplingRate) }
    do throws(FilterError) {
      signal = try LiveSignal(samplingRate: samplingRate)
    } catch {
      throw .samplingRate(samplingRate)
    }
    matrix = model.order.matrix(power: StageOrder.liveShare)
    judge = LiveJudge(model: model)
    var start: [5 of Double] = [0, 0, 0, 0, 0]
    for i in 0..<5 { start[i] = model.order.start[i] }
    lanes = [[5 of Double]](repeating: start, count: Self.window)
  }

  /// Takes the next sample in microvolts.
  ///
  /// Filters it, and does one of some sixty steps of judging the second before: up to 20 µs, and nothing where that is
  /// done. Nothing is allocated. A value that is not finite makes its second unusable.
  public mutating func push(_ microvolts: Double) {
    if !microvolts.isFinite { isWhole = false }
    signal.push(microvolts)
    judge.step()
  }

  /// Closes a second, and returns what was believed at the end of the second before it.
  ///
  /// Call it after the last sample of every second. What is believed at the end of this second the next call says, or
  /// ``settle()``; ``n3Gate`` is as late. A flat or clipped second is not used; an artefact is, since movement is a
  /// sign of waking. Before 30 s of signal, and where fewer than ``fewestSeconds`` of the last 30 are usable, the
  /// answer is ``StageBelief/unknown``. A few µs where a second had all its samples; allocates nothing.
  public mutating func second(quality: SignalQuality.Verdict) -> StageBelief {
    let before = settle()
    open(isUsable: isWhole && (quality == .good || quality == .artefact))
    isWhole = true
    return before
  }

  /// What is believed at the end of the last second that was closed: what is left of the work on it is done now.
  ///
  /// At most some 0.5 ms; allocates nothing. Before the first second the answer is ``StageBelief/unknown``.
  @discardableResult
  public mutating func settle() -> StageBelief {
    guard isOpen else { return belief }
    close()
    deepSeconds = belief.perMille(.n3) >= Self.n3GatePerMille ? deepSeconds + 1 : 0
    return belief
  }

  /// Lets time pass without a signal: whole seconds, as many as the source had nothing for.
  ///
  /// Belief drifts towards the usual shares of the stages meanwhile, and is unknown at the end. A day is the longest
  /// that is stepped through. The last second before the gap is settled.
  public mutating func gap(seconds count: Int) {
    settle()
    signal.restart()
    isWhole = true
    for _ in 0..<min(max(count, 0), 86_400) {
      open(isUsable: false)
      close()
    }
    deepSeconds = 0
    if count > 0 { belief = .unknown }
  }

  /// Whether the sleeper is so surely in N3, and has been for so long, that a sound may be tried.
  ///
  /// Open while every belief of the last ``n3GateSeconds`` that were judged gave N3 at least ``n3GatePerMille``; one
  /// second that is unknown or less sure shuts it, and so does a gap.
  public var n3Gate: Bool { deepSeconds >= Self.n3GateSeconds }

  /// By what the signal is multiplied to be in the units of the forest, as far as the night has shown.
  public var gain: Double { judge.gain }

  /// Whether there is work left on the last second.
  package var isBusy: Bool { judge.isBusy }

  /// Ends a second, and begins the work on it.
  private mutating func open(isUsable: Bool) {
    secondUsable[seconds % Self.window] = isUsable
    seconds += 1
    isOpen = true
    var usable = 0
    for isUsable in secondUsable where isUsable { usable += 1 }
    judge.begin(second: seconds, isKnown: seconds >= Self.window && usable >= Self.fewestSeconds, signal)
  }

  /// Ends the work on a second.
  private mutating func close() {
    isOpen = false
    while judge.isBusy { judge.step() }
    let lane = seconds % Self.window
    StageOrder.step(&lanes[lane], matrix, evidence: judge.evidence ?? [1, 1, 1, 1, 1])
    belief = judge.evidence == nil ? .unknown : StageBelief(weights: lanes[lane])
  }
}
