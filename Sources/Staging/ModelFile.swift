internal import Foundation

/// What every model's file has in common: a checksum at its end, and words for what is wrong with its JSON.
enum ModelFile {
  /// Compares the sum at the end, `"checksum":"<16 hex digits>"}`, with the bytes before it.
  static func check(_ bytes: [UInt8]) throws(StagerError) {
    let key = Array("\"checksum\":\"".utf8)
    let tailLength = key.count + 16 + 3
    guard bytes.count > tailLength else { throw .noChecksum }
    let body = bytes.dropLast(tailLength)
    let tail = bytes.suffix(tailLength)
    guard tail.starts(with: key), tail.suffix(3).elementsEqual("\"}\n".utf8) else { throw .noChecksum }
    let sum = sum(body)
    let digits = Array("0123456789abcdef".utf8)
    let expected = (0..<16).map { digits[Int(sum >> UInt64(60 - 4 * $0) & 15)] }
    guard tail.dropFirst(key.count).prefix(16).elementsEqual(expected) else { throw .damaged }
  }

  /// FNV-1a, 64 bits (Fowler, Noll and Vo).
  static func sum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  static func explain(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "there is no key \(key.stringValue)"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "\(context.codingPath.map(\.stringValue).joined(separator: ".")) is of another type"
    default: "it is not JSON"
    }
  }

  static func isDistribution(_ shares: [Double]) -> Bool {
    shares.count == 5 && shares.allSatisfy { $0.isFinite && $0 > 0 } && abs(shares.reduce(0, +) - 1) < 1e-6
  }
}
