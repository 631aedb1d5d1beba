public import Fleet
internal import Foundation
public import PublicRecord
internal import RecordKeeper
public import SleepCore

/// A home's own record: it lets programs of one's own run in this home, and proves nothing to others.
public enum OwnRecord {
  /// A record that has just begun.
  public struct Begun: Sendable {
    /// The record.
    public let folder: OperatorFolder
    /// Who may lift a halt of it.
    public let council: KeyCouncil
    /// The folder of the keys that were made for that; `nil` where others were named.
    public let keepers: String?
  }

  /// Begins a record in a folder; where nobody is named who may lift a halt, makes three keys for it.
  ///
  /// - Parameters:
  ///   - folder: a new or empty folder.
  ///   - name: the record's name.
  ///   - witnesses: who cosigns.
  ///   - threshold: how many of them it takes.
  ///   - keys: who may lift a halt.
  ///   - needed: how many of these it takes; otherwise more than half.
  ///   - now: the time.
  /// - Returns: the record, or `nil` where `needed` cannot be of these keys.
  /// - Throws: an ``ExplainedError`` where the folder cannot be written or is in use.
  public static func begin(
    _ folder: String, name: String, witnesses: [OperatorFolder.Witness] = [], threshold: Int = 1,
    keys: [VerifierKey] = [], needed: Int? = nil, now: UTCTime
  ) throws -> Begun? {
    var keys = keys
    var made: [SignerKey] = []
    if keys.isEmpty {
      made = try (1...3).map { try SignerKey.new(name: "\(name)/keeper-\($0)", kind: .ed25519) }
      keys = made.map(\.verifier)
    }
    guard let council = KeyCouncil(needed: needed ?? keys.count / 2 + 1, keys: keys) else { return nil }
    let record = try OperatorFolder.begin(
      folder, origin: name, witnesses: witnesses, threshold: threshold, council: council, at: now)
    let places = "\(folder)-keepers"
    for (i, key) in made.enumerated() {
      try OperatorFolder.secret(key.secretText + "\n", to: "\(places)/keeper-\(i + 1).key")
    }
    return Begun(folder: record, council: council, keepers: made.isEmpty ? nil : places)
  }

  /// The home's own record; begun where there is none, so that a program of one's own is in a record before it runs.
  ///
  /// - Parameters:
  ///   - state: the pod's state folder.
  ///   - now: the time.
  ///   - begun: told where it has just begun.
  /// - Returns: the record.
  /// - Throws: an ``ExplainedError`` where it cannot be read or written.
  public static func open(state: String, now: UTCTime, begun: (Begun) -> Void = { _ in }) throws
    -> OperatorFolder
  {
    let path = PodRecords.ownFolder(state: state)
    if FileManager.default.fileExists(atPath: path) { return try OperatorFolder(path) }
    let name = "own.local/" + String(UInt32.random(in: .min ... .max), radix: 16)
    guard let record = try begin(path, name: name, now: now) else { return try OperatorFolder(path) }
    begun(record)
    return record.folder
  }

  /// Adds entries to a record in a folder.
  ///
  /// - Returns: their proofs, each with its entry as it stands in the record.
  public static func add(_ entries: [RecordEntry], to folder: OperatorFolder, now: UTCTime) async throws
    -> [RecordProof]
  {
    let stamped = entries.map { $0.stamped(now).bytes }
    let sequencer = try folder.sequencer()
    var receipts: [RecordProof] = []
    for bytes in stamped {
      let proof = try await sequencer.add(bytes).proof
      receipts.append(
        RecordProof(index: proof.index, hashes: proof.hashes, signed: proof.signed, extra: bytes))
    }
    return receipts
  }
}
