internal import Foundation
internal import SleepCore

/// A trained stager for wearables: a logistic regression for everything that may be measured, with all of the
/// night in view or only its past, and how stages follow one another.
///
/// Made by `Models/wearable-stager/train.py`; the card beside it says from what, and how well it does.
public struct WearableModel: Sendable {
  /// The name of the model, such as `wearable-stager-1`.
  public let name: String
  /// The eight regressions, at ``Input/rawValue`` and four more for the causal ones.
  let heads: [Head]
  /// P(next stage | stage) from one epoch to the next, row after row, in the order of ``SleepStage/scored``.
  let transition: [Double]
  /// What is believed before the first epoch.
  let start: [Double]
  /// After how many epochs what was measured says nothing any more.
  let freshEpochs: Int
  /// Up to which age the regression that sees most is preferred to one whose senses are fresher.
  let soonEpochs: Int
  /// The mean smoothed movement of a training night, and beside how many such epochs a sleeper's own are
  /// weighed.
  let scaling: Scaling
  /// How many epochs the causal stager waits, until the windows that smooth lie in the past.
  let activityDelay: Int
  let heartDelay: Int

  /// What a regression looks at; an earlier one sees more and is preferred.
  enum Input: Int, CaseIterable, Sendable {
    case both, beats, heart, activity

    var name: String { "\(self)" }
  }

  /// One regression with its standardisation and the settings of the filter behind it.
  struct Head: Sendable {
    let mean: [Double]
    let scale: [Double]
    /// Five scores for each feature, feature after feature, then five for the constant.
    let weights: [Double]
    let logPrior: [Double]
    let tempering: Double
    let priorExponent: Double
    /// By which powers the filter's belief and the regression's own are joined.
    let beliefExponent: Double
    let regressionExponent: Double
  }

  /// How movement is brought to a sleeper's own scale.
  struct Scaling: Sendable {
    let typicalActivity: Double
    let scaleEpochs: Double
    let gainRange: Double
  }

  func head(_ input: Input, isCausal: Bool) -> Head { heads[input.rawValue + (isCausal ? 4 : 0)] }

  /// The regression to use where the senses of each are so many epochs old (``OvernightFeatures/never`` where
  /// it cannot be used), and its age; `nil` where all are too old.
  func choice(_ ages: [4 of Int]) -> (Input, age: Int)? {
    var best = 0
    for i in 0..<4 {
      if ages[i] <= soonEpochs {
        best = i
        break
      }
      if ages[i] < ages[best] { best = i }
    }
    guard ages[best] <= freshEpochs, let input = Input(rawValue: best) else { return nil }
    return (input, ages[best])
  }

  private struct File: Decodable {
    struct Head: Decodable {
      let input: String
      let way: String
      let tempering: Double
      let priorExponent: Double
      let beliefExponent: Double
      let regressionExponent: Double
      let mean: [Double]
      let scale: [Double]
      let weights: [[Double]]
      let prior: [Double]
    }
    let format: String
    let name: String
    let start: [Double]
    let transition: [[Double]]
    let freshEpochs: Int
    let soonEpochs: Int
    let typicalActivity: Double
    let scaleEpochs: Double
    let gainRange: Double
    let activityDelay: Int
    let heartDelay: Int
    let heads: [Head]
  }

  /// Reads a model from the bytes of its JSON file.
  ///
  /// Any change of the bytes is noticed: they end in a 64-bit FNV-1a sum over all that stands before it.
  ///
  /// - Throws: ``StagerError``.
  public init(json bytes: [UInt8]) throws(StagerError) {
    try ModelFile.check(bytes)
    let file: File
    do {
      file = try JSONDecoder().decode(File.self, from: Data(bytes))
    } catch {
      throw .unreadable(ModelFile.explain(error))
    }
    guard file.format == "lumapod-wearable-stager/1" else {
      throw .unusable(key: "format", expected: "lumapod-wearable-stager/1")
    }
    func require(_ isTrue: Bool, _ key: String, _ expected: String) throws(StagerError) {
      guard isTrue else { throw .unusable(key: key, expected: expected) }
    }
    try require(!file.name.isEmpty && file.name.count <= 64, "name", "1 to 64 characters")
    try require(
      file.transition.count == 5 && file.transition.allSatisfy(ModelFile.isDistribution), "transition",
      "five rows of five probabilities over 0 that add up to 1")
    try require(
      ModelFile.isDistribution(file.start), "start", "five probabilities over 0 that add up to 1")
    try require((1...120).contains(file.freshEpochs), "freshEpochs", "a number in 1...120")
    try require((0...120).contains(file.soonEpochs), "soonEpochs", "a number in 0...120")
    try require(
      (1e-6...1e6).contains(file.typicalActivity), "typicalActivity", "a number in 10⁻⁶...10⁶")
    try require((0...10_000).contains(file.scaleEpochs), "scaleEpochs", "a number in 0...10,000")
    try require((1...1e6).contains(file.gainRange), "gainRange", "a number in 1...10⁶")
    try require((0...20).contains(file.activityDelay), "activityDelay", "a number in 0...20")
    try require((0...20).contains(file.heartDelay), "heartDelay", "a number in 0...20")
    var heads: [Head] = []
    for way in ["overnight", "causal"] {
      for input in Input.allCases {
        let key = "heads.\(input.name).\(way)"
        guard let head = file.heads.first(where: { $0.input == input.name && $0.way == way }) else {
          throw .unusable(key: key, expected: "a regression")
        }
        heads.append(try Self.head(head, count: WearableLayout.count(input, isCausal: way == "causal"), key))
      }
    }
    self.heads = heads
    name = file.name
    transition = file.transition.flatMap(\.self)
    start = file.start
    freshEpochs = file.freshEpochs
    soonEpochs = file.soonEpochs
    scaling = Scaling(
      typicalActivity: file.typicalActivity, scaleEpochs: file.scaleEpochs, gainRange: file.gainRange)
    activityDelay = file.activityDelay
    heartDelay = file.heartDelay
  }

  private static func head(_ head: File.Head, count: Int, _ key: String) throws(StagerError) -> Head {
    func require(_ isTrue: Bool, _ name: String, _ expected: String) throws(StagerError) {
      guard isTrue else { throw .unusable(key: "\(key).\(name)", expected: expected) }
    }
    try require(
      head.mean.count == count && head.mean.allSatisfy(\.isFinite), "mean", "\(count) finite numbers")
    try require(
      head.scale.count == count && head.scale.allSatisfy { $0.isFinite && $0 > 0 }, "scale",
      "\(count) finite numbers over 0")
    try require(
      head.weights.count == count + 1
        && head.weights.allSatisfy { $0.count == 5 && $0.allSatisfy(\.isFinite) }, "weights",
      "\(count + 1) rows of five finite numbers")
    try require(
      ModelFile.isDistribution(head.prior), "prior", "five probabilities over 0 that add up to 1")
    try require((0.01...1).contains(head.tempering), "tempering", "a number in 0.01...1")
    try require((0...1).contains(head.priorExponent), "priorExponent", "a number in 0...1")
    try require((0.01...2).contains(head.beliefExponent), "beliefExponent", "a number in 0.01...2")
    try require((0...2).contains(head.regressionExponent), "regressionExponent", "a number in 0...2")
    return Head(
      mean: head.mean, scale: head.scale, weights: head.weights.flatMap(\.self),
      logPrior: head.prior.map { log($0) }, tempering: head.tempering, priorExponent: head.priorExponent,
      beliefExponent: head.beliefExponent, regressionExponent: head.regressionExponent)
  }
}

extension WearableModel.Head {
  /// What a row of features says.
  ///
  /// - Parameters:
  ///   - row: the features, as many as there are means.
  ///   - freshness: 1 for what was just measured, less for what is older, over 0.
  ///   - evidence: for the filter, relative to the likeliest stage: the regression's answer over the training
  ///     shares, tempered.
  ///   - own: the log of the regression's own answer, brought to the power that it counts with in the end.
  func look(at row: [Double], freshness: Double, evidence: inout [5 of Double], own: inout [5 of Double]) {
    let constant = mean.count * 5
    for k in 0..<5 { own[k] = weights[constant + k] }
    for i in 0..<mean.count {
      // Five standard deviations out there is nothing left to learn from.
      let z = min(max((row[i] - mean[i]) / scale[i], -5), 5)
      for k in 0..<5 { own[k] += z * weights[i * 5 + k] }
    }
    var (largest, best) = (-Double.infinity, -Double.infinity)
    for k in 0..<5 {
      largest = max(largest, own[k])
      best = max(best, own[k] - priorExponent * logPrior[k])
    }
    var total = 0.0
    for k in 0..<5 {
      total += exp(own[k] - largest)
      let score = own[k] - priorExponent * logPrior[k] - best
      evidence[k] = exp(max(tempering * freshness * score, -30))
    }
    let normal = largest + log(total)
    for k in 0..<5 { own[k] = regressionExponent * freshness * (own[k] - normal) }
  }
}
