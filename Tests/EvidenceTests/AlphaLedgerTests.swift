import Evidence
import SleepCore
import Testing

@Suite("The ledger of alpha")
struct AlphaLedgerTests {
  private func subject(_ number: Int) -> MonitorSubject {
    MonitorSubject(program: "program-\(number)", version: "1", outcome: "nightmare")
  }

  @Test("what is given never exceeds the whole, and the refusal leaves everything as it was")
  func neverMoreThanTheWhole() throws {
    var ledger = AlphaLedger(whole: .thousandths(50))
    try ledger.grant(.thousandths(30), to: subject(1))
    try ledger.grant(.thousandths(20), to: subject(2))
    #expect(ledger.left == Alpha(billionths: 0))
    let before = ledger
    let error = try #require(throws: EvidenceError.self) {
      try ledger.grant(Alpha(billionths: 1), to: subject(3))
    }
    #expect(error.description.contains("program-3") && error.description.contains("left"))
    #expect(ledger == before)
  }

  @Test("nobody is given twice, or nothing")
  func notTwice() throws {
    var ledger = AlphaLedger()
    try ledger.grant(.thousandths(1), to: subject(1))
    #expect(throws: EvidenceError.self) { try ledger.grant(.thousandths(1), to: subject(1)) }
    #expect(throws: EvidenceError.self) { try ledger.grant(.thousandths(0), to: subject(2)) }
    #expect(throws: EvidenceError.self) { try ledger.grant(Alpha(billionths: -5), to: subject(2)) }
  }

  @Test(
    "ten thousand programs may come: the first is given a seventeenth, each something, all at most the whole"
  )
  func newcomers() throws {
    var ledger = AlphaLedger(whole: .thousandths(50), evenNewcomers: 16)
    var least = Alpha(billionths: .max)
    for number in 0..<10_000 where number < 400 || number % 97 == 0 {
      let lines = try ledger.admit(
        program: "program-\(number)", version: "1",
        outcomes: [("nightmare", 2), ("sleepwalking", 1), ("distress", 1)])
      #expect(lines.count == 3 && lines[0].alpha.billionths / 2 <= lines[1].alpha.billionths + 1)
      least = min(least, lines[2].alpha)
    }
    #expect(ledger.splits[0].alpha.billionths == 50_000_000 / 17 * 2 / 4)
    #expect(ledger.splits.reduce(0) { $0 + $1.alpha.billionths } == ledger.spent.billionths)
    #expect(ledger.spent <= ledger.whole && ledger.spent.billionths > 45_000_000)
    #expect(least.billionths > 0)
  }

  @Test("random grants: the sum of the lines is what is spent, and never above the whole")
  func randomGrants() throws {
    for seed in 0..<20 {
      var random = SeededRandom(seed: UInt64(seed))
      var ledger = AlphaLedger(whole: Alpha(billionths: Int.random(in: 0...1_000_000_000, using: &random)))
      for number in 0..<200 {
        try? ledger.grant(
          Alpha(billionths: Int.random(in: -10...20_000_000, using: &random)), to: subject(number))
        #expect(ledger.splits.reduce(0) { $0 + $1.alpha.billionths } == ledger.spent.billionths)
        #expect(ledger.spent <= ledger.whole)
      }
    }
  }

  @Test("a program whose outcomes cannot all be given is given nothing")
  func allOrNothing() throws {
    var ledger = AlphaLedger()
    let before = ledger
    #expect(throws: EvidenceError.self) {
      try ledger.admit(program: "a", version: "1", outcomes: [("nightmare", 1), ("nightmare", 1)])
    }
    #expect(throws: EvidenceError.self) { try ledger.admit(program: "a", version: "1", outcomes: []) }
    #expect(throws: EvidenceError.self) {
      try ledger.admit(program: "a", version: "1", outcomes: [("nightmare", .max)])
    }
    #expect(ledger == before)
  }

  @Test("every split can be printed, for people and as canonical JSON")
  func printed() throws {
    var ledger = AlphaLedger(whole: .thousandths(50))
    try ledger.grant(Alpha(billionths: 1_234_567), to: subject(7))
    #expect(
      ledger.text == "0.001234567  program-7 1: nightmare\n0.048765433  left of 0.050000000")
    #expect(
      ledger.json
        == #"{"whole_billionths":50000000,"spent_billionths":1234567,"splits":[{"program":"program-7","#
        + #""version":"1","outcome":"nightmare","alpha_billionths":1234567}]}"#)
  }
}
