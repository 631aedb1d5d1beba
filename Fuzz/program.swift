import Foundation
import ProgramKernel
import Programs
import SleepCore

/// A program that is well written, for the fuzzer to begin with.
private let seed = """
  lumapod: program/2
  name: small
  title: Small
  version: "1"
  for: [adult]
  needs: [rest]
  nights: 4
  dream: true
  about: Rain, pulses, words, silence.
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
      next:
        - {bed: empty, held: 10 s, go: away}
      longest: 1 h 30 min
      then: end
    away:
      light: {level: 5 lx, over: 20 s, only: awake}
      speech: {say: [Good night.], level: 40 dBA, length: 3 s, stage: [W, N1], apart: 1 min, most: 2}
      scent: {name: lavender, share: 30 %, burst: 30 s, apart: 5 min, most: 2, only: awake}
      warmth: {level: 36 degC, over: 10 min}
      next:
        - {bed: occupied, held: 1 min, go: deep, at-most: 2}
        - {asks: quiet, go: end}
      longest: 20 min
      then: end
    wake:
      light: {level: 100 lx, over: 1 min}
      longest: 10 min
      then: end
    end: {about: Silence.}
  """

/// Any text gives a program or an error with a place.
///
/// A program is verified for every age group: one that is accepted stays within its proved bounds on a hostile night,
/// one that is refused exceeds the limit on the night that the refusal shows.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzProgram(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = String(decoding: unsafe UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
  let program: CompiledProgram
  do {
    program = try SleepProgram(text: text, file: "fuzz.yaml", hash: "h").compiled
  } catch {
    precondition(error.line >= 1 && error.column >= 1 && !error.problem.isEmpty && !error.remedy.isEmpty)
    return 0
  }
  for age in program.ages {
    guard let limits = try? SafetyLimitsTable.limits(for: age) else { continue }
    do throws(RefusedNight) {
      run(try ProgramVerifier.verify(program, limits: limits, limitsHash: "l"), seed: UInt64(count))
    } catch {
      // What the language can write has the right shape, so a refusal is about a limit, and has a night.
      guard let fact = error.refusal.fact, let reached = error.reached else {
        preconditionFailure("\(error)")
      }
      precondition(fact.isAtLeast ? reached < fact.bound : reached > fact.bound, "\(error)")
    }
  }
  return 0
}

/// Runs a program through a hostile night of three hours at most.
private func run(_ verified: VerifiedProgram, seed: UInt64) {
  var night = NightSimulation(ProgramEngine(verified))
  var senses = HostileSenses(verified.program, seed: seed)
  for _ in 0..<10_800 where !night.engine.isOver { night.second(senses.next()) }
  for fact in verified.bounds {
    guard let reading = night.meter.reading(of: fact, nightsAWeek: verified.program.nightsAWeek) else {
      continue
    }
    precondition(fact.isAtLeast ? reading >= fact.value : reading <= fact.value, fact.limit)
  }
}

/// Puts the seed into the corpus folder that `run.sh` names.
@_cdecl("LLVMFuzzerInitialize")
public func makeProgramSeeds(_: UnsafeMutableRawPointer?, _: UnsafeMutableRawPointer?) -> CInt {
  guard let folder = ProcessInfo.processInfo.environment["LUMAPOD_FUZZ_SEEDS"] else { return 0 }
  try? Data(seed.utf8).write(to: URL(filePath: folder).appending(path: "small"))
  return 0
}
