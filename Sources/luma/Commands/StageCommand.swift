internal import ArgumentParser
internal import Bedroom
internal import Foundation
internal import Night
internal import Signals
internal import SleepCore
internal import Staging

/// The command `luma stage`.
struct StageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stage",
    abstract: "Stage a recording in epochs of 30 s.",
    discussion: """
      FILE is an EDF or BDF recording; with --fs a column of numbers in a text file, in microvolts; the CSV of a watch,
      ring, strap or mat, or the export.xml of Apple Health; with --bands a table of band powers.

      Writes CSV with the columns epoch, onset_s, stage, p_W, p_N1, p_N2, p_N3, p_R; stages are W, N1, N2, N3, R, and ?
      where there is no honest answer. An output that ends in .edf is written as an EDF+ hypnogram.

      luma stage sleep.edf
      luma stage sleep.edf --causal --output stages.csv
      luma stage signal.txt --fs 200
      luma stage export.xml --night 2026-11-24
      """)

  @Argument(help: "The file.", completion: .file(extensions: ["edf", "bdf", "csv", "txt", "xml"]))
  var file: String

  @Option(help: "The EEG channel, or the column of a text file; otherwise the best there is, or the first.")
  var channel: String?

  @Flag(help: "Use nothing that comes after an epoch, as a live night must.")
  var causal = false

  @Option(name: .customLong("fs"), help: ArgumentHelp("Samples a second of a text file.", valueName: "hertz"))
  var samplingRate: Double?

  @Flag(help: "Stage by the band powers of Fpz-Cz and Pz-Oz: a table of them, or a recording of both.")
  var bands = false

  @Option(
    help: ArgumentHelp("The evening of the wanted night in a wearable's file.", valueName: "YYYY-MM-DD"))
  var night: String?

  @Flag(help: "Stage as YASA 0.8.1 does, the field's reference, and not as well as can be.")
  var reference = false

  @Option(help: "An eye channel for --reference.")
  var eog: String?

  @Option(help: "A chin channel for --reference.")
  var emg: String?

  @Option(help: "The file to write, .csv or .edf; otherwise CSV goes to standard output.")
  var output: String?

  @Flag(help: "Print JSON instead of CSV.")
  var json = false

  func validate() throws {
    if let samplingRate, !(samplingRate > 0 && samplingRate <= 100_000) {
      throw ValidationError("--fs wants samples a second, such as 200.")
    }
    if causal && reference { throw ValidationError("YASA looks at the whole night: leave out --causal.") }
    if !reference && (eog != nil || emg != nil) {
      throw ValidationError("--eog and --emg go with --reference.")
    }
    guard let output else { return }
    guard output.hasSuffix(".csv") || output.hasSuffix(".edf") else {
      throw ValidationError("«\(output)» must end in .csv or .edf.")
    }
    guard !json else { throw ValidationError("--json goes to standard output; leave out --output.") }
  }

  func run() throws {
    let result = try staged()
    for note in result.notes { Terminal.complain("luma: \(file): \(note)") }
    Terminal.complain("\(result.beliefs.count) epochs of \(result.what)\(causal ? ", causal" : "")")
    try write(result.beliefs, start: result.start)
  }

  private func staged() throws -> Staged {
    let installation = try Installation()
    let signals = SignalStaging(installation: installation, causal: causal, reference: reference)
    if bands {
      if file.lowercased().hasSuffix(".edf") || file.lowercased().hasSuffix(".bdf") {
        return try signals.stage(bandsOf: file)
      }
      let (beliefs, model) = try BandStaging.stage(table: file, causal: causal)
      return Staged(beliefs: beliefs, what: "band powers with \(model)")
    }
    if let samplingRate {
      let column = channel.map { ColumnText.Column.name($0) } ?? .index(0)
      let text = try ColumnText(bytes: NightFolder.read(file), file: file, column: column)
      let trace = ChannelTrace(
        label: channel ?? text.header.first ?? "column 1", role: .eeg, samplingRate: .hertz(samplingRate),
        samples: text.values.map(Float.init))
      return try signals.stage(trace)
    }
    if WearableStaging.reads(file) {
      let (beliefs, start, model, notes) = try WearableStaging.beliefs(
        path: file, night: night, causal: causal, installation: installation)
      return Staged(
        beliefs: beliefs, start: start ?? Staged.noDate, what: "a wearable with \(model)", notes: notes)
    }
    return try signals.stage(recording: file, channel: channel, eog: eog, emg: emg)
  }

  private func write(_ beliefs: [StageBelief], start: CivilTime) throws {
    if let output, output.hasSuffix(".edf") {
      try EDFHypnogram.write(Hypnogram(stages: beliefs.map(\.stage)), start: start, to: output)
      return
    }
    if json {
      Terminal.say("[\n" + beliefs.enumerated().map(Self.jsonRow).joined(separator: ",\n") + "\n]")
      return
    }
    var text = "epoch,onset_s,stage,p_W,p_N1,p_N2,p_N3,p_R\n"
    for (epoch, belief) in beliefs.enumerated() {
      let shares = SleepStage.scored.map { Self.decimal(belief.perMille($0)) }
      text += "\(epoch),\(epoch * 30),\(belief.stage.code),\(shares.joined(separator: ","))\n"
    }
    if let output {
      try NightFolder.write(Array(text.utf8), to: output)
    } else {
      Terminal.say(text, terminator: "")
    }
  }

  private static func jsonRow(_ epoch: Int, _ belief: StageBelief) -> String {
    var row = JSONText()
    row.add("epoch", epoch)
    row.add("onset_s", epoch * 30)
    row.add("stage", belief.stage.code)
    row.add("p", thousandths: SleepStage.scored.map(belief.perMille))
    return row.text
  }

  private static func decimal(_ perMille: Int) -> String {
    "\(perMille / 1000)." + String(String(1000 + perMille % 1000).dropFirst())
  }
}
