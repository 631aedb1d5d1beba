internal import ArgumentParser
internal import Bedroom
internal import Devices
internal import Foundation
internal import Guard
internal import Night
internal import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The command `luma guard`.
struct GuardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guard",
    abstract: "Be the process that alone opens the sound device; `luma night --play` starts it.",
    discussion: """
      It takes messages from standard input and answers on standard output (docs/guard.md), or does both over a Unix
      socket. It is silent until a runtime has said hello and taken a lease, and falls silent within 100 ms when the
      runtime stops, is gone, or says anything it does not understand. Exit code 0: the runtime said goodbye. Exit code
      1: it did not.
      """)

  @OptionGroup
  var place: SoundPlace

  @Option(help: ArgumentHelp("Wait for one runtime at this Unix socket instead.", valueName: "path"))
  var socket: String?

  func run() throws {
    let connection = try socket.map { try GuardSocket.accept(at: $0) }
    let isWell = try GuardService.run(
      .init(
        state: place.state, destination: place.destination, limitsHash: NightFolder.limitsHash,
        input: connection ?? 0, output: connection ?? 1))
    if !isWell { throw ExitStatus.no }
  }
}

/// Where sound goes and where the guard keeps its files: what `guard` and `calibrate` have in common.
struct SoundPlace: ParsableArguments {
  @Option(help: ArgumentHelp("The folder of ledger and calibrations.", valueName: "folder"))
  var state = StateFolder.usual

  @Option(help: ArgumentHelp("The sound device by its ALSA name (`aplay -L` lists them).", valueName: "name"))
  var device: String?

  @Option(help: ArgumentHelp("A WAV or FLAC file instead of a device.", valueName: "file"))
  var output: String?

  /// Where the sound goes.
  var destination: SoundDestination { output.map { .file($0) } ?? .device(device) }
}
