internal import Bedroom
internal import Foundation
internal import Night
internal import Signals
internal import SleepCore
internal import Staging

/// What staging came to.
struct Staged {
  /// Where a file names no date, EDF's own beginning of time.
  static let noDate = CivilTime(year: 1985, month: 1, day: 1, secondOfDay: 0)

  var beliefs: [StageBelief]
  var start = noDate
  /// Of what, and with which model.
  var what: String
  /// What a person should know besides.
  var notes: [String] = []
}

/// Stages a channel of a recording: screens it first, and says `?` where it can't be believed.
struct SignalStaging {
  let installation: Installation
  let causal: Bool
  let reference: Bool

  /// Stages a recording's channel, or its best.
  ///
  /// - Throws: ``RecordingDoubtError`` where no channel can be staged, with the reason; ``EDFError``.
  func stage(recording path: String, channel: String?, eog: String?, emg: String?) throws -> Staged {
    let file = try EDFFile(path: path)
    var chosen: Int?
    if let channel {
      let source = try EDFReplaySource(file: file, name: path, channel: channel)
      chosen = source.signals[source.description.primary]
    }
    let candidates =
      chosen.map { [$0] }
      ?? file.header.signals.indices.filter { Self.role(file.header.signals[$0]) == .eeg }
    let traces = candidates.map { trace($0, in: file, isAsked: chosen != nil) }
    let assessment = RecordingDoubt.assess(channels: traces)
    let best = try assessment.channel(asked: chosen == nil ? nil : traces[0].label)
    var notes = file.warnings.map { "\($0)" }
    if chosen == nil, traces.count > 1 { notes.append(assessment.reason) }
    if eog != nil || emg != nil {
      return try withEyesAndChin(file, path, eeg: traces[best], eog: eog, emg: emg, notes: notes)
    }
    var result = try stage(traces[best], assessment.channels[best])
    result.start = file.header.start
    result.notes = notes + result.notes
    return result
  }

  /// Stages a recording's Fpz-Cz and Pz-Oz by their band powers.
  ///
  /// - Throws: ``RecordingDoubtError`` where it has no such pair; ``BandError``; ``EDFError``.
  func stage(bandsOf path: String) throws -> Staged {
    let file = try EDFFile(path: path)
    let labels = file.header.signals.map(\.label)
    for frontal in labels.indices {
      for occipital in labels.indices
      where BandStaging.isPair(frontal: labels[frontal], occipital: labels[occipital]) {
        let pair = [frontal, occipital].map { RecordingChannel.microvolts(of: $0, in: file) }
        let (beliefs, model) = try BandStaging.stage(
          frontal: pair[0].samples.map(Double.init), occipital: pair[1].samples.map(Double.init),
          samplingRate: pair[0].rate, causal: causal)
        let what = "\(labels[frontal]) and \(labels[occipital]) with \(model)"
        return Staged(
          beliefs: beliefs, start: file.header.start, what: what, notes: file.warnings.map { "\($0)" })
      }
    }
    throw RecordingDoubtError.noSuchChannel(asked: "Fpz-Cz and Pz-Oz", channels: labels)
  }

  /// Stages a signal that is no recording's.
  ///
  /// - Throws: ``RecordingDoubtError``, ``StagerError`` or ``ReferenceError``.
  func stage(_ trace: ChannelTrace) throws -> Staged {
    let assessment = RecordingDoubt.assess(channels: [trace])
    return try stage(trace, assessment.channels[try assessment.channel(asked: trace.label)])
  }

  private func stage(_ trace: ChannelTrace, _ assessment: ChannelAssessment) throws -> Staged {
    let notes = assessment.findings.map { "\(trace.label): \($0)" }
    let perEpoch = Int(trace.samplingRate.hertz.rounded()) * EpochQuality.seconds
    var microvolts = trace.samples.map(Double.init)
    if reference {
      let model = try self.model("eeg")
      let probabilities = try ReferenceStager.stage(
        eeg: Self.held(microvolts), samplingRate: trace.samplingRate, model: model)
      return Staged(
        beliefs: probabilities.map(StageBelief.init(weights:)), what: "\(trace.label) with \(model.name)",
        notes: notes)
    }
    // An epoch that can't be believed is not looked at, and not guessed.
    for (epoch, quality) in assessment.epochs.enumerated() where !quality.isUsable {
      for i in (epoch * perEpoch)..<min((epoch + 1) * perEpoch, microvolts.count) { microvolts[i] = .nan }
    }
    let model = try installation.stager()
    let beliefs =
      causal
      ? try WholeNightStager.stageCausally(
        microvolts: microvolts, samplingRate: trace.samplingRate, model: model)
      : try WholeNightStager.stage(microvolts: microvolts, samplingRate: trace.samplingRate, model: model)
    return Staged(beliefs: beliefs, what: "\(trace.label) with \(model.name)", notes: notes)
  }

  /// YASA's forests of two or three channels.
  private func withEyesAndChin(
    _ file: EDFFile, _ path: String, eeg: ChannelTrace, eog: String?, emg: String?, notes: [String]
  ) throws -> Staged {
    func samples(_ label: String?) throws -> [Double]? {
      guard let label else { return nil }
      let signals = file.header.signals
      guard
        let index = signals.indices.first(where: { signals[$0].label.uppercased() == label.uppercased() })
      else { throw RecordingDoubtError.noSuchChannel(asked: label, channels: signals.map(\.label)) }
      return Self.held(trace(index, in: file, isAsked: true).samples.map(Double.init))
    }
    let model = try self.model("eeg" + (eog == nil ? "" : "-eog") + (emg == nil ? "" : "-emg"))
    let probabilities = try ReferenceStager.stage(
      eeg: Self.held(eeg.samples.map(Double.init)), eog: samples(eog), emg: samples(emg),
      samplingRate: eeg.samplingRate, model: model)
    let what = [eeg.label, eog, emg].compactMap(\.self).joined(separator: ", ")
    return Staged(
      beliefs: probabilities.map(StageBelief.init(weights:)), start: file.header.start,
      what: "\(what) with \(model.name)", notes: notes)
  }

  private func model(_ name: String) throws -> ReferenceModel {
    let path = installation.home.appending(path: "Models/yasa-0.8.1/\(name).trees").path
    return try ReferenceModel(bytes: NightFolder.read(path))
  }

  private func trace(_ index: Int, in file: EDFFile, isAsked: Bool) -> ChannelTrace {
    let signal = file.header.signals[index]
    let (samples, rate) = RecordingChannel.microvolts(of: index, in: file)
    let role = Self.role(signal)
    let scale = VoltageUnit.microvolts(signal.physicalDimension) ?? 1
    let ends = [signal.physicalMinimum * scale, signal.physicalMaximum * scale]
    return ChannelTrace(
      // A label that says nothing is believed to be what it was asked for.
      label: signal.label, role: isAsked && role == .other ? .eeg : role, unit: signal.physicalDimension,
      samplingRate: rate, samples: samples, rails: min(ends[0], ends[1])...max(ends[0], ends[1]))
  }

  private static func role(_ signal: EDFSignal) -> ChannelRole {
    ChannelRole(label: signal.label, unit: signal.physicalDimension)
  }

  /// A gap is held at the value before it: YASA knows no gaps.
  private static func held(_ samples: [Double]) -> [Double] {
    var last = 0.0
    return samples.map { sample in
      if sample.isFinite { last = sample }
      return last
    }
  }
}
