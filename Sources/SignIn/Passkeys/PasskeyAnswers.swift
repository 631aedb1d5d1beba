internal import Foundation

/// What a browser answers when somebody makes a passkey.
public struct NewPasskeyAnswer: Sendable, Hashable {
  /// The browser's words, as JSON.
  public let clientData: [UInt8]
  /// The authenticator's words, as CBOR.
  public let attestation: [UInt8]

  /// Creates an answer from its parts.
  public init(clientData: [UInt8], attestation: [UInt8]) {
    (self.clientData, self.attestation) = (clientData, attestation)
  }

  /// Reads what `PublicKeyCredential.toJSON()` gives (WebAuthn L3, section 5.1, RegistrationResponseJSON).
  ///
  /// - Throws: ``PasskeyError`` of the kind `form`.
  public init(json: [UInt8]) throws(PasskeyError) {
    let form = try AnswerForm.read(json)
    self.init(
      clientData: try AnswerForm.bytes(form.response.clientDataJSON, "clientDataJSON"),
      attestation: try AnswerForm.bytes(form.response.attestationObject, "attestationObject"))
  }
}

/// What a browser answers when somebody signs in with a passkey.
public struct PasskeyAnswer: Sendable, Hashable {
  /// Which passkey: the identifier of the credential.
  public let credential: [UInt8]
  /// The browser's words, as JSON.
  public let clientData: [UInt8]
  /// The authenticator's words.
  public let authenticatorData: [UInt8]
  /// The signature over both.
  public let signature: [UInt8]
  /// Whose passkey the authenticator takes it for, where it says so.
  public let userHandle: [UInt8]?

  /// Creates an answer from its parts.
  public init(
    credential: [UInt8], clientData: [UInt8], authenticatorData: [UInt8], signature: [UInt8],
    userHandle: [UInt8]? = nil
  ) {
    (self.credential, self.clientData, self.signature) = (credential, clientData, signature)
    (self.authenticatorData, self.userHandle) = (authenticatorData, userHandle)
  }

  /// Reads what `PublicKeyCredential.toJSON()` gives (WebAuthn L3, section 5.1, AuthenticationResponseJSON).
  ///
  /// - Throws: ``PasskeyError`` of the kind `form`.
  public init(json: [UInt8]) throws(PasskeyError) {
    let form = try AnswerForm.read(json)
    var handle: [UInt8]?
    if let text = form.response.userHandle { handle = try AnswerForm.bytes(text, "userHandle") }
    self.init(
      credential: try AnswerForm.bytes(form.id, "id"),
      clientData: try AnswerForm.bytes(form.response.clientDataJSON, "clientDataJSON"),
      authenticatorData: try AnswerForm.bytes(form.response.authenticatorData, "authenticatorData"),
      signature: try AnswerForm.bytes(form.response.signature, "signature"), userHandle: handle)
  }
}

/// The JSON of both answers.
private struct AnswerForm: Decodable {
  struct Response: Decodable {
    let clientDataJSON: String?
    let attestationObject: String?
    let authenticatorData: String?
    let signature: String?
    let userHandle: String?
  }
  let id: String?
  let response: Response

  /// The most bytes: an attestation brings certificates along.
  static let largest = 65_536

  static func read(_ json: [UInt8]) throws(PasskeyError) -> AnswerForm {
    guard json.count <= largest, let form = try? JSONDecoder().decode(AnswerForm.self, from: Data(json))
    else { throw PasskeyError(.form("answer")) }
    return form
  }

  static func bytes(_ text: String?, _ part: String) throws(PasskeyError) -> [UInt8] {
    guard let text, let bytes = Base64URL.bytes(text) else { throw PasskeyError(.form(part)) }
    return bytes
  }
}
