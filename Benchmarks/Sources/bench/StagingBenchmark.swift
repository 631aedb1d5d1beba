internal import Foundation
internal import Night
internal import Signals
internal import SleepCore
internal import Staging

/// Stages of recordings that nothing was trained on, beside YASA: agreement with the experts, and time.
struct StagingBenchmark {
  let place: Place
  let pairs: Int

  private struct Subject: Encodable {
    let path: String
    let rate: Double
  }

  private struct Recording {
    let name: String
    let rate: Frequency
    let eeg: [Double]
    /// The expert's stages; `?` where there are none.
    let truth: [SleepStage]
  }

  func run(into results: inout Results) throws {
    let setup = try NightSetup(home: place.home)
    let reference = try ReferenceModel(bytes: bytes("Models/yasa-0.8.1/eeg.trees"))
    guard let night = try ucd022() else {
      results.skip("staging: there are no recordings (LUMAPOD_DATA)")
      return
    }
    var excerpts: [(ours: Double, live: Double, theirs: Double)] = []
    for recording in try [night] + dreams() {
      let found = try agreement(recording, setup.models.stager, reference, into: &results)
      if recording.name != night.name { excerpts.append(found) }
    }
    if !excerpts.isEmpty {
      let n = Double(excerpts.count)
      let name = "DREAMS excerpts, mean of \(excerpts.count)"
      for (label, value) in [
        ("κ overnight", excerpts.map(\.ours)), ("κ live", excerpts.map(\.live)),
        ("κ YASA", excerpts.map(\.theirs)),
      ] { results.add("staging", name, label, unit: "", [value.reduce(0, +) / n]) }
    }
    try speed(night, setup.models.stager, reference, into: &results)
    try liveStep(night, setup.models.stager, into: &results)
    try ModelEvaluation(place: place).run(into: &results)
  }

  /// κ of ours overnight and live and of YASA, with what a changed gain does to ours.
  private func agreement(
    _ recording: Recording, _ model: StagerModel, _ reference: ReferenceModel, into results: inout Results
  ) throws -> (ours: Double, live: Double, theirs: Double) {
    let truth = recording.truth
    func add(_ name: String, _ values: [Double], _ note: String = "") {
      results.add("staging", recording.name, name, unit: "", values, note: note)
    }
    let ours = try WholeNightStager.stage(
      microvolts: recording.eeg, samplingRate: recording.rate, model: model)
    let live = try WholeNightStager.stageCausally(
      microvolts: recording.eeg, samplingRate: recording.rate, model: model)
    let yasa = try ReferenceStager.stage(
      eeg: recording.eeg, samplingRate: recording.rate, model: reference
    ).map { ReferenceStager.stage(of: $0) }
    let kappas = (
      ours: Agreement.kappa(truth, ours.map(\.stage)), live: Agreement.kappa(truth, live.map(\.stage)),
      theirs: Agreement.kappa(truth, yasa)
    )
    add("κ overnight", [kappas.ours])
    add("κ live", [kappas.live])
    add("κ YASA", [kappas.theirs], "its forest in Swift, equal to YASA's own (tests)")
    for gain in [0.5, 2] {
      let eeg = recording.eeg.map { $0 * gain }
      let changed = try WholeNightStager.stage(microvolts: eeg, samplingRate: recording.rate, model: model)
      let theirs = try ReferenceStager.stage(eeg: eeg, samplingRate: recording.rate, model: reference)
      let kappa = Agreement.kappa(truth, changed.map(\.stage))
      let other = Agreement.kappa(truth, theirs.map { ReferenceStager.stage(of: $0) })
      add(
        "κ overnight, signal × \(gain)", [kappa],
        "YASA \(String(format: "%.3f", other))")
    }
    guard truth.count(where: { $0 != .unknown }) > 200 else { return kappas }
    add(
      "expected calibration error overnight", [Agreement.calibrationError(truth, ours)], "the target is 0.05")
    add("expected calibration error live", [Agreement.calibrationError(truth, live)], "the target is 0.05")
    for (stage, f1) in Agreement.f1(truth, ours.map(\.stage)) { add("F1 \(stage.code) overnight", [f1]) }
    let gate = try gate(recording, model)
    add("N3 gate, precision", [gate.precision], "seconds of epochs with a stage; the target is 0.95")
    add("N3 gate, recall", [gate.recall], "the target is 0.7")
    return kappas
  }

  /// Of the seconds in which the live gate is open, the share that the expert calls N3, and of those the share in which
  /// it is open.
  private func gate(_ recording: Recording, _ model: StagerModel) throws -> (
    precision: Double, recall: Double
  ) {
    var (open, right, deep) = (0.0, 0.0, 0.0)
    try eachLiveSecond(recording, model) { stager, second in
      // The gate of this very second, and not of the one before.
      stager.settle()
      let stage = second / 30 < recording.truth.count ? recording.truth[second / 30] : .unknown
      guard stage != .unknown else { return }
      if stage == .n3 { deep += 1 }
      if stager.n3Gate {
        open += 1
        if stage == .n3 { right += 1 }
      }
    }
    return (right / open, right / deep)
  }

  private func speed(
    _ night: Recording, _ model: StagerModel, _ reference: ReferenceModel, into results: inout Results
  ) throws {
    guard let peer = try place.peer("yasa") else {
      results.skip("staging beside YASA: there is no Python with it (LUMAPOD_PEERS)")
      return
    }
    let file = place.scratch.appending(path: "night.f64")
    try unsafe night.eeg.withUnsafeBytes { try unsafe Data($0).write(to: file) }
    let subject = Subject(path: file.path, rate: night.rate.hertz)
    let table = try ReferenceStager.stage(eeg: night.eeg, samplingRate: night.rate, model: reference)
    var sum = 0.0
    for row in table {
      for i in 0..<5 { sum += row[i] }
      sum += Double(ReferenceStager.stage(of: row).rawValue)
    }
    let theirs = try peer.check(subject).sum ?? .nan
    // Two epochs without a signal may be another stage (the card of Models/yasa-0.8.1 says why).
    guard abs(sum - theirs) < 0.01 * sum else {
      throw BenchError(
        place: "the peer yasa", problem: "it stages the night otherwise: \(theirs) and not \(sum)",
        remedy: "Look at the version in Benchmarks/peers/requirements.txt")
    }
    for (name, work) in [
      (
        "signal to stages, our stager",
        { () throws -> Void in
          _ = try WholeNightStager.stage(microvolts: night.eeg, samplingRate: night.rate, model: model)
        }
      ),
      (
        "signal to stages, YASA's forest in Swift",
        {
          _ = try ReferenceStager.stage(eeg: night.eeg, samplingRate: night.rate, model: reference)
        }
      ),
    ] {
      let measured = try Pairs(
        pairs, ours: { try Clock.seconds(repeats: $0, work) },
        peer: { try peer.seconds(subject, repeats: $0) })
      results.add(
        "staging", "\(night.name), \(name)", peer: "yasa", unit: "ms", measured, note: "the target is 20"
      ) { $0 * 1000 }
    }
  }

  /// What a second costs live, all its samples together.
  private func liveStep(_ night: Recording, _ model: StagerModel, into results: inout Results) throws {
    var costs: [Double] = []
    let clock = ContinuousClock()
    try eachLiveSecond(
      night, model, measure: { work in costs.append(clock.measure(work) / .milliseconds(1)) }
    ) {
      _, _ in
    }
    costs.sort()
    for (name, value) in [
      ("median", costs[costs.count / 2]), ("99.9 of 100", costs[costs.count * 999 / 1000]),
    ] {
      results.add(
        "staging", "a live second of \(night.name)", name, unit: "ms", [value], note: "the target is 2")
    }
  }

  private func eachLiveSecond(
    _ recording: Recording, _ model: StagerModel, measure: (() -> Void) -> Void = { $0() },
    _ body: (inout CausalStager, Int) -> Void
  ) throws {
    var stager = try CausalStager(model: model, samplingRate: recording.rate)
    var quality = try SignalQuality(samplingRate: recording.rate)
    let perSecond = quality.samplesPerSecond
    for second in 0..<(recording.eeg.count / perSecond) {
      measure {
        for sample in recording.eeg[(second * perSecond)..<((second + 1) * perSecond)] {
          stager.push(sample)
          _ = quality.push(sample)
        }
        _ = stager.second(quality: quality.latest)
      }
      body(&stager, second)
    }
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: place.home.appending(path: path)))
  }

  private func ucd022() throws -> Recording? {
    guard let path = place.recording("ucddb/ucd022.edf"),
      let table = place.recording("ucddb/ucd022-stages.csv")
    else { return nil }
    let file = try EDFFile(path: path)
    let rows = try String(contentsOfFile: table, encoding: .utf8).split(whereSeparator: \.isNewline)
    let truth = rows.dropFirst().map { row -> SleepStage in
      let fields = row.split(separator: ",")
      return fields[2] == "1" ? SleepStage(code: fields[1]) ?? .unknown : .unknown
    }
    return Recording(
      name: "ucd022", rate: .hertz(file.header.sampleRate(of: 0)), eeg: file.physical(signal: 0), truth: truth
    )
  }

  /// Excerpts 1, 2 and 4; an epoch's stage is what most of its six 5-s stages are.
  private func dreams() throws -> [Recording] {
    let codes: [SleepStage] = [.n3, .n3, .n2, .n1, .rem, .wake]
    return try [(1, 100.0), (2, 200), (4, 200)].compactMap { number, rate in
      guard let signal = place.recording("dreams/excerpt\(number).txt"),
        let stages = place.recording("dreams/Hypnogram_excerpt\(number).txt")
      else { return nil }
      func column(_ path: String) throws -> [Double] {
        try ColumnText(bytes: [UInt8](try Data(contentsOf: URL(filePath: path))), file: path).values
      }
      let fine = try column(stages).map { codes[Int($0)] }
      let truth = (0..<60).map { epoch -> SleepStage in
        let part = fine[(epoch * 6)..<(epoch * 6 + 6)]
        var best = SleepStage.wake
        for stage in SleepStage.scored
        where part.count(where: { $0 == stage }) > part.count(where: { $0 == best }) { best = stage }
        return best
      }
      return Recording(
        name: "DREAMS excerpt \(number)", rate: .hertz(rate), eeg: try column(signal), truth: truth)
    }
  }
}

/// How far stages agree with an expert's.
enum Agreement {
  private static func scored(_ truth: [SleepStage], _ guess: [SleepStage]) -> [(SleepStage, SleepStage)] {
    zip(truth, guess).filter { $0.0 != .unknown }
  }

  /// Cohen's kappa over the epochs that the expert scored; `?` agrees with nothing.
  static func kappa(_ truth: [SleepStage], _ guess: [SleepStage]) -> Double {
    let pairs = scored(truth, guess)
    let n = Double(pairs.count)
    let agreed = Double(pairs.count(where: { $0.0 == $0.1 })) / n
    let chance = SleepStage.scored.reduce(0.0) { sum, stage in
      sum + Double(pairs.count(where: { $0.0 == stage })) / n * Double(pairs.count(where: { $0.1 == stage }))
        / n
    }
    return (agreed - chance) / (1 - chance)
  }

  /// Twice what both say over what either says.
  static func f1(_ truth: [SleepStage], _ guess: [SleepStage]) -> [(SleepStage, Double)] {
    let pairs = scored(truth, guess)
    return SleepStage.scored.map { stage in
      let both = pairs.count(where: { $0.0 == stage && $0.1 == stage })
      let either = pairs.count(where: { $0.0 == stage }) + pairs.count(where: { $0.1 == stage })
      return (stage, 2 * Double(both) / Double(max(either, 1)))
    }
  }

  /// The mean distance between how likely the likeliest stage was believed and how often it was right.
  ///
  /// Over ten bins of equal width. Source: Guo and others 2017, "On calibration of modern neural networks".
  static func calibrationError(_ truth: [SleepStage], _ beliefs: [StageBelief]) -> Double {
    var bins = [(believed: Double, right: Double)](repeating: (0, 0), count: 10)
    var n = 0.0
    for (stage, belief) in zip(truth, beliefs) where stage != .unknown && belief.isKnown {
      let believed = belief.probability(of: belief.stage)
      let bin = min(Int(believed * 10), 9)
      bins[bin].believed += believed
      bins[bin].right += belief.stage == stage ? 1 : 0
      n += 1
    }
    return bins.reduce(0) { $0 + abs($1.believed - $1.right) } / n
  }
}
