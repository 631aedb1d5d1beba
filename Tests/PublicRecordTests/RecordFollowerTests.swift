import PublicRecord
import SleepCore
import TestKit
import Testing

@Suite("Following a record, and the gate") struct RecordFollowerTests {
  private func known(_ record: SampleRecord, at: UTCTime = SampleRecord.noon) throws -> RecordFollower {
    var follower = RecordFollower(policy: record.policy)
    _ = try follower.take(try record.checkpoint(at: at), from: record.tiles)
    return follower
  }

  private func decide(_ records: [KnownRecord], now: UTCTime = SampleRecord.noon, home: [HomeHaltNotice] = [])
    throws
    -> RecordClearance
  {
    try RecordGate.decide(
      program: SampleRecord.program, name: "rain", records: records, home: home, now: now)
  }

  @Test("a follower takes in what is new, from any size to any other")
  func grows() throws {
    var record = try SampleRecord()
    var follower = try known(record)
    var sizes = 1
    for step in [1, 3, 250, 1, 1, 256, 300] {
      for i in 0..<step { try record.add(try SampleRecord.report(salt: sizes + i)) }
      sizes += step
      #expect(try follower.take(try record.checkpoint(), from: record.tiles) == .grown(by: step))
    }
    let faults = follower.reading.faults.map(\.description)
    #expect(faults == [])
    #expect(follower.reading.size == sizes)
    #expect(try follower.take(try record.checkpoint(at: SampleRecord.noon + 60), from: record.tiles) == .same)
    #expect(follower.witnessed == SampleRecord.noon + 60)
  }

  @Test("one witness is not enough where the policy asks for two, and the second latest one dates it")
  func quorum() throws {
    let record = try SampleRecord()
    var follower = RecordFollower(policy: record.policy)
    let alone = try record.checkpoint(by: [2])
    #expect(throws: RecordError.self) { try follower.take(alone, from: record.tiles) }
    var signed = try SignedCheckpoint(try record.checkpoint(by: []))
    for (i, late) in [0, 500, 90].enumerated() {
      let time = UInt64(SampleRecord.noon.seconds + late)
      signed.add(try record.witnesses[i].sign(signed.note.text, time: time))
    }
    _ = try follower.take(signed.bytes, from: record.tiles)
    #expect(follower.witnessed == SampleRecord.noon + 90)
  }

  @Test("a changed entry, and one that was taken away, are not taken in, and what was known stays")
  func tampered() throws {
    var record = try SampleRecord()
    let follower = try known(record)
    for i in 0..<20 { try record.add(try SampleRecord.report(salt: i)) }
    let honest = record.tiles
    let path = "tile/entries/000.p/21"
    let bundle = try #require(honest.files[path])
    for at in stride(from: 1100, to: bundle.count, by: 97) {
      var changed = bundle
      changed[at] ^= 1
      record.serve(changed, at: path)
      var next = follower
      #expect(throws: RecordError.self) { try next.take(try record.checkpoint(), from: record.tiles) }
      #expect(next.reading.size == 1)
    }
    record.serve(nil, at: path)
    var next = follower
    #expect(throws: RecordError.self) { try next.take(try record.checkpoint(), from: record.tiles) }
    #expect(try next.take(try record.checkpoint(), from: honest) == .grown(by: 20))
  }

  @Test("a record that shows two histories is caught, both heads are kept, and its programs run no more")
  func split() throws {
    var mine = try SampleRecord()
    var yours = mine
    try mine.add(try SampleRecord.program())
    try yours.add(try SampleRecord.program("program: hidden\n"))
    for i in 0..<5 {
      try mine.add(try SampleRecord.report(salt: i))
      try yours.add(try SampleRecord.report(salt: i))
    }
    var same = try known(mine)
    #expect(try same.take(try yours.checkpoint(), from: yours.tiles) == .split)
    var larger = try known(mine)
    try yours.add(try SampleRecord.report(salt: 9))
    #expect(try larger.take(try yours.checkpoint(), from: yours.tiles) == .split)
    var gossip = try known(mine)
    let shown = try SignedCheckpoint(try yours.checkpoint(by: []))
    try mine.add(try SampleRecord.report(salt: 10))
    try mine.add(try SampleRecord.report(salt: 11))
    _ = try gossip.take(try mine.checkpoint(), from: mine.tiles)
    #expect(try gossip.compare(shown, from: mine.tiles) == .split)
    for follower in [same, larger, gossip] {
      let pair = try #require(follower.evidence.first)
      for head in [pair.first, pair.second] {
        let signed = try SignedCheckpoint(head)
        #expect(throws: Never.self) { try signed.verified(byLog: [mine.log.verifier]) }
      }
      #expect(follower.known(unwitnessed: .own).standing == .split)
      #expect(throws: RecordRefusal.self) { try decide([follower.known(unwitnessed: .own)]) }
    }
  }

  @Test("an older checkpoint of the same history is no split")
  func older() throws {
    var record = try SampleRecord()
    for i in 0..<300 { try record.add(try SampleRecord.report(salt: i)) }
    let old = try record.checkpoint()
    for i in 300..<400 { try record.add(try SampleRecord.report(salt: i)) }
    var follower = try known(record)
    #expect(try follower.compare(try SignedCheckpoint(old), from: record.tiles) == .older)
    #expect(try follower.take(old, from: record.tiles) == .older)
    #expect(follower.evidence.isEmpty && follower.reading.size == 401)
  }

  @Test("a program runs that is in a fresh record, and its place is told")
  func clears() throws {
    var record = try SampleRecord()
    try record.add(try SampleRecord.program())
    let clearance = try decide([try known(record).known(unwitnessed: .own)])
    #expect(clearance.index == 1 && clearance.size == 2 && clearance.origin == "record.example/lumapod")
  }

  @Test("a halted program never starts, however old what is known, and whoever else vouches for it")
  func halted() throws {
    var record = try SampleRecord()
    try record.add(try SampleRecord.program())
    let release = KnownRecord(
      origin: "release", reading: try known(record).reading, root: "", standing: .release)
    try record.add(try SampleRecord.halt())
    let halted = try known(record).known(unwitnessed: .own)
    for records in [[halted], [release, halted], [halted, release]] {
      for late in [0, 90_000, 10_000_000] {
        let error = try #require(throws: RecordRefusal.self) {
          try decide(records, now: SampleRecord.noon + late)
        }
        guard case .halted = error.why else {
          Issue.record("\(error)")
          return
        }
      }
    }
    try record.add(try SampleRecord.lift(2, by: record.council))
    #expect(throws: Never.self) { try decide([try known(record).known(unwitnessed: .own)]) }
  }

  @Test("a record is fresh for 24 hours and not a second more; nor is one from the future")
  func stale() throws {
    var record = try SampleRecord()
    try record.add(try SampleRecord.program())
    let known = try known(record).known(unwitnessed: .own)
    #expect(throws: Never.self) { try decide([known], now: SampleRecord.noon + 86_400) }
    #expect(throws: Never.self) { try decide([known], now: SampleRecord.noon + -300) }
    for late in [86_401, -301] {
      let error = try #require(throws: RecordRefusal.self) {
        try decide([known], now: SampleRecord.noon + late)
      }
      guard case .stale = error.why else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test("a pod that follows a record may not fall back on its release when it is cut off")
  func cutOff() throws {
    var record = try SampleRecord()
    try record.add(try SampleRecord.program())
    let reading = try known(record).reading
    let release = KnownRecord(origin: "release", reading: reading, root: "", standing: .release)
    #expect(throws: Never.self) { try decide([release], now: SampleRecord.noon + 10_000_000) }
    let followed = try known(record).known(unwitnessed: .own)
    #expect(throws: RecordRefusal.self) { try decide([release, followed], now: SampleRecord.noon + 86_401) }
  }

  @Test("a program that is in no record, or halted in this home, is refused with the way out")
  func refused() throws {
    let record = try SampleRecord()
    let hidden = try #require(throws: RecordRefusal.self) {
      try decide([try known(record).known(unwitnessed: .own)])
    }
    #expect(hidden.description.contains("luma record append"))
    #expect(throws: RecordRefusal.self) { try decide([]) }
    func notice(_ program: String?, _ name: String?) -> HomeHaltNotice {
      HomeHaltNotice(program: program, name: name, since: SampleRecord.noon, reason: "a child's report")
    }
    var with = record
    try with.add(try SampleRecord.program())
    let clear = try known(with).known(unwitnessed: .own)
    for other in [notice("another", nil), notice(nil, "another"), notice("another", "another")] {
      #expect(throws: Never.self) { try decide([clear], home: [other]) }
    }
    for own in [notice(SampleRecord.program, nil), notice("another", "rain"), notice(nil, nil)] {
      #expect(throws: RecordRefusal.self) { try decide([clear], home: [own]) }
    }
    let here = try #require(throws: RecordRefusal.self) {
      try decide([clear], home: [notice(SampleRecord.program, "rain")])
    }
    #expect(here.description.contains("a child's report") && here.description.contains("luma incident"))
  }
}
