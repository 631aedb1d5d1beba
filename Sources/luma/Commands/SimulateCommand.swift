internal import ArgumentParser
internal import Bedroom
internal import Foundation
internal import Night
internal import ProgramKernel
internal import Programs
internal import Report
internal import SleepCore
internal import VirtualSleeper
internal import Workbench

/// The command `luma simulate`.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Let virtual sleepers hear a program, and compare their nights with the same in silence.",
    discussion: """
      Each night is slept twice with the same chance: once in silence, once with what the program lets out, which may
      wake. `luma program simulate` counts what a program gives out; this is about what it does to sleep. A few nights are
      run with their EEG, to see what the pulses evoke.

      luma simulate --program rain-to-dawn --nights 1000 --plot sleep.svg
      """)

  @Option(help: ArgumentHelp("A program of the library, or a program's file.", valueName: "name|file"))
  var program: String

  @Option(help: "How many nights.")
  var nights = 1000

  @Option(help: "How many of them with their EEG as well; each takes some ten seconds.")
  var signalNights = 4

  @Option(help: "The seed of the first night.")
  var seed: UInt64 = 1

  @Option(help: "How long each night is.")
  var hours = 8.0

  @Option(help: "Whose sleep: healthy, first-night, home or poor.", transform: SimulateCommand.sleep)
  var sleep = VirtualSleeper.Person.Sleep.healthy

  @Option(help: "The sleepers' age in years, 18 to 90.")
  var age = 35

  @Flag(help: "Print JSON.")
  var json = false

  @Option(help: ArgumentHelp("Draw both distributions into a file.", valueName: "file.svg"))
  var plot: String?

  private static func sleep(_ text: String) throws -> VirtualSleeper.Person.Sleep {
    guard let sleep = VirtualSleeper.Person.Sleep(rawValue: text) else {
      throw ValidationError("«\(text)» is not a sleep. Write healthy, first-night, home or poor.")
    }
    return sleep
  }

  func validate() throws {
    guard (2...1_000_000).contains(nights) else { throw ValidationError("--nights is 2 to 1000000.") }
    guard (0...nights).contains(signalNights) else {
      throw ValidationError("--signal-nights is 0 to --nights.")
    }
    guard (1...16).contains(hours) else { throw ValidationError("--hours is 1 to 16.") }
    guard (18...90).contains(age) else { throw ValidationError("--age is 18 to 90.") }
  }

  func run() async throws {
    let program = try Installation().program(program)
    let limits = try SafetyLimitsTable.limits(for: .adult)
    let verified = try ProgramVerifier.verify(
      program.compiled, limits: limits, limitsHash: NightFolder.limitsHash)
    var person = VirtualSleeper.Person()
    (person.sleep, person.age) = (sleep, age)
    let quiet = ProgramNight(program: nil, person: person, hours: hours)
    let loud = ProgramNight(program: verified, person: person, hours: hours)
    let first = seed
    let pairs = await Self.spread(nights) { k in
      (quiet.figures(seed: first &+ UInt64(k)), loud.figures(seed: first &+ UInt64(k)))
    }
    let waves = await Self.spread(signalNights) { k in
      (
        loud.evoked(seed: first &+ UInt64(k), isHeard: false),
        loud.evoked(seed: first &+ UInt64(k), isHeard: true)
      )
    }
    let report = SleepComparison(
      program: verified.program.name, person: person, nights: pairs, evoked: waves)
    Terminal.say(json ? report.json : report.text)
    if let plot {
      try DistributionPicture(title: report.title, rows: Self.rows(report)).write(svg: plot)
    }
  }

  private static func rows(_ report: SleepComparison) -> [DistributionPicture.Row] {
    report.lines.map { line in
      DistributionPicture.Row(
        name: line.unit.isEmpty ? line.name : "\(line.name), \(line.unit)",
        first: SleepComparison.five(line.quiet), second: SleepComparison.five(line.loud))
    }
  }

  /// Runs something for 0..<count on every core; what comes back is in order.
  private static func spread<Value: Sendable>(
    _ count: Int, _ one: @escaping @Sendable (Int) -> Value
  ) async -> [Value] {
    let size = max(1, min(50, count / 8))
    return await withTaskGroup(of: (Int, [Value]).self) { group in
      for start in stride(from: 0, to: count, by: size) {
        group.addTask { (start, (start..<min(start + size, count)).map(one)) }
      }
      var parts: [Int: [Value]] = [:]
      for await (start, values) in group { parts[start] = values }
      return parts.keys.sorted().flatMap { parts[$0] ?? [] }
    }
  }
}
