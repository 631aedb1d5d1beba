import Evidence
import Foundation
import SleepCore
import TestKit
import Testing

@Suite("Privacy of published counts")
struct PrivacyTests {
  /// Goes through every road of draws up to a depth, with the chance of each.
  private struct EveryRoad: UniformDraws {
    var road: [UInt64] = []
    var bounds: [UInt64] = []
    var place = 0
    var hasGoneTooFar = false
    let depth: Int

    mutating func below(_ bound: UInt64) -> UInt64 {
      if place == road.count {
        if place == depth {
          // Ends the run: a draw that every chance refuses, but that of d − 1 for n = d, which has ended
          // before.
          hasGoneTooFar = true
          return bound - 1
        }
        road.append(0)
        bounds.append(bound)
      }
      place += 1
      return road[place - 1]
    }

    /// The next road, or false after the last.
    mutating func next() -> Bool {
      place = 0
      hasGoneTooFar = false
      while let last = road.last, let bound = bounds.last, last + 1 == bound {
        road.removeLast()
        bounds.removeLast()
      }
      guard let last = road.last else { return false }
      road[road.count - 1] = last + 1
      return true
    }
  }

  @Test("over every road of draws, «true with a chance of e^(−2/3)» is that to 8 levels of the series")
  func exactRoads() {
    var roads = EveryRoad(depth: 16)
    var drawn = 0.0
    var open = 0.0
    var all = 0.0
    repeat {
      roads.place = 0
      let isDrawn = DiscreteLaplace.isDrawn(exponent: 2, over: 3, from: &roads)
      let chance = roads.bounds.reduce(1) { $0 / Double($1) }
      all += chance
      if roads.hasGoneTooFar { open += chance } else if isDrawn { drawn += chance }
    } while roads.next()
    #expect(abs(all - 1) < 1e-12)
    // What goes further is (2/3)⁸/8! of the roads; the answer lies between.
    #expect(open > 0 && open < 1.1 * pow(2 / 3.0, 8) / 40_320)
    #expect(drawn <= exp(-2 / 3.0) && exp(-2 / 3.0) <= drawn + open)
  }

  /// χ² of draws against e^(−ε|x|/Δ), tails taken together, and its degrees of freedom.
  private func chiSquared(_ noise: DiscreteLaplace, draws: Int, seed: UInt64) -> (value: Double, freedom: Int)
  {
    var random = SeededRandom(seed: seed)
    let r = exp(
      -Double(noise.epsilon.numerator) / Double(noise.epsilon.denominator) / Double(noise.sensitivity))
    var reach = 0
    while Double(draws) * (1 - r) / (1 + r) * pow(r, Double(reach + 1)) > 20 { reach += 1 }
    var counts = [Int](repeating: 0, count: 2 * reach + 3)
    for _ in 0..<draws {
      let x = noise.sample(using: &random)
      counts[min(max(x, -reach - 1), reach + 1) + reach + 1] += 1
    }
    var value = 0.0
    for (i, count) in counts.enumerated() {
      let x = i - reach - 1
      let chance =
        abs(x) <= reach ? (1 - r) / (1 + r) * pow(r, Double(abs(x))) : pow(r, Double(reach + 1)) / (1 + r)
      let expected = Double(draws) * chance
      value += (Double(count) - expected) * (Double(count) - expected) / expected
    }
    return (value, counts.count - 1)
  }

  @Test(
    "a hundred thousand draws are spread as the discrete Laplace distribution says (χ²)",
    arguments: [(1, 1, 1), (1, 2, 1), (1, 10, 1), (3, 7, 2), (5, 1, 3), (2, 1, 1)])
  func distribution(numerator: Int, denominator: Int, sensitivity: Int) throws {
    let noise = try DiscreteLaplace(
      epsilon: PrivacyLoss(numerator, over: denominator), sensitivity: sensitivity)
    let (value, freedom) = chiSquared(
      noise, draws: tries(100_000, soak: 2_000_000), seed: UInt64(97 + numerator * 31 + denominator))
    // Four standard deviations of χ²: √(2·freedom) each.
    #expect(value < Double(freedom) + 4 * (2 * Double(freedom)).squareRoot())
  }

  @Test("with ε of 10⁻⁹ the last digits are even, with ε of 10⁹ there is no noise: nothing is rounded away")
  func ends() throws {
    var random = SeededRandom(seed: 3)
    let wide = try DiscreteLaplace(epsilon: PrivacyLoss(1, over: 1_000_000_000))
    var digits = [Int](repeating: 0, count: 10)
    var sum = 0.0
    for _ in 0..<20_000 {
      let x = wide.sample(using: &random)
      digits[Int(x.magnitude % 10)] += 1
      sum += Double(x.magnitude)
    }
    let value = digits.reduce(0.0) { $0 + pow(Double($1) - 2000, 2) / 2000 }
    #expect(value < 9 + 4 * 18.0.squareRoot())
    #expect(abs(sum / 20_000 / 1e9 - 1) < 0.03)
    let none = try DiscreteLaplace(epsilon: PrivacyLoss(1_000_000_000))
    #expect((0..<1000).allSatisfy { _ in none.sample(using: &random) == 0 })
  }

  @Test("the same seed draws the same noise, and a draw moves the generator on")
  func seeded() throws {
    let noise = try DiscreteLaplace(epsilon: PrivacyLoss(1, over: 5))
    var first = SeededRandom(seed: 8)
    var second = SeededRandom(seed: 8)
    let a = (0..<50).map { _ in noise.sample(using: &first) }
    #expect(a == (0..<50).map { _ in noise.sample(using: &second) })
    #expect(Set(a).count > 5)
  }

  @Test("a budget of 1 holds ten tenths exactly, and refuses the eleventh without drawing or counting it")
  func budget() throws {
    var random = SeededRandom(seed: 1)
    var budget = PrivacyBudget(whole: try PrivacyLoss(1))
    let noise = try DiscreteLaplace(epsilon: PrivacyLoss(1, over: 10))
    for month in 1...10 { _ = try budget.publish(3, noise: noise, for: "month \(month)", using: &random) }
    #expect(budget.spent == (try PrivacyLoss(1)))
    let before = budget
    let error = try #require(throws: EvidenceError.self) {
      try budget.publish(3, noise: noise, for: "month 11", using: &random)
    }
    #expect(error.description.contains("month 11") && error.description.contains("promised"))
    #expect(budget == before)
    var untouched = SeededRandom(seed: 1)
    for _ in 0..<10 { _ = noise.sample(using: &untouched) }
    #expect(random.next() == untouched.next())
    #expect(
      budget.json.hasPrefix(#"{"whole":"1","spent":"1","spends":[{"purpose":"month 1","epsilon":"1/10"},"#))
  }

  @Test("sums are exact: a third and a sixth is a half, and what 64 bits cannot hold is refused, not rounded")
  func fractions() throws {
    #expect(try PrivacyLoss(1, over: 3).adding(PrivacyLoss(1, over: 6)) == PrivacyLoss(2, over: 4))
    var budget = PrivacyBudget(whole: try PrivacyLoss(1000))
    try budget.spend(PrivacyLoss(1, over: 999_999_937), for: "a")
    try budget.spend(PrivacyLoss(1, over: 999_999_929), for: "b")
    #expect(throws: EvidenceError.self) { try budget.spend(PrivacyLoss(1, over: 999_999_893), for: "c") }
    #expect(budget.spends.count == 2)
    #expect(try PrivacyLoss(1, over: 3).isWithin(PrivacyLoss(333_333_334, over: 1_000_000_000)))
    #expect(try !PrivacyLoss(1, over: 3).isWithin(PrivacyLoss(333_333_333, over: 1_000_000_000)))
  }

  @Test("what cannot be noise or a loss is refused")
  func refused() throws {
    #expect(throws: EvidenceError.self) { try PrivacyLoss(1, over: 0) }
    #expect(throws: EvidenceError.self) { try PrivacyLoss(-1, over: 2) }
    #expect(throws: EvidenceError.self) { try PrivacyLoss(.max, over: 2) }
    #expect(throws: EvidenceError.self) { try DiscreteLaplace(epsilon: .none) }
    #expect(throws: EvidenceError.self) { try DiscreteLaplace(epsilon: PrivacyLoss(1), sensitivity: 0) }
    var budget = PrivacyBudget(whole: try PrivacyLoss(1))
    #expect(throws: EvidenceError.self) { try budget.spend(.none, for: "nothing") }
  }
}
