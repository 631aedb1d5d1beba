import Evidence
import Foundation
import SleepCore
import TestKit
import Testing

@Suite("E-processes")
struct EProcessTests {
  private struct Vectors: Decodable {
    struct Case: Decodable {
      let c: Int
      let mu: Double
      let a: Double
      let b: Double
      let log_e_twosided: Double
      let log_e_onesided_RRgt1: Double
    }
    let cases: [Case]
  }

  @Test("the Poisson e-process's logs are scipy's within 1e-9, two-sided and one-sided")
  func vectors() throws {
    guard let url = SharedMaterial.vector("surveillance/poisson_eprocess.json") else { return }
    let cases = try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: url)).cases
    #expect(cases.count == 243)
    var worst = 0.0
    for one in cases {
      let both = try PoissonEProcess(shape: one.a, rate: one.b, side: .both)
      let above = try PoissonEProcess(shape: one.a, rate: one.b, side: .above)
      worst = max(worst, abs(both.logEvidence(events: one.c, expected: one.mu) - one.log_e_twosided))
      worst = max(worst, abs(above.logEvidence(events: one.c, expected: one.mu) - one.log_e_onesided_RRgt1))
    }
    #expect(worst <= 1e-9)
    print("Poisson e-process: \(2 * cases.count) logs, largest difference \(worst)")
  }

  @Test("expected to stay 1: the mean of e over every possible count is 1, at once and after more")
  func fairGame() throws {
    for side in [EvidenceSide.above, .both] {
      let poisson = try PoissonEProcess(shape: 1, rate: 1, side: side)
      var mean = 0.0
      var chance = exp(-3.0)
      for c in 0..<200 {
        mean += chance * exp(poisson.logEvidence(events: c, expected: 3))
        chance *= 3 / Double(c + 1)
      }
      #expect(abs(mean - 1) < 1e-9)
      let binomial = try BinomialEProcess(exposedShare: 0.125, side: side)
      for c in 0...20 {
        // From any place, one more event leaves the mean where it is: a martingale, not only a fair start.
        let now = exp(binomial.logEvidence(exposed: c, events: 20))
        let next =
          0.125 * exp(binomial.logEvidence(exposed: c + 1, events: 21))
          + 0.875 * exp(binomial.logEvidence(exposed: c, events: 21))
        #expect(abs(next / now - 1) < 1e-11)
      }
    }
  }

  @Test("the binomial e-process is the integral that it stands for")
  func integral() throws {
    let process = try BinomialEProcess(exposedShare: 0.2, a: 1, b: 2)
    // ∫ over θ from 0.2 to 1 of θ⁷(1−θ)¹³ · 2(1−θ) / P(θ > 0.2) dθ / (0.2⁷ 0.8¹³), by Simpson's rule.
    let steps = 20_000
    var sum = 0.0
    for i in 0...steps {
      let theta = 0.2 + 0.8 * Double(i) / Double(steps)
      let weight = i == 0 || i == steps ? 1.0 : (i % 2 == 1 ? 4 : 2)
      sum += weight * pow(theta / 0.2, 7) * pow((1 - theta) / 0.8, 13) * 2 * (1 - theta)
    }
    let value = sum * 0.8 / Double(steps) / 3 / (0.8 * 0.8)
    #expect(abs(process.logEvidence(exposed: 7, events: 20) - log(value)) < 1e-10)
  }

  @Test("of thousands of processes without an effect, watched at every event, fewer than α ever reach 1/α")
  func ville() throws {
    let poisson = try PoissonEProcess()
    let binomial = try BinomialEProcess(exposedShare: 0.125)
    var random = SeededRandom(seed: 5)
    var signals = (poisson: 0, binomial: 0)
    let count = tries(1000, soak: 20_000)
    for _ in 0..<count {
      var time = 0.0
      var hasSignalled = (false, false)
      var exposed = 0
      for n in 1...300 {
        time += random.exponential(mean: 1)
        exposed += random.uniform() < 0.125 ? 1 : 0
        if poisson.logEvidence(events: n, expected: time) >= log(20) { hasSignalled.0 = true }
        if binomial.logEvidence(exposed: exposed, events: n) >= log(20) { hasSignalled.1 = true }
      }
      signals.poisson += hasSignalled.0 ? 1 : 0
      signals.binomial += hasSignalled.1 ? 1 : 0
    }
    let most = Double(count) * 0.05
    #expect(Double(signals.poisson) < most && signals.poisson > count / 200)
    #expect(Double(signals.binomial) < most && signals.binomial > count / 200)
  }

  @Test("tails far beyond a double's range stay numbers")
  func farTails() throws {
    let process = try PoissonEProcess()
    #expect(process.logEvidence(events: 0, expected: 5000).isFinite)
    #expect(process.logEvidence(events: 100_000, expected: 1).isFinite)
    for shape in [0.001, 1, 1000] {
      for rate in [0.001, 1, 1000] {
        let wide = try PoissonEProcess(shape: shape, rate: rate)
        for events in [0, 1, 10_000] { #expect(!wide.logEvidence(events: events, expected: 3).isNaN) }
      }
    }
    #expect(try BinomialEProcess(exposedShare: 0.01).logEvidence(exposed: 50_000, events: 50_000).isFinite)
    #expect(try BinomialEProcess(exposedShare: 0.9).logEvidence(exposed: 0, events: 50_000).isFinite)
  }
}
