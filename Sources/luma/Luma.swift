internal import ArgumentParser
internal import Bedroom
internal import Foundation
internal import Night
internal import SleepCore

/// The command line of LumaPod.
@main
struct Luma: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "luma",
    abstract: "A gentle night from a sleeper's signals, and an honest record of it.",
    discussion: """
      Start with `luma demo`, which runs a whole virtual night in under a minute.

      Data goes to standard output, progress and errors to standard error. Exit codes: 0 all is well, 1 the answer is
      no (a replay differs, the machine is not ready), 64 the command line is wrong, 65 an input is wrong, 73 something
      cannot be written, 130 stopped by hand. LumaPod is not a medical device.
      """,
    version: "luma \(NightRun.engine)",
    subcommands: [
      DemoCommand.self, NightCommand.self, ProgramCommand.self, SimulateCommand.self, ReplayCommand.self,
      ReportCommand.self,
      StageCommand.self, HypnogramCommand.self, EventsCommand.self,
      TrackCommand.self, TriggerCommand.self,
      InspectCommand.self, LimitsCommand.self, GuardCommand.self, CalibrateCommand.self,
      LatencyCommand.self, DoctorCommand.self, RecordCommand.self, WitnessCommand.self,
      IncidentCommand.self, SignalsCommand.self, HomeCommand.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var running = command as? any AsyncParsableCommand {
        try await running.run()
      } else {
        try command.run()
      }
    } catch let error as any ExplainedError {
      Terminal.complain("luma: \(error.description)")
      Foundation.exit(ExitStatus.of(error))
    } catch {
      exit(withError: error)
    }
  }
}

/// What exit codes mean: 0 and 1 by hand, the rest after sysexits.h.
enum ExitStatus {
  static let no = ExitCode(1)
  static let stopped = ExitCode(130)

  static func of(_ error: any ExplainedError) -> Int32 {
    if let night = error as? NightError {
      switch night {
      case .folderInUse, .cannotWrite: return 73
      default: return 65
      }
    }
    return 65
  }
}
