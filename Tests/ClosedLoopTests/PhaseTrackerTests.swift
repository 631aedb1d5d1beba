import ClosedLoop
import Foundation
import SleepCore
import TestKit
import Testing

@Suite("The phase tracker")
struct PhaseTrackerTests {
  /// The angle between two phases in degrees, unsigned.
  private func apart(_ a: Phase, _ b: Double) -> Double { abs(Phase(radians: a.radians - b).degrees) }

  @Test(
    "follows a steady wave over any offset and drift, at any rate",
    arguments: [50, 100, 128, 250, 256, 500, 1000], [0.7, 0.85, 1.0, 1.2])
  func followsASine(rate: Int, hertz: Double) {
    var tracker = PhaseTracker(samplingRate: .hertz(Double(rate)))
    var (cosine, sine, amplitude, count) = (0.0, 0.0, 0.0, 0.0)
    for n in 0..<(40 * rate) {
      let angle = 2 * .pi * hertz * Double(n) / Double(rate)
      // A hundred times the wave as offset, and the drift of a bad electrode.
      tracker.push(6000 + 8 * Double(n) / Double(rate) + 60 * cos(angle))
      guard n > 20 * rate else { continue }
      cosine += cos(tracker.phase.radians - angle)
      sine += sin(tracker.phase.radians - angle)
      amplitude += tracker.amplitude
      count += 1
    }
    // An estimate for waves that come and go leans to the usual 0.9 Hz: that is the price of no delay there.
    #expect(abs(atan2(sine, cosine)) < 25 * .pi / 180)
    #expect((-2 * log((cosine * cosine + sine * sine).squareRoot() / count)).squareRoot() < 15 * .pi / 180)
    #expect((36...60).contains(amplitude / count))
    let end = 2 * .pi * hertz * Double(40 * rate - 1) / Double(rate)
    let ahead = tracker.predictedPhase(after: .milliseconds(100))
    #expect(apart(ahead, end + 2 * .pi * hertz * 0.1) < 45)
    #expect(tracker.predictedPhase(after: .zero) == tracker.phase)
  }

  @Test("the amplifier's gain changes no phase")
  func gain() {
    var one = PhaseTracker(samplingRate: .hertz(256))
    var two = PhaseTracker(samplingRate: .hertz(256))
    var random = SeededRandom(seed: 1)
    for _ in 0..<5000 {
      let sample = 30 * random.gaussian()
      one.push(sample)
      two.push(4 * sample)
      #expect(apart(one.phase, two.phase.radians) < 1e-6)
    }
  }

  @Test("missing samples and a reset leave it sound")
  func missing() {
    var tracker = PhaseTracker(samplingRate: .hertz(128))
    var fresh = tracker
    tracker.push(.nan)
    for n in 0..<2000 {
      tracker.push(n % 50 < 3 ? .infinity : 40 * cos(2 * .pi * 0.9 * Double(n) / 128))
    }
    #expect(apart(tracker.phase, 2 * .pi * 0.9 * 1999 / 128) < 40)
    tracker.reset()
    for n in 0..<100 {
      tracker.push(Double(n % 9))
      fresh.push(Double(n % 9))
    }
    #expect(tracker.phase == fresh.phase && tracker.amplitude == fresh.amplitude)
  }

  @Test("a sample allocates nothing", .enabled(if: allocationsAreCounted))
  func allocatesNothing() throws {
    var tracker = KalmanPhase(samplingRate: .hertz(256), horizon: .milliseconds(20))
    var trigger = PhaseTrigger<KalmanPhase>(
      settings: .init(target: .degrees(-45), minimumAmplitudeMicrovolts: 10, refractory: .zero))
    var pulses = 0
    func run(_ samples: Int) {
      for n in 0..<samples {
        tracker.push(50 * sin(Double(n) / 45))
        let time = NightTime(sample: n, samplesPerRecord: 256, recordTicks: 10_000_000)
        if trigger.step(time: time, estimator: tracker, allowed: true) != nil { pulses += 1 }
      }
    }
    run(2560)
    #expect(allocations(in: { run(2560) }) == 0)
    #expect(pulses > 5)
  }

  @Test("on real slow waves stays within 40° (circular standard deviation) of the zero-phase truth")
  func onRecordedSlowWaves() throws {
    guard let python = peerPython, let lines = try recordedLines("portiloop/portiloop_spindles_250hz.csv")
    else { return }
    let eeg = lines.compactMap { $0.split(separator: ",").first.flatMap { Double($0) } }
    let folder = try ScratchFolder()
    var tracker = PhaseTracker(samplingRate: .hertz(250))
    var ahead = KalmanPhase(samplingRate: .hertz(250), horizon: .milliseconds(20))
    var trigger = PhaseTrigger<KalmanPhase>(
      settings: .init(
        target: .degrees(-45), minimumAmplitudeMicrovolts: 37.5, refractory: .milliseconds(500)))
    var phases = ""
    var pulses = ""
    for (n, sample) in eeg.enumerated() {
      tracker.push(sample)
      ahead.push(sample)
      phases += "\(tracker.phase.radians)\n"
      let time = NightTime(sample: n, samplesPerRecord: 250, recordTicks: 10_000_000)
      guard let due = trigger.step(time: time, estimator: ahead, allowed: true) else { continue }
      pulses += "\(Int((due.onset.seconds * 250).rounded()))\n"
    }
    try phases.write(to: folder.file("phases"), atomically: true, encoding: .utf8)
    try pulses.write(to: folder.file("pulses"), atomically: true, encoding: .utf8)
    try lines.joined(separator: "\n").write(to: folder.file("eeg"), atomically: true, encoding: .utf8)
    let script = SharedMaterial.projectRoot.appending(path: "Tests/peers/staging_phase.py").path
    let said = try run(
      python,
      [script, folder.file("eeg").path, "250", folder.file("phases").path, folder.file("pulses").path, "-45"])
    #expect(said.status == 0, "\(said.error)")
    print(said.output)
    let numbers = said.output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    try #require(numbers.count == 5)
    let (trackMean, trackSpread, pulseMean, pulseSpread, count) =
      (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4])
    #expect(abs(trackMean) < 10 && trackSpread < 40)
    #expect(abs(pulseMean) < 15 && pulseSpread < 45 && count > 100)
  }
}
