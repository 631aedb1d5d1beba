public import Consent
internal import Crypto
internal import Foundation
public import PublicRecord

/// The keys of the people, one small file each, apart from the database and its backups.
///
/// Whatever says something about a person is sealed with their key (ChaCha20-Poly1305, RFC 8439). With the
/// key destroyed it is noise, in the database and in every copy of it that was ever made.
public struct PersonKeys: Sendable {
  /// The folder.
  public let folder: String
  static let size = 64

  init(folder: String) throws(HouseholdError) {
    self.folder = folder
    try PrivateFiles.makeFolder(folder)
  }

  private func path(_ id: PersonID) -> String { "\(folder)/\(id)" }

  /// Who has a key.
  public var people: Set<PersonID> {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return Set(names.compactMap(PersonID.init))
  }

  /// Makes a person's keys: 32 bytes to seal with, 32 to sign with.
  func make(_ id: PersonID) throws(HouseholdError) {
    let seal = unsafe SymmetricKey(size: .bits256).withUnsafeBytes { unsafe Array($0) }
    let sign = Array(Curve25519.Signing.PrivateKey().rawRepresentation)
    try PrivateFiles.write(seal + sign, to: path(id))
  }

  /// Who was erased: their number stays as an empty file, so that no old copy brings them back.
  ///
  /// A key that is only missing is another matter: it may have been left behind when the folder was copied,
  /// and nobody is erased for that.
  var erased: Set<PersonID> {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return Set(names.filter { $0.hasSuffix(".erased") }.compactMap { PersonID(String($0.dropLast(7))) })
  }

  /// Destroys a person's keys; nothing brings back what was sealed with them.
  func shred(_ id: PersonID) throws(HouseholdError) {
    try PrivateFiles.write([], to: path(id) + ".erased")
    try PrivateFiles.shred(path(id), size: Self.size)
  }

  private func bytes(_ id: PersonID) throws(HouseholdError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path(id)), data.count == Self.size else {
      throw HouseholdError(
        .unknown, "there is no key for this person, so nothing of theirs can be read", place: path(id),
        remedy: "Put the key back from your own copy of the folder, if they were not erased.")
    }
    return Array(data)
  }

  /// The key a person signs receipts with.
  ///
  /// - Throws: ``HouseholdError`` where there is none.
  public func signer(_ id: PersonID) throws(HouseholdError) -> SignerKey {
    let seed = Array(try bytes(id)[32...])
    do {
      return try SignerKey(name: id.keyName, kind: .ed25519, seed: seed)
    } catch {
      throw HouseholdError(.storage, error.problem, place: path(id), remedy: error.remedy)
    }
  }

  /// What seals and opens for a person; one reading of the key serves many rows.
  func box(_ id: PersonID) throws(HouseholdError) -> PersonBox {
    PersonBox(id: id, key: SymmetricKey(data: try bytes(id)[..<32]))
  }
}

/// Seals and opens what is said about one person.
struct PersonBox {
  let id: PersonID
  fileprivate let key: SymmetricKey

  fileprivate init(id: PersonID, key: SymmetricKey) { (self.id, self.key) = (id, key) }

  /// Seals some bytes; `place` says what they are, and they open nowhere else.
  func seal(_ plain: [UInt8], place: String) throws(HouseholdError) -> Data {
    guard let box = try? ChaChaPoly.seal(plain, using: key, authenticating: Array("\(id) \(place)".utf8))
    else {
      throw HouseholdError(.storage, "the system did not seal it", place: place, remedy: "Try again.")
    }
    return box.combined
  }

  /// Opens what ``seal(_:place:)`` made.
  func open(_ sealed: Data, place: String) throws(HouseholdError) -> [UInt8] {
    guard let box = try? ChaChaPoly.SealedBox(combined: sealed),
      let plain = try? ChaChaPoly.open(box, using: key, authenticating: Array("\(id) \(place)".utf8))
    else {
      throw HouseholdError(
        .storage, "what is kept here was changed, or sealed with another key", place: place,
        remedy: "Restore a backup: luma home restore.")
    }
    return Array(plain)
  }
}
