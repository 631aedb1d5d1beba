internal import ArgumentParser
internal import Bedroom
internal import Fleet
internal import Foundation
internal import Night
internal import Programs
internal import PublicRecord
internal import SleepCore

/// The command `luma record audit`.
struct AuditRecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Check a whole record from outside, and say in one sentence what is found.",
    discussion: """
      Every entry is hashed, every rule checked, every program's proof made again. Exit code 1 where anything is wrong.
      Checkpoints that you or others kept (--kept) and receipts (--receipt) make it stronger: they hold what was once
      shown against what is shown now.
      """)

  @Argument(help: ArgumentHelp("The record's folder or address.", valueName: "folder|url"))
  var record: String

  @Option(help: "The policy: which log, which witnesses. Otherwise the record's own.")
  var policy: String?

  @Option(help: ArgumentHelp("A checkpoint that somebody kept.", valueName: "file"))
  var kept: [String] = []

  @Option(help: ArgumentHelp("A receipt (.tlog-proof).", valueName: "file"))
  var receipt: [String] = []

  func run() throws {
    let address = try RecordAddress(record)
    let tiles = AddressTiles(address: address)
    let checkpoint = try ProveRecordCommand.checkpoint(tiles, record)
    let policyBytes: [UInt8]
    if let policy {
      policyBytes = try Self.read(policy)
    } else {
      guard let own = try tiles.read("policy") else {
        throw FleetError("it shows no policy", place: record, remedy: "Give one with --policy FILE.")
      }
      policyBytes = own
    }
    var page: String?
    if case .web = address { page = try tiles.read("").map { String(decoding: $0, as: UTF8.self) } }
    let audit = try RecordAudit(
      checkpoint: checkpoint.bytes, policy: try WitnessPolicy(policyBytes), kept: try kept.map(Self.read),
      receipts: try receipt.map { try RecordProof(Self.read($0)) }, page: page, now: .now, from: tiles)
    try Self.tell(audit, ownPolicy: policy == nil)
  }

  static func read(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw FleetError("it cannot be read", place: path, remedy: "See its name, and who may read it.")
    }
    return Array(data)
  }

  /// Says what was found; exit code 1 where anything is wrong.
  static func tell(_ audit: RecordAudit, ownPolicy: Bool) throws {
    let reading = audit.reading
    Terminal.say(audit.verdict)
    if ownPolicy { Terminal.say("Checked against the record's own policy: whom it says to trust.") }
    for note in audit.notes { Terminal.say("Note: \(note).") }
    Terminal.say("")
    for kind in EntryKind.allCases {
      if let count = reading.counts[kind] { Terminal.say("  \(count) \(kind.rawValue)") }
    }
    let reports = audit.reports
    if reports.all > 0 { Terminal.say("\(reports.all) reports, \(reports.serious) of them serious.") }
    for halt in reading.halts {
      let name = reading.programs[halt.program]?.name ?? String(halt.program.prefix(12))
      let end = halt.lift.map { "lifted \($0.at) (entry \($0.index)): \($0.reason)" } ?? "stands"
      Terminal.say("Halt of \(name), \(halt.at) (entry \(halt.index)): \(halt.reason); \(end)")
    }
    if audit.faults.count > 1 { Terminal.say("\nEverything that is wrong:") }
    if audit.faults.count > 1 { for fault in audit.faults { Terminal.say("  \(fault)") } }
    if !audit.faults.isEmpty { throw ExitStatus.no }
  }
}
