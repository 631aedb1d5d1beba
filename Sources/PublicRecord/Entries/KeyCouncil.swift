internal import SleepCore

/// The keys that together may lift a halt, or change themselves: k of n, each held by someone else.
public struct KeyCouncil: Sendable, Hashable {
  /// How many of them it takes.
  public let needed: Int
  /// The keys, as C2SP signed-note verifier keys.
  public let keys: [VerifierKey]

  /// Creates a council; `nil` where fewer keys are listed than are needed, or none is.
  public init?(needed: Int, keys: [VerifierKey]) {
    guard needed > 0, Set(keys).count == keys.count, keys.count >= needed else { return nil }
    (self.needed, self.keys) = (needed, keys)
  }

  /// The council that an entry of kind `keys` names.
  init?(_ entry: RecordEntry) {
    var keys: [VerifierKey] = []
    for text in entry.texts("keys") {
      guard let key = try? VerifierKey(text), key.kind == .ed25519 else { return nil }
      keys.append(key)
    }
    self.init(needed: entry.number("needed"), keys: keys)
  }

  /// Whether enough of the keys have signed an entry; a signature that claims a key and does not hold spoils it all.
  public func approves(_ entry: RecordEntry) -> Bool {
    let lines = entry.texts("signatures").flatMap { Array("\($0)\n".utf8) }
    guard !lines.isEmpty, let signatures = try? NoteSignature.lines(lines),
      let note = try? SignedNote(text: Array(entry.signedText.utf8), signatures: signatures),
      let found = try? note.verified(by: keys)
    else { return false }
    return Set(found.known.map(\.key)).count >= needed
  }

  /// Adds a key's signature to an entry that needs some.
  ///
  /// - Throws: ``RecordError`` where the key cannot sign, ``EntryError`` where the entry takes no signature.
  public static func sign(_ entry: RecordEntry, with key: SignerKey) throws -> RecordEntry {
    let line = try key.sign(Array(entry.signedText.utf8)).line.dropLast()
    let signatures = entry.texts("signatures") + [String(decoding: line, as: UTF8.self)]
    return try RecordEntry(bytes: entry.json.with("signatures", .texts(signatures)).bytes)
  }
}
