import Evidence
import Foundation
import SleepCore
import TestKit
import Testing

@Suite("Many programs, many events")
struct DisproportionalityTests {
  @Test("PRR, ROR, χ², BCPNN and both information components are PhViD's over 4,000 pairs, to 1e-6 or better")
  func phvid() throws {
    guard let table = try VectorTable("phvid_2x2_first4000.csv") else { return }
    #expect(table.rows.count == 4000)
    var worst: [String: Double] = [:]
    var missing = 0
    for row in table.rows {
      func count(_ name: String) throws -> Int { Int(try #require(table.number(row, name))) }
      // All reports of PhViD's data, as its expectations n₁.·n.₁/N say in every row.
      let counts = try ReportTable(
        together: count("n11"), program: count("n1."), event: count("n.1"), all: 1_196_487)
      let bayesian = counts.bayesianInformationComponent
      let information = counts.informationComponent
      let ours: [(String, Double?)] = [
        ("E", counts.expected), ("PRR", counts.proportionalReportingRatio.value),
        ("PRR_lo", counts.proportionalReportingRatio.lower), ("ROR", counts.reportingOddsRatio.value),
        ("ROR_lo", counts.reportingOddsRatio.lower), ("chi2_yates", counts.yatesChiSquared),
        ("BCPNN_EIC", bayesian.value), ("BCPNN_IC025", bayesian.lower), ("IC_Noren", information.value),
        ("IC025_Noren", information.lower), ("IC975_Noren", information.upper),
      ]
      for (name, value) in ours {
        let theirs = try #require(table.number(row, name))
        if theirs.isNaN {
          #expect(value == nil)
          missing += 1
        } else if theirs.isInfinite {
          #expect(value == theirs)
        } else {
          let difference = abs(try #require(value) - theirs) / max(abs(theirs), 1e-6)
          worst[name] = max(worst[name] ?? 0, difference)
        }
      }
    }
    #expect(missing == 4)
    for (name, difference) in worst { #expect(difference <= 1e-8, "\(name)") }
    print("PhViD: largest relative differences", worst.sorted { $0.key < $1.key })
  }

  /// openEBGM 0.9.1's own hyperparameters for CAERS, from its tests/testthat/testEBGM.R.
  private func openEBGM() throws -> GammaPoissonShrinker {
    try GammaPoissonShrinker(
      alpha1: 3.25280367, beta1: 0.39983376, alpha2: 2.02490400, beta2: 1.90726819, share: 0.06536416)
  }

  @Test("EBGM, EB05, EB95 and Qn are openEBGM's to 1e-4 for 17,189 pairs, 131 of them with EB05 of 2 or more")
  func caers() throws {
    guard let table = try VectorTable("openebgm_caers_scores.csv.gz") else { return }
    #expect(table.rows.count == 17_189)
    let shrinker = try openEBGM()
    var worst = ["EBGM": 0.0, "EB05": 0, "EB95": 0, "Qn": 0]
    var signals = 0
    for row in table.rows {
      let score = try shrinker.score(
        observed: Int(try #require(table.number(row, "N"))), expected: try #require(table.number(row, "E")))
      for (name, value) in [
        ("EBGM", score.ebgm), ("EB05", score.eb05), ("EB95", score.eb95), ("Qn", score.firstShare),
      ] {
        worst[name] = max(worst[name] ?? 0, abs(value - (try #require(table.number(row, name)))))
      }
      if score.eb05 >= 2 { signals += 1 }
    }
    #expect(signals == 131)
    for (name, difference) in worst { #expect(difference <= 1e-4, "\(name)") }
    print("openEBGM: largest differences", worst.sorted { $0.key < $1.key }, "EB05 ≥ 2:", signals)
  }

  @Test("the pair that openEBGM's vignette prints: 16 where 0.4064 are expected, EBGM 23.26 [15.68, 33.48]")
  func vignette() throws {
    let score = try openEBGM().score(observed: 16, expected: 0.406436233611442)
    #expect(abs(score.ebgm - 23.26) < 0.006 && abs(score.eb05 - 15.68) < 0.008)
    #expect(abs(score.eb95 - 33.48) < 0.006)
  }

  @Test("the fit to CAERS is as likely as scipy's best, squashed or not, and likelier than openEBGM's own")
  func fitToCaers() throws {
    guard let table = try VectorTable("openebgm_caers_scores.csv.gz") else { return }
    let pairs = try table.rows.map {
      GammaPoissonShrinker.Pair(
        observed: Int(try #require(table.number($0, "N"))), expected: try #require(table.number($0, "E")))
    }
    let fitted = try GammaPoissonShrinker.fitted(to: pairs)
    let factorials = pairs.reduce(0) { $0 + lgamma(Double($1.observed) + 1) }
    let cost = fitted.cost(of: pairs) + factorials
    // scipy 1.17.1's BFGS finds 4187.525 from four of five starts, unsquashed, with ln n! counted.
    #expect(cost < 4187.525 + 0.5)
    #expect(try openEBGM().cost(of: pairs) + factorials > cost + 100)
    #expect(try GammaPoissonShrinker.fitted(to: pairs) == fitted)
    print("fit to CAERS:", fitted, "cost", cost)
  }

  @Test("from counts of a known mixture the fit finds it again")
  func recovered() throws {
    let truth = try GammaPoissonShrinker(alpha1: 4, beta1: 0.5, alpha2: 3, beta2: 3, share: 0.1)
    var random = SeededRandom(seed: 17)
    /// A gamma variable with a whole shape: a sum of exponential ones.
    func gamma(_ shape: Int, rate: Double) -> Double {
      (0..<shape).reduce(0) { sum, _ in sum + random.exponential(mean: 1 / rate) }
    }
    var pairs: [GammaPoissonShrinker.Pair] = []
    for _ in 0..<40_000 {
      let expected = exp(random.gaussian())
      let ratio = random.uniform() < 0.1 ? gamma(4, rate: 0.5) : gamma(3, rate: 3)
      var count = 0
      var time = random.exponential(mean: 1)
      while time < ratio * expected {
        count += 1
        time += random.exponential(mean: 1)
      }
      if count > 0 { pairs.append(.init(observed: count, expected: expected)) }
    }
    let fitted = try GammaPoissonShrinker.fitted(to: pairs)
    #expect(fitted.cost(of: pairs) <= truth.cost(of: pairs))
    #expect(abs(fitted.share - 0.1) < 0.01)
    #expect(abs(fitted.alpha1 / fitted.beta1 - 8) < 0.5 && abs(fitted.alpha2 / fitted.beta2 - 1) < 0.05)
  }

  @Test("one report of something rare is drawn to what is usual; fifty are not")
  func shrinkage() throws {
    let shrinker = try openEBGM()
    #expect(try shrinker.score(observed: 1, expected: 0.01).ebgm < 10)
    #expect(try shrinker.score(observed: 50, expected: 0.5).ebgm > 50)
    #expect(try shrinker.score(observed: 0, expected: 5).eb95 < 1.5)
  }

  @Test("what cannot be a table, a mixture or a pair is refused")
  func refused() throws {
    #expect(throws: EvidenceError.self) { try ReportTable(together: 3, program: 2, event: 5, all: 10) }
    #expect(throws: EvidenceError.self) { try ReportTable(together: 0, program: 6, event: 6, all: 10) }
    #expect(throws: EvidenceError.self) { try ReportTable(together: 1, program: 10, event: 1, all: 10) }
    #expect(throws: EvidenceError.self) { try ReportTable(together: -1, program: .max, event: .min, all: 10) }
    #expect(throws: EvidenceError.self) {
      try GammaPoissonShrinker(alpha1: 0, beta1: 1, alpha2: 1, beta2: 1, share: 0.5)
    }
    #expect(throws: EvidenceError.self) {
      try GammaPoissonShrinker(alpha1: 1, beta1: 1, alpha2: 1, beta2: 1, share: .nan)
    }
    #expect(throws: EvidenceError.self) { try openEBGM().score(observed: 1, expected: 0) }
    #expect(throws: EvidenceError.self) {
      try GammaPoissonShrinker.fitted(to: [GammaPoissonShrinker.Pair(observed: 1, expected: 1)])
    }
  }
}
