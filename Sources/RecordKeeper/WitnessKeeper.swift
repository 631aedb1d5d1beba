public import PublicRecord

/// What a witness answers over HTTP (C2SP tlog-witness).
public struct WitnessReply: Sendable, Hashable {
  /// The status: 200, 400, 403, 404, 409, 422, or 500 where its disk fails.
  public let status: Int
  /// The kind of the body, where there is one.
  public let contentType: String?
  /// Signature lines, a size, or nothing.
  public let body: [UInt8]

  /// A reply.
  public init(status: Int, contentType: String? = nil, body: [UInt8] = []) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }
}

/// A witness's memory: for each log the newest checkpoint that it has signed, in a folder.
///
/// It never goes back: a head is durable before its signature leaves, requests are judged one after another, and
/// the judgement is ``WitnessRules``. Where a log shows two histories, both heads stay on the disk.
public actor WitnessKeeper<Files: RecordFiles> {
  /// The key that others know the witness by.
  public nonisolated let key: VerifierKey
  /// The most pairs of heads that are kept for one log: enough to prove, too few to fill a disk.
  public static var mostEvidence: Int { 64 }

  private let executor = DiskExecutor("lumapod.witness")
  /// Where it runs: beside the threads that others share, because it waits for the disk.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

  private let files: Files
  private let signer: SignerKey
  private let logs: [VerifierKey]
  private let lock: RecordLock
  private var folders = DurableFolders()

  /// Opens a witness's folder; `logs` are the keys of the logs that it watches, each under its log's name.
  ///
  /// - Throws: ``RecordError`` where another process has it, or a key is of the wrong kind.
  public init(_ files: Files, signer: SignerKey, logs: [VerifierKey]) throws(RecordError) {
    guard signer.verifier.kind == .cosignature else {
      throw RecordError(
        .badKey, "a witness signs with a key of kind 4 (cosignature)", place: signer.verifier.name,
        remedy: "Make a key for the witness; a log's key is of another kind.")
    }
    self.files = files
    self.signer = signer
    self.logs = logs
    key = signer.verifier
    try files.makeFolder("heads")
    lock = try files.lock("heads/lock")
    try files.syncFolder("")
  }

  private static func name(_ origin: String) -> String { SHA256Hex.of(origin) }

  /// The newest checkpoint of a log that the witness has signed for.
  ///
  /// - Throws: ``RecordError`` where its file cannot be read: then nothing is signed for that log.
  public func newest(of origin: String) throws(RecordError) -> SignedCheckpoint? {
    guard let bytes = try files.read("heads/\(Self.name(origin))") else { return nil }
    return try SignedCheckpoint(bytes)
  }

  /// Answers a request to sign; `time` is now, in seconds since 1970.
  public func answer(_ body: [UInt8], time: UInt64) -> WitnessReply {
    guard let request = try? WitnessRequest(body) else { return Self.reply(.malformed) }
    do {
      return WitnessReply(status: 200, body: try sign(request, time: time).line)
    } catch let refusal as WitnessRefusal {
      return Self.reply(refusal)
    } catch {
      return WitnessReply(status: 500)
    }
  }

  private static func reply(_ refusal: WitnessRefusal) -> WitnessReply {
    WitnessReply(status: refusal.status, contentType: refusal.contentType, body: refusal.body)
  }

  /// Signs a request, or says why not.
  ///
  /// - Throws: ``WitnessRefusal``, or ``RecordError`` where the disk fails; nothing is signed then.
  public func sign(_ request: WitnessRequest, time: UInt64) throws -> NoteSignature {
    let signed = request.signed
    let origin = signed.checkpoint.origin
    let keys = logs.filter { $0.name.sameBytes(as: origin) }
    let kept = keys.isEmpty ? nil : try newest(of: origin)
    let head = kept.map { WitnessHead($0.checkpoint) } ?? .none
    do {
      _ = try WitnessRules.judge(request, head: head, keys: keys)
    } catch {
      if let kept { keepEvidence(ForkEvidence(kept: kept, offered: signed), refusal: error) }
      throw error
    }
    // Also where the head stays the same: that it was read does not mean that the disk has it.
    try files.swap("heads/\(Self.name(origin))", from: kept?.bytes, to: signed.bytes)
    return try signer.sign(signed.note.text, time: time)
  }

  /// Two signed heads are kept where they prove a fork, or the log could not prove that there is none.
  private func keepEvidence(_ pair: ForkEvidence, refusal: WitnessRefusal) {
    let isWorthKeeping =
      switch refusal {
      case .forked: true
      case .otherSize: pair.isProof
      // A proof that does not fit two heads of one root says nothing about the log.
      case .notConsistent: pair.kept.checkpoint.root != pair.offered.checkpoint.root
      default: false
      }
    guard isWorthKeeping else { return }
    let folder = "forks/\(Self.name(pair.offered.checkpoint.origin))"
    let name =
      "\(pair.isProof ? "proof" : "doubt")-\(SHA256Hex.of(pair.kept.note.text + pair.offered.note.text))"
    let names = (try? files.names(in: folder)) ?? []
    let alike = names.count { $0.hasPrefix(name.prefix(5)) }
    guard !names.contains("\(name).kept"), alike < 2 * Self.mostEvidence else { return }
    // Refusing does not wait for the disk: evidence that cannot be written is lost, the refusal stands.
    try? files.writeDurably(
      [("\(folder)/\(name).kept", pair.kept.bytes), ("\(folder)/\(name).offered", pair.offered.bytes)],
      &folders)
  }

  /// The pairs of heads that were kept for a log, proofs first.
  public func evidence(for origin: String) -> [ForkEvidence] {
    let folder = "forks/\(Self.name(origin))"
    let names = ((try? files.names(in: folder)) ?? []).filter { $0.hasSuffix(".kept") }.sorted(by: >)
    return names.compactMap { name in
      let stem = name.dropLast(5)
      guard let kept = try? files.read("\(folder)/\(name)"),
        let offered = try? files.read("\(folder)/\(stem).offered"),
        let a = try? SignedCheckpoint(kept), let b = try? SignedCheckpoint(offered)
      else { return nil }
      return ForkEvidence(kept: a, offered: b)
    }
  }
}
