public import PublicRecord

/// Takes entries from many and puts them into the log in batches, has each batch signed by the witnesses, and gives
/// everybody the proof for what was theirs.
///
/// A batch is what comes within ``SequencerPace/gather``. One flush of the disk and one question to each witness serve all of
/// it. While the witnesses are asked, the next batch gathers.
public actor RecordSequencer<Files: RecordFiles> {
  /// How many entries may wait at once; who comes later is told to come again.
  public static var mostWaiting: Int { 50_000 }
  /// How many bytes of entries may wait at once.
  public static var mostBytesWaiting: Int { 64 << 20 }

  private struct Waiting {
    let since: ContinuousClock.Instant
    let answer: CheckedContinuation<RecordReceipt, any Error>
  }

  private let executor = DiskExecutor("lumapod.record")
  /// Where it runs: beside the threads that others share, because it waits for the disk.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

  let keeper: LogKeeper<Files>
  let policy: WitnessPolicy
  let witnesses: [any WitnessAsker]
  let pace: SequencerPace
  let clock = ContinuousClock()

  private var fresh: [(entry: [UInt8], waiting: Waiting)] = []
  private var freshBytes = 0
  private var placed: [(index: Int, waiting: Waiting)] = []
  private var refreshers: [Refresher] = []
  private var isRunning = false
  private var failures = 0
  var sizes: [VerifierKey: Int] = [:]
  var busy: Set<VerifierKey> = []
  var round: WitnessRound?
  var roundNumber = 0
  /// How the witnesses answer.
  public internal(set) var health = WitnessHealth()

  private struct Refresher {
    let since: ContinuousClock.Instant
    let answer: CheckedContinuation<SignedCheckpoint, any Error>
  }

  /// A sequencer over a log that nobody else uses; `policy` says which witnesses are enough.
  ///
  /// - Throws: ``RecordError`` where the policy does not name this log, so that nothing could ever be published.
  public init(
    _ keeper: sending LogKeeper<Files>, policy: WitnessPolicy, witnesses: [any WitnessAsker],
    pace: SequencerPace = SequencerPace()
  ) throws(RecordError) {
    guard policy.logs.contains(where: { $0.key.name.sameBytes(as: keeper.origin) }) else {
      throw RecordError(
        .unverified, "the policy does not name this log", place: keeper.origin,
        remedy: "Add a line “log” with the log's key to the policy.")
    }
    self.keeper = keeper
    self.policy = policy
    self.witnesses = witnesses
    self.pace = pace
  }

  /// The checkpoint that the public sees, if there is one.
  public var published: SignedCheckpoint? { keeper.published }

  /// Adds an entry of up to 65,535 bytes and waits until its proof can be given.
  ///
  /// - Throws: ``RecordError``: `.tooLarge` or `.busy` before anything was done; `.unverified` where the entry is in the
  ///   log and is staying there, but too few witnesses have signed in time; what the disk says where it failed.
  public func add(_ entry: [UInt8]) async throws -> RecordReceipt {
    guard entry.count <= EntryBundle.largestEntry else {
      throw RecordError(
        .tooLarge, "an entry has \(entry.count) bytes", place: "a new entry of the log",
        remedy:
          "Keep an entry within \(EntryBundle.largestEntry) bytes; put the rest elsewhere and its hash here.")
    }
    guard fresh.count < Self.mostWaiting, freshBytes <= Self.mostBytesWaiting - entry.count else {
      throw RecordError(
        .busy, "\(fresh.count) entries are waiting", place: keeper.origin, remedy: "Come again in a second.")
    }
    return try await withCheckedThrowingContinuation { answer in
      fresh.append((entry, Waiting(since: clock.now, answer: answer)))
      freshBytes += entry.count
      start()
    }
  }

  /// Has the log as it is signed anew, so that the times that the witnesses state are of now, and publishes that.
  ///
  /// - Throws: ``RecordError`` where too few witnesses sign in time.
  public func refresh() async throws -> SignedCheckpoint {
    try await withCheckedThrowingContinuation { answer in
      refreshers.append(Refresher(since: clock.now, answer: answer))
      start()
    }
  }

  private func start() {
    guard !isRunning else { return }
    isRunning = true
    // Not kept alive by its own work: who lets go of the record ends it after the round that is under way.
    Task { [weak self] in
      while await self?.step() == true {}
    }
  }

  /// One batch and one round; says whether there is more to do.
  private func step() async -> Bool {
    // Witnesses that do not answer are asked less and less often, down to once a second.
    let slower = pace.gather * (1 << min(failures, 10))
    try? await clock.sleep(for: failures == 0 ? pace.gather : max(pace.gather, min(slower, .seconds(1))))
    place()
    await witnessed()
    giveUp()
    let isPublished = keeper.published?.checkpoint.size == keeper.head.size
    isRunning = !fresh.isEmpty || !placed.isEmpty || !refreshers.isEmpty || !isPublished
    return isRunning
  }

  /// Puts what has gathered into the log.
  private func place() {
    let batch = fresh
    fresh = []
    freshBytes = 0
    guard !batch.isEmpty else { return }
    do {
      let places = try keeper.append(batch.map(\.entry))
      placed += zip(places, batch).map { ($0, $1.waiting) }
    } catch {
      for (_, waiting) in batch { waiting.answer.resume(throwing: error) }
    }
  }

  /// Asks the witnesses about the log as it is, publishes what enough of them sign, and gives out the proofs.
  private func witnessed() async {
    let isPublished = keeper.published?.checkpoint.size == keeper.head.size
    guard !isPublished || !placed.isEmpty || !refreshers.isEmpty else { return }
    do {
      let signed = try await cosigned(try keeper.sign())
      try keeper.publish(signed)
      failures = 0
      let size = signed.checkpoint.size
      let ready = placed.filter { $0.index < size }
      placed.removeAll { $0.index < size }
      // One reading of the tiles serves all.
      var nodes = TileHashes(keeper.files, size: size)
      for (index, waiting) in ready {
        waiting.answer.resume(
          with: Result {
            RecordReceipt(index: index, proof: try RecordProof(index: index, signed: signed, from: &nodes))
          })
      }
      for waiting in refreshers { waiting.answer.resume(returning: signed) }
      refreshers = []
    } catch let error as RecordError where error.kind == .unverified {
      // Too few witnesses: they are asked again, and those who wait do so as long as they are patient.
      failures += 1
    } catch {
      failures += 1
      fail(error)
    }
  }

  private func fail(_ error: any Error) {
    for (_, waiting) in placed { waiting.answer.resume(throwing: error) }
    for waiting in refreshers { waiting.answer.resume(throwing: error) }
    placed = []
    refreshers = []
  }

  /// Tells those whose patience has ended how it stands.
  private func giveUp() {
    let limit = clock.now - pace.patience
    for (index, waiting) in placed where waiting.since < limit {
      waiting.answer.resume(throwing: tooFew("entry \(index) is in the log and stays there"))
    }
    placed.removeAll { $0.waiting.since < limit }
    for waiting in refreshers where waiting.since < limit {
      waiting.answer.resume(throwing: tooFew("nothing is lost"))
    }
    refreshers.removeAll { $0.since < limit }
  }

  private func tooFew(_ consolation: String) -> RecordError {
    let complaints = health.complaints.sorted { $0.key < $1.key }.map { "\($0): \($1)" }.joined(
      separator: "; ")
    return RecordError(
      .unverified, "too few witnesses have signed; \(consolation)", place: keeper.origin,
      remedy: "They are asked again until enough of them sign. \(complaints)")
  }
}
