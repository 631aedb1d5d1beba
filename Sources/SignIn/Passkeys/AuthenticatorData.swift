/// What an authenticator says (WebAuthn L3, section 6.1).
struct AuthenticatorData {
  struct Flags: OptionSet {
    let rawValue: UInt8
    static let present = Flags(rawValue: 0x01)
    static let verified = Flags(rawValue: 0x04)
    static let backupEligible = Flags(rawValue: 0x08)
    static let backedUp = Flags(rawValue: 0x10)
    static let attested = Flags(rawValue: 0x40)
    static let extended = Flags(rawValue: 0x80)
  }

  /// SHA-256 of the relying party's identifier.
  let partyHash: [UInt8]
  let flags: Flags
  let counter: UInt32
  /// The new credential, where there is one.
  let credential: (id: [UInt8], key: CBOR, keyBytes: [UInt8])?

  /// The longest identifier of a credential (WebAuthn L3, section 4, "Credential ID").
  static let longestID = 1023

  /// Reads it; total.
  ///
  /// - Throws: ``PasskeyError`` of the kind `form` where a part is missing, bytes are left over, or an
  ///   identifier is empty or longer than 1023 bytes.
  init(_ bytes: [UInt8]) throws(PasskeyError) {
    var reader = CBORReader(bytes)
    guard let hash = reader.take(32), let flags = reader.take(1)?.first, let counter = reader.take(4) else {
      throw PasskeyError(.form("authenticatorData"))
    }
    partyHash = Array(hash)
    self.flags = Flags(rawValue: flags)
    self.counter = counter.reduce(0) { $0 << 8 | UInt32($1) }
    if self.flags.contains(.attested) {
      guard reader.take(16) != nil, let size = reader.take(2)?.reduce(0, { $0 << 8 | Int($1) }),
        (1...Self.longestID).contains(size), let id = reader.take(size)
      else { throw PasskeyError(.form("attestedCredentialData")) }
      let start = reader.at
      guard let key = reader.value(), key.isMap else { throw PasskeyError(.key) }
      credential = (Array(id), key, Array(bytes[start..<reader.at]))
    } else {
      credential = nil
    }
    if self.flags.contains(.extended) {
      guard let extensions = reader.value(), extensions.isMap else {
        throw PasskeyError(.form("extensions"))
      }
    }
    guard reader.isAtEnd else { throw PasskeyError(.form("authenticatorData")) }
  }
}
