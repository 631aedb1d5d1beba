internal import ArgumentParser
internal import Bedroom
internal import Fleet
internal import Foundation
internal import PublicRecord
internal import RecordKeeper
internal import SleepCore

/// The command `luma record ship`.
struct ShipRecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ship",
    abstract:
      "Make the record that comes with a release, anew, from the programs, limits and models of this folder.",
    discussion: """
      For whoever makes a release. The key that signs it is thrown away: nothing can be added to it afterwards. A pod that
      follows no record runs what is in it, and nothing else.
      """)

  func run() async throws {
    let installation = try Installation()
    let target = installation.home.appending(path: "Library/record").path
    let scratch = FileManager.default.temporaryDirectory.appending(path: "luma-ship-\(UUID().uuidString)")
      .path
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let keys = try (1...3).map {
      try SignerKey.new(name: "release.lumapod/keeper-\($0)", kind: .ed25519).verifier
    }
    guard let council = KeyCouncil(needed: 3, keys: keys) else { return }
    let folder = try OperatorFolder.begin(
      scratch, origin: "release.lumapod/\(NightRun.engine)", witnesses: [], threshold: 1, council: council,
      at: .now)
    let keeper = try folder.keeper()
    let entries = try RecordEntries(now: .now).library(installation)
    _ = try keeper.append(entries.map(\.bytes))
    try keeper.publish(keeper.sign())
    let files = FileManager.default
    try? files.removeItem(atPath: "\(target)/tile")
    for name in ["checkpoint", "policy"] {
      try FollowedRecord.write(AuditRecordCommand.read("\(scratch)/\(name)"), to: "\(target)/\(name)")
    }
    try files.copyItem(atPath: "\(scratch)/tile", toPath: "\(target)/tile")
    // Left over from the first entry: what a smaller log was.
    for tile in ["tile/0/000.p/1", "tile/entries/000.p/1"] {
      try? files.removeItem(atPath: "\(target)/\(tile)")
    }
    Terminal.say("\(entries.count + 1) entries are in \(target).")
  }
}
