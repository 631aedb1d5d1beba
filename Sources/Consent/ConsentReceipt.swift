public import PublicRecord
internal import SleepCore

/// A consent with its giver's signature: a signed note (C2SP signed-note) whose text is the terms in
/// canonical JSON.
///
/// Anybody with the giver's key can check it, without this program.
public struct ConsentReceipt: Sendable, Hashable {
  /// What was agreed to.
  public let terms: ConsentTerms
  /// The note.
  public let note: SignedNote
  /// The SHA-256 of the note's text: what a withdrawal names it by.
  public let id: String

  /// Signs terms.
  ///
  /// - Throws: ``ConsentError`` where the key is not the giver's, or the system does not sign.
  public init(_ terms: ConsentTerms, signedBy key: SignerKey) throws(ConsentError) {
    guard key.verifier.name == terms.giver.keyName else {
      throw ConsentError(
        "this key is not the giver's", place: "key \(key.verifier.name)",
        remedy: "Let the person sign who consents, and nobody else.")
    }
    do {
      var note = try SignedNote(text: terms.json.bytes + [0x0A])
      note.add(try key.sign(note.text))
      (self.terms, self.note, id) = (terms, note, SHA256Hex.of(note.text))
    } catch {
      throw ConsentError(error.problem, place: error.place, remedy: error.remedy)
    }
  }

  /// Reads a receipt; whether its signature holds is what ``isSigned(by:)`` says.
  ///
  /// - Throws: ``ConsentError`` where it is anything else than ``bytes`` of a receipt.
  public init(bytes: [UInt8]) throws(ConsentError) {
    do {
      note = try SignedNote(bytes)
    } catch {
      throw ConsentError(error.problem, place: error.place, remedy: error.remedy)
    }
    let json: CanonicalJSON
    do {
      json = try CanonicalJSON.read(Array(note.text.dropLast()))
    } catch {
      throw ConsentError(error.problem, place: error.place, remedy: error.remedy)
    }
    terms = try ConsentTerms(json: json)
    id = SHA256Hex.of(note.text)
  }

  /// The receipt as it is kept and handed out.
  public var bytes: [UInt8] { note.bytes }

  /// Whether the giver's key signed it.
  ///
  /// Costs one verification of Ed25519.
  public func isSigned(by key: VerifierKey) -> Bool {
    guard key.name == terms.giver.keyName, key.kind == .ed25519,
      let known = try? note.verified(by: [key]).known
    else { return false }
    return known.contains { $0.key == key }
  }

  /// What the public may know of it: a hash that says nothing without the salt.
  ///
  /// With the salt destroyed it stays a proof that something was agreed to, and of nothing more.
  ///
  /// - Parameter salt: 32 random bytes.
  /// - Returns: the SHA-256 of a line that names the form, the salt, and the note's text.
  public func commitment(salt: [UInt8]) -> String {
    SHA256Hex.of(Array("lumapod-consent-commitment/1\n".utf8) + salt + note.text)
  }
}
