import Foundation
import Signals
import SleepCore
import TestKit
import Testing

@Suite("the command line does what its help says")
struct CommandLineTests {
  /// One virtual night, made once by the program itself.
  static let night = Result { () throws -> (scratch: ScratchFolder, folder: String, json: String) in
    let scratch = try ScratchFolder()
    let folder = scratch.file("night").path
    let answer = try call("night", "--source", "virtual:9", "--out", folder, "--sound", "none", "--json")
    try #require(answer.status == 0, "\(answer.error)")
    return (scratch, folder, answer.output)
  }

  @Test("a night leaves the whole folder, and --json prints its summary and nothing else")
  func night() throws {
    let night = try Self.night.get()
    let files = try FileManager.default.contentsOfDirectory(atPath: night.folder)
    #expect(
      Set(files)
        == [
          "signals.edf", "events.jsonl", "program.yaml", "summary.json", "report.html", "hypnogram.svg",
          "hypnogram.png",
        ])
    let summary = try #require(
      try JSONSerialization.jsonObject(with: Data(night.json.utf8)) as? [String: Any])
    #expect(summary["source"] as? String == "virtual:9")
    #expect((summary["tst_min"] as? Double ?? 0) > 200)
    #expect(try String(contentsOfFile: night.folder + "/summary.json", encoding: .utf8) == night.json)
  }

  @Test("replay says that all agrees, and says where not, with exit code 1")
  func replay() throws {
    let night = try Self.night.get()
    let good = try call("replay", night.folder)
    #expect(good.status == 0 && good.output.contains("agree"))
    let scratch = try ScratchFolder()
    let copy = scratch.file("copy").path
    try FileManager.default.copyItem(atPath: night.folder, toPath: copy)
    var bytes = try Data(contentsOf: URL(filePath: copy + "/signals.edf"))
    bytes[bytes.count / 2] ^= 4
    try bytes.write(to: URL(filePath: copy + "/signals.edf"))
    let bad = try call("replay", copy, "--json")
    #expect(bad.status == 1)
    #expect(bad.output.contains("\"agrees\":false") && bad.output.contains("signals.edf, record"))
  }

  @Test("stage writes the CSV it promises, and an EDF+ hypnogram that reads back the same")
  func stage() throws {
    let night = try Self.night.get()
    let scratch = try ScratchFolder()
    let csv = scratch.file("stages.csv").path
    #expect(try call("stage", night.folder + "/signals.edf", "--output", csv).status == 0)
    let rows = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
    #expect(rows.first == "epoch,onset_s,stage,p_W,p_N1,p_N2,p_N3,p_R")
    let stages = rows.dropFirst().map { $0.split(separator: ",")[2] }
    #expect(stages.count == 960)
    for row in rows.dropFirst() {
      let shares = row.split(separator: ",").dropFirst(3).compactMap { Double($0) }
      #expect(shares.count == 5)
      let total = shares.reduce(0, +)
      #expect(abs(total - 1) < 1e-9 || total == 0)
    }
    let edf = scratch.file("stages.edf").path
    #expect(try call("stage", night.folder + "/signals.edf", "--output", edf).status == 0)
    let hypnogram = try #require(try EDFFile(path: edf).hypnogram)
    #expect(hypnogram.stages.map(\.code) == stages.map(String.init))
    let causal = try call("stage", night.folder + "/signals.edf", "--causal")
    #expect(causal.output.split(separator: "\n").count == 961)
    // The live belief of an epoch is that of the night itself; the whole night in view is another one.
    let live = causal.output.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[2] }
    let events = try String(contentsOfFile: night.folder + "/events.jsonl", encoding: .utf8)
    #expect(live != stages)
    let agreeing = zip(live, events.split(separator: "\n").filter { $0.contains("\"kind\":\"epoch\"") })
      .count { $1.contains("\"stage\":\"\($0)\"") }
    #expect(agreeing >= 955, "\(agreeing) of 960")
  }

  @Test("inspect names channels, rates, units, and what a night uses them for")
  func inspect() throws {
    let night = try Self.night.get()
    let text = try call("inspect", night.folder + "/signals.edf")
    #expect(text.status == 0)
    for word in ["EDF+C", "EEG Fpz-Cz", "256 Hz", "uV", "decides", "no gaps", "annotations", "hypnogram"] {
      #expect(text.output.contains(word), "\(word)")
    }
    let json = try call("inspect", night.folder + "/signals.edf", "--json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect((object["channels"] as? [[String: Any]])?.count == 3)
  }

  @Test("report writes a page that needs no network, and two pictures")
  func report() throws {
    let night = try Self.night.get()
    let answer = try call("report", night.folder)
    #expect(answer.status == 0)
    #expect(answer.output.split(separator: "\n").count == 3)
    let page = try String(contentsOfFile: night.folder + "/report.html", encoding: .utf8)
    #expect(page.contains("<html") && !page.contains("src=\"http"))
  }

  @Test("doctor says what is ready, as text and as JSON")
  func doctor() throws {
    let text = try call("doctor")
    for word in ["sound", "charts", "library", "disk", "memory", "clock"] {
      #expect(text.output.contains(word))
    }
    let json = try call("doctor", "--json")
    #expect((try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])?.count == 7)
  }

  @Test(
    "every command explains itself",
    arguments: ["night", "stage", "inspect", "replay", "report", "doctor", "demo", "limits", "program"])
  func help(command: String) throws {
    let answer = try call(command, "--help")
    #expect(answer.status == 0)
    #expect(answer.output.contains("OVERVIEW") && answer.output.contains("USAGE: luma \(command)"))
  }

  @Test("bad input is an error on standard error that names the thing, and nothing is left behind")
  func badInput() throws {
    let scratch = try ScratchFolder()
    let text = scratch.file("notes.edf")
    try Data("these are my notes, not a recording".utf8).write(to: text)
    let empty = scratch.file("empty.edf")
    try Data().write(to: empty)
    let program = scratch.file("loud.yaml")
    let rain = SharedMaterial.projectRoot.appending(path: "Library/Programs/rain-to-dawn.yaml")
    try String(contentsOf: rain, encoding: .utf8).replacing("level: 40 dBA", with: "level: 70 dBA")
      .write(to: program, atomically: true, encoding: .utf8)
    let out = scratch.file("out").path
    let cases: [([String], Int32, String)] = [
      (["night", text.path, "--out", out], 65, "notes.edf"),
      (["night", empty.path, "--out", out], 65, "empty.edf"),
      (["inspect", scratch.file("none.edf").path], 65, "none.edf"),
      (["stage", text.path], 65, "notes.edf"),
      (["replay", scratch.url.path], 65, "events.jsonl"),
      (["report", scratch.url.path], 65, "events.jsonl"),
      (["night", "--source", "virtual", "--program", "rian", "--out", out], 65, "rain-to-dawn"),
      (["night", "--source", "virtual", "--program", program.path, "--out", out], 65, "55 dBA"),
      (["night", "--source", "virtual", "--age", "child", "--out", out], 65, "child"),
      (["night", "--source", "virtual", "--out", scratch.url.path], 73, "--out"),
      (["night"], 64, "--source"),
      (["night", "--source", "moon"], 64, "virtual"),
      (["night", "--source", "virtual", "--wake", "soon", "--out", out], 64, "HH:MM"),
    ]
    for (arguments, status, word) in cases {
      let answer = try run(
        try #require(luma), arguments, environment: ["LUMA_HOME": SharedMaterial.projectRoot.path])
      #expect(answer.status == status, "\(arguments): \(answer.status) \(answer.error)")
      #expect(answer.error.contains(word), "\(arguments): \(answer.error)")
      #expect(answer.output.isEmpty, "\(arguments)")
      #expect(!FileManager.default.fileExists(atPath: out), "\(arguments)")
    }
  }

  /// Starts a live night and waits until its record has grown to some size: it grows on disk second by second.
  private func startLiveNight(in folder: String, until size: Int) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: try #require(luma))
    process.arguments = ["night", "--source", "virtual:2", "--realtime", "--out", folder, "--sound", "none"]
    process.environment = ProcessInfo.processInfo.environment
      .merging(["LUMA_HOME": SharedMaterial.projectRoot.path]) { $1 }
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let events = folder + "/events.jsonl"
    for _ in 0..<400 where (try? String(contentsOfFile: events, encoding: .utf8))?.count ?? 0 < size {
      Thread.sleep(forTimeInterval: 0.05)
    }
    return process
  }

  @Test("a night stopped by hand is a whole record that replays")
  func stoppedByHand() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.file("night").path
    let process = try startLiveNight(in: folder, until: 1500)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let replay = try call("replay", folder)
    #expect(replay.status == 0 && replay.output.contains("agree"))
    #expect(try String(contentsOfFile: folder + "/events.jsonl", encoding: .utf8).contains("stopped by hand"))
  }

  @Test("a night killed without warning replays as far as it goes")
  func killed() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.file("night").path
    let process = try startLiveNight(in: folder, until: 2000)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let replay = try call("replay", folder)
    #expect(replay.status == 0 && replay.output.contains("cut short"), "\(replay.output)\(replay.error)")
  }
}
