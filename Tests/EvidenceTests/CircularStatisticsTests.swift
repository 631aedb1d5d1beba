import Evidence
import SleepCore
import Testing

@Suite("Circular statistics")
struct CircularStatisticsTests {
  @Test("eight directions from Zar's textbook give the mean, R and deviation that it prints")
  func textbook() throws {
    // Zar, Biostatistical Analysis (1999), example 26.4: mean 99°, r 0.82522, s₀ 36°; z 5.448, 0.001 < p < 0.002.
    let degrees: [Double] = [45, 55, 81, 96, 110, 117, 132, 154]
    let statistics = CircularStatistics(degrees.map(Phase.degrees))
    let mean = try #require(statistics.mean)
    #expect(statistics.count == 8)
    #expect(abs(mean.degrees - 99) < 0.5)
    #expect(abs(statistics.resultantLength - 0.82522) < 5e-6)
    #expect(abs(statistics.standardDeviation / .pi * 180 - 36) < 0.6)
    let p = try #require(statistics.rayleighP)
    #expect(p > 0.001 && p < 0.002)
  }

  @Test("the mean of directions either side of 180° lies at 180°, not at 0°")
  func wrapsRound() throws {
    let statistics = CircularStatistics([.degrees(170), .degrees(-170)])
    #expect(abs(abs(try #require(statistics.mean).degrees) - 180) < 1e-9)
    #expect(abs(statistics.resultantLength - 0.984_807_753) < 1e-9)  // cos 10°
  }

  @Test("equal phases have R 1, no deviation and a p-value near nothing")
  func equal() throws {
    let statistics = CircularStatistics([Phase](repeating: .degrees(30), count: 50))
    #expect(abs(statistics.resultantLength - 1) < 1e-12)
    #expect(statistics.standardDeviation < 1e-5)
    #expect(try #require(statistics.rayleighP) < 1e-15)
  }

  @Test("phases that cancel have no mean, R 0, endless deviation and p 1")
  func cancelling() throws {
    let statistics = CircularStatistics([.degrees(0), .degrees(90), .degrees(180), .degrees(-90)])
    #expect(statistics.mean == nil)
    #expect(statistics.resultantLength < 1e-12)
    #expect(statistics.standardDeviation > 7)
    #expect(abs(try #require(statistics.rayleighP) - 1) < 1e-9)
  }

  @Test("no phases give no mean, no share and no p-value")
  func none() {
    let statistics = CircularStatistics([])
    #expect(statistics.count == 0)
    #expect(statistics.mean == nil)
    #expect(statistics.resultantLength == 0)
    #expect(statistics.share(of: .degrees(0)) == nil)
    #expect(statistics.rayleighP == nil)
  }

  @Test("within 45° of a target counts 45° itself and reaches across 180°")
  func share() {
    let phases: [Phase] = [.degrees(135), .degrees(-135), .degrees(180), .degrees(134), .degrees(0)]
    #expect(CircularStatistics(phases).share(of: .degrees(180)) == 0.6)
    #expect(CircularStatistics(phases).share(within: .degrees(10), of: .degrees(0)) == 0.2)
  }

  @Test("of a thousand even draws of 20 phases, Rayleigh's test calls about one in twenty odd at 5 %")
  func rayleighHoldsItsLevel() throws {
    var random = SeededRandom(seed: 11)
    var odd = 0
    for _ in 0..<1000 {
      let phases = (0..<20).map { _ in Phase(radians: random.uniform() * 2 * .pi) }
      if try #require(CircularStatistics(phases).rayleighP) < 0.05 { odd += 1 }
    }
    // Three standard errors of a share of 5 % in 1,000.
    #expect((29...71).contains(odd))
  }
}
