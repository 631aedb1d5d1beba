internal import ArgumentParser
internal import Foundation
internal import Night
internal import Signals
internal import SleepCore

/// The command `luma inspect`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what is in a recording, what each channel is worth, and what a night would use it for.",
    discussion: """
      The quality of EEG, EOG, EMG and ECG channels is that of every epoch of 30 s: how much a stage may rest on, and
      what is doubted. Reading every sample takes a second or two for a night; --no-quality leaves it out.
      """)

  @Argument(help: "An EDF or BDF recording.", completion: .file(extensions: ["edf", "bdf"]))
  var recording: String

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(inversion: .prefixedNo, help: "Screen the signals of each channel.")
  var quality = true

  func run() throws {
    let file = try EDFFile(path: recording)
    let uses = Self.uses(file)
    let screened = quality ? ScreenedRecording(file) : nil
    Terminal.say(json ? Self.json(file, uses, screened) : Self.text(file, uses, screened))
  }

  /// What a night would use each signal for, by its index.
  private static func uses(_ file: EDFFile) -> [Int: String] {
    guard let source = try? EDFReplaySource(file: file, name: file.name) else { return [:] }
    var uses: [Int: String] = [:]
    for (channel, signal) in source.signals.enumerated() {
      uses[signal] = channel == source.description.primary ? "decides" : "recorded"
    }
    return uses
  }

  private static func variant(_ variant: EDFVariant) -> String {
    switch variant {
    case .edf: "EDF"
    case .edfPlusContinuous: "EDF+C, continuous"
    case .edfPlusDiscontinuous: "EDF+D, with gaps"
    case .bdf: "BDF"
    case .bdfPlusContinuous: "BDF+C, continuous"
    case .bdfPlusDiscontinuous: "BDF+D, with gaps"
    }
  }

  private static func text(_ file: EDFFile, _ uses: [Int: String], _ screened: ScreenedRecording?) -> String {
    let header = file.header
    var lines = [
      "\(file.name): \(variant(header.variant))",
      "  begins     \(header.start.iso8601)\(header.startFraction > .zero ? " + \(header.startFraction.seconds) s" : "")",
      "  length     \(NightTime.start + file.length) (\(file.recordCount) records of \(header.recordDuration.seconds) s)",
    ]
    if !header.patientID.isEmpty { lines.append("  patient    \(header.patientID)") }
    if !header.recordingID.isEmpty { lines.append("  recording  \(header.recordingID)") }
    for warning in file.warnings { lines.append("  note       \(warning)") }
    lines.append("")
    lines.append("  channel           rate       unit   range                 kind   in a night")
    for index in file.sampledSignals {
      let signal = header.signals[index]
      let range = "\(signal.physicalMinimumText) to \(signal.physicalMaximumText)"
      let columns = [
        (signal.label, 18), ("\(number(header.sampleRate(of: index))) Hz", 11), (signal.physicalDimension, 7),
        (range, 22),
        (signal.role.rawValue, 7),
      ]
      lines.append("  " + columns.map { pad($0.0, $0.1) }.joined() + (uses[index] ?? "not used"))
    }
    if file.sampledSignals.isEmpty { lines.append("  none: the file holds annotations only") }
    lines.append("")
    if let screened, !screened.signals.isEmpty {
      lines.append("  channel           quality")
      for line in screened.lines { lines.append("  " + pad(line.label, 18) + line.text) }
      lines.append("  best by what is in it: \(screened.assessment.reason)")
      lines.append("")
    }
    lines.append("  \(file.gaps.isEmpty ? "no gaps" : "\(file.gaps.count) gaps")")
    for gap in file.gaps.prefix(10) { lines.append("    \(gap.start) for \(number(gap.length.seconds)) s") }
    let annotations = file.annotations
    lines.append("  \(annotations.isEmpty ? "no annotations" : "\(annotations.count) annotations")")
    for annotation in annotations.prefix(10) {
      let duration = annotation.duration.map { " for \(number($0.seconds)) s" } ?? ""
      lines.append("    \(annotation.onset)\(duration)  \(annotation.text)")
    }
    if annotations.count > 10 { lines.append("    … and \(annotations.count - 10) more (--json shows all)") }
    if let hypnogram = file.hypnogram {
      lines.append(
        "  a hypnogram of \(hypnogram.stages.count) epochs, \(MorningText.duration(hypnogram.totalSleepTime)) asleep"
      )
    }
    if uses.isEmpty { lines.append("  there is no EEG channel a night could decide on") }
    return lines.joined(separator: "\n")
  }

  private static func json(_ file: EDFFile, _ uses: [Int: String], _ screened: ScreenedRecording?) -> String {
    let header = file.header
    var json = JSONText()
    json.add("file", file.name)
    json.add("variant", variant(header.variant))
    json.add("start", header.start.iso8601)
    json.add("start_fraction_s", json: "\(header.startFraction.seconds)")
    json.add("length_s", json: "\(file.length.seconds)")
    json.add("records", file.recordCount)
    json.add("record_s", json: "\(header.recordDuration.seconds)")
    json.add("patient", header.patientID)
    json.add("recording", header.recordingID)
    json.add("warnings", texts: file.warnings.map(\.description))
    let channels = file.sampledSignals.map { index in
      let signal = header.signals[index]
      var one = JSONText()
      one.add("label", signal.label)
      one.add("rate_hz", json: "\(header.sampleRate(of: index))")
      one.add("unit", signal.physicalDimension)
      one.add("physical_min", json: "\(signal.physicalMinimum)")
      one.add("physical_max", json: "\(signal.physicalMaximum)")
      one.add("digital_min", signal.digitalMinimum)
      one.add("digital_max", signal.digitalMaximum)
      one.add("kind", signal.role.rawValue)
      one.add("use", uses[index] ?? "none")
      screened?.add(to: &one, signal: index)
      return one.text
    }
    json.add("channels", json: "[\(channels.joined(separator: ","))]")
    if let screened { json.add("best", screened.assessment.reason) }
    let gaps = file.gaps.map { gap in
      var one = JSONText()
      one.add("onset_s", json: "\(gap.start.seconds)")
      one.add("length_s", json: "\(gap.length.seconds)")
      return one.text
    }
    json.add("gaps", json: "[\(gaps.joined(separator: ","))]")
    let annotations = file.annotations.map { annotation in
      var one = JSONText()
      one.add("onset_s", json: "\(annotation.onset.seconds)")
      one.add("duration_s", json: annotation.duration.map { "\($0.seconds)" } ?? "null")
      one.add("text", annotation.text)
      return one.text
    }
    json.add("annotations", json: "[\(annotations.joined(separator: ","))]")
    return json.text
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : String(format: "%.3f", value)
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
