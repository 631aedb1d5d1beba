import Devices
import Foundation
import Guard
import SleepCore
import Soundscapes
import TestKit
import Testing

/// The guard and the runtime as programs, beside the tests that were built with them.
let rehearsal: String? = {
  let folders = [
    Bundle.main.executableURL?.deletingLastPathComponent(),
    SharedMaterial.projectRoot.appending(path: ".build/release"),
    SharedMaterial.projectRoot.appending(path: ".build/debug"),
  ]
  return folders.compactMap { $0?.appending(path: "guard-rehearsal").path }
    .first(where: FileManager.default.isExecutableFile(atPath:))
}()

@Suite("a runtime that dies leaves silence, and nothing is lost from the ledger", .serialized)
struct KilledRuntimeTests {
  private func runtime(
    _ folder: String, _ kind: String, _ name: String, seconds: Int, _ environment: [String: String]
  )
    throws -> Process
  {
    let process = Process()
    process.executableURL = URL(filePath: try #require(rehearsal))
    process.arguments = ["runtime", folder, kind, name, "\(seconds)"]
    process.environment = environment
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Whether a killed process still has its files open: neither gone nor a zombie.
  private func isAlive(_ process: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let state = status.split(separator: ")").last?.split(separator: " ").first
    else { return false }
    return state != "Z" && state != "X"
  }

  @Test(
    "kill -9 at random moments: silence at the recorded output within 100 ms, and the ledger has all that was heard",
    .enabled(if: PulseSink.isAvailable), .timeLimit(.minutes(60)), arguments: 0..<tries(1, soak: 10))
  func killed(night: Int) throws {
    // A ledger of its own for each hundred: what three hundred dead runtimes had paid ahead uses a night up.
    let sink = try PulseSink()
    defer { sink.stop() }
    let scratch = try ScratchFolder()
    let state = scratch.file("state").path
    // A device on which full scale is the scale of the sound itself, so that what is recorded is what is heard.
    try CalibrationFile(folder: state).store(
      try #require(Calibration(measured: SoundScale.fullScale)), of: "pod")
    var random = SeededRandom(seed: UInt64(1000 + night))
    var times: [Double] = []
    var arrivals: [Double] = []
    var deaths: [Double] = []
    let rounds = tries(5, soak: 100)
    var round = 0
    while times.count < rounds, round < rounds * 2 {
      defer { round += 1 }
      let start = sink.count
      let process = try runtime(state, "device", "pod", seconds: 60, sink.environment)
      defer { kill(process.processIdentifier, SIGKILL) }
      var patience = 400
      while !sink.sounds(since: start), patience > 0 {
        patience -= 1
        Thread.sleep(forTimeInterval: 0.01)
      }
      try #require(sink.sounds(since: start), "round \(round): something sounds at all")
      // Some rounds reach the pulses, which begin in the fourth second.
      Thread.sleep(forTimeInterval: random.uniform() * (round % 5 == 0 ? 4 : 1))
      let killed = ContinuousClock.now
      kill(process.processIdentifier, SIGKILL)
      while isAlive(process.processIdentifier) { Thread.sleep(forTimeInterval: 0.0005) }
      let died = ContinuousClock.now
      deaths.append((died - killed) / .milliseconds(1))
      Thread.sleep(forTimeInterval: 0.4)
      // A busy system may keep the test waiting before it kills, or the killed process before it ends, and until then its
      // end of the pipe is open. Such a round says nothing of the guard; how many there were is said.
      guard died - killed < .milliseconds(20) else { continue }
      let last = try #require(sink.lastSound(after: start))
      let milliseconds = (last.played - killed) / .milliseconds(1)
      times.append(milliseconds)
      arrivals.append((last.arrived - killed) / .milliseconds(1))
      #expect(milliseconds <= 100, "round \(round)")
      // It sounded up to the kill: the silence is the kill's doing.
      #expect(milliseconds > -60, "round \(round)")
    }
    #expect(times.count == rounds)
    var meter = AWeightedMeter()
    let samples = sink.recording.samples
    meter.measure(samples.span)
    let heard = meter.overall.meanSquarePressure * Double(samples.count) / 48_000
    let ledger = try LedgerFile(folder: state).earlier
    let written = Double(ledger.week.picoPascalSquaredSeconds) * 1e-12
    let sorted = times.sorted()
    print(
      "killed \(rounds) times (\(round - rounds) more not timed; the system took \(Int(deaths.max() ?? 0)) ms at most to end the process): silence after \(Int(sorted[sorted.count / 2])) ms (median), \(Int(sorted.last ?? 0)) ms (most), "
        + "and \(Int(arrivals.max() ?? 0)) ms until the test had all of it; the ledger has \(written / heard) of what was heard"
    )
    #expect(heard > 0)
    #expect(written >= heard)
  }
}
