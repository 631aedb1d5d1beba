internal import ArgumentParser
internal import Bedroom
internal import Foundation
internal import Night
internal import Signals
internal import SleepCore
internal import Soundscapes
internal import VirtualSleeper

/// The command `luma demo`.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "A whole virtual night in under a minute: watch it, then look at its report.",
    discussion: """
      On a terminal the night is slowed down to about twenty seconds, so that it can be watched; elsewhere it takes
      what it takes.
      """)

  @Option(help: "The seed of the virtual sleeper; another seed is another night.")
  var seed: UInt64 = 1

  @Option(help: "The folder to write; otherwise one under nights/.")
  var out: String?

  func run() async throws {
    let installation = try Installation()
    let sleeper = VirtualSleeper(seed: seed)
    let run = NightRun(
      installation: installation, program: try installation.program("rain-to-dawn"), age: .adult,
      pace: Terminal.isWatched ? .show(seconds: 20) : .fast, sound: .firstMinutesAndPulseMinutes(first: 10),
      latency: .zero)
    let description = sleeper.description
    let folder = NightFolder(path: out ?? NightCommand.newFolder(for: description))
    let outcome = try await NightCommand.watch(
      run, sleeper, wakeAt: NightConfiguration.usualWakeTime(for: description), folder: folder)
    NightCommand.tell(outcome, asJSON: false)
    Terminal.say(
      """

        Prove that every decision can be made again:   ./luma replay \(folder.path)
        Look at the night:                             ./luma report \(folder.path)
      """)
    if outcome.stopped == .stopped { throw ExitStatus.stopped }
  }
}
