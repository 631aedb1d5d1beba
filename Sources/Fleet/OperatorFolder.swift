internal import Foundation
public import PublicRecord
public import RecordKeeper
public import SleepCore

/// A record as its operator keeps it: the log's files, and beside them its key, its policy, and the operator's word.
///
/// `key` and `word` are readable by their owner alone. Only `checkpoint`, `tile/` and `policy` are for the public.
public struct OperatorFolder: Sendable {
  /// The folder.
  public let path: String
  /// The log's key.
  public let signer: SignerKey
  /// Whom it asks to cosign, and how many of them it takes.
  public let policy: WitnessPolicy
  /// The policy as text.
  public let policyText: [UInt8]
  /// What a program says that may append: a random word.
  public let word: String

  /// A witness as the operator names it.
  public struct Witness: Sendable {
    /// Its key.
    public let key: VerifierKey
    /// Its submission prefix.
    public let url: String

    /// Reads `KEY=URL`.
    ///
    /// - Throws: ``FleetError`` or ``RecordError`` naming what is wrong.
    public init(_ text: String) throws {
      guard let split = text.range(of: "=http") else {
        throw FleetError(
          "it is not KEY=URL", place: text, remedy: "Write the witness's key, =, and its address.")
      }
      key = try VerifierKey(String(text[..<split.lowerBound]))
      url = String(text[text.index(after: split.lowerBound)...])
    }
  }

  /// Begins a record: its key, its policy, and its first entry, which names the keys that may lift a halt.
  ///
  /// - Parameters:
  ///   - path: a folder that is new or empty.
  ///   - origin: the record's name, for ever: a name that is yours, such as `example.org/lumapod`.
  ///   - witnesses: who cosigns; nobody for a record that is only for one's own home.
  ///   - threshold: how many of them it takes.
  ///   - council: the keys that may lift a halt.
  ///   - at: the time.
  /// - Returns: the record.
  /// - Throws: an ``ExplainedError`` where the folder is in use, a name or a number cannot be.
  public static func begin(
    _ path: String, origin: String, witnesses: [Witness], threshold: Int, council: KeyCouncil, at: UTCTime
  ) throws -> OperatorFolder {
    let there = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    guard there.isEmpty else {
      throw FleetError("it is not empty", place: path, remedy: "Choose a new folder for a new record.")
    }
    let key = try SignerKey.new(name: origin, kind: .ed25519)
    var policy = "log \(key.verifier)\n"
    for (i, witness) in witnesses.enumerated() {
      policy += "witness w\(i + 1) \(witness.key) \(witness.url)\n"
    }
    if witnesses.isEmpty {
      policy += "quorum none\n"
    } else {
      let names = witnesses.indices.map { "w\($0 + 1)" }.joined(separator: " ")
      policy += "group witnesses \(threshold) \(names)\nquorum witnesses\n"
    }
    _ = try WitnessPolicy(Array(policy.utf8))
    try FollowedRecord.make(path)
    try secret(key.secretText + "\n", to: "\(path)/key")
    try secret(Self.randomWord() + "\n", to: "\(path)/word")
    try FollowedRecord.write(Array(policy.utf8), to: "\(path)/policy")
    let folder = try OperatorFolder(path)
    let first = try RecordEntry(
      .keys, at: at,
      body: [
        "needed": .number(council.needed), "keys": .texts(council.keys.map(\.description)),
        "reason": "the first keys", "signatures": [],
      ])
    let keeper = try folder.keeper()
    _ = try keeper.append([first.bytes])
    if witnesses.isEmpty { try keeper.publish(keeper.sign()) }
    return folder
  }

  /// Opens a record's folder.
  ///
  /// - Throws: an ``ExplainedError`` where something is missing or cannot be read.
  public init(_ path: String) throws {
    let tiles = AddressTiles(address: .folder(path))
    guard let key = try tiles.read("key"), let policy = try tiles.read("policy") else {
      throw FleetError(
        "there is no record of yours in it", place: path,
        remedy: "Begin one with luma record init FOLDER --name NAME.")
    }
    self.path = path
    signer = try SignerKey(
      String(decoding: key, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    self.policy = try WitnessPolicy(policy)
    policyText = policy
    let word = try tiles.read("word") ?? []
    self.word = String(decoding: word, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The log itself, locked for this process.
  ///
  /// - Throws: ``RecordError``, such as `.busy` where another process has it.
  public func keeper() throws -> LogKeeper<FolderFiles> { try LogKeeper(FolderFiles(path), signer: signer) }

  /// What entries are added through, with the witnesses of the policy asked over HTTP.
  public func sequencer() throws -> RecordSequencer<FolderFiles> {
    try RecordSequencer(try keeper(), policy: policy, witnesses: WebWitness.witnesses(of: policy))
  }

  private static func randomWord() -> String {
    (0..<4).map { _ in
      let digits = String(UInt64.random(in: .min ... .max), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Writes a file that nobody else may read.
  public static func secret(_ text: String, to path: String) throws(FleetError) {
    try FollowedRecord.make(URL(filePath: path).deletingLastPathComponent().path)
    guard
      FileManager.default.createFile(
        atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
    else {
      throw FleetError("it cannot be written", place: path, remedy: "See the disk, and who may write there.")
    }
  }
}
