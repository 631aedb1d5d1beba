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
    var reader = ByteReader(bytes: bytes)
    guard try reader.take(8, "the mark LUMATREE").elementsEqual("LUMATREE".utf8) else {
      throw .unreadable(byte: 0, expected: "the mark LUMATREE")
    }
    let body = bytes.dropLast(8)
    guard body.count >= 8, Self.sum(body) == Self.littleEndian(bytes.suffix(8)) else { throw .damaged }
    guard try reader.number(2) == 1 else { throw .unreadable(byte: 8, expected: "version 1") }
    guard try reader.number(2) == 5 else { throw .unreadable(byte: 10, expected: "five classes") }
    let featureCount = try reader.number(2)
    guard try reader.number(2) == Forest.depth else {
      throw .unreadable(byte: 14, expected: "trees of depth \(Forest.depth)")
    }
    let treeCount = try reader.number(4)
    guard (1...10_000).contains(treeCount), treeCount % 5 == 0 else {
      throw .unreadable(byte: 16, expected: "5 to 10,000 trees, as many for each class")
    }
    let wordCount = try reader.number(4)
    let words = String(decoding: try reader.take(wordCount, "\(wordCount) bytes of names"), as: UTF8.self)
    let lines = words.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 3, lines[1] == "N1 N2 N3 R W" else {
      throw .unreadable(byte: 24, expected: "three lines: a name, the classes N1 N2 N3 R W and the features")
    }
    name = String(lines[0])
    featureNames = lines[2].split(separator: " ").map(String.init)
    let named = featureNames
    let present = ReferenceChannel.allCases.filter { channel in
      named.contains { $0.hasPrefix(channel.rawValue + "_") }
    }
    guard featureNames == ReferenceFeatureTable.names(of: present), featureNames.count == featureCount,
      present.first == .eeg
    else { throw .features(model: String(name.prefix(64))) }
    channels = present

    let inner = treeCount * Forest.nodes
    let features = try reader.take(inner, "\(inner) features of nodes")
    let limits = try reader.take(inner * 4, "\(inner) thresholds")
    let leafCount = treeCount * Forest.leaves
    let values = try reader.take(leafCount * 8, "\(leafCount) leaves")
    guard reader.position == bytes.count - 8 else {
      throw .unreadable(byte: reader.position, expected: "the checksum")
    }
    guard features.allSatisfy({ Int($0) < featureCount }) else {
      throw .unreadable(byte: 0, expected: "nodes that ask for one of \(featureCount) features")
    }
    let thresholds = (0..<inner).map { i in
      let start = limits.startIndex + 4 * i
      return Float(bitPattern: UInt32(truncatingIfNeeded: Self.littleEndian(limits[start..<(start + 4)])))
    }
    let leaves = (0..<leafCount).map { i in
      let start = values.startIndex + 8 * i
      return Double(bitPattern: Self.littleEndian(values[start..<(start + 8)]))
    }
    guard thresholds.allSatisfy(\.isFinite), leaves.allSatisfy(\.isFinite) else {
      throw .unreadable(byte: 0, expected: "finite thresholds and leaves")
    }
    guard
      let forest = Forest(
        featureCount: featureCount, features: Array(features), thresholds: thresholds, leaves: leaves)
    else { throw .unreadable(byte: 0, expected: "fewer than 32,767 thresholds of a feature") }
    self.forest = forest
  }

  /// How likely each stage is, in the order W, N1, N2, N3, R; they add up to 1.
  ///
  /// The scores of a class's trees are added up in LightGBM's order and go through its softmax, so that equal
  /// features give LightGBM's bits. A NaN counts as 0, as it does there. Allocates nothing; about 20 µs.
  ///
  /// - Parameter features: one row of ``ReferenceFeatureTable``, in the order of ``featureNames``.
  /// - Returns: five probabilities.
  /// - Precondition: as many numbers as there are names.
  public func probabilities(of features: Span<Float>) -> [5 of Double] {
    forest.probabilities(of: features)
  }

  private static func littleEndian(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// FNV-1a, 64 bits (Fowler, Noll and Vo).
  private static func sum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

/// Takes pieces from the front of some bytes, never beyond their end.
private struct ByteReader {
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func take(_ count: Int, _ what: String) throws(ReferenceError) -> ArraySlice<UInt8> {
    guard count <= bytes.count - position else { throw .unreadable(byte: position, expected: what) }
    position += count
    return bytes[(position - count)..<position]
  }

  mutating func number(_ width: Int) throws(ReferenceError) -> Int {
    try take(width, "a number of \(width) bytes").reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
