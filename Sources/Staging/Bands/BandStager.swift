internal import Foundation
public import SleepCore

/// Stages a night from the band powers of Fpz-Cz and Pz-Oz.
///
/// Every level is told by how it stands to the night, and everything else is a ratio inside a channel, so that
/// the gain of an amplifier does not matter while powers stay over 10⁻⁴ µV²/Hz.
public enum BandStager {
  /// What is believed about every epoch.
  ///
  /// An overnight model looks at the whole night, a causal one at each epoch and those before it, exactly as
  /// ``CausalBandStager`` does. An epoch without usable powers is ``StageBelief/unknown``. 960 epochs
  /// took 0.1 to 0.4 s (one core of a busy machine, release build).
  ///
  /// - Throws: ``BandError/tooLong(epochs:)`` over a week.
  public static func stage(_ epochs: [BandEpoch], model: BandModel) throws(BandError) -> [StageBelief] {
    try probabilities(of: epochs, model: model).map { $0.map(StageBelief.init(weights:)) ?? .unknown }
  }

  /// As ``stage(_:model:)``, with the probabilities of W, N1, N2, N3 and R as numbers; `nil` for no answer.
  ///
  /// - Throws: ``BandError/tooLong(epochs:)`` over a week.
  public static func probabilities(of epochs: [BandEpoch], model: BandModel) throws(BandError)
    -> [[5 of Double]?]
  {
    guard epochs.count <= BandTable.mostEpochs else { throw .tooLong(epochs: epochs.count) }
    if model.way == .causal {
      var stager = CausalBandStager(causal: model)
      return epochs.map { stager.push($0) }
    }
    let firstRows = whole(epochs, .first)
    var answers = [[Double]?](repeating: nil, count: epochs.count)
    for index in epochs.indices where epochs[index].isUsable {
      answers[index] = BandAnswer.first(model, rows: firstRows.normalised, index: index)
    }
    let rows = whole(epochs, .second)
    return epochs.indices.map { index in
      guard let plain = rows.plain[index] else { return nil }
      return BandAnswer.second(model, plain: plain, rows: rows.normalised, answers: answers, index: index)
    }
  }

  private static func whole(_ epochs: [BandEpoch], _ kind: BandSeries.Kind)
    -> (plain: [[Double]?], normalised: [[Double]?])
  {
    let series = BandSeries(kind: kind)
    let plain = epochs.map { $0.isUsable ? series.values(of: $0) : nil }
    var normaliser = BandNormaliser(width: series.width)
    for case .some(let values) in plain { normaliser.see(values) }
    return (plain, plain.map { $0.map(normaliser.whole) })
  }
}

/// Stages a night epoch by epoch as it goes, with nothing later in view.
public struct CausalBandStager: Sendable {
  private let model: BandModel
  private let series = (first: BandSeries(kind: .first), second: BandSeries(kind: .second))
  private var normalisers: (first: BandNormaliser, second: BandNormaliser)
  // No more of the night than the longest look back; older rows are dropped.
  private var firstRows: [[Double]?] = []
  private var rows: [[Double]?] = []
  private var answers: [[Double]?] = []
  private static let kept = 61
  private var epochs = 0

  /// Makes a stager that has seen nothing.
  ///
  /// - Throws: ``BandError/features(model:)`` for a model that is not causal.
  public init(model: BandModel) throws(BandError) {
    guard model.way == .causal else { throw .features(model: model.name) }
    self.init(causal: model)
  }

  init(causal model: BandModel) {
    self.model = model
    normalisers = (BandNormaliser(width: series.first.width), BandNormaliser(width: series.second.width))
  }

  /// Takes the next epoch and says what is believed about it; ``StageBelief/unknown`` without usable powers.
  ///
  /// Give ``BandEpoch/missing`` for every 30 s of a gap. After a week the stager says nothing more. A few
  /// tenths of a millisecond; allocates.
  public mutating func next(_ epoch: BandEpoch) -> StageBelief {
    push(epoch).map(StageBelief.init(weights:)) ?? .unknown
  }

  mutating func push(_ epoch: BandEpoch) -> [5 of Double]? {
    epochs = min(epochs + 1, BandTable.mostEpochs + 1)
    if rows.count == Self.kept {
      firstRows.removeFirst()
      rows.removeFirst()
      answers.removeFirst()
    }
    guard epoch.isUsable, epochs <= BandTable.mostEpochs else {
      firstRows.append(nil)
      rows.append(nil)
      answers.append(nil)
      return nil
    }
    let shared = series.first.values(of: epoch)
    let plain = series.second.values(of: epoch)
    normalisers.first.see(shared)
    normalisers.second.see(plain)
    firstRows.append(normalisers.first.soFar(shared))
    rows.append(normalisers.second.soFar(plain))
    let index = rows.count - 1
    answers.append(BandAnswer.first(model, rows: firstRows, index: index))
    return BandAnswer.second(model, plain: plain, rows: rows, answers: answers, index: index)
  }
}

/// What the two forests say of one epoch.
private enum BandAnswer {
  /// Smaller probabilities count as this before their log is taken.
  static let floor = 1e-4

  /// The logs of the first forest's probabilities.
  static func first(_ model: BandModel, rows: [[Double]?], index: Int) -> [Double] {
    var row: [Float] = []
    row.reserveCapacity(256)
    BandContext.powers(model.way).append(to: &row, around: index, of: rows)
    let said = model.first.probabilities(of: row.span)
    return (0..<5).map { log(max(said[$0], floor)) }
  }

  /// The second forest's probabilities.
  static func second(
    _ model: BandModel, plain: [Double], rows: [[Double]?], answers: [[Double]?], index: Int
  ) -> [5 of Double] {
    var row: [Float] = []
    row.reserveCapacity(256)
    for value in plain.prefix(BandSeries.plainCount) { row.append(Float(value)) }
    BandContext.powers(model.way).append(to: &row, around: index, of: rows)
    BandContext.answers(model.way).append(to: &row, around: index, of: answers)
    return model.second.probabilities(of: row.span)
  }
}
