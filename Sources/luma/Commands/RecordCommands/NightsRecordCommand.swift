internal import ArgumentParser
internal import Bedroom
internal import Devices
internal import Fleet
internal import Foundation
internal import Incidents
internal import Night
internal import PublicRecord
internal import SleepCore

/// The command `luma record nights`.
struct NightsRecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nights",
    abstract: "Commit to nights, so that nobody, their owner included, can change them later unseen.",
    discussion: """
      Of each night the record gets a salted hash and nothing else; in a batch, in no order that tells anything. The
      salts stay in the pod's state folder: whoever is given a night and its salt can see that it is the one.
      """)

  @OptionGroup var target: RecordTarget

  @Argument(help: "The nights' folders.")
  var nights: [String]

  @Option(help: ArgumentHelp("The pod's state folder.", valueName: "folder"))
  var state = StateFolder.usual

  /// Stands before what is hashed, so that this hash can never be one of something else.
  static let domain = "lumapod-night-commitment/1\n"

  func run() async throws {
    var commitments: [String] = []
    for path in nights {
      let night = try NightCommitment(events: NightFolder.read(NightFolder(path: path).events))
      let salt = (0..<32).map { _ in UInt8.random(in: 0...255) }
      let hash = SHA256Hex.of(Array(Self.domain.utf8) + salt + Array(night.eventsHead.utf8))
      let line = CanonicalJSON.object([
        "commitment": .text(hash), "events_head": .text(night.eventsHead),
        "salt": .text(salt.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()),
      ])
      try OperatorFolder.secret(line.string + "\n", to: "\(state)/nights/\(hash.prefix(12)).json")
      commitments.append(hash)
    }
    let entry = try RecordEntry(
      .nights, at: .now,
      body: ["day": .text(UTCTime.name(ofDay: UTCTime.now.day)), "commitments": .texts(commitments.sorted())])
    for proof in try await target.add([entry]) { RecordWords.tell(proof) }
  }
}
