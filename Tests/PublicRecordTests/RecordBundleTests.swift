import Foundation
import PublicRecord
import SleepCore
import TestKit
import Testing

@Suite("A record in one file") struct RecordBundleTests {
  private func record(_ count: Int) throws -> SampleRecord {
    var record = try SampleRecord()
    for i in 1..<count { try record.add(try SampleRecord.report(salt: i)) }
    return record
  }

  private func bundle(_ record: SampleRecord) throws -> [UInt8] {
    try RecordBundle.make(
      SignedCheckpoint(record.checkpoint()), policy: Array("quorum none\n".utf8),
      extras: [("note.txt", Array("hello".utf8))], time: SampleRecord.noon.seconds, from: record.tiles)
  }

  @Test("it is read back as the same record, whatever its size", arguments: [1, 255, 256, 257, 600])
  func roundTrip(_ size: Int) throws {
    let record = try record(size)
    let files = try RecordBundle.read(bundle(record))
    #expect(files.files["note.txt"] == Array("hello".utf8))
    let audit = try RecordAudit(
      checkpoint: #require(files.files["checkpoint"]), policy: record.policy, now: SampleRecord.noon,
      from: files)
    #expect(audit.faults == [] && audit.reading.size == size)
  }

  @Test("tar opens it, and finds every file as the log serves it")
  func tar() throws {
    let record = try record(300)
    let scratch = try ScratchFolder()
    let file = scratch.file("record.tar")
    try Data(bundle(record)).write(to: file)
    let opened = try run("tar", ["-xf", file.path, "-C", scratch.url.path])
    #expect(opened.status == 0, "\(opened.error)")
    for path in ["tile/entries/000", "tile/entries/001.p/44", "tile/0/000", "tile/1/000.p/1"] {
      #expect(try Array(Data(contentsOf: scratch.file(path))) == record.tiles.files[path])
    }
  }

  @Test(
    "any change of its bytes is refused, found by the audit, or changes nothing that counts",
    arguments: 0..<20)
  func changed(_ seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let record = try record(40)
    let whole = try bundle(record)
    for _ in 0..<20 {
      var bytes = whole
      bytes[Int(random.next() % UInt64(bytes.count))] ^= UInt8(1 << (random.next() % 8))
      guard let files = try? RecordBundle.read(bytes), let checkpoint = files.files["checkpoint"],
        let audit = try? RecordAudit(
          checkpoint: checkpoint, policy: record.policy, now: SampleRecord.noon, from: files)
      else { continue }
      // Without a fault it is the same record, entry for entry.
      var read: [[UInt8]] = []
      if audit.faults.isEmpty {
        _ = try LogAudit.run(of: audit.log.checkpoint, from: files) { read.append(Array($1)) }
      }
      #expect(!audit.faults.isEmpty || read == record.entries)
    }
    for length in stride(from: 0, to: whole.count - 1024, by: 509) {
      #expect(throws: RecordError.self) { try RecordBundle.read(Array(whole.prefix(length))) }
    }
  }
}
