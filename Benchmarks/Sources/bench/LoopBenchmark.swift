internal import ClosedLoop
internal import Foundation
internal import SleepCore

/// Every way to a phase beside the others: how true, how sure, how many pulses, how quick.
struct LoopBenchmark {
  let place: Place
  let pairs: Int

  /// A method by its name, for a rate and a horizon.
  struct Method {
    let name: String
    let make: (Frequency, NightTime.Span) -> any PhaseEstimator
  }

  private static var published: [Method] {
    PhaseMethod.allCases.map { method in
      Method(name: method.rawValue) { method.estimator(samplingRate: $0, horizon: $1) }
    }
  }
  /// Ours first: the others are subtracted from it.
  private let methods: [Method]

  init(place: Place, pairs: Int) throws {
    (self.place, self.pairs) = (place, pairs)
    let file = place.home.appending(path: "Models/phase-estimator/phase.net")
    let model = try PhaseModel(bytes: Array(Data(contentsOf: file)))
    let ours = Method(name: "luma") {
      LearningPhaseEstimator(model: model, samplingRate: $0, horizon: $1)
    }
    methods = [ours] + Self.published
  }

  private static let target = Phase.degrees(-45)
  private static let wishes: [Double?] = [2, 4, 6, 8.5, 12, 18, 24, nil]
  private static let sizes = [100.0, 85, 75, 65, 55, 45, 37.5, 25]

  func run(into results: inout Results) throws {
    guard let stretch = try LoopMaterial.portiloop(place) else {
      return results.skip("loop: no portiloop/ among the recordings; set LUMAPOD_DATA")
    }
    for milliseconds in [0, 50, 100, 200] {
      let ahead = Int((Double(milliseconds) / 1000 * stretch.rate.hertz).rounded(.up))
      let waves = methods.map { estimates($0, stretch, ahead) }
      score(waves, on: stretch, milliseconds, ahead, into: &results)
      if ahead == 0 { try pulses(waves, on: stretch, into: &results) }
    }
    try sleepers(into: &results)
    speed(on: stretch, into: &results)
    try peers(on: stretch, into: &results)
  }

  private func estimates(_ method: Method, _ stretch: LoopStretch, _ ahead: Int) -> [WaveEstimate] {
    Replayed.estimates(method.make(stretch.rate, horizon(ahead, stretch.rate)), stretch.microvolts)
  }

  private func horizon(_ ahead: Int, _ rate: Frequency) -> NightTime.Span {
    NightTime.Span(ticks: Int64((Double(ahead) / rate.hertz * 1e7).rounded()))
  }

  private func score(
    _ estimates: [[WaveEstimate]], on stretch: LoopStretch, _ milliseconds: Int, _ ahead: Int,
    into results: inout Results
  ) {
    let scores = estimates.map { LoopScore($0, on: stretch, ahead: ahead) }
    for (method, score) in zip(methods, scores) {
      let (low, high) = score.interval
      var note = String(format: "SD %.1f°, mean %+.1f°", score.deviation, score.degrees)
      if method.name != methods[0].name {
        let gain = scores[0].interval(over: score)
        note += String(
          format: "; %@ is better by %+.3f (%+.3f to %+.3f)", methods[0].name,
          scores[0].length - score.length,
          gain.low, gain.high)
      }
      results.add(
        "loop", "\(stretch.name), \(milliseconds) ms ahead", "R, \(method.name)", unit: "",
        [low, score.length, high], note: note)
    }
  }

  /// One sleeper after another.
  ///
  /// The settings of the published methods were chosen on these very people; ours learnt from
  /// them, and so is left out: its own script learns again without each of them.
  private func sleepers(into results: inout Results) throws {
    let methods = methods.filter { $0.name != "luma" }
    let people = try LoopMaterial.sleepers(place)
    guard !people.isEmpty else { return results.skip("loop: no ucddb/ among the recordings") }
    for milliseconds in [0, 100] {
      for method in methods {
        let lengths = people.map { stretch in
          let ahead = Int((Double(milliseconds) / 1000 * stretch.rate.hertz).rounded(.up))
          return LoopScore(estimates(method, stretch, ahead), on: stretch, ahead: ahead).length
        }
        let mean = lengths.reduce(0, +) / Double(lengths.count)
        results.add(
          "loop", "ucddb N3, \(people.count) sleepers, \(milliseconds) ms ahead",
          "R a sleeper, \(method.name)",
          unit: "", lengths, note: String(format: "mean %.3f", mean))
      }
    }
  }

  /// How well pulses are timed against how many there are.
  ///
  /// Ours answers the surest waves; a method that does not know how sure it is answers the largest.
  private func pulses(
    _ estimates: [[WaveEstimate]], on stretch: LoopStretch, into results: inout Results
  ) throws {
    var lines: [LoopDrawing.Line] = []
    for (method, waves) in zip(methods, estimates) {
      var line = LoopDrawing.Line(name: method.name, points: [])
      let isOurs = method.name == "luma"
      for step in 0..<Self.wishes.count {
        let (wished, least) = isOurs ? (Self.wishes[step], 37.5) : (nil, Self.sizes[step])
        let pulses = LoopPulses(waves, on: stretch, target: Self.target, wished: wished, least: least)
        line.points.append((pulses.perMinute, pulses.length))
        let knob = isOurs ? wished.map { "\($0) a minute wished" } ?? "every wave" : "\(least) µV or more"
        results.add(
          "loop", "\(stretch.name), pulses at -45°", "R, \(method.name)", unit: "", [pulses.length],
          note: String(format: "%.1f a minute, mean %+.1f° (%@)", pulses.perMinute, pulses.degrees, knob))
      }
      lines.append(line)
    }
    let svg = LoopDrawing.svg(lines, title: "How well pulses are timed against how many there are")
    try Data(svg.utf8).write(to: place.home.appending(path: "docs/images/loop-rate.svg"))
  }

  private func speed(on stretch: LoopStretch, into results: inout Results) {
    for method in methods {
      let times = Self.times(
        method.make(stretch.rate, .milliseconds(50)), Array(stretch.microvolts.prefix(30_000)))
      for (name, share) in [("median", 0.5), ("p99.9", 0.999)] {
        results.add(
          "loop", "a sample at 250 Hz, push and estimate", "\(name), \(method.name)", unit: "µs",
          [times[min(Int(Double(times.count) * share), times.count - 1)]])
      }
    }
  }

  /// Microseconds of each sample, sorted, without the first 2,000.
  private static func times(_ fresh: some PhaseEstimator, _ samples: [Double]) -> [Double] {
    var estimator = fresh
    var times: [Double] = []
    times.reserveCapacity(samples.count)
    var sum = 0.0
    for sample in samples {
      let began = Clock.nanoseconds()
      estimator.push(sample)
      sum += estimator.expected.phase.radians
      times.append(Double(Clock.nanoseconds() - began) / 1000)
    }
    precondition(sum.isFinite, "phases are numbers")
    return times.dropFirst(2000).sorted()
  }

  private struct Subject: Encodable {
    let path: String
    let rate: Double
    let from: Int
    let count: Int
  }

  /// The same methods in Python, as their users write them, on the same samples.
  private func peers(on stretch: LoopStretch, into results: inout Results) throws {
    let file = place.scratch.appending(path: "loop.f64")
    let samples = Array(stretch.microvolts.prefix(8000))
    try Data(samples.flatMap { value in littleEndian(value) }).write(to: file)
    for (name, method) in [("echt", PhaseMethod.echt), ("phastimate", .ar)] {
      guard let peer = try place.peer(name) else { return results.skip("loop: no Python for its peers") }
      let subject = Subject(path: file.path, rate: stretch.rate.hertz, from: 4000, count: 250)
      var ready = method.estimator(samplingRate: stretch.rate, horizon: .zero)
      for sample in samples[..<subject.from] { ready.push(sample) }
      let mine = samples[subject.from..<(subject.from + subject.count)]
      let (sum, theirs) = (Self.amplitudes(ready, mine), try peer.check(subject))
      guard let other = theirs.sum, abs(sum - other) < 1e-6 * other else {
        throw BenchError(
          place: "loop, \(name)", problem: "ours sums to \(sum), the peer's to \(theirs.sum ?? .nan)",
          remedy: "Compare both sample by sample, as Tests/ClosedLoopTests does.")
      }
      let measured = try Pairs(pairs) { repeats in
        Clock.seconds(repeats: repeats) { Self.amplitudes(ready, mine) }
      } peer: { repeats in
        try peer.seconds(subject, repeats: repeats)
      }
      results.add(
        "loop", "\(stretch.name), \(subject.count) samples, one by one", peer: "\(name) in Python",
        unit: "µs a sample", measured, note: "wanted 20"
      ) { $0 / Double(subject.count) * 1e6 }
    }
  }

  private static func amplitudes(_ fresh: some PhaseEstimator, _ samples: ArraySlice<Double>) -> Double {
    var estimator = fresh
    var sum = 0.0
    for sample in samples {
      estimator.push(sample)
      sum += estimator.expected.amplitudeMicrovolts
    }
    return sum
  }

  private func littleEndian(_ value: Double) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt64($0))) }
  }
}
