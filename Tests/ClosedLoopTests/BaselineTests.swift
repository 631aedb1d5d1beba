import ClosedLoop
import Foundation
import Signals
import SleepCore
import TestKit
import Testing

@Suite("The published ways to a phase")
struct BaselineTests {
  /// Slow waves that come, go and change their pace, over an offset, a drift and faster noise.
  private func signal(seconds: Int, rate: Int, seed: UInt64 = 7) -> [Double] {
    var random = SeededRandom(seed: seed)
    var (angle, hertz, size, noise) = (0.0, 0.9, 60.0, 0.0)
    return (0..<(seconds * rate)).map { n in
      hertz += (0.9 - hertz) / Double(rate) + 0.25 * random.gaussian() / Double(rate).squareRoot()
      size += (60 - size) / Double(2 * rate) + 30 * random.gaussian() / Double(rate).squareRoot()
      angle += 2 * .pi * min(max(hertz, 0.5), 1.6) / Double(rate)
      noise = 0.9 * noise + 4 * random.gaussian()
      return 3000 + 4 * Double(n) / Double(rate) + max(size, 5) * cos(angle) + noise
    }
  }

  private func apart(_ a: Double, _ b: Double) -> Double { abs(Phase(radians: a - b).degrees) }

  @Test(
    "give what a plain Python of the same papers gives, to a millionth of a radian",
    arguments: [PhaseMethod.echt, .ar, .pll, .threshold], [(100, 0), (128, 0), (128, 130), (250, 75)])
  func agreesWithPython(method: PhaseMethod, setting: (rate: Int, milliseconds: Int)) throws {
    guard let python = peerPython else { return }
    let samples = signal(seconds: 16, rate: setting.rate)
    let (begin, every) = (5 * setting.rate, 37)
    let folder = try ScratchFolder()
    try unsafe samples.withUnsafeBytes { unsafe Data($0) }.write(to: folder.file("signal"))
    let script = SharedMaterial.projectRoot.appending(path: "Tests/peers/phase_baselines.py").path
    let said = try run(
      python,
      [
        script, method.rawValue, folder.file("signal").path, "\(setting.rate)",
        "\(Double(setting.milliseconds) / 1000)", "\(begin)", "\(every)",
      ])
    try #require(said.status == 0, "\(said.error)")
    var theirs = said.output.split(separator: "\n")[...]
    #expect(theirs.count == (samples.count - begin + every - 1) / every)
    var estimator = method.estimator(
      samplingRate: .hertz(Double(setting.rate)), horizon: .milliseconds(setting.milliseconds))
    for (n, sample) in samples.enumerated() {
      estimator.push(sample)
      guard n >= begin, (n - begin).isMultiple(of: every) else { continue }
      let numbers = (theirs.popFirst() ?? "").split(separator: " ").compactMap { Double($0) }
      try #require(numbers.count == 2)
      let ours = estimator.expected
      #expect(apart(ours.phase.radians, numbers[0]) < 6e-5, "sample \(n)")
      #expect(abs(ours.amplitudeMicrovolts - numbers[1]) < 1e-6 * max(1, numbers[1]), "sample \(n)")
    }
  }

  @Test(
    "follow a steady wave over any offset, ahead as well", arguments: PhaseMethod.allCases,
    [(50, 0), (100, 100), (256, 0), (250, 200)])
  func followsASine(method: PhaseMethod, setting: (rate: Int, milliseconds: Int)) {
    let rate = Double(setting.rate)
    var estimator = method.estimator(
      samplingRate: .hertz(rate), horizon: .milliseconds(setting.milliseconds))
    var errors: [Phase] = []
    var sizes: [Double] = []
    for n in 0..<(20 * setting.rate) {
      let angle = 2 * .pi * 0.85 * Double(n) / rate
      estimator.push(-4000 + 80 * cos(angle))
      guard n > 14 * setting.rate, n.isMultiple(of: 7) else { continue }
      let then = angle + 2 * .pi * 0.85 * Double(setting.milliseconds) / 1000
      errors.append(Phase(radians: estimator.expected.phase.radians - then))
      sizes.append(estimator.expected.amplitudeMicrovolts)
    }
    // How far each is off at worst is its own: all lean on what slow waves are on average.
    // A model of noise that runs on dies away, and with it the amplitude.
    #expect(sizes.allSatisfy { (25...120).contains($0) })
    let most = method == .threshold || method == .pll ? 85.0 : 60
    #expect(errors.allSatisfy { abs($0.degrees) < most })
  }

  @Test("missing samples, a copy and a reset leave them sound", arguments: PhaseMethod.allCases)
  func missing(method: PhaseMethod) {
    let samples = signal(seconds: 12, rate: 64)
    let fresh = method.estimator(samplingRate: .hertz(64), horizon: .milliseconds(50))
    var one = fresh
    one.push(.nan)
    for (n, sample) in samples.enumerated() {
      one.push(n % 40 < 3 ? .infinity : sample)
      #expect(one.expected.phase.radians.isFinite && one.expected.amplitudeMicrovolts >= 0)
    }
    one.reset()
    var two = fresh
    for sample in samples {
      one.push(sample)
      two.push(sample)
    }
    #expect(one.expected == two.expected, "after a reset nothing is left")
    var copy = two
    for sample in samples { copy.push(-sample) }
    #expect(one.expected == two.expected && copy.expected != two.expected, "a copy is one of its own")
  }

  @Test("silence has a phase of no size", arguments: PhaseMethod.allCases)
  func silence(method: PhaseMethod) {
    var estimator = method.estimator(samplingRate: .hertz(100), horizon: .zero)
    for _ in 0..<2000 { estimator.push(12) }
    #expect(estimator.expected.amplitudeMicrovolts < 1e-6)
  }

  @Test("a sample allocates nothing", .enabled(if: allocationsAreCounted))
  func allocatesNothing() {
    func counted(_ fresh: some PhaseEstimator) -> Int {
      var estimator = fresh
      var size = 0.0
      func run(_ count: Int) {
        for n in 0..<count {
          estimator.push(50 * sin(Double(n) / 45))
          size += estimator.expected.phase.radians
        }
      }
      run(2560)
      let count = allocations(in: { run(640) })
      #expect(size.isFinite)
      return count
    }
    let (rate, horizon) = (Frequency.hertz(256), NightTime.Span.milliseconds(90))
    #expect(counted(KalmanPhase(samplingRate: rate, horizon: horizon)) == 0)
    #expect(counted(EndpointHilbert(samplingRate: rate, horizon: horizon)) == 0)
    #expect(counted(PhaseLockedLoop(samplingRate: rate, horizon: horizon)) == 0)
    #expect(counted(AutoregressivePhase(samplingRate: rate, horizon: horizon)) == 0)
    #expect(counted(ThresholdPhase(samplingRate: rate, horizon: horizon)) == 0)
  }

  @Test(
    "on real slow waves reach what others measured of them on the same recording",
    arguments: [
      (PhaseMethod.kalman, 0.80), (.echt, 0.78), (.ar, 0.72), (.pll, 0.68), (.threshold, 0.3),
    ])
  func onRecordedSlowWaves(method: PhaseMethod, least: Double) throws {
    guard let file = SharedMaterial.recording("portiloop/portiloop_spindles_250hz.csv") else { return }
    let eeg = try ColumnText(bytes: Array(Data(contentsOf: file)), file: file.path).values
    let truth = try SlowWaveTruth(eeg, samplingRate: .hertz(250))
    // Forward prediction takes tens of microseconds a sample: two minutes of it are enough here.
    let end = method == .ar ? 30_000 : eeg.count
    for milliseconds in [0, 100] {
      var estimator = method.estimator(samplingRate: .hertz(250), horizon: .milliseconds(milliseconds))
      let ahead = milliseconds / 4
      var (x, y, count) = (0.0, 0.0, 0.0)
      for (n, sample) in eeg[..<end].enumerated() {
        estimator.push(sample)
        let then = n + ahead
        guard (2500..<(eeg.count - 2500)).contains(then), truth.amplitudes[then] >= 37.5 else { continue }
        let error = estimator.expected.phase.radians - truth.phases[then]
        (x, y, count) = (x + cos(error), y + sin(error), count + 1)
      }
      let length = (x * x + y * y).squareRoot() / count
      print(
        "portiloop \(method.rawValue) +\(milliseconds) ms: R \(length), \(atan2(y, x) * 180 / .pi)°, \(count)"
      )
      #expect(milliseconds > 0 || length >= least)
    }
  }
}
