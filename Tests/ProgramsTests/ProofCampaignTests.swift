import ProgramKernel
import Programs
import SleepCore
import TestKit
import Testing

@Suite("what is accepted never exceeds, and what is refused really does")
struct ProofCampaignTests {
  /// The seeds of one of ten parts of a campaign, and in the first part one that once found a mistake.
  private func seeds(of part: UInt64) -> [UInt64] {
    let count = UInt64(tries(60, soak: 10_000))
    return Array(part * count..<(part + 1) * count) + (part == 0 ? [64_780] : [])
  }

  @Test(
    "no accepted program exceeds a limit, or its own proved bound, on any night", arguments: UInt64(0)..<10)
  func acceptedNeverExceeds(part: UInt64) throws {
    let seeds = seeds(of: part)
    var (accepted, nights, seconds) = (0, 0, 0)
    for seed in seeds {
      let generated = try GeneratedProgram(seed: seed)
      guard let verified = try? verify(generated) else { continue }
      accepted += 1
      for night in 0..<UInt64(tries(6, soak: 30)) {
        nights += 1
        seconds += try runNight(verified, seed: seed &* 1000 &+ night)
      }
    }
    print("part \(part): \(seeds.count) programs, \(accepted) accepted, \(nights) nights, \(seconds) seconds")
    #expect(accepted * 10 > seeds.count && accepted * 10 < seeds.count * 9)
  }

  private func verify(_ generated: GeneratedProgram) throws -> VerifiedProgram {
    try ProgramVerifier.verify(generated.program, limits: generated.limits, limitsHash: "l")
  }

  private func runNight(_ verified: VerifiedProgram, seed: UInt64) throws -> Int {
    var night = NightSimulation(ProgramEngine(verified))
    var adversary = HostileSenses(verified.program, seed: seed)
    var seconds = 0
    while seconds < 40_000, !night.engine.isOver || seconds.isMultiple(of: 64) {
      night.second(adversary.next())
      seconds += 1
    }
    for fact in verified.bounds {
      guard let reading = night.meter.reading(of: fact, nightsAWeek: verified.program.nightsAWeek) else {
        continue
      }
      let isInside = fact.isAtLeast ? reading >= fact.value : reading <= fact.value
      #expect(
        isInside && fact.holds,
        "\(verified.program.name) night \(seed): \(fact.limit) came to \(reading), proved \(fact.value)")
    }
    return seconds
  }

  @Test(
    "every refusal comes with a night on which the engine really exceeds the limit", arguments: UInt64(0)..<10
  )
  func refusedExceeds(part: UInt64) throws {
    var byLimit: [String: Int] = [:]
    for seed in seeds(of: part) {
      let generated = try GeneratedProgram(seed: seed)
      do throws(RefusedNight) {
        _ = try ProgramVerifier.verify(generated.program, limits: generated.limits, limitsHash: "l")
      } catch {
        let fact = try #require(error.refusal.fact, "\(seed): \(error)")
        byLimit[fact.limit, default: 0] += 1
        let reached = try #require(error.reached, "\(seed): \(error)")
        let exceeds = fact.isAtLeast ? reached < fact.bound : reached > fact.bound
        #expect(
          exceeds, "\(seed): \(error.problem), reached \(reached) of \(fact.value), limit \(fact.bound)")
        #expect(error.trace?.lines.isEmpty == false)
      }
    }
    print("part \(part): refusals by limit: \(byLimit.sorted { $0.key < $1.key })")
    #expect(byLimit.count >= 6, "\(byLimit)")
  }
}
