internal import ArgumentParser
internal import Foundation
internal import Night
internal import Signals
internal import SleepCore
internal import Staging

/// The command `luma hypnogram`.
struct HypnogramCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hypnogram",
    abstract: "The statistics of a hypnogram, by the AASM's terms.",
    discussion: """
      The whole hypnogram counts as time in bed: crop it to lights off and lights on first. An epoch without a stage (?)
      is neither sleep nor wake. Times are in minutes.
      """)

  @Argument(
    help: "The CSV of luma stage, a list of stages, or an EDF+ hypnogram.",
    completion: .file(extensions: ["csv", "txt", "edf"]))
  var file: String

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let statistics = HypnogramStatistics(try Self.read(file))
    Terminal.say(json ? Self.json(statistics) : Self.text(statistics))
  }

  /// Reads a hypnogram from either kind of file.
  static func read(_ path: String) throws -> Hypnogram {
    let name = path.lowercased()
    guard name.hasSuffix(".edf") || name.hasSuffix(".bdf") else {
      return try HypnogramTable.read(bytes: NightFolder.read(path), file: path)
    }
    guard let hypnogram = try EDFFile(path: path).hypnogram else {
      throw HypnogramFileError(place: path)
    }
    return hypnogram
  }

  private static func minutes(_ span: NightTime.Span?) -> String {
    span.map { String(format: "%.1f min", $0.seconds / 60) } ?? "–"
  }

  private static func number(_ value: Double?, _ unit: String) -> String {
    value.map { String(format: "%.1f%@", $0, unit) } ?? "–"
  }

  private static func text(_ night: HypnogramStatistics) -> String {
    func row(_ name: String, _ value: String) -> String {
      "  " + name + String(repeating: " ", count: max(1, 40 - name.count)) + value
    }
    var lines = [
      row("time in bed (TIB)", minutes(night.timeInBed)),
      row("sleep period time (SPT)", minutes(night.sleepPeriodTime)),
      row("total sleep time (TST)", minutes(night.totalSleepTime)),
      row("wake after sleep onset, within SPT (WASO)", minutes(night.wakeAfterSleepOnset)),
      row("wake after the last sleep", minutes(night.wakeAfterLastSleep)),
      row("sleep efficiency (SE)", number(night.sleepEfficiencyPercent, " %")),
      row("sleep maintenance (SME)", number(night.sleepMaintenanceEfficiencyPercent, " %")),
      row("sleep onset latency (SOL)", minutes(night.sleepOnsetLatency)),
      row("latency to 5 min of sleep", minutes(night.persistentSleepLatency)),
      row("R latency from sleep onset", minutes(night.remLatencyFromSleepOnset)),
      row("awakenings", "\(night.awakenings)"),
      row("awakenings an hour of sleep (SFI)", number(night.sleepFragmentationIndex, "")),
      row("stage shifts", "\(night.stageShifts)"),
      row("stage shifts an hour of sleep", number(night.stageShiftsPerHour, "")),
      "", "  stage       time   share of sleep     latency",
    ]
    for stage in SleepStage.allCases where stage != .unknown || night.time(in: stage) > .zero {
      let columns = [
        minutes(night.time(in: stage)), number(night.percentOfSleep(stage), " %"),
        minutes(night.latency(to: stage)),
      ]
      let widths = [12, 17, 12]
      lines.append(
        "  " + stage.code.padding(toLength: 4, withPad: " ", startingAt: 0) + right(columns, widths))
    }
    let used = SleepStage.allCases.filter { $0 != .unknown || night.time(in: $0) > .zero }
    lines += ["", "  from \\ to" + right(used.map(\.code), used.map { _ in 7 })]
    for from in used {
      let counts = used.map { String(night.transitions[Int(from.rawValue)][Int($0.rawValue)]) }
      lines.append(
        "  " + from.code.padding(toLength: 9, withPad: " ", startingAt: 0)
          + right(counts, used.map { _ in 7 }))
    }
    return lines.joined(separator: "\n")
  }

  /// Columns with their ends under one another.
  private static func right(_ texts: [String], _ widths: [Int]) -> String {
    zip(texts, widths).map { String(repeating: " ", count: max(1, $1 - $0.count)) + $0 }.joined()
  }

  private static func json(_ night: HypnogramStatistics) -> String {
    var json = JSONText()
    func minutes(_ span: NightTime.Span?) -> String { number(span.map { $0.seconds / 60 }) }
    func number(_ value: Double?) -> String { value.map { String(format: "%.4f", $0) } ?? "null" }
    json.add("tib_min", json: minutes(night.timeInBed))
    json.add("spt_min", json: minutes(night.sleepPeriodTime))
    json.add("tst_min", json: minutes(night.totalSleepTime))
    json.add("waso_min", json: minutes(night.wakeAfterSleepOnset))
    json.add("wake_after_last_sleep_min", json: minutes(night.wakeAfterLastSleep))
    json.add("se_percent", json: number(night.sleepEfficiencyPercent))
    json.add("sme_percent", json: number(night.sleepMaintenanceEfficiencyPercent))
    json.add("sol_min", json: minutes(night.sleepOnsetLatency))
    json.add("sol_5min_min", json: minutes(night.persistentSleepLatency))
    json.add("r_latency_from_onset_min", json: minutes(night.remLatencyFromSleepOnset))
    json.add("awakenings", night.awakenings)
    json.add("sfi_per_hour", json: number(night.sleepFragmentationIndex))
    json.add("stage_shifts", night.stageShifts)
    json.add("stage_shifts_per_hour", json: number(night.stageShiftsPerHour))
    let stages = SleepStage.allCases.map { stage in
      var one = JSONText()
      one.add("stage", stage.code)
      one.add("min", json: minutes(night.time(in: stage)))
      one.add("percent_of_sleep", json: number(night.percentOfSleep(stage)))
      one.add("latency_min", json: minutes(night.latency(to: stage)))
      return one.text
    }
    json.add("stages", json: "[\(stages.joined(separator: ","))]")
    func matrix(_ value: (SleepStage, SleepStage) -> String) -> String {
      let rows = SleepStage.allCases.map { from in
        "[" + SleepStage.allCases.map { value(from, $0) }.joined(separator: ",") + "]"
      }
      return "[" + rows.joined(separator: ",") + "]"
    }
    json.add(
      "transitions", json: matrix { String(night.transitions[Int($0.rawValue)][Int($1.rawValue)]) })
    json.add(
      "transition_probabilities", json: matrix { number(night.transitionProbability(from: $0, to: $1)) })
    return json.text
  }
}

/// A recording that was given as a hypnogram names no stage.
struct HypnogramFileError: ExplainedError {
  let place: String
  let problem = "no annotation in it names a sleep stage"
  let remedy = "Stage the recording first: `luma stage`."
}
