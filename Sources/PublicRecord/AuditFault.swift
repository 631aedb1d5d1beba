/// Something in a log that is not as it should be.
public struct AuditFault: Sendable, Hashable, CustomStringConvertible {
  /// What sort of fault it is.
  public enum Kind: Sendable, Hashable {
    /// A file that a log of this size must serve is not there.
    case missing
    /// A file is there and is not what it should be by its form.
    case damaged
    /// An entry does not hash to what the tree has for it.
    case changedEntry
    /// A hash is not that of the tile below it.
    case changedHash
    /// The entries do not have the root that the checkpoint states.
    case otherRoot
    /// An older checkpoint is not of these entries: the log was rewritten, or showed somebody another history.
    case rewritten
    /// An older checkpoint has more entries than the newest: the log went back.
    case wentBack
  }

  /// What sort of fault it is.
  public let kind: Kind
  /// Where: a file of the log, an entry, a size.
  public let place: String
  /// What is wrong, in a sentence without its full stop.
  public let problem: String

  /// Place and problem.
  public var description: String { "\(place): \(problem)" }
}

/// The files of a log of some size in the order in which an audit reads them: each once, each tile after those below.
public struct AuditPaths: Sequence, IteratorProtocol, Sendable {
  private let size: Int
  private var bundle = 0
  private var ready: [TilePath] = []

  /// The files of the first `size` entries.
  public init(size: Int) { self.size = Swift.max(0, size) }

  /// The next file.
  public mutating func next() -> TilePath? {
    if ready.isEmpty { fill() }
    return ready.popLast()
  }

  private mutating func fill() {
    let first = bundle << 8
    guard first < size else { return }
    let width = Swift.min(256, size - first)
    bundle += 1
    ready = [
      TilePath(trusted: .entries, index: bundle - 1, width: width),
      TilePath(trusted: .hashes(level: 0), index: bundle - 1, width: width),
    ]
    for level in 1..<8 where width == 256 && bundle & ((1 << (8 * level)) - 1) == 0 {
      ready.append(TilePath(trusted: .hashes(level: level), index: bundle >> (8 * level) - 1, width: 256))
    }
    if first + width == size {
      for level in 1..<8 {
        let count = TilePath.count(level: level, size: size)
        guard count & 255 > 0 else { continue }
        ready.append(TilePath(trusted: .hashes(level: level), index: count >> 8, width: count & 255))
      }
    }
    ready.reverse()
  }
}
