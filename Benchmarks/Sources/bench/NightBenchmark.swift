internal import Foundation
internal import Night
internal import Signals
internal import SleepCore
internal import VirtualSleeper

/// A whole night into a folder, and its replay, each in a fresh process so that its memory is its own.
struct NightBenchmark {
  let place: Place
  let runs: Int

  /// The hidden first argument of a process that runs one night: then `run` or `replay`, the folder, the recording.
  static let childName = "one-night"

  private struct Outcome: Codable {
    let name: String
    let seconds: Double
    let nightSeconds: Double
    let peakBytes: Int
    let agrees: Bool
  }

  func run(into results: inout Results) throws {
    let recording = place.recording("ucddb/ucd022.edf")
    if recording == nil {
      results.skip(
        "night on ucddb/ucd022.edf: there are no recordings (LUMAPOD_DATA); a virtual sleeper instead")
    }
    var outcomes: [String: [Outcome]] = [:]
    for i in 0...runs {
      let folder = place.scratch.appending(path: "night-\(i)").path
      for doing in ["run", "replay"] {
        let outcome = try start(doing, folder, recording)
        // The first is a warm-up.
        if i > 0 { outcomes[doing, default: []].append(outcome) }
      }
      try FileManager.default.removeItem(atPath: folder)
    }
    for (doing, title) in [("run", "a night into its folder"), ("replay", "its replay")] {
      let all = outcomes[doing] ?? []
      let name = all.first?.name ?? ""
      let note =
        all.allSatisfy(\.agrees) ? (doing == "replay" ? "every line and record agrees" : "") : "IT DIFFERS"
      results.add("night", name, title, unit: "s", all.map(\.seconds), note: note)
      results.add(
        "night", name, "\(title), times real time", unit: "×", all.map { $0.nightSeconds / $0.seconds })
      results.add("night", name, "\(title), peak memory", unit: "MB", all.map { Double($0.peakBytes) / 1e6 })
    }
  }

  private func start(_ doing: String, _ folder: String, _ recording: String?) throws -> Outcome {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = Bundle.main.executableURL
    process.arguments = [Self.childName, doing, folder] + (recording.map { [$0] } ?? [])
    process.environment = ProcessInfo.processInfo.environment.merging(["LUMA_HOME": place.home.path]) { $1 }
    process.standardOutput = pipe
    try process.run()
    let said = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchError(place: "night", problem: "a night ended badly", remedy: "See what it said above")
    }
    return try JSONDecoder().decode(Outcome.self, from: said)
  }

  /// One night or one replay in this process.
  static func child(_ arguments: [String]) throws {
    guard arguments.count >= 2, let home = ProcessInfo.processInfo.environment["LUMA_HOME"] else {
      throw BenchError(
        place: childName, problem: "it is not meant to be called by hand", remedy: "bench night")
    }
    let folder = NightFolder(path: arguments[1])
    let began = Clock.nanoseconds()
    let setup = try NightSetup(home: URL(filePath: home))
    let (name, length, agrees): (String, NightTime.Span, Bool)
    if arguments[0] == "replay" {
      let opened = try NightReplay.open(folder)
      let verdict = try NightReplay.run(
        opened, program: setup.program, models: setup.models)
      name = opened.opening.source
      length = try EDFFile(path: folder.signals).length
      agrees = verdict.isComplete && verdict.difference == nil
    } else if arguments.count > 2 {
      let file = try EDFFile(path: arguments[2])
      (name, length) = ("ucd022.edf", file.length)
      try record(EDFReplaySource(file: file, name: name), into: folder, setup)
      agrees = true
    } else {
      let sleeper = VirtualSleeper(seed: 1)
      (name, length) = (sleeper.description.name, sleeper.description.knownLength ?? .zero)
      try record(sleeper, into: folder, setup)
      agrees = true
    }
    let outcome = Outcome(
      name: name, seconds: Double(Clock.nanoseconds() - began) / 1e9, nightSeconds: length.seconds,
      peakBytes: try peakMemory(), agrees: agrees)
    FileHandle.standardOutput.write(try JSONEncoder().encode(outcome))
  }

  private static func record(_ source: some SignalSource, into folder: NightFolder, _ setup: NightSetup)
    throws
  {
    var session = try NightSession(
      source, setup.configuration(source.description), program: setup.program, models: setup.models)
    try folder.create()
    try NightFolder.write(setup.text, to: folder.program)
    var sink = try FolderSink(folder, encoder: session.encoder, isDurable: false)
    while try session.advance(into: &sink) {}
    try session.finish(why: .sourceEnded, into: &sink)
    try sink.finish()
  }

  /// The most memory that this process has had resident, in bytes.
  ///
  /// On Linux `getrusage` also counts what the process that started this one had, so the kernel's own mark is read.
  private static func peakMemory() throws -> Int {
    #if os(Linux)
      let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
      return (kilobytes ?? 0) * 1024
    #else
      var usage = rusage()
      _ = unsafe getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }
}
