/// The name of a file of a log (C2SP tlog-tiles): 256 hashes of one level, or the 256 entries below them.
///
/// All paths of the log are made and read here and nowhere else.
public struct TilePath: Sendable, Hashable, CustomStringConvertible {
  /// How many hashes or entries a whole tile has.
  public static let fullWidth = 256
  /// Where a log's signed checkpoint is.
  public static let checkpoint = "checkpoint"

  /// What a tile holds.
  public enum Content: Sendable, Hashable {
    /// Hashes; each covers 256 to the power of the level entries.
    case hashes(level: Int)
    /// The entries themselves.
    case entries
  }

  /// What it holds.
  public let content: Content
  /// Its place among its like, from 0.
  public let index: Int
  /// How many hashes or entries it has: 1 to 256.
  public let width: Int

  /// A tile's name, or nothing where a number is out of range: level 0 to 7 (no log of 2⁶³ entries has more), width 1 to 256.
  public init?(_ content: Content, index: Int, width: Int = fullWidth) {
    if case .hashes(let level) = content, !(0..<8).contains(level) { return nil }
    guard index >= 0, (1...Self.fullWidth).contains(width) else { return nil }
    self.content = content
    self.index = index
    self.width = width
  }

  // For callers here whose numbers come from a size.
  init(trusted content: Content, index: Int, width: Int) {
    self.content = content
    self.index = index
    self.width = width
  }

  /// Whether it has fewer than 256: it will be replaced by the whole one as the log grows.
  public var isPartial: Bool { width < Self.fullWidth }

  /// The whole tile that will take its place, or has.
  public var whole: TilePath { TilePath(trusted: content, index: index, width: Self.fullWidth) }

  /// The path below the log's prefix, such as `tile/0/x001/234.p/5`.
  public var description: String {
    var text = "tile/"
    switch content {
    case .hashes(let level): text += "\(level)/"
    case .entries: text += "entries/"
    }
    var groups: [String] = []
    var rest = index
    repeat {
      let group = String(rest % 1000)
      groups.append(String(repeating: "0", count: 3 - group.count) + group)
      rest /= 1000
    } while rest > 0
    for group in groups.dropFirst().reversed() { text += "x\(group)/" }
    text += groups[0]
    return isPartial ? "\(text).p/\(width)" : text
  }

  /// Reads a path below the log's prefix; there is one spelling for each tile.
  public init?(_ path: String) {
    var parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)[...]
    guard parts.count >= 3, parts.popFirst()?.elementsEqual("tile".utf8) == true, let kind = parts.popFirst()
    else { return nil }
    var content = Content.entries
    if !kind.elementsEqual("entries".utf8) {
      guard let level = Decimal.number(kind) else { return nil }
      content = .hashes(level: level)
    }
    var width = Self.fullWidth
    if parts.count >= 2, let before = parts.dropLast().last, before.suffix(2).elementsEqual(".p".utf8) {
      guard let number = parts.popLast().flatMap({ Decimal.number($0) }), number < Self.fullWidth else {
        return nil
      }
      width = number
      parts[parts.endIndex - 1] = before.dropLast(2)
    }
    var index = 0
    for (place, part) in parts.enumerated() {
      var digits = part
      if place < parts.count - 1 {
        guard digits.popFirst() == UInt8(ascii: "x") else { return nil }
      }
      guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      // No leading group of zeros: 5 is 005 and never x000/005.
      guard place > 0 || parts.count == 1 || !digits.elementsEqual("000".utf8) else { return nil }
      for digit in digits {
        let (tens, over) = index.multipliedReportingOverflow(by: 10)
        let (sum, more) = tens.addingReportingOverflow(Int(digit - 0x30))
        guard !over, !more else { return nil }
        index = sum
      }
    }
    self.init(content, index: index, width: width)
  }
}

extension TilePath {
  /// Whether a path is one of those that a log of tiles serves: its checkpoint, or a tile in its one spelling.
  ///
  /// Nothing else of a log's folder is for the public, and no such path leads out of it.
  public static func isPublic(_ path: String) -> Bool {
    path.sameBytes(as: checkpoint) || TilePath(path) != nil
  }

  /// How many hashes of a level a log of `size` entries has in whole.
  static func count(level: Int, size: Int) -> Int { level < 8 ? size >> (8 * level) : 0 }

  /// The tile of a log of `size` entries that has hash `index` of a level, as wide as that log has it; nothing where
  /// the log has no such hash.
  public static func holding(level: Int, index: Int, size: Int) -> TilePath? {
    let count = count(level: level, size: size)
    guard level >= 0, index >= 0, index < count else { return nil }
    return TilePath(
      trusted: .hashes(level: level), index: index >> 8, width: min(256, count - (index & ~255)))
  }

  /// The bundle of a log of `size` entries that has entry `index`; nothing where the log has no such entry.
  public static func entries(holding index: Int, size: Int) -> TilePath? {
    guard index >= 0, index < size else { return nil }
    return TilePath(trusted: .entries, index: index >> 8, width: min(256, size - (index & ~255)))
  }
}

/// Whole numbers as the specifications write them: decimal digits without a leading zero.
package enum Decimal {
  /// The number, or nothing where the text is not one or is larger than an Int.
  package static func number(_ text: some Collection<UInt8>) -> Int? {
    guard let first = text.first, text.count <= 19 else { return nil }
    guard first != UInt8(ascii: "0") || text.count == 1 else { return nil }
    var number = 0
    for digit in text {
      guard (0x30...0x39).contains(digit) else { return nil }
      let (tens, over) = number.multipliedReportingOverflow(by: 10)
      let (sum, more) = tens.addingReportingOverflow(Int(digit - 0x30))
      guard !over, !more else { return nil }
      number = sum
    }
    return number
  }
}
