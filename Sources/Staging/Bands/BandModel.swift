/// A trained band stager for one way of staging: two forests of gradient-boosted trees (LightGBM).
///
/// The first looks at the powers that many nights share; the second at all powers and at what the first says.
/// Made by `Models/band-stager/train.py`; the card beside it says from what, and how well it does.
public struct BandModel: Sendable {
  /// What may be looked at.
  public enum Way: String, Sendable, Hashable, CaseIterable {
    /// The whole night, after it.
    case overnight
    /// An epoch and what came before it, as a live night must.
    case causal
  }

  /// Such as `band-stager-1/overnight`.
  public let name: String
  /// Which way of staging it was trained for.
  public let way: Way
  let first: Forest
  let second: Forest

  /// Reads a model from the bytes of its file, `overnight.trees` or `causal.trees`.
  ///
  /// Any changed byte is noticed: each forest ends in a 64-bit FNV-1a sum over its bytes. About 10 ms.
  ///
  /// - Throws: ``BandError/damaged``, ``BandError/unreadable(byte:expected:)`` or
  ///   ``BandError/features(model:)``.
  public init(bytes: [UInt8]) throws(BandError) {
    var file = TreeFile(bytes: bytes)
    let (first, second): (TreeFile.Entry, TreeFile.Entry)
    do throws(TreeFileError) {
      (first, second) = (try file.next(), try file.next())
    } catch {
      switch error {
      case .damaged: throw .damaged
      case .unreadable(let byte, let expected): throw .unreadable(byte: byte, expected: expected)
      }
    }
    guard file.isAtEnd else { throw .unreadable(byte: bytes.count, expected: "two forests and no more") }
    let stated = Way.allCases.first { first.name.hasSuffix("/\($0.rawValue)-first") }
    guard let way = stated, second.name == first.name.dropLast("first".count) + "second",
      first.features == Self.firstFeatures(way), second.features == Self.secondFeatures(way)
    else { throw .features(model: String(first.name.prefix(64))) }
    name = String(first.name.dropLast("-first".count))
    self.way = way
    self.first = first.forest
    self.second = second.forest
  }

  /// What the first forest looks at, in order.
  static func firstFeatures(_ way: Way) -> [String] {
    BandContext.powers(way).names(BandSeries(kind: .first).names)
  }

  /// What the second forest looks at, in order.
  static func secondFeatures(_ way: Way) -> [String] {
    let names = BandSeries(kind: .second).names
    return names.prefix(BandSeries.plainCount).map { $0 + ".plain" } + BandContext.powers(way).names(names)
      + BandContext.answers(way).names(["W", "N1", "N2", "N3", "R"].map { "first." + $0 })
  }
}
