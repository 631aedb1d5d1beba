import PublicRecord
import SleepCore
import TestKit
import Testing

@Suite("What a record's entries say") struct RecordReadingTests {
  private func read(_ entries: [RecordEntry]) -> RecordReading {
    var reading = RecordReading()
    for entry in entries { reading.read(entry.bytes) }
    return reading
  }

  private func council() throws -> (first: RecordEntry, keys: [SignerKey]) {
    let sample = try SampleRecord()
    return (try SampleRecord.keys(sample.council, at: SampleRecord.noon), sample.council)
  }

  @Test("an entry is read back as it was written, and in no other form")
  func roundTrip() throws {
    let entry = try SampleRecord.program()
    #expect(try RecordEntry(bytes: entry.bytes) == entry)
    #expect(throws: EntryError.self) { try RecordEntry(bytes: entry.bytes + [0x20]) }
  }

  @Test("no field that is not foreseen comes into the record: a name in a report is refused by its field")
  func closed() throws {
    let json = try SampleRecord.report().json.with("name", "Ada")
    let error = try #require(throws: EntryError.self) { try RecordEntry(bytes: json.bytes) }
    #expect(error.field == "name" && error.remedy.contains("for ever"))
    #expect(throws: EntryError.self) {
      try RecordEntry(
        .report, at: SampleRecord.noon, body: ["commitment": "abc", "day": "2026-11-25", "serious": false])
    }
    #expect(throws: EntryError.self) {
      try RecordEntry(.halt, at: SampleRecord.noon, body: ["program": .text(SampleRecord.program)])
    }
  }

  @Test("bytes that are no entry are a fault and never a trap", arguments: 0..<40)
  func hostile(_ seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    var reading = RecordReading()
    var bytes = try SampleRecord.halt().bytes
    for _ in 0..<50 {
      let at = Int(random.next() % UInt64(bytes.count))
      bytes[at] = UInt8(random.next() & 255)
      reading.read(bytes)
      if bytes.count > 2, random.next() % 4 == 0 { bytes.remove(at: at % bytes.count) }
    }
    #expect(reading.size == 50)
    #expect(reading.faults.count >= 1)
  }

  @Test("a halt stands until two of the three keys lift it for a reason")
  func lifting() throws {
    let (first, keys) = try council()
    let program = try SampleRecord.program()
    let halt = try SampleRecord.halt()
    let one = read([first, program, halt, try SampleRecord.lift(2, by: [keys[0]])])
    #expect(one.halts(of: SampleRecord.program).count == 1)
    #expect(one.faults.map(\.index) == [3])
    let twice = read([first, program, halt, try SampleRecord.lift(2, by: [keys[0], keys[0]])])
    #expect(twice.halts(of: SampleRecord.program).count == 1)
    let stranger = try SignerKey(
      name: "stranger.example", kind: .ed25519, seed: [UInt8](repeating: 99, count: 32))
    #expect(
      read([first, program, halt, try SampleRecord.lift(2, by: [keys[0], stranger])]).faults.count == 1)
    let two = read([first, program, halt, try SampleRecord.lift(2, by: [keys[2], keys[0]])])
    #expect(two.halts(of: SampleRecord.program).isEmpty && two.faults.isEmpty)
    #expect(two.halts[0].lift?.reason == "the cause was found and mended")
  }

  @Test("a lift of something else, or with its words changed after signing, lifts nothing")
  func badLift() throws {
    let (first, keys) = try council()
    let halt = try SampleRecord.halt()
    #expect(read([first, halt, try SampleRecord.lift(0, by: keys)]).faults.count == 1)
    let lift = try SampleRecord.lift(1, by: keys)
    let changed = try RecordEntry(bytes: lift.json.with("reason", "another reason").bytes)
    let reading = read([first, halt, changed])
    #expect(reading.faults.count == 1 && reading.halts[0].lift == nil)
  }

  @Test("keys change only by the keys that were valid")
  func keysChange() throws {
    let (first, keys) = try council()
    let others = try SampleRecord(seed: 60).council
    let next = try SampleRecord.keys(others, at: SampleRecord.noon)
    #expect(read([first, next]).council?.keys == keys.map(\.verifier))
    var signed = next
    for key in keys.prefix(2) { signed = try KeyCouncil.sign(signed, with: key) }
    #expect(read([first, signed]).council?.keys == others.map(\.verifier))
    #expect(read([try SampleRecord.program()]).faults.count == 1)
  }

  @Test("an entry that is a minute older than one before it is named as back-dated")
  func backDated() throws {
    let (first, _) = try council()
    let reading = read([
      first, try SampleRecord.program(at: SampleRecord.noon + 100),
      try SampleRecord.halt(at: SampleRecord.noon + 39),
    ])
    #expect(reading.faults.map(\.index) == [2])
    #expect(reading.faults.first?.problem.contains("back-dated") == true)
    #expect(reading.halts(of: SampleRecord.program).count == 1, "it halts all the same")
  }

  @Test("a program under another's hash is no program")
  func wrongHash() throws {
    let (first, _) = try council()
    let json = try SampleRecord.program().json.with("source", "program: other\n")
    var reading = read([first])
    reading.read(json.bytes)
    #expect(reading.programs.isEmpty && reading.faults.count == 1)
  }

  @Test("a signal that no halt answered is seen, and so is the halt that answers it")
  func signals() throws {
    let (first, _) = try council()
    let signal = try RecordEntry(
      .signal, at: SampleRecord.noon,
      body: [
        "program": .text(SampleRecord.program), "outcome": "nightmares", "method": "maxsprt-poisson",
        "alpha": [1, 100], "looks": 12, "observed": 9, "expected_millionths": 3_000_000,
        "statistic_millionths": 4_000_000, "boundary_millionths": 3_500_000,
        "path": .text(SHA256Hex.of("path")),
      ])
    #expect(read([first, signal]).unansweredSignals == [1])
    let answered = read([first, signal, try SampleRecord.halt(because: 1)])
    #expect(answered.unansweredSignals.isEmpty && answered.signals.count == 1)
    #expect(read([first, try SampleRecord.halt(because: 5)]).halts.isEmpty)
  }

  @Test("reports are counted by day, and only a serious one tells more")
  func reports() throws {
    let (first, _) = try council()
    let reading = read([
      first, try SampleRecord.report(), try SampleRecord.report(serious: true, salt: 1),
      try SampleRecord.report(day: "2026-11-26", salt: 2),
    ])
    #expect(reading.reports.values.reduce(0) { $0 + $1.all } == 3)
    #expect(reading.reports[UTCTime.day(named: "2026-11-25") ?? 0]?.serious == 1)
    var telling = read([first])
    telling.read(try SampleRecord.report().json.with("what", "seizure").bytes)
    #expect(telling.faults.count == 1)
  }

  @Test("counts may spend no more privacy than is stated as spent, to the last digit")
  func privacy() throws {
    let (first, _) = try council()
    func counts(_ epsilon: CanonicalJSON) throws -> RecordEntry {
      try RecordEntry(
        .counts, at: SampleRecord.noon,
        body: [
          "month": "2026-11", "epsilon": epsilon,
          "rows": [["program": .text(SampleRecord.program), "kind": "nightmares", "count": -1]],
        ])
    }
    func spent(_ epsilon: CanonicalJSON, _ total: CanonicalJSON) throws -> RecordEntry {
      try RecordEntry(
        .privacy, at: SampleRecord.noon,
        body: ["what": "counts of a month", "epsilon": epsilon, "total": total])
    }
    #expect(read([first, try counts([1, 3])]).faults.count == 1)
    let exact = read([
      first, try spent([1, 3], [1, 3]), try counts([1, 3]), try spent([1, 6], [1, 2]), try counts([1, 6]),
    ])
    #expect(exact.faults.isEmpty && exact.privacySpent == Fraction(1, 2) && exact.months.count == 2)
    #expect(read([first, try spent([1, 3], [1, 2])]).faults.count == 1)
  }
}
