internal import ArgumentParser
internal import Bedroom
internal import Fleet
internal import Foundation
internal import PublicRecord
internal import RecordKeeper
internal import SleepCore
internal import Web

/// The command `luma witness`.
struct WitnessCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "witness", abstract: "See that a record only ever grows, and sign that it does.",
    subcommands: [ServeWitnessCommand.self])
}

/// The command `luma witness serve`.
struct ServeWitnessCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve a witness (C2SP tlog-witness) until Ctrl-C.",
    discussion: """
      It signs a checkpoint only where it extends the one that it signed before, and keeps both where it does not.

      luma record key witness.example.org/7 --witness --out witness.key
      luma witness serve witness-state --key witness.key --log KEY-OF-A-RECORD
      """)

  @Argument(help: "The folder for what it has seen; made where it is not there.")
  var folder: String

  @Option(help: "The file with its secret key.")
  var key: String

  @Option(help: ArgumentHelp("The key of a record that it witnesses. Once for each.", valueName: "key"))
  var log: [String]

  @Option(help: "The port; 0 takes a free one.")
  var port = 8760

  @Option(help: "The address to listen on.")
  var host = "127.0.0.1"

  func run() async throws {
    let signer = try KeyRecordCommand.read(key)
    let logs = try log.map { try VerifierKey($0) }
    let keeper = try WitnessKeeper(FolderFiles(folder), signer: signer, logs: logs)
    let site = WitnessSite(
      key: "\(signer.verifier)", answer: { await keeper.answer($0, time: UInt64(UTCTime.now.seconds)) },
      newest: { hash in
        guard let known = logs.first(where: { SHA256Hex.of($0.name) == hash }) else { return nil }
        return try? await keeper.newest(of: known.name)?.bytes
      })
    let host = host
    try await WebServer.run(
      site.router(), host: host, port: port,
      ready: { Terminal.say("\(signer.verifier)\nwitnesses at http://\(host):\($0)/") })
  }
}
