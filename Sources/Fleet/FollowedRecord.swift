internal import Foundation
public import PublicRecord
internal import SleepCore

/// A record that this pod follows: where it is, whom it trusts with it, and the copy that it keeps.
///
/// The copy is a folder: `address`, `policy`, the newest `checkpoint`, the log's entry bundles, and `evidence/` with
/// what contradicted. It is read and hashed anew whenever it is opened, so a damaged copy is noticed.
public struct FollowedRecord: Sendable {
  /// Where the record is.
  public let address: RecordAddress
  /// The folder of the copy.
  public let folder: String
  /// What is known of it.
  public private(set) var follower: RecordFollower

  /// What a look at the record brought.
  public struct Update: Sendable {
    /// What the checkpoint brought.
    public let outcome: RecordFollower.Outcome
    /// The halts that are new.
    public let halts: [RecordReading.Halt]
  }

  /// Begins to follow a record: nothing is fetched yet.
  ///
  /// - Throws: ``FleetError`` where the folder cannot be written, or the policy cannot be read.
  public static func begin(_ address: RecordAddress, policy: [UInt8], folder: String) throws -> FollowedRecord
  {
    let policyValue = try WitnessPolicy(policy)
    try make(folder)
    try write(Array("\(address)\n".utf8), to: "\(folder)/address")
    try write(policy, to: "\(folder)/policy")
    return FollowedRecord(address: address, folder: folder, follower: RecordFollower(policy: policyValue))
  }

  /// Opens the copy.
  ///
  /// - Throws: an ``ExplainedError`` where the copy is damaged.
  public static func open(folder: String) throws -> FollowedRecord {
    let own = AddressTiles(address: .folder(folder))
    guard let address = try own.read("address"), let policy = try own.read("policy") else {
      throw FleetError(
        "it is no copy of a record", place: folder, remedy: "Take it away and follow the record again.")
    }
    let text = String(decoding: address, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
    var record = FollowedRecord(
      address: try RecordAddress(text), folder: folder,
      follower: RecordFollower(policy: try WitnessPolicy(policy)))
    if let checkpoint = try own.read(TilePath.checkpoint) {
      do {
        _ = try record.follower.take(checkpoint, from: own)
      } catch {
        throw FleetError(
          "its copy is damaged: \(error.description)", place: folder,
          remedy: "Take it away and follow the record again; keep its folder evidence/ if there is one.")
      }
      for (first, second) in try record.kept() {
        record.follower.recall(RecordFollower.SplitView(first: first, second: second))
      }
    }
    return record
  }

  /// Looks at the record for what is new, and keeps it.
  ///
  /// Blocks until the server has answered.
  ///
  /// - Throws: an ``ExplainedError`` where nobody answers, or what is served cannot be believed; nothing has changed then.
  public mutating func update() throws -> Update {
    let remote = AddressTiles(address: address)
    guard let checkpoint = try remote.read(TilePath.checkpoint) else {
      throw FleetError("there is no record here", place: "\(address)", remedy: "Check the address.")
    }
    let (before, size) = (Set(follower.reading.halts.map(\.index)), follower.reading.size)
    let fetched = KeepingTiles(remote)
    let outcome = try follower.take(checkpoint, from: fetched)
    switch outcome {
    case .grown, .same:
      for (path, bytes) in fetched.kept { try Self.write(bytes, to: "\(folder)/\(path)") }
      if let newest = follower.newest { try Self.write(newest.bytes, to: "\(folder)/\(TilePath.checkpoint)") }
      if case .grown = outcome { dropPartial(olderThan: size) }
    case .split:
      try keepEvidence()
    case .older: break
    }
    return Update(outcome: outcome, halts: follower.reading.halts.filter { !before.contains($0.index) })
  }

  /// Compares a checkpoint that somebody else was shown with what is known here.
  ///
  /// - Throws: an ``ExplainedError`` where it is not this log's, or the log's files are needed and missing.
  public mutating func compare(_ checkpoint: [UInt8]) throws -> RecordFollower.Outcome {
    let signed = try SignedCheckpoint(checkpoint)
    let outcome = try follower.compare(signed, from: CopyTiles(folder: folder))
    if outcome == .split { try keepEvidence() }
    return outcome
  }

  /// Compares what is known here with what each witness of the policy signed last: gossip through the witnesses.
  ///
  /// A witness that does not answer, or shows none, is passed over. Blocks until all have answered.
  ///
  /// - Returns: for each witness that showed one what came of it.
  /// - Throws: an ``ExplainedError`` where evidence cannot be kept.
  public mutating func gossip() throws -> [(witness: String, outcome: RecordFollower.Outcome)] {
    guard let origin = follower.newest?.checkpoint.origin else { return [] }
    var outcomes: [(witness: String, outcome: RecordFollower.Outcome)] = []
    for witness in follower.policy.witnesses {
      guard let text = witness.url, let url = URL(string: text),
        let answer = try? WebCalls.call(
          url.appending(path: "\(SHA256Hex.of(origin))/checkpoint"), seconds: 3, limit: 100_000),
        answer.status == 200, let signed = try? SignedCheckpoint(answer.body),
        let outcome = try? follower.compare(signed, from: CopyTiles(folder: folder))
      else { continue }
      if outcome == .split { try keepEvidence() }
      outcomes.append((witness.key.name, outcome))
    }
    return outcomes
  }

  private func keepEvidence() throws {
    try Self.make("\(folder)/evidence")
    for (i, pair) in follower.evidence.enumerated() {
      try Self.write(pair.first, to: "\(folder)/evidence/\(i + 1)-first.checkpoint")
      try Self.write(pair.second, to: "\(folder)/evidence/\(i + 1)-second.checkpoint")
    }
  }

  private func kept() throws -> [([UInt8], [UInt8])] {
    let own = AddressTiles(address: .folder(folder))
    var pairs: [([UInt8], [UInt8])] = []
    while let first = try own.read("evidence/\(pairs.count + 1)-first.checkpoint"),
      let second = try own.read("evidence/\(pairs.count + 1)-second.checkpoint")
    {
      pairs.append((first, second))
    }
    return pairs
  }

  /// Partial bundles that a larger one has replaced.
  private func dropPartial(olderThan size: Int) {
    guard size > 0, let path = TilePath.entries(holding: size - 1, size: size), path.isPartial else { return }
    try? FileManager.default.removeItem(atPath: "\(folder)/\(path)")
  }

  static func make(_ folder: String) throws(FleetError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FleetError(
        "it cannot be made", place: folder, remedy: "Choose a folder that can be written with --state.")
    }
  }

  /// Writes a file whole or not at all, with the folders above it.
  public static func write(_ bytes: [UInt8], to path: String) throws(FleetError) {
    try make(URL(filePath: path).deletingLastPathComponent().path)
    do {
      try Data(bytes).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw FleetError("it cannot be written", place: path, remedy: "See the disk, and who may write there.")
    }
  }
}

/// Files that remember what was read through them.
final class KeepingTiles: TileReader {
  private let source: AddressTiles
  private(set) var kept: [String: [UInt8]] = [:]

  init(_ source: AddressTiles) { self.source = source }

  func read(_ path: String) throws(RecordError) -> [UInt8]? {
    if let known = kept[path] { return known }
    guard let bytes = try source.read(path) else { return nil }
    kept[path] = bytes
    return bytes
  }
}

/// The copy's files.
///
/// Of the last bundle only the longest is kept; a shorter one is cut out of it.
private struct CopyTiles: TileReader {
  let folder: String

  func read(_ path: String) throws(RecordError) -> [UInt8]? {
    let own = AddressTiles(address: .folder(folder))
    if let bytes = try own.read(path) { return bytes }
    guard let wanted = TilePath(path), wanted.content == .entries, wanted.isPartial else { return nil }
    let place = "\(wanted.whole).p"
    let names = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(place)")
    let widths = names?.compactMap { Int($0) }
    guard let width = widths?.filter({ $0 > wanted.width }).min(),
      let longer = try own.read("\(place)/\(width)")
    else { return nil }
    var bundle: [UInt8] = []
    for entry in try EntryBundle.entries(of: longer, count: width, place: place).prefix(wanted.width) {
      try EntryBundle.append(entry, to: &bundle)
    }
    return bundle
  }
}
