/// YASA's published forest for a set of channels, as `Models/yasa-0.8.1/convert.py` writes it.
///
/// Gradient-boosted decision trees (LightGBM): 400 trees for each of the five stages. The card beside the
/// converter says from what they were trained, and gives the file's format.
public struct ReferenceModel: Sendable {
  /// Such as `yasa-0.8.1/eeg`.
  public let name: String
  /// The channels whose features it was trained on, in the order EEG, EOG, EMG.
  public let channels: [ReferenceChannel]
  /// The columns it reads, in order; the names are YASA's.
  public let featureNames: [String]
  /// The forest.
  let forest: Forest

  /// Reads a model from the bytes of its file.
  ///
  /// Any change of the bytes is noticed: they end in a 64-bit FNV-1a sum over all that stands before it.
  ///
  /// - Throws: ``ReferenceError/damaged``, ``ReferenceError/unreadable(byte:expected:)`` or
  ///   ``ReferenceError/features(model:)``.
  public init(bytes: [UInt8]) throws(ReferenceError) {
    var file = TreeFile(bytes: bytes)
    let entry: TreeFile.Entry
    do throws(TreeFileError) {
      entry = try file.next()
    } catch {
      switch error {
      case .damaged: throw .damaged
      case .unreadable(let byte, let expected): throw .unreadable(byte: byte, expected: expected)
      }
    }
    guard file.isAtEnd else { throw .damaged }
    let present = ReferenceChannel.allCases.filter { channel in
      entry.features.contains { $0.hasPrefix(channel.rawValue + "_") }
    }
    guard entry.features == ReferenceFeatureTable.names(of: present), present.first == .eeg else {
      throw .features(model: String(entry.name.prefix(64)))
    }
    name = entry.name
    channels = present
    featureNames = entry.features
    forest = entry.forest
  }

  /// How likely each stage is, in the order W, N1, N2, N3, R; they add up to 1.
  ///
  /// The scores of a class's trees are added up in LightGBM's order and go through its softmax, so that equal
  /// features give LightGBM's bits. A NaN counts as 0, as it does there. Allocates nothing.
  ///
  /// - Parameter features: one row of ``ReferenceFeatureTable``, in the order of ``featureNames``.
  /// - Returns: five probabilities.
  /// - Precondition: as many numbers as there are names.
  public func probabilities(of features: Span<Float>) -> [5 of Double] {
    forest.probabilities(of: features)
  }
}
