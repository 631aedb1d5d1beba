import ProgramKernel
import Programs
import SleepCore

/// An engine with its seconds counted.
struct Running {
  var engine: ProgramEngine
  var second = -1
  var changes: [Int: String] = [:]

  init(_ scenes: [CompiledProgram.Scene], _ age: AgeGroup = .adult) throws {
    engine = ProgramEngine(scenes: scenes, limits: try SafetyLimitsTable.limits(for: age))
  }

  @discardableResult
  mutating func step(_ senses: Senses = .nothing) -> ProgramEngine.Step {
    second += 1
    let step = engine.second(endingAt: NightTime(seconds: second), senses: senses)
    if let change = step.change { changes[second] = change.to }
    return step
  }

  /// What a number of seconds in a row wish for.
  mutating func steps<Value>(
    _ count: Int, _ senses: Senses = .nothing, _ value: (ProgramEngine.Step) -> Value
  ) -> [Value] {
    (0..<count).map { _ in value(step(senses)) }
  }
}
