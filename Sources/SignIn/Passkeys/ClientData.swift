internal import Foundation

/// What the browser says it was asked for (WebAuthn L3, section 5.8.1).
struct ClientData: Decodable {
  let type: String
  let challenge: String
  let origin: String
  let crossOrigin: Bool?
  let topOrigin: String?

  /// The most bytes: a challenge, an origin and what browsers add are a few hundred.
  static let largest = 8192

  /// Reads it; total.
  static func read(_ bytes: [UInt8]) throws(PasskeyError) -> ClientData {
    guard bytes.count <= largest, let data = try? JSONDecoder().decode(ClientData.self, from: Data(bytes))
    else { throw PasskeyError(.form("clientDataJSON")) }
    return data
  }

  /// Checks it against what was asked.
  func check(_ ceremony: String, challenge: PasskeyChallenge, _ party: RelyingParty) throws(PasskeyError) {
    guard type == ceremony else { throw PasskeyError(.ceremony) }
    guard let said = Base64URL.bytes(self.challenge), ConstantTime.equal(said, challenge.bytes) else {
      throw PasskeyError(.challenge)
    }
    guard party.origins.contains(where: { $0.utf8.elementsEqual(origin.utf8) }) else {
      throw PasskeyError(.origin)
    }
    // This house is never framed by somebody else's page.
    guard crossOrigin != true, topOrigin == nil else { throw PasskeyError(.crossOrigin) }
  }
}
