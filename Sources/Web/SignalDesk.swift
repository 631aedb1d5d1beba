internal import Incidents
internal import PublicRecord
public import SleepCore
public import Surveillance

/// Takes in what homes tell, keeps the monitors, and writes their signals and halts into the record.
///
/// A tally is answered once the disk has it; those that come while the disk is at work share its next flush.
/// Once a second at most the monitors take in the days that are over. A signal is written at once, and its
/// halt when it stands; what is missing after a crash is found by comparing the journal with the record, and
/// written then.
public actor SignalDesk {
  /// How long from one turn of work to the next.
  public static let pace: Duration = .seconds(1)

  /// A look waits for this long without a tally, so that what comes together is looked at together, but not
  /// longer than ``patience``.
  public static let calm: Duration = .milliseconds(1500)
  /// How long a look waits at most while tallies keep coming.
  public static let patience: Duration = .seconds(30)

  private let host: RecordHost
  private let store: any TallyStore
  private let now: @Sendable () -> UTCTime
  /// What the journal gives; `nil` before it is read, and after the disk failed, when only the disk knows.
  private var board: SignalBoard?
  private var incoming: [(tally: Tally, answer: CheckedContinuation<Bool, any Error>)] = []
  private var isWriting = false
  private var isWorking = false
  /// Whether the host has read all that is in the log: not where witnesses did not sign in time.
  private var isWhole = false
  /// The size that the log has at least, by what was written here.
  private var written = 0
  private var lastTaken: ContinuousClock.Instant?
  private var dueSince: ContinuousClock.Instant?
  private var published = SignalBoard().publicJSON.bytes

  /// A desk.
  ///
  /// - Parameters:
  ///   - host: the record.
  ///   - store: the journal.
  ///   - now: the time.
  public init(host: RecordHost, store: any TallyStore, now: @escaping @Sendable () -> UTCTime) {
    (self.host, self.store, self.now) = (host, store, now)
  }

  /// Takes a tally: one line of canonical JSON; a line end after it does no harm.
  ///
  /// - Returns: `true` where it is counted from now on, `false` where it was counted before.
  /// - Throws: `TallyError` where it is refused, or what the disk says; nothing was taken then.
  public func take(_ body: [UInt8]) async throws -> Bool {
    let tally = try Tally(bytes: body.last == 0x0A ? body.dropLast() : body)
    try tally.check(reading: await host.reading, now: now())
    return try await withCheckedThrowingContinuation { answer in
      incoming.append((tally, answer))
      guard !isWriting else { return }
      isWriting = true
      Task { self.write() }
    }
  }

  /// Every monitor as everyone may see it, as canonical JSON.
  public var monitors: [UInt8] { published }

  /// Reads the journal, takes in the days that are over, writes what the record lacks, and shows how it
  /// stands.
  ///
  /// - Parameter patient: whether a look waits until no tallies are coming in (``calm``).
  /// - Throws: what the disk says, or what kept an entry from the record; the next call goes on from there.
  public func work(patient: Bool = false) async throws {
    guard !isWorking else { return }
    isWorking = true
    defer { isWorking = false }
    let isNew = board == nil
    var open = try opened()
    var due = open.due(before: now().day)
    dueSince = due == nil ? nil : dueSince ?? .now
    if patient, let lastTaken, let dueSince, .now - lastTaken < Self.calm, .now - dueSince < Self.patience {
      due = nil
    }
    if let due {
      let line = try open.look(through: due)
      // Until the disk has the look, only the disk is right.
      board = nil
      try store.append(line.bytes)
      board = open
    }
    if isNew || due != nil {
      published = open.publicJSON.bytes
      await host.show(
        open.watches.flatMap { watch in watch.monitors.map { MonitorView($0, of: watch.program) } })
    }
    try await settle(open)
  }

  /// Works until the task is cancelled.
  ///
  /// - Parameter complain: told what went wrong; the work is tried again.
  /// - Throws: `CancellationError`.
  public func run(complain: @escaping @Sendable (any Error) -> Void) async throws {
    while true {
      do {
        try await work(patient: true)
      } catch let error as CancellationError {
        throw error
      } catch {
        complain(error)
        try await Task.sleep(for: Self.pace * 4)
      }
      try await Task.sleep(for: Self.pace)
    }
  }

  /// Appends what the record lacks: each signal, and after it its halt.
  private func settle(_ board: SignalBoard) async throws {
    while true {
      let reading = await host.reading
      guard let entry = try board.entries(lackedBy: reading, at: now()).first else { return }
      if !isWhole {
        // Something may stand in the log that too few witnesses have signed yet; it must not be written
        // twice.
        try await host.refresh()
        isWhole = true
        continue
      }
      guard reading.size >= written else {
        throw TallyError(
          .damaged, "entry \(written - 1) was written, and what is served does not show it", at: "the record",
          remedy: "See the record's folder: a signal or a halt may be held back by this.")
      }
      isWhole = false
      written = try await host.add(entry).index + 1
      isWhole = true
    }
  }

  /// Writes what has come in, and answers.
  private func write() {
    defer { isWriting = false }
    let batch = incoming
    incoming = []
    var open: SignalBoard
    do {
      open = try opened()
    } catch {
      for (_, answer) in batch { answer.resume(throwing: error) }
      return
    }
    // Held here alone, so that it is changed in place; and where the disk fails, only the disk is right.
    board = nil
    var bytes: [UInt8] = []
    var answers: [(answer: CheckedContinuation<Bool, any Error>, isNew: Bool)] = []
    for (tally, answer) in batch {
      do {
        let line = try open.take(tally)
        bytes += line?.bytes ?? []
        answers.append((answer, line != nil))
      } catch {
        answer.resume(throwing: error)
      }
    }
    do {
      if !bytes.isEmpty { try store.append(bytes) }
    } catch {
      for (answer, _) in answers { answer.resume(throwing: error) }
      return
    }
    board = open
    if !bytes.isEmpty { lastTaken = .now }
    for (answer, isNew) in answers { answer.resume(returning: isNew) }
  }

  /// The board; read from the disk where it is not known.
  private func opened() throws -> SignalBoard {
    if let board { return board }
    let bytes = try store.read()
    let (read, kept) = try SignalBoard.read(bytes)
    if kept < bytes.count { try store.cut(to: kept) }
    board = read
    return read
  }
}
