internal import Foundation
public import SleepCore

/// A password that was given, brought into one form.
///
/// What NIST SP 800-63B asks (section 5.1.1.2; revision 4, section 3.1.1): no rules of composition, no end
/// of their own, any character of Unicode, brought into normalisation form NFKC before it is hashed, and
/// nothing that is widely used or is somebody's name. Revision 4 asks for 15 characters where a password
/// stands alone; this house asks for ten, because it stands behind the home's own network and a
/// ``Throttle``, and passkeys come first.
public struct Password: Sendable, Hashable {
  /// The shortest one, in characters after normalisation.
  public static let shortest = 10
  /// The longest one; SP 800-63B asks that 64 fit.
  public static let longest = 256

  /// Why a password is not taken.
  public struct Refusal: ExplainedError, Hashable {
    /// What is wrong with it.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
      /// Fewer than ten characters.
      case short
      /// More than 256.
      case long
      /// Many people use it, or it is one thing over and over.
      case common
      /// Without names of the house and its people there is little left of it.
      case name
    }
    /// What is wrong with it.
    public let kind: Kind
    /// Where.
    public var place: String { "password" }
    /// What is wrong.
    public var problem: String {
      switch kind {
      case .short: "it is shorter than \(shortest) characters"
      case .long: "it is longer than \(longest) characters"
      case .common: "many people use it, so it is tried first"
      case .name: "there is little in it but a name, so it is tried first"
      }
    }
    /// What to do.
    public var remedy: String { "Take a few words that have nothing to do with one another." }
  }

  let bytes: [UInt8]

  /// A password as somebody types it, to be compared; anything can be one.
  public init(_ text: String) { bytes = Array(Self.form(text).prefix(Self.longest + 1).utf8) }

  /// A new password.
  ///
  /// - Parameters:
  ///   - text: what was typed.
  ///   - names: what is easily guessed, such as the person's name, the home's and the page's.
  /// - Throws: ``Refusal``.
  public init(new text: String, names: [String] = []) throws(Refusal) {
    let form = Self.form(text)
    guard form.count >= Self.shortest else { throw Refusal(kind: .short) }
    guard form.count <= Self.longest else { throw Refusal(kind: .long) }
    let plain = Self.plain(form)
    guard !CommonPasswords.contain(plain) else { throw Refusal(kind: .common) }
    var rest = plain
    for name in names {
      for word in Self.form(name).split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
        let word = Self.plain(String(word))
        if word.count >= 3 { rest = rest.replacing(word, with: "") }
      }
    }
    guard rest.count == plain.count || rest.count >= Self.shortest / 2 else { throw Refusal(kind: .name) }
    bytes = Array(form.utf8)
  }

  /// The hash to keep.
  ///
  /// Costs some 0.2 s and 64 MiB: away from whatever must answer quickly, few at a time.
  ///
  /// - Throws: ``HashError`` where there is no memory.
  public func hash(_ cost: HashCost = .house) throws(HashError) -> String {
    try Argon2id.hash(bytes, cost)
  }

  /// Whether this is the password behind a hash; as costly as ``hash(_:)``, compared in constant time.
  ///
  /// Without a hash it costs the same and is `false`, so that the time does not tell who has a password.
  public func matches(_ hash: String?) -> Bool {
    guard let hash else {
      _ = try? Argon2id.hash(bytes, .house)
      return false
    }
    return Argon2id.verify(bytes, hash)
  }

  /// Whether a hash should be made anew when its password is there again, because the house asks for more.
  public static func isOutdated(_ hash: String) -> Bool { Argon2id.isOutdated(hash, .house) }

  /// NFKC (Unicode Standard Annex 15).
  private static func form(_ text: String) -> String { text.precomposedStringWithCompatibilityMapping }

  /// In small letters, without what is between words.
  private static func plain(_ text: String) -> String {
    String(text.lowercased().filter { !$0.isWhitespace && !"-_.".contains($0) })
  }
}
