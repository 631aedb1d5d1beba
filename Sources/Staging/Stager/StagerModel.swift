internal import Foundation
internal import SleepCore

/// What the stager knows: YASA's forest, an hour of nobody's night to compare with, and how stages follow one another.
///
/// Made by `Models/night-stager/train.py`; the card beside it says from what, and how well it does.
public struct StagerModel: Sendable {
  /// The name of the model, such as `night-stager-1`.
  public let name: String
  /// The trees that are asked about every epoch.
  let forest: Forest
  /// How the forest answers without the amplitude.
  let untold: UntoldForest
  /// Which of its nodes a change of a feature reaches.
  let flips: ForestFlips
  /// What a night is compared with until there is enough of it, by the kind of smoothing.
  package let reference: ReferenceHour
  /// How stages follow one another.
  package let order: StageOrder
  /// Where a feature's three columns stand in a row of the forest.
  let columns: FeatureColumns

  private struct File: Decodable {
    struct Reference: Decodable {
      let centred: [[Double]]
      let trailing: [[Double]]
      let recent: [[Double]]
    }
    struct Amplitude: Decodable {
      let nodes: [Int]
      let left: [Double]
    }
    let format: String
    let name: String
    let forest: String
    let features: [String]
    let reference: Reference
    let amplitude: Amplitude
    let transition: [[Double]]
    let start: [Double]
    let prior: [Double]
  }

  /// Reads a model from the bytes of its JSON file and of the forest that it names.
  ///
  /// Any change of the bytes is noticed: both files end in a 64-bit FNV-1a sum over all that stands before it.
  ///
  /// - Parameters:
  ///   - bytes: `Models/night-stager/model.json`.
  ///   - forest: `Models/yasa-0.8.1/eeg.trees`.
  /// - Throws: ``StagerError``.
  public init(json bytes: [UInt8], forest: [UInt8]) throws(StagerError) {
    try ModelFile.check(bytes)
    let file: File
    do {
      file = try JSONDecoder().decode(File.self, from: Data(bytes))
    } catch {
      throw .unreadable(ModelFile.explain(error))
    }
    func unusable(_ key: String, _ expected: String) -> StagerError {
      .unusable(key: key, expected: expected)
    }
    guard file.format == "lumapod-stager/2" else { throw unusable("format", "lumapod-stager/2") }
    guard !file.name.isEmpty, file.name.count <= 64 else { throw unusable("name", "1 to 64 characters") }
    let trees: ReferenceModel
    do throws(ReferenceError) {
      trees = try ReferenceModel(bytes: forest)
    } catch {
      throw .forest(error)
    }
    guard file.forest == trees.name, trees.channels == [.eeg] else {
      throw unusable(
        "forest", "the name of the forest beside it, \(trees.name.prefix(64)), of one EEG channel")
    }
    guard file.features == ReferenceFeature.allCases.map(\.name) else {
      throw unusable("features", "the 21 features in the order of ReferenceFeature")
    }
    for (key, table) in [
      ("centred", file.reference.centred), ("trailing", file.reference.trailing),
      ("recent", file.reference.recent),
    ] {
      guard table.count == ReferenceHour.features, table.allSatisfy(Self.isSorted) else {
        throw unusable("reference.\(key)", "21 rows of 120 finite numbers in rising order")
      }
    }
    let nodes = file.amplitude.nodes
    guard nodes.count == file.amplitude.left.count,
      nodes.allSatisfy({ trees.forest.features.indices.contains($0) }),
      file.amplitude.left.allSatisfy({ (0...1).contains($0) })
    else { throw unusable("amplitude", "nodes of the forest, each with a share in 0...1") }
    guard file.transition.count == 5, file.transition.allSatisfy(ModelFile.isDistribution) else {
      throw unusable("transition", "five rows of five probabilities over 0 that add up to 1")
    }
    for (key, shares) in [("start", file.start), ("prior", file.prior)] {
      guard ModelFile.isDistribution(shares) else {
        throw unusable(key, "five probabilities over 0 that add up to 1")
      }
    }
    var shares = [Float](repeating: -1, count: trees.forest.features.count)
    for (node, share) in zip(nodes, file.amplitude.left) { shares[node] = Float(share) }
    guard let columns = FeatureColumns(names: trees.featureNames) else {
      throw unusable("forest", "columns for 21 features in three forms, and the time in two")
    }
    self.columns = columns
    name = file.name
    self.forest = trees.forest
    untold = UntoldForest(trees.forest, leftShares: shares)
    flips = ForestFlips(trees.forest, isUntold: shares.map { $0 >= 0 })
    reference = ReferenceHour(
      centred: file.reference.centred.flatMap(\.self), trailing: file.reference.trailing.flatMap(\.self),
      recent: file.reference.recent.flatMap(\.self))
    order = StageOrder(transition: file.transition.flatMap(\.self), start: file.start, prior: file.prior)
  }

  private static func isSorted(_ row: [Double]) -> Bool {
    row.count == ReferenceHour.epochs && row.allSatisfy(\.isFinite)
      && zip(row, row.dropFirst()).allSatisfy { $0 <= $1 }
  }
}
