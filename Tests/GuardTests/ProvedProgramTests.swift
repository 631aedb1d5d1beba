import Foundation
import Guard
import ProgramKernel
import Programs
import SleepCore
import TestKit
import Testing

@Suite("the guard and the kernel mean the same limits")
struct ProvedProgramTests {
  private static let library: [URL] = {
    let folder = SharedMaterial.projectRoot.appending(path: "Library/Programs")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted().map { folder.appending(path: $0) }
  }()

  @Test("what was proved is never reduced, on any night", arguments: library)
  func neverReduced(file: URL) throws {
    let text = try String(contentsOf: file, encoding: .utf8)
    let program = try SleepProgram(text: text, file: file.lastPathComponent, hash: "h").compiled
    for age in program.ages {
      let limits = try SafetyLimitsTable.limits(for: age)
      let verified = try ProgramVerifier.verify(program, limits: limits, limitsHash: "l")
      for seed in 0..<UInt64(tries(4, soak: 400)) { try night(verified, seed: seed) }
    }
  }

  private func night(_ verified: VerifiedProgram, seed: UInt64) throws {
    var engine = ProgramEngine(verified)
    var guarded = OutputGuard(limits: verified.limits)
    var senses = HostileSenses(verified.program, seed: seed)
    for second in 1..<40_000 where !engine.isOver {
      let time = NightTime(seconds: second)
      let now = senses.next()
      let step = engine.second(endingAt: time, senses: now)
      let moment = OutputGuard.Moment(
        time: time, mayBeAsleep: now.sure != .wake, isAfterWakeTime: engine.isAfterWake)
      let (allowed, withheld) = guarded.second(step.wish, at: moment)
      guard allowed == step.wish else {
        Issue.record(
          "\(verified.program.name), seed \(seed), second \(second): \(String(describing: withheld))")
        return
      }
      for gesture in [step.speech, step.touch, step.flashes].compactMap({ $0 }) {
        #expect(guarded.gesture(gesture, at: moment).withheld == nil, "second \(second)")
      }
      guard now.sure == .n3 else { continue }
      for half in 0..<2 {
        let at = time + .milliseconds(500 * half)
        guard let plan = engine.pulses(at: at), engine.mayPulse(at: at) else { continue }
        engine.countPulse(at: at)
        let pulse = Pulse(onset: at, level: plan.level, length: plan.length, rise: plan.rise)
        #expect(guarded.pulse(pulse, at: moment).withheld == nil, "second \(second)")
      }
    }
  }
}
