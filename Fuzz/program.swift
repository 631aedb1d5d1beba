import Foundation
import ProgramKernel
import Programs
import SleepCore

/// A program that is well written, for the fuzzer to begin with.
private let seed = """
  lumapod: program/1
  name: small
  title: Small
  version: "1"
  for: [adult]
  about: Rain, pulses, silence.
  evidence:
    - {claim: It rains., finding: untested, source: none}
  start: rain
  wake: wake
  scenes:
    rain:
      sound:
        rain: {level: 40 dBA, over: 30 s}
      next:
        - {stage: [N2, N3], held: 2 min, go: deep}
        - {before-wake: 20 min, go: end}
      longest: 30 min
      then: deep
    deep:
      pulses: {level: 45 dBA, phase: -45 deg, length: 50 ms, rise: 5 ms, apart: 2.5 s, wave: 37.5 uV, most: 600}
      longest: 1 h 30 min
      then: end
    wake:
      light: {level: 100 lx, over: 1 min}
      longest: 10 min
      then: end
    end: {about: Silence.}
  """

/// Any text gives a program or an error with a place.
///
/// A program is certified and checked whatever it says, and one
/// that the kernel accepts is run for two hours and keeps to the bounds that the kernel looked at.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzProgram(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = String(decoding: unsafe UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
  let program: SleepProgram
  do {
    program = try SleepProgram(text: text, file: "fuzz.yaml", hash: "h")
  } catch {
    precondition(error.line >= 1 && error.column >= 1 && !error.problem.isEmpty && !error.remedy.isEmpty)
    return 0
  }
  let certificate = Certifier.certificate(for: program.compiled, limitsHash: "l")
  for age in AgeGroup.allCases {
    guard let limits = try? SafetyLimitsTable.limits(for: age),
      let verified = try? ProgramChecker.verify(
        program.compiled, certificate: certificate, limits: limits, limitsHash: "l")
    else { continue }
    run(verified, limits: limits, choice: UInt64(count))
  }
  return 0
}

/// Runs a program with stages drawn from a seed.
private func run(_ verified: VerifiedProgram, limits: SafetyLimits, choice: UInt64) {
  let wakeAt = NightTime(seconds: 5400)
  var engine = ProgramEngine(verified, wakeAt: wakeAt)
  var random = SeededRandom(seed: choice)
  for second in 1...7200 {
    var weights: [5 of Double] = [0, 0, 0, 0, 0]
    weights[Int(random.next() % 5)] = 1
    let belief = random.next() % 50 == 0 ? StageBelief(weights: weights) : .unknown
    let (wish, _) = engine.second(endingAt: NightTime(seconds: second), belief: belief)
    let most = second < 5400 ? limits.windDownSound : max(limits.alarm, limits.windDownSound)
    precondition(wish.beds.total <= most && wish.light <= limits.lightWaking)
    if second < 5400 { precondition(wish.light <= limits.lightAsleep) }
    if let plan = engine.pulses { precondition(plan.level <= limits.eventAsleep?.absolute ?? .silence) }
  }
}

/// Puts the seed into the corpus folder that `run.sh` names.
@_cdecl("LLVMFuzzerInitialize")
public func makeProgramSeeds(_: UnsafeMutableRawPointer?, _: UnsafeMutableRawPointer?) -> CInt {
  guard let folder = ProcessInfo.processInfo.environment["LUMAPOD_FUZZ_SEEDS"] else { return 0 }
  try? Data(seed.utf8).write(to: URL(filePath: folder).appending(path: "small"))
  return 0
}
