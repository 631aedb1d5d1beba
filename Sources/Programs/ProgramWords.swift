package import ProgramKernel
package import SleepCore

/// The words in which a program's conditions and times are said.
package enum ProgramWords {
  /// A time such as `3 min` or `1 h 30 min`.
  package static func time(_ span: NightTime.Span) -> String {
    guard span.ticks.isMultiple(of: NightTime.ticksPerSecond) else { return "\(span.ticks / 10_000) ms" }
    let seconds = span.wholeSeconds
    var parts: [String] = []
    if seconds >= 3600 { parts.append("\(seconds / 3600) h") }
    if seconds / 60 % 60 > 0 { parts.append("\(seconds / 60 % 60) min") }
    if seconds % 60 > 0 || parts.isEmpty { parts.append("\(seconds % 60) s") }
    return parts.joined(separator: " ")
  }

  /// Stages such as `N1/N2`.
  package static func stages(_ stages: Set<SleepStage>) -> String {
    SleepStage.scored.filter(stages.contains).map(\.code).joined(separator: "/")
  }

  /// What a condition says of the night once it has led on.
  package static func reason(for condition: CompiledProgram.Condition) -> String {
    let held = condition.held > .seconds(1) ? " for \(time(condition.held))" : ""
    switch condition.sign {
    case .stage(let stages): return "\(Self.stages(stages)) held for \(time(condition.held))"
    case .presence(let isThere): return (isThere ? "someone was in bed" : "the bed was empty") + held
    case .dark(let isDark): return (isDark ? "the lights were off" : "the lights were on") + held
    case .arousal: return "an arousal" + held
    case .nightmare: return "signs of a nightmare" + held
    case .wish(let wish): return "the sleeper asked: \(wish.rawValue)"
    case .beforeWake(let span): return "\(time(span)) before the wake time"
    case .wakeTime: return "the wake time has come"
    }
  }
}
