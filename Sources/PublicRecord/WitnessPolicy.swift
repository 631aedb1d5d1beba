/// Who must have signed a checkpoint (C2SP tlog-policy): any one of the logs, and enough of the witnesses.
public struct WitnessPolicy: Sendable, Hashable {
  /// A log that is trusted, and where it may be reached.
  public struct Log: Sendable, Hashable {
    /// Its key; the key's name is the log's.
    public let key: VerifierKey
    /// Where it is, if the policy says so.
    public let url: String?
  }

  /// A witness that is trusted, and where it may be reached.
  public struct Witness: Sendable, Hashable {
    /// What the policy calls it.
    public let name: String
    /// Its key.
    public let key: VerifierKey
    /// Where checkpoints are submitted, if the policy says so.
    public let url: String?
  }

  /// Who has to agree.
  indirect enum Rule: Sendable, Hashable {
    case nobody
    case witness(place: Int)
    case group(threshold: Int, members: [Rule])
  }

  /// The logs; any one of them will do.
  public let logs: [Log]
  /// The witnesses.
  public let witnesses: [Witness]
  let quorum: Rule

  /// A policy of `threshold` out of some witnesses, or of none where the threshold is 0.
  ///
  /// - Throws: ``RecordError`` where the threshold is out of range, a key is there twice or is of the wrong kind.
  public init(logs: [VerifierKey], witnesses: [VerifierKey], threshold: Int) throws(RecordError) {
    var text = logs.map { "log \($0)\n" }.joined()
    for (place, witness) in witnesses.enumerated() { text += "witness w\(place) \(witness)\n" }
    let names = witnesses.indices.map { " w\($0)" }.joined()
    text += threshold == 0 ? "quorum none\n" : "group all-of-them \(threshold)\(names)\nquorum all-of-them\n"
    self = try PolicyText.read(Array(text.utf8))
  }

  /// Reads a policy file.
  ///
  /// - Throws: ``RecordError`` that names the line.
  public init(_ bytes: [UInt8]) throws(RecordError) { self = try PolicyText.read(bytes) }

  init(logs: [Log], witnesses: [Witness], quorum: Rule) {
    self.logs = logs
    self.witnesses = witnesses
    self.quorum = quorum
  }

  /// What of a checkpoint's signatures counts.
  public struct Finding: Sendable, Hashable {
    /// The log's signature.
    public let log: SignedNote.Verified
    /// The witnesses' signatures, with the times that they state.
    public let witnesses: [SignedNote.Verified]

    /// The earliest time that a witness states, in seconds since 1970; `nil` without witnesses.
    public var earliest: UInt64? { witnesses.map(\.time).min() }
    /// The latest time that a witness states, in seconds since 1970; `nil` without witnesses.
    public var latest: UInt64? { witnesses.map(\.time).max() }
  }

  /// Checks that a trusted log has signed, and enough witnesses with it.
  ///
  /// A log counts only under its own name, and a signature of a known key that does not hold spoils the whole note.
  /// Says nothing about time: how fresh is fresh enough is the caller's to say, by ``Finding/latest``.
  /// - Throws: ``RecordError`` that says who is missing.
  public func check(_ signed: SignedCheckpoint) throws(RecordError) -> Finding {
    let logKeys = logs.map(\.key).filter { $0.name.sameBytes(as: signed.checkpoint.origin) }
    guard !logKeys.isEmpty else {
      throw RecordError(
        .unverified, "the policy does not know this log", place: signed.checkpoint.origin,
        remedy: "Add the log's key to the policy if you trust it.")
    }
    let found = try signed.note.verified(by: logKeys + witnesses.map(\.key))
    guard let log = found.known.first(where: { logKeys.contains($0.key) }) else {
      throw RecordError(
        .unverified, "the log itself has not signed", place: signed.checkpoint.origin,
        remedy: "Fetch the checkpoint from the log again.")
    }
    let cosigned = found.known.filter { verified in witnesses.contains { $0.key == verified.key } }
    let places = Set(
      witnesses.indices.filter { place in cosigned.contains { $0.key == witnesses[place].key } })
    guard Self.holds(quorum, places) else {
      let missing = witnesses.indices.filter { !places.contains($0) }.map { witnesses[$0].name }
      throw RecordError(
        .unverified,
        "\(places.count) of \(witnesses.count) witnesses have signed, and the policy asks for more",
        place: signed.checkpoint.origin,
        remedy: "Wait for \(missing.joined(separator: ", ")), or ask the log why they have not signed.")
    }
    return Finding(log: log, witnesses: cosigned)
  }

  /// Whether witnesses would be enough, by their keys.
  public func isMet(by keys: [VerifierKey]) -> Bool {
    Self.holds(quorum, Set(witnesses.indices.filter { keys.contains(witnesses[$0].key) }))
  }

  private static func holds(_ rule: Rule, _ places: Set<Int>) -> Bool {
    switch rule {
    case .nobody: true
    case .witness(let place): places.contains(place)
    case .group(let threshold, let members): members.count { holds($0, places) } >= threshold
    }
  }
}
