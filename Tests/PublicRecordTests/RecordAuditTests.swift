import PublicRecord
import SleepCore
import Testing

/// The operator here has the log's key and the whole server; the outsider has public files, and what others kept.
@Suite("A dishonest operator is caught by an outsider with public files alone") struct RecordAuditTests {
  private func audit(
    _ record: SampleRecord, at: UTCTime = SampleRecord.noon, by cosigners: [Int] = [0, 1],
    kept: [[UInt8]] = [],
    receipts: [RecordProof] = [], page: String? = nil
  ) throws -> RecordAudit {
    try RecordAudit(
      checkpoint: record.checkpoint(at: at, by: cosigners), policy: record.policy, kept: kept,
      receipts: receipts,
      page: page, now: SampleRecord.noon, from: record.tiles)
  }

  private func receipt(_ index: Int, of record: SampleRecord) throws -> RecordProof {
    var hashes = TileHashes(record.tiles, size: record.entries.count)
    return try RecordProof(
      index: index, signed: SignedCheckpoint(record.checkpoint()), from: &hashes, extra: record.entries[index]
    )
  }

  private func honest() throws -> SampleRecord {
    var record = try SampleRecord()
    try record.add(try SampleRecord.program())
    for i in 0..<5 { try record.add(try SampleRecord.report(serious: i == 2, salt: i)) }
    try record.add(try SampleRecord.halt())
    return record
  }

  /// The same log written anew by its operator, with something else in one place.
  private func rewritten(_ record: SampleRecord, _ change: (inout [[UInt8]]) throws -> Void) throws
    -> SampleRecord
  {
    var entries = record.entries
    try change(&entries)
    var other = try SampleRecord()
    for entry in entries.dropFirst() { try other.add(bytes: entry) }
    return other
  }

  @Test("an honest record has nothing against it, and its verdict can be quoted")
  func honestVerdict() throws {
    let record = try honest()
    let kept = try record.checkpoint(by: [2])
    let found = try audit(record, kept: [kept], receipts: [receipt(4, of: record)])
    #expect(found.faults == [] && found.witnessed == SampleRecord.noon)
    #expect(found.verdict.hasSuffix("every halt and lift keeps the rules."))
    #expect(found.reports.all == 5 && found.reports.serious == 1)
  }

  @Test("a tampered entry is named, wherever it stands")
  func tampered() throws {
    let record = try honest()
    let path = "tile/entries/000.p/8"
    let bundle = try #require(record.tiles.files[path])
    for at in stride(from: 2, to: bundle.count, by: 53) {
      var changed = record
      var bytes = bundle
      bytes[at] ^= 4
      changed.serve(bytes, at: path)
      let found = try audit(changed)
      #expect(!found.faults.isEmpty && found.verdict.contains("NOT in order"))
    }
  }

  @Test("a removed report is missed by the receipt, and by any checkpoint that somebody kept")
  func removedReport() throws {
    let record = try honest()
    let other = try rewritten(record) { $0.remove(at: 4) }
    #expect(try audit(other).faults.isEmpty, "by itself the new history looks like any other")
    let byReceipt = try audit(other, receipts: [receipt(4, of: record)])
    #expect(byReceipt.faults.contains { $0.contains("receipt") })
    #expect(try !audit(other, kept: [record.checkpoint(by: [])]).faults.isEmpty)
  }

  @Test("a back-dated halt is named, and so is one slipped in between older entries")
  func backDatedHalt() throws {
    var late = try honest()
    try late.add(try SampleRecord.report(salt: 90, at: SampleRecord.noon + 7200))
    try late.add(try SampleRecord.halt(at: SampleRecord.noon + 60))
    #expect(try audit(late).faults.contains { $0.contains("back-dated") })
    let record = try honest()
    let slipped = try rewritten(record) { $0.insert(try SampleRecord.halt().bytes, at: 2) }
    #expect(try !audit(slipped, kept: [record.checkpoint(by: [])]).faults.isEmpty)
    #expect(try !audit(slipped, receipts: [receipt(3, of: record)]).faults.isEmpty)
  }

  @Test("a program or a halt that the operator's page does not show is named")
  func hidden() throws {
    let record = try honest()
    let page = "<code title=\"\(SampleRecord.program)\">…</code><span>entry 7</span>"
    #expect(try audit(record, page: page).faults == [])
    #expect(
      try audit(record, page: "<span>entry 7</span>").faults.contains {
        $0.contains("leaves out the program")
      })
    #expect(
      try audit(record, page: "<code title=\"\(SampleRecord.program)\">").faults
        .contains { $0.contains("leaves out the halt") })
  }

  @Test("a split view is seen by whoever holds a checkpoint of the other side")
  func split() throws {
    let record = try honest()
    let other = try rewritten(record) { $0[5] = try SampleRecord.report(salt: 77).bytes }
    let shown = try other.checkpoint(by: [])
    #expect(try audit(record, kept: [shown]).faults.contains { $0.contains("size 8") })
  }

  @Test("a record that too few witnesses signed, or long ago, or that went back, is not in order")
  func witnesses() throws {
    let record = try honest()
    #expect(try audit(record, by: [1]).faults.contains { $0.contains("too few witnesses") })
    #expect(try audit(record, at: SampleRecord.noon + -90_000).faults.contains { $0.contains("24 hours") })
    var longer = record
    try longer.add(try SampleRecord.report(salt: 50))
    #expect(try !audit(record, kept: [longer.checkpoint(by: [])]).faults.isEmpty)
  }

  @Test("a signal without a halt is named")
  func signalWithoutHalt() throws {
    var record = try honest()
    try record.add(
      try RecordEntry(
        .signal, at: SampleRecord.noon,
        body: [
          "program": .text(SampleRecord.program), "outcome": "nightmares", "method": "own-control",
          "alpha": [1, 100], "looks": 12, "observed": 9, "expected_millionths": 3_000_000,
          "statistic_millionths": 4_000_000, "boundary_millionths": 3_500_000,
          "path": .text(SHA256Hex.of("path")),
        ]))
    #expect(try audit(record).faults.contains { $0.contains("no halt answered") })
  }

  @Test("somebody else's checkpoint is no checkpoint of this record")
  func foreign() throws {
    let record = try honest()
    let stranger = try SampleRecord(seed: 90)
    #expect(throws: RecordError.self) { try audit(record, kept: [stranger.checkpoint()]) }
    #expect(throws: RecordError.self) {
      try RecordAudit(
        checkpoint: stranger.checkpoint(), policy: record.policy, now: SampleRecord.noon, from: stranger.tiles
      )
    }
  }
}
