import Evidence
import Foundation
import SleepCore
import TestKit
import Testing

@Suite("CUSUM by version")
struct CUSUMTests {
  /// Counts how many of some events come in a period.
  private func poisson(_ mean: Double, _ random: inout SeededRandom) -> Int {
    var count = 0
    var time = random.exponential(mean: 1)
    while time < mean {
      count += 1
      time += random.exponential(mean: 1)
    }
    return count
  }

  @Test(
    "false warnings are as far apart as was asked, and by a simulation too", arguments: [false, true])
  func runLength(hasHeadStart: Bool) throws {
    let chart = try PoissonCUSUM(mean: 1, rateRatio: 2, runLength: 200, hasHeadStart: hasHeadStart)
    #expect(chart.averageRunLength >= 200 && chart.averageRunLength < 260)
    // Lucas's k for 1 against 2 is 1/ln 2 = 1.4427: 29 twentieths.
    #expect(chart.reference == 29)
    var random = SeededRandom(seed: 12)
    for ratio in [1.0, 2] {
      var sum = 0.0
      var squares = 0.0
      let count = tries(2000, soak: 50_000)
      for _ in 0..<count {
        var state = chart.start
        while state.warning == nil { chart.add(poisson(ratio, &random), to: &state) }
        sum += Double(state.periods)
        squares += Double(state.periods * state.periods)
      }
      let mean = sum / Double(count)
      let error = ((squares / Double(count) - mean * mean) / Double(count)).squareRoot()
      #expect(abs(try chart.averageRunLength(rateRatio: ratio) - mean) < 4 * error)
    }
  }

  @Test("with room for one state the run length is one over the chance of a large count")
  func oneState() throws {
    // A mean of 1 and a ratio of 20: k is 19/ln 20 = 6.342, 127 twentieths. From 0, S reaches h where 20·X
    // ≥ 127 + h.
    let chart = try PoissonCUSUM(mean: 1, rateRatio: 20, runLength: 2000)
    #expect(chart.reference == 127)
    var below = 0.0
    var chance = exp(-1.0)
    var count = 0
    while count * 20 - chart.reference < chart.boundary {
      below += chance
      count += 1
      chance /= Double(count)
    }
    // States above 0 only bring the warning nearer, and are rare.
    #expect(chart.averageRunLength <= (1 + 1e-9) / (1 - below) && chart.averageRunLength > 0.9 / (1 - below))
  }

  @Test("a worse version is noticed soon, a warning stays, and a head start notices a bad one sooner")
  func worse() throws {
    let plain = try PoissonCUSUM(mean: 1, rateRatio: 2, runLength: 500)
    let quick = try PoissonCUSUM(mean: 1, rateRatio: 2, runLength: 500, hasHeadStart: true)
    #expect(try plain.averageRunLength(rateRatio: 2) < 12)
    #expect(try quick.averageRunLength(rateRatio: 2) < plain.averageRunLength(rateRatio: 2) - 1)
    var state = plain.start
    for _ in 0..<20 { plain.add(3, to: &state) }
    let first = try #require(state.warning)
    for _ in 0..<200 { plain.add(0, to: &state) }
    #expect(state.sum == 0 && state.warning == first)
    plain.add(.max, to: &state)
    plain.add(.min, to: &state)
    #expect(state.warning == first)
  }

  @Test("what cannot be a chart is refused")
  func refused() throws {
    #expect(throws: EvidenceError.self) { try PoissonCUSUM(mean: 0, rateRatio: 2, runLength: 100) }
    #expect(throws: EvidenceError.self) { try PoissonCUSUM(mean: 1, rateRatio: 1, runLength: 100) }
    #expect(throws: EvidenceError.self) { try PoissonCUSUM(mean: 1, rateRatio: 2, runLength: .nan) }
    #expect(throws: EvidenceError.self) {
      try PoissonCUSUM(mean: 1, rateRatio: 2, runLength: 100).averageRunLength(rateRatio: -1)
    }
  }
}
