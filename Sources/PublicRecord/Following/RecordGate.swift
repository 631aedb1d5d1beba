public import SleepCore

/// A record as a pod knows it: what it has read, and how far it may be believed.
public struct KnownRecord: Sendable {
  /// The record's name: the first line of its checkpoints.
  public let origin: String
  /// What its entries say, as far as the checkpoint goes.
  public let reading: RecordReading
  /// The root hash of the checkpoint, as it is written there.
  public let root: String
  /// Whose word it is.
  public let standing: Standing

  /// Whose word a record is.
  public enum Standing: Sendable, Hashable {
    /// It came with the release: what is in it was seen when the release was made.
    case release
    /// It is kept in this home, under its engineer's own key.
    case own
    /// It is followed; the witnesses that the policy asks for saw the checkpoint at this time.
    case followed(witnessed: UTCTime)
    /// Its operator showed others another record: nothing in it counts, but for its halts.
    case split
  }

  /// Creates a known record.
  public init(origin: String, reading: RecordReading, root: String, standing: Standing) {
    (self.origin, self.reading, self.root, self.standing) = (origin, reading, root, standing)
  }
}

/// That this home must not run a program: one serious report from here, or any about a child.
public struct HomeHaltNotice: Sendable, Hashable {
  /// The SHA-256 of the program, where it is known.
  public let program: String?
  /// Its name, where it is known; without a hash and a name, every program is halted.
  public let name: String?
  /// Since when.
  public let since: UTCTime
  /// Why, in plain words.
  public let reason: String

  /// Creates a notice.
  public init(program: String?, name: String?, since: UTCTime, reason: String) {
    (self.program, self.name, self.since, self.reason) = (program, name, since, reason)
  }

  /// Whether it stops a program: by its hash or its name, whichever fits, so that a doubt halts rather than runs.
  public func stops(program: String, name: String) -> Bool {
    if self.program == nil, self.name == nil { return true }
    return self.program == program || self.name == name
  }
}

/// Where a program stands that may run; it goes into the first line of the night.
public struct RecordClearance: Sendable, Hashable {
  /// The record.
  public let origin: String
  /// The size of the checkpoint that it was found under.
  public let size: Int
  /// The checkpoint's root hash.
  public let root: String
  /// Which entry it is.
  public let index: Int

  /// Creates a clearance, as the first line of a night states it.
  public init(origin: String, size: Int, root: String, index: Int) {
    (self.origin, self.size, self.root, self.index) = (origin, size, root, index)
  }
}

/// Decides whether the public record lets a program run.
///
/// Silence is the default: what is not known is refused.
public enum RecordGate {
  /// How old a witnessed checkpoint may be.
  public static let freshness = 24 * 3600
  /// By how much another's clock may be ahead of ours.
  public static let clockTolerance = 300

  /// Decides.
  ///
  /// 1. A halt that stands in any record that is known, however old, or in this home, refuses.
  /// 2. A pod that follows records needs one of them fresh, whatever program it is: or cutting a pod off would keep
  ///    a halt from it.
  /// 3. The program must be in a record that counts: one of the home's own, the release's, or a followed one that is
  ///    fresh and not split.
  ///
  /// - Parameters:
  ///   - program: the SHA-256 of the program's source.
  ///   - name: what people call it, for the words of a refusal.
  ///   - records: what the pod knows.
  ///   - home: what this home halted.
  ///   - now: the time.
  /// - Returns: where it stands.
  /// - Throws: ``RecordRefusal``.
  public static func decide(
    program: String, name: String, records: [KnownRecord], home: [HomeHaltNotice], now: UTCTime
  ) throws(RecordRefusal) -> RecordClearance {
    if let notice = home.first(where: { $0.stops(program: program, name: name) }) {
      throw RecordRefusal(program: name, why: .haltedHere(notice))
    }
    for record in records {
      if let halt = record.reading.halts(of: program).first {
        throw RecordRefusal(program: name, why: .halted(halt, origin: record.origin))
      }
    }
    let followed = records.compactMap { record -> (KnownRecord, UTCTime)? in
      guard case .followed(let witnessed) = record.standing else { return nil }
      return (record, witnessed)
    }
    let fresh = followed.filter { isFresh($0.1, now: now) }.map(\.0)
    let split = records.first { $0.standing == .split }
    if fresh.isEmpty {
      if let newest = followed.max(by: { $0.1 < $1.1 }) {
        throw RecordRefusal(
          program: name, why: .stale(origin: newest.0.origin, witnessed: newest.1, now: now))
      }
      if let split { throw RecordRefusal(program: name, why: .split(origin: split.origin)) }
    }
    let counting = fresh + records.filter { $0.standing == .own || $0.standing == .release }
    for record in counting {
      if let found = record.reading.programs[program] {
        return RecordClearance(
          origin: record.origin, size: record.reading.size, root: record.root, index: found.index)
      }
    }
    throw RecordRefusal(program: name, why: .unrecorded(origins: counting.map(\.origin)))
  }

  private static func isFresh(_ witnessed: UTCTime, now: UTCTime) -> Bool {
    (-clockTolerance...freshness).contains(now.seconds - witnessed.seconds)
  }
}

/// Why the public record does not let a program run.
public struct RecordRefusal: ExplainedError, Hashable {
  /// What people call the program.
  public let program: String
  /// Why.
  public let why: Why

  /// Why a program is refused.
  public enum Why: Sendable, Hashable {
    /// The record says so.
    case halted(RecordReading.Halt, origin: String)
    /// A report from this home says so.
    case haltedHere(HomeHaltNotice)
    /// No record that is known holds it.
    case unrecorded(origins: [String])
    /// What is known is too old, or from the future.
    case stale(origin: String, witnessed: UTCTime, now: UTCTime)
    /// The only record that is followed shows different people different things.
    case split(origin: String)
  }

  /// The program.
  public var place: String { "program \(program)" }

  /// Why it may not run.
  public var problem: String {
    switch why {
    case .halted(let halt, let origin):
      "it was halted on \(halt.at) for everyone (entry \(halt.index) of \(origin)): \(halt.reason)"
    case .haltedHere(let notice): "it was halted in this home on \(notice.since): \(notice.reason)"
    case .unrecorded(let origins):
      "nobody outside could know of it: it is in no record that this pod follows"
        + (origins.isEmpty ? "" : " (\(origins.joined(separator: ", ")))")
    case .stale(let origin, let witnessed, let now):
      witnessed > now
        ? "what is known of \(origin) was witnessed on \(witnessed), and it is \(now) here"
        : "what is known of \(origin) was last witnessed on \(witnessed), more than 24 hours ago"
    case .split(let origin): "\(origin) shows different people different records; the proof is kept"
    }
  }

  /// The way out.
  public var remedy: String {
    switch why {
    case .halted: "Choose another program. It runs again when a lift is published."
    case .haltedHere:
      "Choose another program, or see `luma incident list` and, once it is settled, `luma incident resume`."
    case .unrecorded: "Publish it to a record of your own first: luma record append --program FILE."
    case .stale(_, let witnessed, let now):
      witnessed > now ? "Set this pod's clock." : "Connect the pod and ask again: luma record follow."
    case .split: "Follow another record, and pass the evidence on: luma record follow says where it is."
    }
  }
}
