/// Why a file of forests can't be read; the models that are read from it say what to do.
enum TreeFileError: Error {
  /// The checksum at the end of a forest is another one.
  case damaged
  /// The bytes are none of this format, or end too early.
  case unreadable(byte: Int, expected: String)
}

/// Reads forests in the format of `Models/yasa-0.8.1` from a file that holds several, one behind another.
///
/// Each ends in a 64-bit FNV-1a sum (Fowler, Noll and Vo) over its own bytes.
struct TreeFile {
  /// One forest, what it is called, and what it looks at.
  struct Entry: Sendable {
    let name: String
    let features: [String]
    let forest: Forest
  }

  private let bytes: [UInt8]
  private var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Whether all bytes have been read.
  var isAtEnd: Bool { position == bytes.count }

  /// The next forest.
  mutating func next() throws(TreeFileError) -> Entry {
    let start = position
    guard try take(8, "the mark LUMATREE").elementsEqual("LUMATREE".utf8) else {
      throw .unreadable(byte: start, expected: "the mark LUMATREE")
    }
    guard try number(2) == 1 else { throw .unreadable(byte: start + 8, expected: "version 1") }
    guard try number(2) == 5 else { throw .unreadable(byte: start + 10, expected: "five classes") }
    let featureCount = try number(2)
    guard (1...256).contains(featureCount) else {
      throw .unreadable(byte: start + 12, expected: "1 to 256 features")
    }
    guard try number(2) == Forest.depth else {
      throw .unreadable(byte: start + 14, expected: "trees of depth \(Forest.depth)")
    }
    let treeCount = try number(4)
    guard (5...10_000).contains(treeCount), treeCount % 5 == 0 else {
      throw .unreadable(byte: start + 16, expected: "5 to 10,000 trees, as many for each class")
    }
    let wordCount = try number(4)
    let words = String(decoding: try take(wordCount, "\(wordCount) bytes of names"), as: UTF8.self)
    let lines = words.split(separator: "\n", omittingEmptySubsequences: false)
    let inner = treeCount * Forest.nodes
    let nodes = try take(inner, "\(inner) features of nodes")
    let limits = try take(inner * 4, "\(inner) thresholds")
    let leafCount = treeCount * Forest.leaves
    let values = try take(leafCount * 8, "\(leafCount) leaves")
    let body = bytes[start..<position]
    guard Self.littleEndian(try take(8, "the checksum")) == ModelFile.sum(body) else { throw .damaged }

    guard lines.count == 3, lines[1] == "N1 N2 N3 R W" else {
      throw .unreadable(
        byte: start + 24, expected: "three lines: a name, the classes N1 N2 N3 R W, the features")
    }
    let features = lines[2].split(separator: " ").map(String.init)
    guard features.count == featureCount, nodes.allSatisfy({ Int($0) < featureCount }) else {
      throw .unreadable(byte: start + 12, expected: "a name for each feature that a node asks for")
    }
    let thresholds = (0..<inner).map { i in
      let at = limits.startIndex + 4 * i
      return Float(bitPattern: UInt32(truncatingIfNeeded: Self.littleEndian(limits[at..<(at + 4)])))
    }
    let leaves = (0..<leafCount).map { i in
      let at = values.startIndex + 8 * i
      return Double(bitPattern: Self.littleEndian(values[at..<(at + 8)]))
    }
    // A leaf of LightGBM is a few tenths; sums of 10,000 that are under a million stay finite in the softmax.
    guard thresholds.allSatisfy(\.isFinite), leaves.allSatisfy({ abs($0) < 1e6 }) else {
      throw .unreadable(byte: start, expected: "finite thresholds, and leaves under a million")
    }
    let forest: Forest? = Forest(
      featureCount: featureCount, features: Array(nodes), thresholds: thresholds, leaves: leaves)
    guard let forest else { throw .unreadable(byte: start, expected: "fewer thresholds of a feature") }
    return Entry(name: String(lines[0]), features: features, forest: forest)
  }

  private mutating func take(_ count: Int, _ what: String) throws(TreeFileError) -> ArraySlice<UInt8> {
    guard count <= bytes.count - position else { throw .unreadable(byte: position, expected: what) }
    position += count
    return bytes[(position - count)..<position]
  }

  private mutating func number(_ width: Int) throws(TreeFileError) -> Int {
    try take(width, "a number of \(width) bytes").reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private static func littleEndian(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
