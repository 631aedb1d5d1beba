internal import ClosedLoop
internal import Foundation
internal import Signals
internal import SleepCore
internal import Staging
internal import VirtualSleeper

/// How near the virtual sleeper comes to people: speed, the spectrum and slow waves of its N3, our stagers' agreement with
/// its true stages, and what pulses in the up-state, against it and nowhere in particular evoke.
struct SleeperBenchmark {
  /// The folder of the models.
  let models: URL
  /// How many nights are staged, and how many hear pulses.
  var nights = 20

  func run(into results: inout Results) throws {
    try speed(into: &results)
    try staging(into: &results)
    try evoked(into: &results)
  }

  // MARK: Speed

  private func speed(into results: inout Results) throws {
    var person = VirtualSleeper.Person()
    (person.samplingRate, person.eegChannels) = (250, 2)
    var times: [Double] = []
    for seed: UInt64 in 1...3 {
      var sleeper = VirtualSleeper(seed: seed, person: person)
      var block = SignalBlock(for: sleeper.description)
      let time = ContinuousClock().measure { while sleeper.next(&block) {} }
      let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
      times.append(8 * 3600 / seconds)
    }
    results.add(
      "sleeper", "8 h, 2 EEG at 250 Hz, EOG, EMG", "over real time", unit: "times", times, note: "one core")
  }

  // MARK: Spectrum, slow waves, staging

  private func staging(into results: inout Results) throws {
    let json = [UInt8](try Data(contentsOf: models.appending(path: "night-stager/model.json")))
    let forest = [UInt8](try Data(contentsOf: models.appending(path: "yasa-0.8.1/eeg.trees")))
    let model = try StagerModel(json: json, forest: forest)
    var kappas: [(whole: [Double], live: [Double])] = [([], [])]
    var bands = [[Double]](repeating: [], count: 4)
    var waves: [Double] = []
    var pooled = (truth: [SleepStage](), whole: [SleepStage](), live: [SleepStage]())
    for seed in 1...UInt64(nights) {
      let night = Self.night(VirtualSleeper(seed: seed))
      let rate = Frequency.hertz(256)
      let whole = try WholeNightStager.stage(microvolts: night.eeg, samplingRate: rate, model: model)
      let live = try WholeNightStager.stageCausally(microvolts: night.eeg, samplingRate: rate, model: model)
      kappas[0].whole.append(Self.kappa(night.stages, whole.map(\.stage)))
      kappas[0].live.append(Self.kappa(night.stages, live.map(\.stage)))
      pooled.truth += night.stages
      pooled.whole += whole.map(\.stage)
      pooled.live += live.map(\.stage)
      let deep = night.stages.indices.filter { night.stages[$0] == .n3 }
      guard deep.count >= 20 else { continue }
      let powers = deep.map { Self.bandPowers(night.eeg[(256 * 30 * $0)..<(256 * 30 * ($0 + 1))]) }
      for band in 0..<4 { bands[band].append(Spread(powers.map { $0[band] }).median) }
      let found = try SleepEvents.slowWaves(
        microvolts: night.eeg, samplingRate: rate, hypnogram: Hypnogram(stages: night.stages), stages: [.n3])
      waves.append(Double(found.count) / (Double(deep.count) / 2))
    }
    let subject = "\(nights) healthy nights"
    for (k, name) in ["0.5-4 Hz", "4-8 Hz", "8-13 Hz", "13-30 Hz"].enumerated() {
      results.add("sleeper", subject, "N3, density at \(name)", unit: "µV²/Hz", bands[k])
    }
    results.add("sleeper", subject, "N3, slow waves of 75 µV", unit: "a minute", waves)
    results.add("sleeper", subject, "κ overnight with true stages", unit: "", kappas[0].whole)
    results.add("sleeper", subject, "κ live with true stages", unit: "", kappas[0].live)
    for (name, guess) in [("overnight", pooled.whole), ("live", pooled.live)] {
      results.add(
        "sleeper", subject, "κ \(name), all epochs pooled", unit: "", [Self.kappa(pooled.truth, guess)])
      for stage in SleepStage.scored {
        let both = Double(zip(pooled.truth, guess).count { $0 == stage && $1 == stage })
        let all = Double(pooled.truth.count { $0 == stage } + guess.count { $0 == stage })
        results.add("sleeper", subject, "F1 of \(stage.code) \(name)", unit: "", [2 * both / max(all, 1)])
      }
    }
  }

  private static func night(_ sleeper: VirtualSleeper) -> (eeg: [Double], stages: [SleepStage]) {
    var sleeper = sleeper
    var block = SignalBlock(for: sleeper.description)
    var eeg: [Double] = []
    while sleeper.next(&block) { for n in 0..<256 { eeg.append(Double(block.samples[n]) * 0.1) } }
    return (eeg, sleeper.trueHypnogram.stages)
  }

  private static func kappa(_ truth: [SleepStage], _ guess: [SleepStage]) -> Double {
    let pairs = zip(truth, guess).filter { $0.0 != .unknown && $0.1 != .unknown }
    let n = Double(pairs.count)
    let agreed = Double(pairs.count { $0.0 == $0.1 }) / n
    let chance = SleepStage.scored.reduce(0.0) { sum, stage in
      sum + Double(pairs.count { $0.0 == stage }) / n * Double(pairs.count { $0.1 == stage }) / n
    }
    return (agreed - chance) / (1 - chance)
  }

  /// Mean densities of an epoch at 256 Hz in four bands by Welch's method: Hann, 2.56 s, half overlapping, as the band
  /// powers of Sleep-EDF were computed.
  private static func bandPowers(_ epoch: ArraySlice<Double>) -> [Double] {
    let x = Array(epoch)
    let size = 656
    let window = (0..<size).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(size)) }
    // A quarter turn on is the other part; which is which does not matter for a power.
    let circle = (0..<size).map { cos(2 * .pi * Double($0) / Double(size)) }
    let norm = 256 * window.reduce(0) { $0 + $1 * $1 }
    var sums = [0.0, 0, 0, 0]
    var counts = [0.0, 0, 0, 0]
    let edges = [0.5, 4, 8, 13, 30]
    for bin in 1..<78 {
      let hertz = 256 * Double(bin) / Double(size)
      guard let band = (0..<4).first(where: { hertz >= edges[$0] && hertz < edges[$0 + 1] }) else { continue }
      for start in stride(from: 0, through: x.count - size, by: size / 2) {
        let mean = x[start..<(start + size)].reduce(0, +) / Double(size)
        var (re, im) = (0.0, 0.0)
        for n in 0..<size {
          let v = (x[start + n] - mean) * window[n]
          re += v * circle[bin * n % size]
          im += v * circle[(bin * n + size / 4) % size]
        }
        sums[band] += 2 * (re * re + im * im) / norm
        counts[band] += 1
      }
    }
    return zip(sums, counts).map { $0 / $1 }
  }

  // MARK: Evoked waves

  /// One night of the closed loop: what a pulse's moment has as slow wave within 1.5 s, with and without sound.
  private func evoked(into results: inout Results) throws {
    let aims: [(String, Double)] = [("up-state", 0), ("anti-phase", 180)]
    for (name, degrees) in aims {
      var gains: [Double] = []
      var troughs: [Double] = []
      for seed in 101...(100 + UInt64(nights)) {
        let sham = Self.loop(seed: seed, degrees: degrees, level: .silence)
        let real = Self.loop(seed: seed, degrees: degrees, level: .dBA(55))
        guard sham.count >= 20, real.count >= 20 else { continue }
        func mean(_ v: [Evoked], _ part: (Evoked) -> Double) -> Double {
          v.reduce(0) { $0 + part($1) } / Double(v.count)
        }
        gains.append(100 * (mean(real, \.peakToPeak) / mean(sham, \.peakToPeak) - 1))
        troughs.append(100 * (mean(real, \.trough) / mean(sham, \.trough) - 1))
      }
      for (figure, values) in [("peak to peak", gains), ("next trough", troughs)] {
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
        let half = 1.96 * (variance / Double(values.count)).squareRoot()
        let note =
          "mean \(Self.plain(mean)), 95 % interval \(Self.plain(mean - half)) to \(Self.plain(mean + half))"
        results.add(
          "sleeper", "\(name) pulses of 55 dBA", "\(figure) over silence", unit: "%", values, note: note)
      }
    }
  }

  private static func plain(_ x: Double) -> String { String(format: "%.1f", x) }

  private struct Evoked {
    let peakToPeak: Double
    let trough: Double
  }

  /// The first five hours with single pulses at a phase, 5 s apart at least, while the true stage is N3.
  private static func loop(seed: UInt64, degrees: Double, level: SoundLevel) -> [Evoked] {
    var person = VirtualSleeper.Person()
    (person.hasShortBlocks, person.faults) = (true, [])
    var sleeper = VirtualSleeper(seed: seed, hours: 5, person: person)
    var block = SignalBlock(for: sleeper.description)
    var tracker = KalmanPhase(samplingRate: .hertz(256), horizon: .milliseconds(100))
    var trigger = PhaseTrigger<KalmanPhase>(
      settings: .init(
        target: Phase(radians: degrees * .pi / 180), minimumAmplitudeMicrovolts: 30, refractory: .seconds(5)))
    var eeg: [Double] = []
    var onsets: [Int] = []
    while sleeper.next(&block) {
      let isDeep = sleeper.trueHypnogram.stage(at: block.start) == .n3
      for n in 0..<16 {
        let time = NightTime(sample: eeg.count, samplesPerRecord: 256, recordTicks: NightTime.ticksPerSecond)
        let value = Double(block.samples[n]) * 0.1
        eeg.append(value)
        tracker.push(value)
        guard let pulse = trigger.step(time: time, estimator: tracker, allowed: isDeep) else { continue }
        onsets.append(Int(pulse.onset.seconds * 256))
        sleeper.hear(
          Pulse(onset: pulse.onset, level: level, length: .milliseconds(50), rise: .milliseconds(5)))
      }
    }
    return onsets.compactMap { onset in
      guard onset + 384 < eeg.count else { return nil }
      // 1.5 s after the pulse, smoothed over 0.1 s: the deepest trough, and the highest crest after it.
      let smooth = (0..<359).map { n in eeg[(onset + n)..<(onset + n + 26)].reduce(0, +) / 26 }
      guard let low = smooth.indices.min(by: { smooth[$0] < smooth[$1] }) else { return nil }
      let high = smooth[low...].max() ?? smooth[low]
      return Evoked(peakToPeak: high - smooth[low], trough: -smooth[low])
    }
  }
}
