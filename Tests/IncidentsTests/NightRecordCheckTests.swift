import Incidents
import PublicRecord
import SleepCore
import Testing

@Suite("a night's record is committed to by the end of its chain")
struct NightRecordCheckTests {
  private func record(_ count: Int) -> [UInt8] {
    var chain = HashChain()
    var bytes: [UInt8] = []
    for n in 0..<count {
      var json = JSONText()
      json.add("n", n)
      json.add("kind", n == 0 ? "night" : "belief")
      json.add("prev", chain.head)
      chain.append(json.closed)
      bytes += json.closed + [0x0A]
    }
    return bytes
  }

  @Test("the commitment is the last line's hash, and what a crash left behind it does not count")
  func commitment() throws {
    let bytes = record(40)
    let committed = try NightCommitment(events: bytes)
    let last = bytes.split(separator: 0x0A).last.map(Array.init) ?? []
    #expect(committed.lines == 40 && committed.eventsHead == SHA256Hex.of(last))
    #expect(committed.isMet(byEvents: bytes) && committed.isMet(byEvents: bytes + Array("{\"n\":40".utf8)))
    #expect(!committed.isMet(byEvents: record(41)) && !committed.isMet(byEvents: record(39)))
  }

  @Test("a byte changed anywhere is noticed")
  func tampering() throws {
    let bytes = record(6)
    let committed = try NightCommitment(events: bytes)
    for at in bytes.indices {
      var changed = bytes
      changed[at] ^= 1
      #expect(!committed.isMet(byEvents: changed))
    }
    for none in [[], Array("x".utf8), [0x0A]] as [[UInt8]] {
      #expect(throws: IncidentError.self) { try NightCommitment(events: none) }
    }
  }
}
