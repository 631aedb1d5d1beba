internal import Signals
internal import SleepCore

/// The channels of a recording that carry voltages of a body, each screened as `Signals` does.
struct ScreenedRecording {
  /// The indices of the signals that were screened, in the order of the file.
  let signals: [Int]
  let assessment: RecordingAssessment

  /// Reads one channel after another, so that one alone is in memory.
  init(_ file: EDFFile) {
    signals = file.sampledSignals.filter { [.eeg, .eog, .emg, .ecg].contains(file.header.signals[$0].role) }
    assessment = RecordingAssessment(
      channels: signals.map { index in
        let signal = file.header.signals[index]
        let (samples, rate) = RecordingChannel.microvolts(of: index, in: file)
        return RecordingDoubt.assess(
          ChannelTrace(
            label: signal.label, role: signal.role, unit: signal.physicalDimension, samplingRate: rate,
            samples: samples, rails: Self.rails(signal)))
      })
  }

  /// The least and the most a signal can hold, in µV or its own unit; `nil` where the header does not say.
  private static func rails(_ signal: EDFSignal) -> ClosedRange<Double>? {
    let scale = VoltageUnit.microvolts(signal.physicalDimension) ?? 1
    let (one, other) = (signal.physicalMinimum * scale, signal.physicalMaximum * scale)
    guard one.isFinite, other.isFinite else { return nil }
    return min(one, other)...max(one, other)
  }

  /// What is said of each channel in one line.
  var lines: [(label: String, text: String)] {
    assessment.channels.map { channel in
      if channel.role == .eeg, let refusal = channel.refusal {
        return (channel.label, "no: \(refusal.problem)")
      }
      var parts: [String] = []
      if !channel.epochs.isEmpty { parts.append("\(Int((channel.usableShare * 100).rounded())) % usable") }
      parts += channel.findings.map(\.description)
      if channel.role == .eeg, channel.polarity.verdict != .swapped {
        parts.append("polarity: \(channel.polarity.verdict.rawValue)")
      }
      return (channel.label, parts.isEmpty ? "not screened" : parts.joined(separator: "; "))
    }
  }

  /// Adds what was found of a signal to its line of JSON.
  func add(to json: inout JSONText, signal: Int) {
    guard let at = signals.firstIndex(of: signal) else { return }
    let channel = assessment.channels[at]
    json.add("usable_share", json: "\(channel.usableShare)")
    json.add("stageable_share", json: "\(channel.stageableShare)")
    json.add("findings", texts: channel.findings.map(\.description))
    if channel.role == .eeg {
      json.add("polarity", channel.polarity.verdict.rawValue)
      json.add("polarity_log_odds", json: "\(channel.polarity.logOdds)")
      if let refusal = channel.refusal { json.add("refusal", refusal.description) }
    }
    if at == assessment.best { json.add("best", json: "true") }
  }
}
