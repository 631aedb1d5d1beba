import Evidence
import Foundation
import SleepCore
import TestKit
import Testing

@Suite("Signal monitors")
struct SignalMonitorTests {
  private let subject = MonitorSubject(program: "rain-to-dawn", version: "3", outcome: "nightmare")
  private let fivePercent = Alpha.thousandths(50)

  private func nights(_ exposed: Int, _ control: Int, of exposedNights: Int, _ controlNights: Int) throws
    -> MonitorCounts
  {
    .ownControl(
      try NightCounts(
        exposedNights: exposedNights, controlNights: controlNights, exposedEvents: exposed,
        controlEvents: control))
  }

  private func ownControl() throws -> SignalMonitor {
    try SignalMonitor(subject: subject, method: .ownControl(.nightmares), alpha: fivePercent)
  }

  @Test("once signalled it stays signalled with the first day, whatever comes after")
  func forEver() throws {
    var monitor = try ownControl()
    var day = 0
    while monitor.decision == .quiet, day < 100 {
      day += 1
      try monitor.feed(day: day, [nights(6, 1, of: 250, 250)])
    }
    #expect(monitor.decision == .signal(at: day) && day < 10)
    for later in day + 1...day + 200 {
      // First it goes on as it began, far above the boundary; then everything speaks for the program.
      let counts = try later < day + 20 ? nights(6, 1, of: 250, 250) : nights(0, 9, of: 250, 250)
      let decision = try monitor.feed(day: later, [counts])
      #expect(decision == .signal(at: day))
    }
    let last = try #require(monitor.path.last)
    #expect(last.statisticMillionths < 0, "the evidence has gone, the signal has not")
    #expect(monitor.path.count == day + 200)
  }

  @Test("with α of 5 % the boundary of an e-process is ln 20, rounded up in its sixth place")
  func boundary() throws {
    #expect(try ownControl().boundaryMillionths == 2_995_733)
  }

  @Test("a look's statistic is the mixture's logarithm for its counts, whole or in parts")
  func statistic() throws {
    var whole = try ownControl()
    try whole.feed(day: 1, [nights(9, 5, of: 200, 300)])
    var parts = try ownControl()
    try parts.feed(day: 1, [nights(4, 3, of: 200, 300), nights(5, 2, of: 200, 300)])
    var expected = 0.0
    for (ratio, weight) in zip([1.25, 1.5, 2, 3, 4], [0.1, 0.3, 0.4, 0.1, 0.1]) {
      expected += weight * pow(ratio, 9) / pow(0.4 * ratio + 0.6, 14)
    }
    let look = try #require(whole.path.last)
    #expect(abs(Double(look.statisticMillionths) / 1e6 - log(expected)) <= 1e-6)
    #expect(look.observed == 9 && look.events == 14 && look.expectedMillionths == 5_600_000)
    #expect(abs(try #require(parts.path.last).statisticMillionths - look.statisticMillionths) <= 1)
  }

  @Test(
    "where its nights were drawn by lot, the mixture never grows on average, with or without putting back")
  func hypergeometric() throws {
    // 10 homes of 40 are exposed and 6 have a nightmare: every way to draw them.
    func choose(_ n: Int, _ k: Int) -> Double {
      k < 0 || k > n ? 0 : exp(lgamma(Double(n + 1)) - lgamma(Double(k + 1)) - lgamma(Double(n - k + 1)))
    }
    let mixture = OwnControlEvidence.nightmares
    var mean = 0.0
    for exposed in 0...6 {
      var state = mixture.start
      mixture.add(
        try NightCounts(
          exposedNights: 10, controlNights: 30, exposedEvents: exposed, controlEvents: 6 - exposed),
        to: &state)
      mean += choose(6, exposed) * choose(34, 10 - exposed) / choose(40, 10) * exp(mixture.logEvidence(state))
    }
    #expect(mean <= 1 && mean > 0.5)
  }

  @Test("nights without a choice say nothing: all exposed, all control, or none at all")
  func noChoice() throws {
    var monitor = try ownControl()
    try monitor.feed(day: 1, [nights(20, 0, of: 500, 0), nights(0, 20, of: 0, 500), nights(0, 0, of: 0, 0)])
    #expect(try #require(monitor.path.last).statisticMillionths.magnitude <= 1)
  }

  @Test("a crossing inside a day is not missed, and its line shows the counts at which it crossed")
  func insideADay() throws {
    let test = try PoissonMaxSPRT(alpha: 0.05, horizon: 10)
    var monitor = try SignalMonitor(subject: subject, method: .knownRateMaxSPRT(test), alpha: fivePercent)
    try monitor.feed(
      day: 4,
      [
        .knownRate(events: 4, expectedMillionths: 300_000),
        .knownRate(events: 0, expectedMillionths: 5_000_000),
      ])
    #expect(monitor.decision == .signal(at: 4))
    #expect(monitor.path.count == 1 && monitor.path[0].expectedMillionths == 300_000)
    try monitor.feed(day: 5, [])
    #expect(monitor.path[1].observed == 4 && monitor.path[1].expectedMillionths == 5_300_000)
  }

  @Test("after its end a MaxSPRT is still on record and can no longer signal")
  func ended() throws {
    let test = try PoissonMaxSPRT(alpha: 0.05, horizon: 5)
    var monitor = try SignalMonitor(subject: subject, method: .knownRateMaxSPRT(test), alpha: fivePercent)
    try monitor.feed(day: 1, [.knownRate(events: 5, expectedMillionths: 5_000_001)])
    try monitor.feed(day: 2, [.knownRate(events: 50, expectedMillionths: 1)])
    #expect(monitor.decision == .quiet && monitor.hasEnded)
    #expect(monitor.path.count == 2 && monitor.path[1].boundaryMillionths == nil)
    let binomial = try BinomialMaxSPRT(alpha: 0.05, matchingRatio: 1, maximumEvents: 20)
    var own = try SignalMonitor(subject: subject, method: .ownControlMaxSPRT(binomial), alpha: fivePercent)
    try own.feed(day: 1, [nights(10, 10, of: 50, 50), nights(9, 0, of: 50, 50)])
    #expect(own.decision == .quiet && own.hasEnded)
  }

  @Test("a binomial MaxSPRT signals in the monitor where it signals by itself, value by value")
  func sameAsItself() throws {
    let test = try BinomialMaxSPRT(alpha: 0.05, matchingRatio: 1, maximumEvents: 40)
    for events in 1...40 {
      for exposed in 0...events {
        var monitor = try SignalMonitor(
          subject: subject, method: .ownControlMaxSPRT(test), alpha: fivePercent)
        try monitor.feed(day: 1, [nights(exposed, events - exposed, of: 100, 100)])
        #expect((monitor.decision != .quiet) == test.signals(exposed: exposed, events: events))
      }
    }
  }

  @Test("what is wrong is refused and nothing of it is taken")
  func refused() throws {
    var monitor = try ownControl()
    try monitor.feed(day: 3, [nights(1, 1, of: 10, 10)])
    let before = monitor
    #expect(throws: EvidenceError.self) { try monitor.feed(day: 3, []) }
    #expect(throws: EvidenceError.self) {
      try monitor.feed(day: 4, [nights(5, 1, of: 10, 10), .knownRate(events: 1, expectedMillionths: 1)])
    }
    #expect(monitor == before)
    #expect(throws: EvidenceError.self) {
      try NightCounts(exposedNights: 5, controlNights: 5, exposedEvents: 6, controlEvents: 0)
    }
    #expect(throws: EvidenceError.self) {
      try NightCounts(exposedNights: -1, controlNights: 5, exposedEvents: 0, controlEvents: 0)
    }
    let loose = try PoissonMaxSPRT(alpha: 0.1, horizon: 5)
    #expect(throws: EvidenceError.self) {
      try SignalMonitor(subject: subject, method: .knownRateMaxSPRT(loose), alpha: fivePercent)
    }
    let grouped = try PoissonMaxSPRT(alpha: 0.05, horizon: 5, looking: .every(1))
    #expect(throws: EvidenceError.self) {
      try SignalMonitor(subject: subject, method: .knownRateMaxSPRT(grouped), alpha: fivePercent)
    }
    #expect(throws: EvidenceError.self) {
      try SignalMonitor(subject: subject, method: .ownControl(.nightmares), alpha: Alpha(billionths: 0))
    }
  }

  @Test("counts at the ends of whole numbers are taken or refused, and never trap")
  func ends() throws {
    let values = [Int.min, -1, 0, 1, 1_000_000_000, 1_000_000_000_000_000, Int.max]
    for method in [
      MonitorMethod.knownRate(try PoissonEProcess()),
      .knownRateMaxSPRT(try PoissonMaxSPRT(alpha: 0.05, horizon: 10)),
    ] {
      var monitor = try SignalMonitor(subject: subject, method: method, alpha: fivePercent)
      for (day, events) in values.enumerated() {
        for (part, expected) in values.enumerated() {
          _ = try? monitor.feed(
            day: day * 10 + part, [.knownRate(events: events, expectedMillionths: expected)])
        }
      }
    }
  }

  @Test("the canonical text of a path is the same bytes for the same looks, and valid JSON")
  func canonical() throws {
    var monitor = try ownControl()
    try monitor.feed(day: 1, [nights(2, 1, of: 250, 250)])
    #expect(
      monitor.json
        == #"{"program":"rain-to-dawn","version":"3","outcome":"nightmare","method":{"name":"#
        + #""own-control-e-process","ratios_millionths":[1250000,1500000,2000000,3000000,4000000],"#
        + #""weights_millionths":[100000,300000,400000,100000,100000]},"alpha_billionths":50000000,"#
        + #""boundary_millionths":2995733,"decision":"quiet","path":[{"day":1,"observed":2,"events":3,"#
        + #""expected_millionths":1500000,"statistic_millionths":134804,"boundary_millionths":2995733}]}"#)
    _ = try JSONSerialization.jsonObject(with: Data(monitor.json.utf8))
  }
}
