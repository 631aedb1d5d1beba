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
    var (cosine, sine, amplitude, frequency, count) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for n in 0..<(40 * rate) {
      let angle = 2 * .pi * hertz * Double(n) / Double(rate)
      // A hundred times the wave as offset, and the drift of a bad electrode.
      tracker.push(6000 + 8 * Double(n) / Double(rate) + 60 * cos(angle))
      guard n > 20 * rate else { continue }
      cosine += cos(tracker.phase.radians - angle)
      sine += sin(tracker.phase.radians - angle)
      amplitude += tracker.amplitude
      frequency += tracker.frequency.hertz
      count += 1
    }
    // An estimate for waves that come and go leans to the usual 0.9 Hz: that is the price of no delay there.
    #expect(abs(atan2(sine, cosine)) < 25 * .pi / 180)
    #expect((-2 * log((cosine * cosine + sine * sine).squareRoot() / count)).squareRoot() < 15 * .pi / 180)
    #expect((36...60).contains(amplitude / count))
    #expect(abs(frequency / count - hertz) < 0.25)
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
    var tracker = PhaseTracker(samplingRate: .hertz(256))
    var trigger = PulseTrigger(
      settings: .init(
        target: .degrees(-45), latency: .milliseconds(20), minimumAmplitudeMicrovolts: 10, refractory: .zero))
    var pulses = 0
    func run(_ samples: Int) {
      for n in 0..<samples {
        tracker.push(50 * sin(Double(n) / 45))
        let time = NightTime(sample: n, samplesPerRecord: 256, recordTicks: 10_000_000)
        if trigger.step(time: time, tracker: tracker, allowed: true) != nil { pulses += 1 }
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
    var trigger = PulseTrigger(
      settings: .init(
        target: .degrees(-45), latency: .milliseconds(20), minimumAmplitudeMicrovolts: 37.5,
        refractory: .milliseconds(500)))
    var phases = ""
    var pulses = ""
    for (n, sample) in eeg.enumerated() {
      tracker.push(sample)
      phases += "\(tracker.phase.radians)\n"
      let time = NightTime(sample: n, samplesPerRecord: 250, recordTicks: 10_000_000)
      guard let due = trigger.step(time: time, tracker: tracker, allowed: true) else { continue }
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

@Suite("The pulse trigger")
struct PulseTriggerTests {
  private func settings(_ target: Double, latency: Int = 30, minimum: Double = 30, refractory: Int = 400)
    -> PulseTrigger.Settings
  {
    .init(
      target: .degrees(target), latency: .milliseconds(latency), minimumAmplitudeMicrovolts: minimum,
      refractory: .milliseconds(refractory))
  }

  private func run(
    _ trigger: inout PulseTrigger, hertz: Double = 0.8, size: Double = 60, seconds: Int = 60, rate: Int = 256,
    allowed: (Int) -> Bool = { _ in true }
  ) -> [(decided: NightTime, pulse: PulseDecision)] {
    var tracker = PhaseTracker(samplingRate: .hertz(Double(rate)))
    var pulses: [(decided: NightTime, pulse: PulseDecision)] = []
    for n in 0..<(seconds * rate) {
      tracker.push(size * cos(2 * .pi * hertz * Double(n) / Double(rate)))
      let time = NightTime(sample: n, samplesPerRecord: rate, recordTicks: 10_000_000)
      if let pulse = trigger.step(time: time, tracker: tracker, allowed: allowed(n)) {
        pulses.append((time, pulse))
      }
    }
    return pulses
  }

  @Test(
    "a pulse a wave reaches the ear at the target phase, never sooner than sound can",
    arguments: [-90, -45, 0, 60, 180], [0, 30, 100])
  func hitsTheTarget(target: Double, latency: Int) {
    var trigger = PulseTrigger(settings: settings(target, latency: latency))
    let pulses = run(&trigger).filter { $0.decided.seconds > 15 }
    #expect((34...37).contains(pulses.count))
    for (decided, pulse) in pulses {
      let phase = Phase(radians: 2 * .pi * 0.8 * pulse.onset.seconds)
      #expect(abs(Phase(radians: phase.radians - target / 180 * .pi).degrees) < 35)
      #expect(abs(Phase(radians: pulse.predictedPhase.radians - target / 180 * .pi).degrees) < 12)
      #expect(pulse.onset >= decided + .milliseconds(latency))
      #expect(pulse.onset <= decided + .milliseconds(latency) + .milliseconds(5))
    }
  }

  @Test("small waves, forbidden times and the refractory time give none")
  func withholds() {
    var small = PulseTrigger(settings: settings(-45, minimum: 75))
    #expect(run(&small, size: 40).isEmpty)
    var forbidden = PulseTrigger(settings: settings(-45))
    #expect(run(&forbidden, allowed: { _ in false }).isEmpty)
    var half = PulseTrigger(settings: settings(-45))
    let allowed = run(&half, allowed: { $0 >= 30 * 256 })
    #expect(!allowed.isEmpty && allowed.allSatisfy { $0.decided >= NightTime(seconds: 30) })
    var eager = PulseTrigger(settings: settings(-45, refractory: 0))
    #expect((44...50).contains(run(&eager).count), "one pulse a wave, even with no time to rest")
    var rested = PulseTrigger(settings: settings(-45, refractory: 3000))
    let spaced = run(&rested)
    #expect(spaced.count > 10)
    for (a, b) in zip(spaced, spaced.dropFirst()) {
      #expect(b.pulse.onset - a.pulse.onset >= .milliseconds(3000))
    }
  }
}
