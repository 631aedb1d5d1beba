internal import ArgumentParser
internal import Bedroom
internal import Devices
internal import Report
internal import SleepCore

/// The command `luma doctor`.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what of this machine is ready for a night, and what to do about what is not.",
    discussion: "Exit code 0: a night can run. Exit code 1: it cannot.")

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let charts = Result<Void, any Error> { _ = try ChartLibrary.load() }
    let library = Result<Void, any Error> { _ = try Installation().models() }
    let readiness = MachineReadiness(nightsFolder: "nights", charts: charts, library: library)
    if json {
      let rows = readiness.findings.map { finding in
        var one = JSONText()
        one.add("name", finding.name)
        one.add("state", finding.state.rawValue)
        one.add("seen", finding.seen)
        if let remedy = finding.remedy { one.add("remedy", remedy) }
        return one.text
      }
      Terminal.say("[\n" + rows.joined(separator: ",\n") + "\n]")
    } else {
      for finding in readiness.findings {
        let mark: String
        switch finding.state {
        case .ready: mark = Terminal.coloured("ready  ", 71)
        case .limited: mark = Terminal.coloured("limited", 214)
        case .missing: mark = Terminal.coloured("missing", 203)
        }
        let name = finding.name + String(repeating: " ", count: max(1, 14 - finding.name.count))
        Terminal.say("  \(mark)  \(name)\(finding.seen)")
        if let remedy = finding.remedy { Terminal.say("                         \(remedy)") }
      }
      Terminal.say(readiness.isReady ? "\nA night can run." : "\nA night cannot run yet.")
    }
    if !readiness.isReady { throw ExitStatus.no }
  }
}
