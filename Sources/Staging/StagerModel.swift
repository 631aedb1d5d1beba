internal import Foundation
internal import SleepCore

/// A trained stager: a logistic regression on band powers, and how stages follow one another.
///
/// Made by `Models/first-stager/train.py`; the card beside it says from what, and how well it does.
public struct StagerModel: Sendable {
  /// The name of the model, such as `first-stager-1`.
  public let name: String
  /// The regression for signals that carry 30-45 Hz, and the one for those that do not.
  let heads: [Head]
  /// Memories of the context features, in epochs of 30 s.
  let timeConstants: [Double]
  /// P(next stage | stage) from one epoch to the next, row after row, in the order of ``SleepStage/scored``.
  let transition: [Double]
  /// What is believed before the first epoch.
  let start: [Double]
  /// How much one epoch's evidence counts beside the last belief: epochs are not independent.
  let tempering: Double
  /// How much of the training nights' stage shares is taken out of the regression's answer.
  let priorExponent: Double

  /// One regression with its standardisation.
  struct Head: Sendable {
    /// The edges of the bands in hertz, from low to high: one more than there are bands.
    let edges: [Double]
    let mean: [Double]
    let scale: [Double]
    /// Five scores for each feature, feature after feature, then five for the constant.
    let weights: [Double]
    /// Log of the training nights' stage shares.
    let logPrior: [Double]

    var bandCount: Int { edges.count - 1 }
  }

  /// Log ratios of the bands, then for every time constant how each ratio and the mean log power stand to their
  /// own past, then all products of two of these.
  static func featureCount(bands: Int, timeConstants: Int) -> Int {
    let linear = linearCount(bands: bands, timeConstants: timeConstants)
    return linear + linear * (linear + 1) / 2
  }

  static func linearCount(bands: Int, timeConstants: Int) -> Int { bands - 1 + timeConstants * bands }

  private struct File: Decodable {
    struct Head: Decodable {
      let edges: [Double]
      let mean: [Double]
      let scale: [Double]
      let weights: [[Double]]
      let prior: [Double]
    }
    let format: String
    let name: String
    let heads: [Head]
    let timeConstantsEpochs: [Double]
    let transition: [[Double]]
    let start: [Double]
    let tempering: Double
    let priorExponent: Double
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
    guard file.format == "lumapod-stager/1" else {
      throw .unusable(key: "format", expected: "lumapod-stager/1")
    }
    func unusable(_ key: String, _ expected: String) -> StagerError {
      .unusable(key: key, expected: expected)
    }
    guard !file.name.isEmpty, file.name.count <= 64 else { throw unusable("name", "1 to 64 characters") }
    let memories = file.timeConstantsEpochs
    guard (1...4).contains(memories.count), memories.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      throw unusable("timeConstantsEpochs", "one to four numbers over 0")
    }
    guard file.transition.count == 5, file.transition.allSatisfy(ModelFile.isDistribution) else {
      throw unusable("transition", "five rows of five probabilities over 0 that add up to 1")
    }
    guard ModelFile.isDistribution(file.start) else {
      throw unusable("start", "five probabilities over 0 that add up to 1")
    }
    guard (0.01...1).contains(file.tempering) else { throw unusable("tempering", "a number in 0.01...1") }
    guard (0...1).contains(file.priorExponent) else { throw unusable("priorExponent", "a number in 0...1") }
    guard file.heads.count == 2, file.heads[0].edges.count == 6, file.heads[1].edges.count == 5 else {
      throw unusable("heads", "two, the first with five bands and the second with four")
    }
    heads = try file.heads.map { (head) throws(StagerError) -> Head in
      let count = Self.featureCount(bands: head.edges.count - 1, timeConstants: memories.count)
      let rising = zip(head.edges, head.edges.dropFirst()).allSatisfy { $0 < $1 }
      guard rising, head.edges.allSatisfy({ (0.1...50).contains($0) }) else {
        throw unusable("heads.edges", "rising frequencies in 0.1...50 Hz")
      }
      guard head.mean.count == count, head.mean.allSatisfy(\.isFinite) else {
        throw unusable("heads.mean", "\(count) finite numbers")
      }
      guard head.scale.count == count, head.scale.allSatisfy({ $0.isFinite && $0 > 0 }) else {
        throw unusable("heads.scale", "\(count) finite numbers over 0")
      }
      guard head.weights.count == count + 1,
        head.weights.allSatisfy({ $0.count == 5 && $0.allSatisfy(\.isFinite) })
      else { throw unusable("heads.weights", "\(count + 1) rows of five finite numbers") }
      guard ModelFile.isDistribution(head.prior) else {
        throw unusable("heads.prior", "five probabilities over 0 that add up to 1")
      }
      return Head(
        edges: head.edges, mean: head.mean, scale: head.scale, weights: head.weights.flatMap(\.self),
        logPrior: head.prior.map { log($0) })
    }
    name = file.name
    timeConstants = memories
    transition = file.transition.flatMap(\.self)
    start = file.start
    tempering = file.tempering
    priorExponent = file.priorExponent
  }
}
