internal import ArgumentParser
internal import Bedroom
internal import Fleet
internal import Foundation
internal import PublicRecord
internal import RecordKeeper
internal import SleepCore
internal import Web

/// The command `luma record serve`.
struct ServeRecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve a record: its files, its public page, and a door for entries.",
    discussion: """
      Ends with Ctrl-C. A web server in front of it gives it TLS; any web server can serve the files alone.
      """)

  @Argument(help: "The record's folder.")
  var folder: String

  @Option(help: "The port; 0 takes a free one.")
  var port = 8750

  @Option(help: "The address to listen on; 0.0.0.0 for every one.")
  var host = "127.0.0.1"

  @Option(help: ArgumentHelp("How the page names itself; otherwise by host and port.", valueName: "url"))
  var address: String?

  /// How often the witnesses are asked again, so that what pods know stays younger than a day.
  static let renewal: Duration = .seconds(6 * 3600)

  func run() async throws {
    let operatorFolder = try OperatorFolder(folder)
    let sequencer = try operatorFolder.sequencer()
    let files = try FolderFiles(folder)
    let record = RecordHost(
      address: address ?? "http://\(host):\(port)/", policy: operatorFolder.policy,
      writer: SequencerWriter(sequencer: sequencer), files: { path in try files.read(path) }, now: { .now })
    try await record.renew()
    let desk = SignalDesk(host: record, store: TallyFile(record: folder), now: { .now })
    let site = RecordSite(
      host: record, policy: operatorFolder.policyText, word: operatorFolder.word, desk: desk)
    let host = host
    let origin = operatorFolder.signer.verifier.name
    try await WebServer.run(
      site.router(), host: host, port: port,
      ready: { Terminal.say("\(origin) is served at http://\(host):\($0)/") },
      beside: {
        async let signals: Void = desk.run { Terminal.complain("luma: \($0)") }
        try await Self.renew(record)
        try await signals
      })
  }

  /// Has the record cosigned anew before what pods know is a day old, for as long as it is served.
  private static func renew(_ record: RecordHost) async throws {
    while true {
      do {
        try await record.refresh()
        try await Task.sleep(for: renewal)
      } catch let error as CancellationError {
        throw error
      } catch {
        Terminal.complain("luma: \(error)")
        try await Task.sleep(for: .seconds(30))
      }
    }
  }
}

/// The sequencer as what a host writes through.
struct SequencerWriter: RecordWriter {
  let sequencer: RecordSequencer<FolderFiles>

  func add(_ entry: [UInt8]) async throws -> RecordProof { try await sequencer.add(entry).proof }

  func refresh() async throws { _ = try await sequencer.refresh() }
}
