internal import ArgumentParser
internal import Bedroom
internal import Devices
internal import Fleet
internal import Foundation
internal import PublicRecord
internal import SleepCore

/// The command `luma record follow`.
struct FollowRecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "follow",
    abstract: "Follow a record with this pod, or look at the followed ones for what is new.",
    discussion: """
      From then on this pod runs only what a followed record, seen within 24 hours, or its own record holds, and nothing
      that one of them halted. Checkpoints that others were shown are compared with --gossip.
      """)

  @Argument(
    help: ArgumentHelp("The record's address; without one, all that are followed.", valueName: "url|folder"))
  var record: String?

  @Option(help: "The policy: which log, which witnesses. From someone you trust, not from the record.")
  var policy: String?

  @Option(
    help: ArgumentHelp("A checkpoint that another pod, a witness or a friend was shown.", valueName: "file"))
  var gossip: [String] = []

  @Option(help: ArgumentHelp("The pod's state folder.", valueName: "folder"))
  var state = StateFolder.usual

  func run() throws {
    var records = try PodRecords(state: state, release: nil)
    if let record {
      guard let policy else { throw ValidationError("Say whom to trust: --policy FILE.") }
      let followed = try records.follow(RecordAddress(record), policy: AuditRecordCommand.read(policy))
      try Self.tell(followed)
      return
    }
    guard !records.followed.isEmpty else {
      Terminal.say(
        "This pod follows no record: it runs what came with its release, and what its own record holds.")
      return
    }
    var isWrong = false
    for (i, result) in records.update().enumerated() {
      switch result {
      case .success: try Self.tell(records.followed[i])
      case .failure(let error):
        Terminal.complain("luma: \(error)")
        isWrong = true
      }
    }
    for (witness, outcome) in try records.gossip() where outcome == .split {
      Terminal.say(
        "SPLIT: \(witness) signed what contradicts the record that this pod was shown. Both are kept.")
      isWrong = true
    }
    for path in gossip {
      let bytes = try AuditRecordCommand.read(path)
      for var record in records.followed {
        guard let outcome = try? record.compare(bytes) else { continue }
        switch outcome {
        case .split:
          Terminal.say(
            "SPLIT: \(path) contradicts what this pod was shown. Both are in \(record.folder)/evidence.")
          isWrong = true
        case .grown(let more):
          Terminal.say("\(path) is \(more) entries ahead of this pod, and could not be compared yet.")
        case .same, .older: Terminal.say("\(path) agrees with what this pod was shown.")
        }
      }
    }
    if isWrong { throw ExitStatus.no }
  }

  static func tell(_ record: FollowedRecord) throws {
    let follower = record.follower
    let origin = follower.newest?.checkpoint.origin ?? "\(record.address)"
    let time = follower.witnessed.map { "witnessed \($0)" } ?? "witnessed by nobody"
    Terminal.say("\(origin): \(follower.reading.size) entries, \(time), kept in \(record.folder)")
    for halt in follower.reading.halts where halt.lift == nil {
      let name = follower.reading.programs[halt.program]?.name ?? String(halt.program.prefix(12))
      Terminal.say("  halted: \(name), \(halt.at): \(halt.reason)")
    }
    if !follower.evidence.isEmpty {
      Terminal.say("  SPLIT: it shows different people different records; see \(record.folder)/evidence")
    }
    for fault in follower.reading.faults.prefix(5) { Terminal.say("  \(fault)") }
  }
}

/// The command `luma record monitor`.
struct MonitorRecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "monitor", abstract: "Print what comes into a record, line by line, until Ctrl-C.")

  @Argument(help: ArgumentHelp("The record's folder or address.", valueName: "folder|url"))
  var record: String

  @Option(help: "The policy; otherwise the record's own.")
  var policy: String?

  @Option(help: "Seconds from one look to the next.")
  var every = 5

  @Option(help: "Stop after this many looks.")
  var looks: Int?

  func run() throws {
    let tiles = AddressTiles(address: try RecordAddress(record))
    let text = try policy.map(AuditRecordCommand.read) ?? tiles.read("policy") ?? []
    var follower = RecordFollower(policy: try WitnessPolicy(text))
    StopSignal.listen()
    var number = 0
    while !StopSignal.isAsked {
      let before = follower.reading.size
      let checkpoint = try ProveRecordCommand.checkpoint(tiles, record)
      let outcome = try follower.take(checkpoint.bytes, from: tiles)
      if outcome == .split {
        Terminal.complain(
          "luma: \(record): it shows two histories; this one contradicts what it showed before")
        throw ExitStatus.no
      }
      for index in before..<max(before, follower.reading.size) {
        guard let path = TilePath.entries(holding: index, size: follower.reading.size) else { break }
        let bytes = try tiles.entries(path)[index % TilePath.fullWidth]
        Terminal.say("\(index) \(String(decoding: bytes, as: UTF8.self))")
      }
      number += 1
      if let looks, number >= looks { return }
      for _ in 0..<(max(1, every) * 10) where !StopSignal.isAsked { Thread.sleep(forTimeInterval: 0.1) }
    }
  }
}
