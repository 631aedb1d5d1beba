/// One line under a note: who signed, with which key, and the signature.
public struct NoteSignature: Sendable, Hashable {
  /// The name of the key.
  public let name: String
  /// The number of the key.
  public let number: UInt32
  /// The signature, without the key's number.
  public let bytes: [UInt8]

  /// A signature as somebody claims it.
  public init(name: String, number: UInt32, bytes: [UInt8]) {
    self.name = name
    self.number = number
    self.bytes = bytes
  }

  /// The line, with its line end: an em dash, the name, and number and signature in base 64.
  public var line: [UInt8] {
    var line = Array("— \(name) ".utf8)
    let four: [UInt8] = [24, 16, 8, 0].map { (shift: UInt32) in UInt8(number >> shift & 255) }
    Base64.append(four + bytes, to: &line)
    line.append(0x0A)
    return line
  }

  /// Reads a line without its line end.
  ///
  /// - Throws: ``RecordError`` where it is not one.
  init(line: ArraySlice<UInt8>) throws(RecordError) {
    let dash = Array("— ".utf8)
    let rest = line.dropFirst(dash.count)
    guard line.starts(with: dash), let space = rest.firstIndex(of: 0x20) else {
      throw SignedNote.malformed("a line under the text is not a signature", line)
    }
    let name = rest[..<space]
    guard NoteName.isOne(name), let coded = Base64.bytes(rest[(space + 1)...]), coded.count >= 5 else {
      throw SignedNote.malformed("a signature's name or value cannot be read", line)
    }
    self.init(
      name: String(decoding: name, as: UTF8.self), number: coded.prefix(4).reduce(0) { $0 << 8 | UInt32($1) },
      bytes: Array(coded.dropFirst(4)))
  }

  /// The lines of an answer that has nothing but signatures, as a witness gives it.
  ///
  /// - Throws: ``RecordError`` where there is anything else, or more than 100.
  public static func lines(_ bytes: [UInt8]) throws(RecordError) -> [NoteSignature] {
    guard bytes.last == 0x0A, bytes.count <= SignedNote.largest else {
      throw SignedNote.malformed("signatures end with a line end", bytes.suffix(80))
    }
    let lines = bytes.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
    guard lines.count <= SignedNote.mostSignatures else {
      throw SignedNote.malformed("there are more than \(SignedNote.mostSignatures) signatures", lines[0])
    }
    var signatures: [NoteSignature] = []
    for line in lines { signatures.append(try NoteSignature(line: line)) }
    return signatures
  }

  func isBy(_ key: VerifierKey) -> Bool { number == key.number && name.sameBytes(as: key.name) }
}
