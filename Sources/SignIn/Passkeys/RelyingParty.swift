public import Consent
internal import Crypto
public import SleepCore

/// A question that is asked once: 256 random bits (WebAuthn L3, section 13.4.3, asks for 128 at least).
public struct PasskeyChallenge: Sendable, Hashable {
  /// The 32 bytes.
  public let bytes: [UInt8]

  /// A challenge from its bytes.
  public init(bytes: [UInt8]) { self.bytes = bytes }
  /// A new challenge, from the system's source of randomness.
  public static func new() -> PasskeyChallenge { PasskeyChallenge(bytes: RandomBytes.new(32)) }
}

/// A passkey as the house keeps it: nothing here is secret.
public struct Passkey: Sendable, Hashable {
  /// The identifier of the credential; 1 to 1023 bytes.
  public let credential: [UInt8]
  /// The public key, in its COSE form.
  public let publicKey: [UInt8]
  /// How often it signed, where it counts; else 0.
  public let counter: UInt32
  /// Whether it may be copied between devices.
  public let isBackupEligible: Bool
  /// Whether it was, when it was last used.
  public let isBackedUp: Bool

  /// Creates a passkey.
  public init(
    credential: [UInt8], publicKey: [UInt8], counter: UInt32, isBackupEligible: Bool, isBackedUp: Bool
  ) {
    (self.credential, self.publicKey, self.counter) = (credential, publicKey, counter)
    (self.isBackupEligible, self.isBackedUp) = (isBackupEligible, isBackedUp)
  }
}

/// This house, as passkeys know it (WebAuthn L3: the relying party).
///
/// Browsers give passkeys to names under HTTPS and to `localhost`, never to a bare address such as
/// `192.168.1.7`: there the password is the way.
public struct RelyingParty: Sendable, Hashable {
  /// A domain name such as `localhost` or `lumapod.example`; passkeys are bound to it for good.
  public let id: String
  /// What authenticators show.
  public let name: String
  /// The addresses of the pages, such as `https://lumapod.example`; each is compared byte by byte.
  public let origins: Set<String>
  /// Whether the authenticator must have asked for a finger, a face or a PIN.
  let needsVerification: Bool

  /// Creates a relying party; whoever signs in is always asked for a finger, a face or a PIN.
  public init(id: String, name: String, origins: Set<String>) {
    self.init(id: id, name: name, origins: origins, needsVerification: true)
  }

  package init(id: String, name: String, origins: Set<String>, needsVerification: Bool) {
    (self.id, self.name, self.origins) = (id, name, origins)
    self.needsVerification = needsVerification
  }

  /// How long a browser waits, milliseconds: five minutes (WebAuthn L3, section 15.1, recommends 5 to 10).
  static let timeout = 300_000

  /// What to hand to `PublicKeyCredential.parseCreationOptionsFromJSON`.
  ///
  /// - Parameters:
  ///   - challenge: a new challenge, to be kept until the answer comes.
  ///   - person: whose passkey it is to be; the 16 bytes of their number stand as the user's handle.
  ///   - name: what the authenticator shows, such as their name at home.
  ///   - passkeys: those they have already, which are not made twice on one device.
  /// - Returns: the options. No attestation is asked for.
  public func registrationOptions(
    challenge: PasskeyChallenge, person: PersonID, name: String, excluding passkeys: [Passkey] = []
  ) -> CanonicalJSON {
    [
      "rp": ["id": .text(id), "name": .text(self.name)],
      "user": [
        "id": .text(Base64URL.text(person.bytes)), "name": .text(name), "displayName": .text(name),
      ],
      "challenge": .text(Base64URL.text(challenge.bytes)),
      "pubKeyCredParams": .list(
        PasskeyAlgorithm.allCases.map { ["type": "public-key", "alg": .number($0.rawValue)] }),
      "timeout": .number(Self.timeout), "excludeCredentials": Self.list(passkeys),
      "authenticatorSelection": [
        "residentKey": "required", "requireResidentKey": true, "userVerification": "required",
      ],
      "attestation": "none",
    ]
  }

  /// What to hand to `PublicKeyCredential.parseRequestOptionsFromJSON`.
  ///
  /// - Parameters:
  ///   - challenge: a new challenge, to be kept until the answer comes.
  ///   - passkeys: which ones may answer; any of this house where there are none, and then the options do
  ///     not tell who lives here.
  /// - Returns: the options.
  public func signInOptions(challenge: PasskeyChallenge, allowing passkeys: [Passkey] = [])
    -> CanonicalJSON
  {
    [
      "challenge": .text(Base64URL.text(challenge.bytes)), "timeout": .number(Self.timeout),
      "rpId": .text(id), "allowCredentials": Self.list(passkeys), "userVerification": "required",
    ]
  }

  private static func list(_ passkeys: [Passkey]) -> CanonicalJSON {
    .list(passkeys.map { ["type": "public-key", "id": .text(Base64URL.text($0.credential))] })
  }

  /// Takes a new passkey (WebAuthn L3, section 7.1).
  ///
  /// The statement of attestation, of whatever format, must be a map and is not looked at: none was asked
  /// for, and whose authenticators are good is not for this house to say. Costs some 0.1 ms with ES256.
  ///
  /// - Throws: ``PasskeyError``.
  public func register(_ answer: NewPasskeyAnswer, challenge: PasskeyChallenge) throws(PasskeyError)
    -> Passkey
  {
    try ClientData.read(answer.clientData).check("webauthn.create", challenge: challenge, self)
    var reader = CBORReader(answer.attestation)
    guard let object = reader.value(), reader.isAtEnd, object["fmt"]?.text != nil,
      object["attStmt"]?.isMap == true, let bytes = object["authData"]?.bytes
    else { throw PasskeyError(.form("attestationObject")) }
    let data = try AuthenticatorData(bytes)
    try check(data)
    guard let credential = data.credential else { throw PasskeyError(.form("attestedCredentialData")) }
    _ = try CredentialKey(credential.key)
    return Passkey(
      credential: credential.id, publicKey: credential.keyBytes, counter: data.counter,
      isBackupEligible: data.flags.contains(.backupEligible), isBackedUp: data.flags.contains(.backedUp))
  }

  /// Checks that somebody has signed in with a passkey (WebAuthn L3, section 7.2).
  ///
  /// Costs some 0.1 ms with ES256.
  ///
  /// - Parameters:
  ///   - answer: what the browser answered.
  ///   - passkey: the passkey that the answer names, as it is kept.
  ///   - person: whose it is.
  ///   - challenge: what was asked, and is asked no more.
  /// - Returns: the passkey as it is to be kept from now on, with its counter.
  /// - Throws: ``PasskeyError``.
  public func signIn(
    _ answer: PasskeyAnswer, with passkey: Passkey, of person: PersonID, challenge: PasskeyChallenge
  ) throws(PasskeyError) -> Passkey {
    guard answer.credential == passkey.credential,
      answer.userHandle.map({ $0 == person.bytes }) ?? true
    else { throw PasskeyError(.credential) }
    try ClientData.read(answer.clientData).check("webauthn.get", challenge: challenge, self)
    let data = try AuthenticatorData(answer.authenticatorData)
    try check(data)
    guard data.flags.contains(.backupEligible) == passkey.isBackupEligible else {
      throw PasskeyError(.backup)
    }
    let key = try CredentialKey(cose: passkey.publicKey)
    let signed = answer.authenticatorData + Array(SHA256.hash(data: answer.clientData))
    guard key.isValid(answer.signature, over: signed) else { throw PasskeyError(.signature) }
    // Some count and some do not; one that has counted and does not go on may have been copied.
    guard data.counter > passkey.counter || (data.counter == 0 && passkey.counter == 0) else {
      throw PasskeyError(.counter)
    }
    return Passkey(
      credential: passkey.credential, publicKey: passkey.publicKey, counter: data.counter,
      isBackupEligible: passkey.isBackupEligible, isBackedUp: data.flags.contains(.backedUp))
  }

  private func check(_ data: AuthenticatorData) throws(PasskeyError) {
    guard ConstantTime.equal(data.partyHash, Array(SHA256.hash(data: Array(id.utf8)))) else {
      throw PasskeyError(.party)
    }
    guard data.flags.contains(.present) else { throw PasskeyError(.absent) }
    guard !needsVerification || data.flags.contains(.verified) else { throw PasskeyError(.unverified) }
    guard data.flags.contains(.backupEligible) || !data.flags.contains(.backedUp) else {
      throw PasskeyError(.backup)
    }
  }
}
