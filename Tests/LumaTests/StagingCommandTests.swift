import Foundation
import Signals
import SleepCore
import TestKit
import Testing

@Suite("stages come from whatever the sleeper wore, and what can't be staged is refused by name")
struct StagingCommandTests {
  private func file(_ scratch: ScratchFolder, _ name: String, _ text: String) throws -> String {
    let url = scratch.file(name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  /// Six minutes of noise whose spectrum falls as an EEG's does.
  private func noise(times gain: Double = 1, seconds: Int = 360, rate: Int = 100) -> [Double] {
    var random = SeededRandom(seed: 5)
    var (slow, fast) = (0.0, 0.0)
    return (0..<(seconds * rate)).map { _ in
      slow = 0.97 * slow + 3 * random.gaussian()
      fast = 0.5 * fast + 2 * random.gaussian()
      return (slow + fast) * gain
    }
  }

  @Test("a column of microvolts in a text file is staged, live as well")
  func text() throws {
    let scratch = try ScratchFolder()
    let lines = noise().map { String(format: "%.3f", $0) }.joined(separator: "\n")
    let path = try file(scratch, "eeg.txt", "EEG\n" + lines + "\n")
    for mode in [[], ["--causal"], ["--reference"]] {
      let answer = try callAll(["stage", path, "--fs", "100"] + mode)
      #expect(answer.status == 0, "\(answer.error)")
      #expect(answer.output.split(separator: "\n").count == 13)
    }
  }

  @Test("volts that are called microvolts are refused, with what they look like")
  func wrongUnit() throws {
    let scratch = try ScratchFolder()
    let lines = noise(times: 1e-6).map { String(format: "%.12f", $0) }.joined(separator: "\n")
    let answer = try call("stage", try file(scratch, "eeg.txt", lines), "--fs", "100")
    #expect(answer.status == 65 && answer.output.isEmpty)
    #expect(answer.error.contains("it looks like volts, not uV"), "\(answer.error)")
  }

  @Test("two minutes are too short, and 50 samples a second too few")
  func refused() throws {
    let scratch = try ScratchFolder()
    let short = noise(seconds: 120).map { String(format: "%.3f", $0) }.joined(separator: "\n")
    let answer = try call("stage", try file(scratch, "short.txt", short), "--fs", "100")
    #expect(answer.status == 65 && answer.error.contains("too short for stages"), "\(answer.error)")
    let slow = noise(rate: 50).map { String(format: "%.3f", $0) }.joined(separator: "\n")
    let other = try call("stage", try file(scratch, "slow.txt", slow), "--fs", "50")
    #expect(other.status == 65 && other.error.contains("outside 64 to 1000"), "\(other.error)")
  }

  @Test("a watch's night is staged, and a table that is none says which columns it wants")
  func wearable() throws {
    let scratch = try ScratchFolder()
    let rows = (0..<240).map { "\($0),\($0 < 40 ? 60 : $0 % 50 == 0 ? 5 : 0),\(58 + $0 % 5)" }
    let path = try file(
      scratch, "watch.csv", "epoch,activity_count,heart_rate\n" + rows.joined(separator: "\n") + "\n")
    let answer = try call("stage", path, "--json")
    #expect(answer.status == 0, "\(answer.error)")
    #expect(answer.output.components(separatedBy: "\"epoch\"").count == 241)
    let other = try call("stage", try file(scratch, "table.csv", "a,b\n1,2\n"))
    #expect(other.status == 65 && other.error.contains("table.csv, line 1"), "\(other.error)")
    #expect(other.error.contains("activity_count"))
  }

  @Test("a hypnogram's statistics and a recording's events follow from what stage wrote")
  func afterwards() throws {
    let night = try CommandLineTests.night.get()
    let scratch = try ScratchFolder()
    let stages = scratch.file("stages.csv").path
    #expect(try call("stage", night.folder + "/signals.edf", "--output", stages).status == 0)
    let statistics = try call("hypnogram", stages, "--json")
    let table = try #require(
      try JSONSerialization.jsonObject(with: Data(statistics.output.utf8)) as? [String: Any])
    #expect((table["tst_min"] as? Double ?? 0) > 200 && (table["tib_min"] as? Double) == 480)
    let events = scratch.file("events.csv").path
    let answer = try call(
      "events", night.folder + "/signals.edf", "--hypnogram", stages, "--output", events)
    #expect(answer.status == 0, "\(answer.error)")
    let rows = try String(contentsOfFile: events, encoding: .utf8).split(separator: "\n")
    #expect(rows.count > 100 && rows.contains { $0.contains("spindle") })
  }
}
