internal import Bedroom
internal import Foundation
internal import Night
internal import SleepCore

/// The morning in words, for a terminal.
enum MorningText {
  /// One sentence first, then the figures, then where everything is.
  static func summary(_ outcome: NightRun.Outcome) -> String {
    let summary = outcome.summary
    func row(_ name: String, _ value: String) -> String {
      "  \(name)\(String(repeating: " ", count: max(1, 22 - name.count)))\(value)"
    }
    var lines = ["", "  \(Terminal.bold(outcome.sentence))", ""]
    lines.append(row("asleep", duration(summary.totalSleepTime)))
    lines.append(
      row("fell asleep after", summary.sleepOnset.map { duration($0 - .start) } ?? "no sleep seen"))
    lines.append(row("awake in between", duration(summary.wakeAfterSleepOnset)))
    let names = ["W", "N1", "N2", "N3", "R", "?"]
    let stages = zip(names, summary.stages).filter { $0.1 > .zero }.map { "\($0.0) \(duration($0.1))" }
    lines.append(row("stages", stages.joined(separator: ", ")))
    lines.append(
      row(
        "pulses",
        (summary.pulses == 0 ? "none" : "\(summary.pulses), the loudest \(decibels(summary.loudestPulse))")
          + (summary.marks == 0 ? "" : "; \(summary.marks) moments marked without sound")))
    if summary.arousals > 0 { lines.append(row("arousals", "\(summary.arousals)")) }
    lines.append(
      row(
        "sound",
        "at most \(decibels(summary.loudestBed)), \(decibels(summary.equivalentLevel)) LAeq over the night"))
    if summary.withheld > 0 { lines.append(row("withheld by the guard", "\(summary.withheld) times")) }
    if summary.gaps > 0 { lines.append(row("gaps", "\(summary.gaps)")) }
    lines.append("")
    lines.append("  The night is in \(outcome.folder.path)")
    return lines.joined(separator: "\n")
  }

  /// A length of time, such as `6 h 12 min`.
  static func duration(_ span: NightTime.Span) -> String {
    let minutes = Int((span.seconds / 60).rounded())
    if minutes < 60 { return "\(minutes) min" }
    return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
  }

  private static func decibels(_ level: SoundLevel) -> String {
    level.isSilent ? "silence" : String(format: "%.1f dBA", level.dBA)
  }
}
