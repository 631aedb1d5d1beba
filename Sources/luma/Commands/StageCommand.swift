internal import ArgumentParser
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
      Writes CSV with the columns epoch, onset_s, stage, p_W, p_N1, p_N2, p_N3, p_R; stages are W, N1, N2, N3, R, and ?
      where there is no honest answer. An output that ends in .edf is written as an EDF+ hypnogram.
      """)

  @Argument(help: "An EDF or BDF recording.", completion: .file(extensions: ["edf", "bdf"]))
  var recording: String

  @Option(help: "The EEG channel; otherwise the best there is.")
  var channel: String?

  @Flag(help: "Use nothing that comes after an epoch, as a live night must.")
  var causal = false

  @Option(help: "The file to write, .csv or .edf; otherwise CSV goes to standard output.")
  var output: String?

  @Flag(help: "Print JSON instead of CSV.")
  var json = false

  func validate() throws {
    guard let output else { return }
    guard output.hasSuffix(".csv") || output.hasSuffix(".edf") else {
      throw ValidationError("«\(output)» must end in .csv or .edf.")
    }
    guard !json else { throw ValidationError("--json goes to standard output; leave out --output.") }
  }

  func run() throws {
    let (model, _) = try Installation().stager()
    let file = try EDFFile(path: recording)
    for warning in file.warnings { Terminal.complain("luma: \(recording): \(warning)") }
    let source = try EDFReplaySource(file: file, name: recording, channel: channel)
    let signal = source.signals[source.description.primary]
    let (samples, rate) = RecordingChannel.microvolts(of: signal, in: file)
    guard source.description.channels[source.description.primary].microvoltsPerUnit != nil else {
      let header = file.header.signals[signal]
      throw NightError.notAVoltage(channel: header.label, unit: header.physicalDimension, source: recording)
    }
    let microvolts = samples.map(Double.init)
    let beliefs =
      causal
      ? try WholeNightStager.stageCausally(microvolts: microvolts, samplingRate: rate, model: model)
      : try WholeNightStager.stage(microvolts: microvolts, samplingRate: rate, model: model)
    Terminal.complain(
      "\(beliefs.count) epochs of channel \(file.header.signals[signal].label) with \(model.name)\(causal ? ", causal" : "")"
    )
    try write(beliefs, start: file.header.start)
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
