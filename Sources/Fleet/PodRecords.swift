internal import Foundation
public import PublicRecord
public import SleepCore

/// Everything that this pod knows of public records: the release's own, the home's own, and those that it follows.
public struct PodRecords: Sendable {
  /// The pod's state folder.
  public let state: String
  /// The folder of the record that came with the release, if any.
  public let release: String?
  /// The records that are followed.
  public private(set) var followed: [FollowedRecord] = []

  /// The folder of the home's own record.
  public static func ownFolder(state: String) -> String { "\(state)/own-record" }

  /// Opens what there is.
  ///
  /// - Parameters:
  ///   - state: the pod's state folder.
  ///   - release: the folder of the record that came with the release.
  /// - Throws: an ``ExplainedError`` where a copy is damaged: what cannot be read might hold a halt.
  public init(state: String, release: String?) throws {
    (self.state, self.release) = (state, release)
    let folder = "\(state)/records"
    guard FileManager.default.fileExists(atPath: folder) else { return }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw FleetError(
        "it cannot be read, so it is not known which records are followed", place: folder,
        remedy: "See the disk, and who may read it.")
    }
    for name in names.sorted() where !name.hasPrefix(".") {
      followed.append(try FollowedRecord.open(folder: "\(folder)/\(name)"))
    }
  }

  /// Follows a record from now on, and looks at it at once.
  ///
  /// - Throws: an ``ExplainedError`` where it cannot be reached or believed; it is not followed then.
  public mutating func follow(_ address: RecordAddress, policy: [UInt8]) throws -> FollowedRecord {
    let name = String("\(address)".map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".") ? $0 : "-" })
    let folder = "\(state)/records/\(name.drop { $0 == "." || $0 == "-" })"
    if let known = followed.first(where: { $0.folder == folder }) { return known }
    var record = try FollowedRecord.begin(address, policy: policy, folder: folder)
    do {
      _ = try record.update()
    } catch {
      try? FileManager.default.removeItem(atPath: folder)
      throw error
    }
    followed.append(record)
    return record
  }

  /// Looks at every record that is followed for what is new.
  ///
  /// - Returns: for each record in its order what it brought, or why it brought nothing.
  public mutating func update() -> [Result<FollowedRecord.Update, any Error>] {
    followed.indices.map { i in Result { try followed[i].update() } }
  }

  /// Compares each followed record with what its witnesses signed last.
  ///
  /// - Returns: the witnesses, and what came of it, of all records.
  /// - Throws: an ``ExplainedError`` where evidence cannot be kept.
  public mutating func gossip() throws -> [(witness: String, outcome: RecordFollower.Outcome)] {
    var outcomes: [(witness: String, outcome: RecordFollower.Outcome)] = []
    for i in followed.indices { outcomes += try followed[i].gossip() }
    return outcomes
  }

  /// What the gate needs to know.
  ///
  /// - Throws: an ``ExplainedError`` where the release's or the home's own record is damaged.
  public func known() throws -> [KnownRecord] {
    var known = followed.map { $0.follower.known(unwitnessed: .own) }
    if let own = try Self.read(Self.ownFolder(state: state), standing: .own) { known.append(own) }
    if let release, let shipped = try Self.read(release, standing: .release) { known.append(shipped) }
    return known
  }

  /// Whether the records, and this home, let a program run now.
  ///
  /// - Throws: ``RecordRefusal``, or an ``ExplainedError`` where something cannot be read.
  public func clear(program: String, name: String, now: UTCTime) throws -> RecordClearance {
    try RecordGate.decide(
      program: program, name: name, records: try known(), home: try HomeHalts(state: state).standing(),
      now: now)
  }

  /// A record in a folder with its policy beside it; `nil` where there is none.
  private static func read(_ folder: String, standing: KnownRecord.Standing) throws -> KnownRecord? {
    let tiles = AddressTiles(address: .folder(folder))
    guard let policy = try tiles.read("policy"), let checkpoint = try tiles.read(TilePath.checkpoint) else {
      return nil
    }
    var follower = RecordFollower(policy: try WitnessPolicy(policy))
    do {
      _ = try follower.take(checkpoint, from: tiles)
    } catch {
      throw FleetError(
        "the record in it is damaged: \(error.description)", place: folder,
        remedy: "Restore it from a copy: a program runs only while its record can be read.")
    }
    let known = follower.known(unwitnessed: standing)
    return KnownRecord(origin: known.origin, reading: known.reading, root: known.root, standing: standing)
  }
}
