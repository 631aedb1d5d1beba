internal import ArgumentParser
internal import Foundation
internal import Night
internal import Signals
internal import SleepCore
internal import Staging

/// The command `luma events`.
struct EventsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: "Find spindles, slow waves, rapid eye movements, arousals and movements.",
    discussion: """
      Prints how many there are, and their density by stage where there is a hypnogram. --output FILE.csv writes a line
      for each event with its measures, --output FILE.edf EDF+ annotations. With a hypnogram, spindles and slow waves are
      those of N1 to N3, eye movements those of R, and arousals begin in sleep. docs/events.md says how each is found.
      """)

  @Argument(
    help: "An EDF or BDF recording, or a text file of one value a line.",
    completion: .file(extensions: ["edf", "bdf", "csv", "txt"]))
  var recording: String

  @Option(help: "The EEG channel; otherwise the best there is. In a text file, the name of a column.")
  var channel: String?

  @Option(
    help: "What to look for, divided by commas: spindles, slow-waves, eye-movements, arousals, movements.")
  var kind: String?

  @Option(help: "The stages: a CSV of luma stage, or an EDF+ hypnogram; otherwise those of the recording.")
  var hypnogram: String?

  @Option(name: .customLong("fs"), help: "Samples a second of a text file.")
  var samplingRate: Double?

  @Option(help: "The file to write, .csv or .edf.")
  var output: String?

  @Flag(help: "Print every event as JSON instead of the summary.")
  var json = false

  func validate() throws {
    if let output, !output.hasSuffix(".csv"), !output.hasSuffix(".edf") {
      throw ValidationError("«\(output)» must end in .csv or .edf.")
    }
    _ = try kinds()
    if Self.isText(recording) != (samplingRate != nil) {
      throw ValidationError(
        Self.isText(recording)
          ? "A text file does not say its sampling rate: give --fs."
          : "--fs is for text files; EDF says its rate.")
    }
  }

  func run() throws {
    let kinds = try kinds()
    let signals = try Self.isText(recording) ? text() : edf()
    let stages = try hypnogram.map(HypnogramCommand.read) ?? signals.hypnogram
    if stages == nil { Terminal.complain("No hypnogram: events are taken wherever they are.") }
    let table = try Self.find(kinds, in: signals, stages)
    if let output {
      if output.hasSuffix(".edf") {
        try EDFAnnotationFile.write(table.annotations, start: signals.start, to: output)
      } else {
        try NightFolder.write(Array(table.csv(hypnogram: stages).utf8), to: output)
      }
    }
    Terminal.say(json ? Self.json(table, stages) : Self.summary(table, kinds, signals, stages))
  }

  /// What events are looked for in.
  struct Material {
    var name: String
    var eeg: [Double]
    var rate: Frequency
    var eyes: (left: [Double], right: [Double], rate: Frequency)?
    var chin: [Double]?
    var hypnogram: Hypnogram?
    var start = CivilTime(year: 1985, month: 1, day: 1, secondOfDay: 0)
  }

  private static func isText(_ path: String) -> Bool {
    let name = path.lowercased()
    return !name.hasSuffix(".edf") && !name.hasSuffix(".bdf")
  }

  private func kinds() throws -> [SleepEventKind] {
    guard let kind else { return SleepEventKind.allCases }
    return try kind.split(separator: ",").map { word in
      guard let one = SleepEventKind(rawValue: String(word)) else {
        let all = SleepEventKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("«\(word)» is none of \(all).")
      }
      return one
    }
  }

  private func text() throws -> Material {
    guard let samplingRate, let rate = Frequency(exactly: samplingRate) else {
      throw EventError.samplingRate(.hertz(0))
    }
    let column = channel.map(ColumnText.Column.name) ?? .index(0)
    let values = try ColumnText(bytes: NightFolder.read(recording), file: recording, column: column).values
    return Material(name: channel ?? recording, eeg: values, rate: rate)
  }

  private func edf() throws -> Material {
    let file = try EDFFile(path: recording)
    for warning in file.warnings { Terminal.complain("luma: \(recording): \(warning)") }
    let source = try EDFReplaySource(file: file, name: recording, channel: channel)
    let index = source.signals[source.description.primary]
    guard source.description.channels[source.description.primary].microvoltsPerUnit != nil else {
      let header = file.header.signals[index]
      throw NightError.notAVoltage(channel: header.label, unit: header.physicalDimension, source: recording)
    }
    func read(_ signal: Int) -> (samples: [Double], rate: Frequency) {
      let (samples, rate) = RecordingChannel.microvolts(of: signal, in: file)
      return (samples.map(Double.init), rate)
    }
    let eeg = read(index)
    var signals = Material(
      name: file.header.signals[index].label, eeg: eeg.samples, rate: eeg.rate, hypnogram: file.hypnogram,
      start: file.header.start)
    func first(_ role: ChannelRole, _ words: [String]) -> Int? {
      file.sampledSignals.first { signal in
        let header = file.header.signals[signal]
        let label = header.label.uppercased()
        return header.role == role && words.contains(where: label.contains)
          && VoltageUnit.microvolts(header.physicalDimension) != nil
      }
    }
    if let left = first(.eog, ["LOC", "E1", "LEFT"]), let right = first(.eog, ["ROC", "E2", "RIGHT"]),
      left != right
    {
      let (l, r) = (read(left), read(right))
      if l.rate == r.rate, l.samples.count == r.samples.count {
        signals.eyes = (l.samples, r.samples, l.rate)
      }
    }
    if let chin = first(.emg, ["CHIN", "EMG"]) {
      let emg = read(chin)
      if emg.rate == eeg.rate, emg.samples.count == eeg.samples.count { signals.chin = emg.samples }
    }
    return signals
  }

  private static func find(_ kinds: [SleepEventKind], in signals: Material, _ stages: Hypnogram?) throws
    -> EventTable
  {
    var table = EventTable()
    for kind in kinds {
      switch kind {
      case .spindles:
        table.add(
          try SleepEvents.spindles(microvolts: signals.eeg, samplingRate: signals.rate, hypnogram: stages))
      case .slowWaves:
        let waves = try SleepEvents.slowWaves(
          microvolts: signals.eeg, samplingRate: signals.rate, hypnogram: stages)
        table.add(
          waves,
          coupling: try SleepEvents.sigmaCoupling(
            of: waves, microvolts: signals.eeg, samplingRate: signals.rate))
      case .eyeMovements:
        guard let eyes = signals.eyes else {
          Terminal.complain("No eye movements: there are no two EOG channels, left and right, of one rate.")
          continue
        }
        table.add(
          try SleepEvents.eyeMovements(
            left: eyes.left, right: eyes.right, samplingRate: eyes.rate, hypnogram: stages))
      case .arousals:
        if signals.chin == nil {
          Terminal.complain("No chin EMG at the EEG's rate: arousals in R are judged by the EEG alone.")
        }
        table.add(
          try SleepEvents.arousals(
            microvolts: signals.eeg, chin: signals.chin, samplingRate: signals.rate, hypnogram: stages))
      case .movements:
        table.add(try SleepEvents.movements(microvolts: signals.eeg, samplingRate: signals.rate))
      }
    }
    return table
  }

  private static func summary(
    _ table: EventTable, _ kinds: [SleepEventKind], _ signals: Material, _ stages: Hypnogram?
  ) -> String {
    let scored = SleepStage.scored
    func pad(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(1, width - text.count)) + text
    }
    let head = stages == nil ? "" : scored.map { pad($0.code, 8) }.joined() + "   a minute"
    var lines = [
      "  \(signals.name)",
      "  kind".padding(toLength: 18, withPad: " ", startingAt: 0) + pad("count", 7) + head,
    ]
    for kind in kinds {
      let onsets = table.rows.filter { $0.kind == kind }.map(\.onset)
      var line =
        "  \(kind.rawValue)".padding(toLength: 18, withPad: " ", startingAt: 0) + pad("\(onsets.count)", 7)
      if let stages {
        for stage in scored {
          let density = SleepEvents.density(of: onsets, in: stage, of: stages)
          line += pad(density.map { String(format: "%.2f", $0) } ?? "–", 8)
        }
      }
      lines.append(line)
    }
    return lines.joined(separator: "\n")
  }

  private static func json(_ table: EventTable, _ stages: Hypnogram?) -> String {
    let rows = table.rows.map { row -> String in
      var one = JSONText()
      one.add("kind", row.kind.rawValue)
      one.add("onset_s", json: EventTable.decimal(row.onset.seconds))
      one.add("duration_s", json: EventTable.decimal(row.duration.seconds))
      one.add("stage", (stages?.stage(at: row.onset) ?? .unknown).code)
      let measures = zip(EventTable.measures, row.measures).compactMap { name, value -> String? in
        guard let value else { return nil }
        let text = EventTable.decimal(value)
        return "\"\(name)\":\(text.isEmpty ? "null" : text)"
      }
      one.add("measures", json: "{\(measures.joined(separator: ","))}")
      return one.text
    }
    return "[\n" + rows.joined(separator: ",\n") + "\n]"
  }
}
