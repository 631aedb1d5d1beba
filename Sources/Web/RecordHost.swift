internal import Foundation
public import PublicRecord
public import SleepCore

/// Writes entries into a log: the sequencer of a log that is kept here.
public protocol RecordWriter: Sendable {
  /// Adds an entry, and returns once it is under a published checkpoint with enough cosignatures.
  ///
  /// - Returns: the proof that it is in the record.
  func add(_ entry: [UInt8]) async throws -> RecordProof
  /// Has the log as it stands cosigned and published, with what too few witnesses had signed before.
  func refresh() async throws
}

/// A record that is served here: its files, what they say, and who listens.
public actor RecordHost {
  /// Who is told when something happens.
  public nonisolated let hub = LiveHub()
  /// Where the record is served from, for the words of the page.
  public nonisolated let address: String
  private let files: @Sendable (String) throws -> [UInt8]?
  private let writer: any RecordWriter
  private let now: @Sendable () -> UTCTime
  private var follower: RecordFollower
  private var reach: [Int: HaltReach] = [:]
  private var monitors: [MonitorView] = []
  private var told: [Int: Set<String>] = [:]
  private var stamp = UTCTime(seconds: 0)

  /// A host.
  ///
  /// - Parameters:
  ///   - address: where it is served.
  ///   - policy: the log's own policy, witnesses included.
  ///   - writer: what entries are added through.
  ///   - files: the log's files by their path.
  ///   - now: the time.
  public init(
    address: String, policy: WitnessPolicy, writer: any RecordWriter,
    files: @escaping @Sendable (String) throws -> [UInt8]?, now: @escaping @Sendable () -> UTCTime
  ) {
    (self.address, self.writer, self.files, self.now) = (address, writer, files, now)
    follower = RecordFollower(policy: policy)
  }

  /// The log's files.
  nonisolated var tiles: HostTiles { HostTiles(files: files) }

  /// A file of the log.
  public nonisolated func file(_ path: String) throws -> [UInt8]? { try files(path) }

  /// Takes in the newest checkpoint, and tells everyone who listens.
  public func renew() async throws {
    guard let bytes = try files(TilePath.checkpoint) else { return }
    let outcome = try follower.take(bytes, from: HostTiles(files: files))
    guard case .grown = outcome else { return }
    await hub.tell(.init(name: "checkpoint", data: "{\"size\":\(follower.reading.size)}"))
  }

  /// Adds an entry, with the time of now.
  ///
  /// - Returns: its proof, which carries the entry as it stands in the record.
  public func add(_ entry: RecordEntry) async throws -> RecordProof {
    stamp = max(stamp, now(), follower.reading.latest ?? stamp)
    let stamped = entry.stamped(stamp).bytes
    let proof = try await writer.add(stamped)
    try await renew()
    return RecordProof(index: proof.index, hashes: proof.hashes, signed: proof.signed, extra: stamped)
  }

  /// Has all that is in the log cosigned, and takes it in.
  public func refresh() async throws {
    try await writer.refresh()
    try await renew()
  }

  /// What the entries say.
  public var reading: RecordReading { follower.reading }

  /// Shows other monitors from now on.
  public func show(_ monitors: [MonitorView]) { self.monitors = monitors }

  /// A pod tells that it has taken a halt in.
  ///
  /// - Parameters:
  ///   - halt: the halt's index.
  ///   - pod: a random word that the pod made for this halt alone, so that it counts once.
  ///   - milliseconds: how long after the halt was written, by the pod's clock.
  /// - Returns: whether there is such a halt.
  public func reached(halt: Int, pod: String, milliseconds: Int) async -> Bool {
    guard follower.reading.halts.contains(where: { $0.index == halt }) else { return false }
    guard pod.utf8.count <= 64, told[halt, default: []].count < 1_000_000 else { return false }
    if told[halt, default: []].insert(pod).inserted {
      reach[halt, default: HaltReach()].add(milliseconds: milliseconds)
      await hub.tell(.init(name: "reached", data: "{\"halt\":\(halt)}"))
    }
    return true
  }

  /// How long halts took to the pods that told, by the halt's index.
  public var haltReach: [Int: HaltReach] { reach }

  /// The page.
  func page() -> PublicPage {
    PublicPage(reading: follower.reading, health: health, monitors: monitors, reach: reach, now: now())
  }

  private var health: LogHealth {
    var names: [String] = []
    if let newest = follower.newest, let finding = try? follower.policy.check(newest) {
      names = finding.witnesses.map(\.key.name)
    }
    let key = follower.policy.logs.first?.key
    return LogHealth(
      origin: key?.name ?? "", key: key?.description ?? "", address: address, witnessed: follower.witnessed,
      witnesses: names)
  }
}

/// The host's files as a log's.
struct HostTiles: TileReader {
  let files: @Sendable (String) throws -> [UInt8]?

  func read(_ path: String) throws(RecordError) -> [UInt8]? {
    do {
      return try files(path)
    } catch let error as RecordError {
      throw error
    } catch {
      throw RecordError(.unreadable, "it cannot be read", place: path, remedy: "See the server's disk.")
    }
  }
}
