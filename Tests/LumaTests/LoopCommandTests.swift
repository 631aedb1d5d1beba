import Foundation
import Signals
import SleepCore
import TestKit
import Testing

@Suite("phases and pulses of a recording come as text that a scorer reads")
struct LoopCommandTests {
  private static let methods = ["luma", "kalman", "echt", "pll", "ar", "threshold"]

  /// What the two weaker methods reach at least on such waves.
  private static let least = ["threshold": 0.6, "pll": 0.84]

  /// Two minutes of slow waves that change their pace, with noise, as a column of text.
  private func waves(_ scratch: ScratchFolder, rate: Int = 100) throws -> (path: String, values: [Double]) {
    var random = SeededRandom(seed: 11)
    var (angle, hertz) = (0.0, 0.9)
    let values = (0..<(120 * rate)).map { _ in
      hertz += (0.9 - hertz) / Double(rate) + 0.15 * random.gaussian() / Double(rate).squareRoot()
      angle += 2 * .pi * min(max(hertz, 0.6), 1.4) / Double(rate)
      return 500 + 70 * cos(angle) + 8 * random.gaussian()
    }
    let url = scratch.file("eeg.txt")
    try Data((values.map { String(format: "%.4f", $0) }.joined(separator: "\n") + "\n").utf8).write(to: url)
    return (url.path, values)
  }

  private func numbers(_ text: String) -> [Double] { text.split(separator: "\n").compactMap { Double($0) } }

  /// How far estimates are from the truth: resultant length and mean in degrees.
  private func agreement(_ errors: [Double]) -> (length: Double, mean: Double) {
    let x = errors.reduce(0) { $0 + cos($1) } / Double(errors.count)
    let y = errors.reduce(0) { $0 + sin($1) } / Double(errors.count)
    return ((x * x + y * y).squareRoot(), atan2(y, x) * 180 / .pi)
  }

  @Test("a phase for every sample, near the truth, by every method", arguments: methods)
  func track(method: String) throws {
    let scratch = try ScratchFolder()
    let (path, values) = try waves(scratch)
    let truth = try SlowWaveTruth(values, samplingRate: .hertz(100))
    for horizon in [0, 100] {
      let answer = try call(
        "track", path, "--fs", "100", "--method", method, "--horizon-ms", "\(horizon)")
      #expect(answer.status == 0, "\(answer.error)")
      let phases = numbers(answer.output)
      try #require(phases.count == values.count)
      #expect(phases.allSatisfy { abs($0) <= 3.141593 })
      #expect(phases[..<(horizon / 10)].allSatisfy { $0 == 0 })
      let found = agreement((1500..<11_000).map { phases[$0] - truth.phases[$0] })
      #expect(
        found.length > Self.least[method, default: 0.9] - 0.0007 * Double(horizon), "\(method): \(found)")
    }
  }

  @Test("what comes later than the horizon allows changes nothing before it")
  func causal() throws {
    let scratch = try ScratchFolder()
    let (path, values) = try waves(scratch)
    let changed = scratch.file("changed.txt")
    let other = values.enumerated().map { $0.offset < 6000 ? $0.element : 500 - $0.element }
    try Data(other.map { String(format: "%.4f", $0) }.joined(separator: "\n").utf8).write(to: changed)
    for (horizon, samples) in [("0", 0), ("95", 10), ("100", 10)] {
      let phases = try [path, changed.path].map { file in
        numbers(try call("track", file, "--fs", "100", "--horizon-ms", horizon).output)
      }
      #expect(phases[0][..<(6000 + samples)] == phases[1][..<(6000 + samples)])
      #expect(phases[0][6000 + samples] != phases[1][6000 + samples])
    }
  }

  @Test("triggers land near the target, as often as wished, and none before sound could")
  func trigger() throws {
    let scratch = try ScratchFolder()
    let (path, values) = try waves(scratch)
    let truth = try SlowWaveTruth(values, samplingRate: .hertz(100))
    for target in [-45.0, 0, 180] {
      let file = scratch.file("triggers.csv").path
      let answer = try call(
        "trigger", path, "--fs", "100", "--target-deg", "\(target)", "--latency-ms", "40", "--rate", "0",
        "--output", file, "--json")
      #expect(answer.status == 0, "\(answer.error)")
      let summary = try #require(
        try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
      let triggers = numbers(try String(contentsOfFile: file, encoding: .utf8)).map { Int($0) }
      #expect(summary["triggers"] as? Int == triggers.count)
      #expect((70...120).contains(triggers.count) && triggers == triggers.sorted())
      let errors = triggers.filter { (1500..<11_000).contains($0) }.map {
        truth.phases[$0] - target / 180 * .pi
      }
      let found = agreement(errors)
      #expect(found.length > 0.85 && abs(found.mean) < 25, "\(target): \(found)")
    }
    let few = try call("trigger", path, "--fs", "100", "--target-deg", "0", "--rate", "8.5")
    #expect((8...40).contains(numbers(few.output).count), "\(few.error)")
  }

  @Test("on real slow waves, the track and the triggers are as good as they were measured")
  func recorded() throws {
    guard let file = SharedMaterial.recording("portiloop/portiloop_spindles_250hz.csv") else { return }
    let eeg = try ColumnText(bytes: Array(Data(contentsOf: file)), file: file.path).values
    let truth = try SlowWaveTruth(eeg, samplingRate: .hertz(250))
    let inner = (2500..<(eeg.count - 2500)).filter { truth.amplitudes[$0] >= 37.5 }
    for (horizon, least) in [("0", 0.82), ("100", 0.71)] {
      let answer = try call("track", file.path, "--fs", "250", "--horizon-ms", horizon)
      let phases = numbers(answer.output)
      try #require(phases.count == eeg.count, "\(answer.error)")
      let found = agreement(inner.map { phases[$0] - truth.phases[$0] })
      print("luma track, portiloop, \(horizon) ms ahead: R \(found.length), mean \(found.mean)°")
      #expect(found.length > least && abs(found.mean) < 10)
    }
    let answer = try call("trigger", file.path, "--fs", "250", "--target-deg", "-45", "--latency-ms", "20")
    let triggers = numbers(answer.output).map { Int($0) }
    #expect((50...120).contains(triggers.count), "\(answer.error)")
    let found = agreement(triggers.filter(Set(inner).contains).map { truth.phases[$0] + .pi / 4 })
    #expect(found.length > 0.7, "\(found)")
  }

  @Test("a recording names its channel itself; what is no signal is refused with the way out")
  func channels() throws {
    let night = try CommandLineTests.night.get()
    let scratch = try ScratchFolder()
    let file = scratch.file("phase.csv").path
    let answer = try call("track", night.folder + "/signals.edf", "--output", file, "--json")
    #expect(answer.status == 0, "\(answer.error)")
    let summary = try #require(
      try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").count
    #expect(summary["samples"] as? Int == lines && lines > 100_000)
    let unknown = try call("track", night.folder + "/signals.edf", "--channel", "Cz-nowhere")
    #expect(unknown.status == 65 && unknown.output.isEmpty, "\(unknown.error)")
    let text = scratch.file("short.txt")
    try Data("1\n2\n3\n".utf8).write(to: text)
    let slow = try call("track", text.path, "--fs", "20")
    #expect(slow.status == 65 && slow.error.contains("outside 50 to 2000"), "\(slow.error)")
    #expect(try call("track", text.path).status == 64, "a text file does not say its rate")
    #expect(try call("track", text.path, "--fs", "100", "--json").status == 64)
    #expect(try call("trigger", text.path, "--fs", "100").status == 64, "a target must be given")
    #expect(try call("track", text.path, "--fs", "100", "--method", "guess").status == 64)
    #expect(numbers(try call("track", text.path, "--fs", "100").output).count == 3)
    try Data("nan\nnan\n".utf8).write(to: text)
    let empty = try call("track", text.path, "--fs", "100")
    #expect(empty.status == 65 && empty.error.contains("there is no sample in it"), "\(empty.error)")
  }
}
