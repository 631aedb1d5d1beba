public import SleepCore

/// The four pictures, out of twelve, by which a child says on a shared tablet that it is them.
///
/// What it can show: that whoever taps knows the four pictures in their order. What it cannot show: that a
/// child who was watched, or told a parent, is alone in knowing them; that a tap was not guided; that a yes
/// is not said to please. There are 20,736 sequences, so a guesser without a ``Throttle`` would be through
/// in an hour, and whoever has both the database and the keys reads them. It is a child's own voice in a
/// family that means well, and no lock.
public struct AssentPictures: Sendable, Hashable {
  /// A picture that every child can name, in any of the house's languages.
  public enum Picture: String, Sendable, Hashable, CaseIterable {
    /// A crescent moon.
    case moon
    /// A fox.
    case fox
    /// A star.
    case star
    /// A boat.
    case boat
    /// A tree.
    case tree
    /// A fish.
    case fish
    /// An apple.
    case apple
    /// A house.
    case house
    /// A snail.
    case snail
    /// A cloud.
    case cloud
    /// A balloon.
    case balloon
    /// A bird.
    case bird
  }

  /// How many are chosen.
  public static let count = 4

  /// Why a choice is not taken.
  public struct Refusal: ExplainedError, Hashable {
    /// Where.
    public var place: String { "pictures" }
    /// What is wrong.
    public var problem: String { "they are not four pictures, two of them different at least" }
    /// What to do.
    public var remedy: String { "Tap four pictures." }
  }

  /// The pictures in their order.
  public let pictures: [Picture]

  /// Four pictures, not all the same.
  ///
  /// - Throws: ``Refusal``.
  public init(_ pictures: [Picture]) throws(Refusal) {
    guard pictures.count == Self.count, Set(pictures).count > 1 else { throw Refusal() }
    self.pictures = pictures
  }

  /// Four names such as `moon`; `nil` for anything else.
  public init?(names: [String]) {
    let pictures = names.compactMap(Picture.init)
    guard pictures.count == names.count, let made = try? AssentPictures(pictures) else { return nil }
    self = made
  }

  private var bytes: [UInt8] { Array(("pictures " + pictures.map(\.rawValue).joined(separator: " ")).utf8) }

  /// The hash to keep; as costly as ``Password/hash(_:)``.
  public func hash(_ cost: HashCost = .house) throws(HashError) -> String {
    try Argon2id.hash(bytes, cost)
  }

  /// Whether these are the pictures behind a hash; without one it costs the same and is `false`.
  public func matches(_ hash: String?) -> Bool {
    guard let hash else {
      _ = try? Argon2id.hash(bytes, .house)
      return false
    }
    return Argon2id.verify(bytes, hash)
  }
}
