import Foundation
import PublicRecord
import SleepCore
import TestKit
import Testing

@Suite("Signed notes and their keys")
struct NoteTests {
  private struct Notes: Decodable {
    struct Case: Decodable {
      let name, note: String
      let vkeys: [String]
      let ok: Bool
      let error: String?
      let verified, unverified: [String]?
      let text: String?
    }
    let skey: String
    let cases: [Case]
    let bad_vkeys, formats_vkeys: [String]
  }

  @Test(
    "the 14 notes verify, or are refused for the reason that is given", .enabled(if: Vectors.folder != nil))
  func notes() throws {
    let notes = try Vectors.decode(Notes.self, "note/note.json")
    #expect(notes.cases.count == 14)
    let reasons: [String: RecordError.Kind] = [
      "malformed": .malformed, "unverified": .unverified, "ambiguous key": .ambiguousKey,
      "invalid signature": .badSignature,
    ]
    for note in notes.cases {
      let keys = try note.vkeys.map { try VerifierKey($0) }
      let name = Comment(rawValue: note.name)
      let error = fault {
        let read = try SignedNote(Array(note.note.utf8))
        let found = try read.verified(by: keys)
        #expect(note.ok, name)
        #expect(found.known.map(\.key.name) == note.verified, name)
        #expect(found.unknown.map(\.name) == note.unverified, name)
        if let text = note.text { #expect(read.text == Array(text.utf8), name) }
        #expect(read.bytes == Array(note.note.utf8), name)
      }
      #expect(note.ok == (error == nil), name)
      if let reason = note.error { #expect(error?.kind == reasons[reason], name) }
    }
  }

  @Test(
    "bad keys, every part of a good one and every neighbour of it are refused",
    .enabled(if: Vectors.folder != nil))
  func badKeys() throws {
    let notes = try Vectors.decode(Notes.self, "note/note.json")
    for key in notes.bad_vkeys { #expect(throws: RecordError.self) { try VerifierKey(key) } }
    for key in notes.formats_vkeys { #expect(try VerifierKey(key).description == key) }
    let good = try #require(notes.cases.first?.vkeys.first)
    #expect(try VerifierKey(good).description == good)
    let letters = Array(good.utf8)
    for start in letters.indices {
      for end in start...letters.count where end - start < letters.count {
        #expect(throws: RecordError.self) {
          try VerifierKey(String(decoding: letters[start..<end], as: UTF8.self))
        }
      }
      var changed = letters
      changed[start] &+= 1
      #expect(throws: RecordError.self) { try VerifierKey(String(decoding: changed, as: UTF8.self)) }
    }
  }

  @Test("a secret key signs what golang.org/x/mod signs with it", .enabled(if: Vectors.folder != nil))
  func signing() throws {
    struct Signed: Decodable {
      let checkpoints: [String: String]
      let cosigned_1200, log_skey, log_vkey, witness_seed_hex, witness_vkey: String
    }
    let theirs = try Vectors.decode(Signed.self, "generated/xmod.json")
    let log = try SignerKey(theirs.log_skey)
    #expect(log.verifier.description == theirs.log_vkey)
    #expect(log.secretText == theirs.log_skey)
    #expect(theirs.checkpoints.count > 2)
    for (size, text) in theirs.checkpoints {
      let read = try SignedCheckpoint(Array(text.utf8))
      #expect(String(read.checkpoint.size) == size)
      try read.verified(byLog: [log.verifier])
      let again = try SignedCheckpoint(read.checkpoint, by: [log])
      #if os(Linux)
        // Apple's signatures are randomised.
        #expect(again.bytes == Array(text.utf8))
      #endif
      try again.verified(byLog: [log.verifier])
    }
    let seed = try #require(bytes(hex: theirs.witness_seed_hex))
    let witness = try SignerKey(name: "witness.lumapod.example/w1", kind: .cosignature, seed: seed)
    #expect(witness.verifier.description == theirs.witness_vkey)
    let cosigned = try SignedCheckpoint(Array(theirs.cosigned_1200.utf8))
    let found = try cosigned.note.verified(by: [witness.verifier])
    let time = try #require(found.known.first?.time)
    #expect(time == 1_767_139_200 || time > 0)
    #expect(found.unknown.count == 1)
    let ours = try witness.sign(cosigned.note.text, time: time)
    #if os(Linux)
      #expect(ours == found.known[0].signature)
    #endif
    #expect(witness.verifier.time(of: ours.bytes, over: cosigned.note.text) == time)
    // Another second is another statement.
    var late = ours.bytes
    late[7] ^= 1
    #expect(witness.verifier.time(of: late, over: cosigned.note.text) == nil)
  }

  @Test("three cosignatures of sunlight's witnesses verify", .enabled(if: Vectors.folder != nil))
  func sunlight() throws {
    let root = "sunlight/cmd/skylight/testdata"
    let rome = "000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706"
    let milan = "88ad7a28caeb0b2aa890fdf0304c2fcaf59fca2ee140134ff8c1300bac493482"
    for (checkpoint, key) in [
      (
        "witness/\(rome)/checkpoint",
        "witness.example.org+b8a2cf20+BFLN3yikSfFkVAJtrnh/CiY3Zozkoy7clp+P7XB28qUN"
      ),
      (
        "witness2/\(milan)/checkpoint",
        "witness2.example.org+2e55b896+BIZ7fpceQWd60IfqQeS9IAnmNOCZjMDne8lZuguz/bi9"
      ),
      (
        "witness/mirror/\(rome)/checkpoint",
        "mirror.example.org+3fb148ef+BAAjjch9GyYz0sJsJx7ALhbdAtz2ov0unbzSl1vMp94O"
      ),
    ] {
      let signed = try SignedCheckpoint(try Vectors.bytes("\(root)/\(checkpoint)"))
      let found = try signed.note.verified(by: [VerifierKey(key)])
      #expect(found.known.count == 1)
      // 2025-12-31, when the fixtures were made.
      #expect(found.known[0].time == 1_767_139_200)
      var text = signed.note.text
      text[text.count - 3] ^= 1
      #expect(try VerifierKey(key).time(of: found.known[0].signature.bytes, over: text) == nil)
    }
  }

  private struct EdgeCase: Decodable {
    let number: Int
    let key, sig, msg: String
    let flags: [String]?
  }

  private func bytes(hex: String) -> [UInt8]? {
    let digits = Array(hex.utf8)
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count - 1, by: 2) {
      guard let byte = UInt8(String(decoding: digits[place...(place + 1)], as: UTF8.self), radix: 16) else {
        return nil
      }
      bytes.append(byte)
    }
    return bytes
  }

  @Test(
    "914 Ed25519 edge cases are judged as Go and OpenSSL judge them, so that no two verifiers of a log differ",
    .enabled(if: Vectors.folder != nil))
  func edgeCases() throws {
    let cases = try Vectors.decode([EdgeCase].self, "cctv/ed25519vectors.json")
    #expect(cases.count == 914)
    var accepted = 0
    var refusedKeys: Set<String> = []
    for edge in cases {
      let key = try #require(bytes(hex: edge.key))
      let signature = try #require(bytes(hex: edge.sig))
      let flags = edge.flags ?? []
      // Their README: the rule of "ref10" refuses these two and nothing else.
      let expected = !flags.contains("low_order_residue") && !flags.contains("non_canonical_R")
      #expect(
        VerifierKey.holds(signature, Array(edge.msg.utf8), key) == expected, "case \(edge.number): \(flags)")
      accepted += expected ? 1 : 0
      // A key that anybody can sign for is not taken into a configuration.
      let refusal = fault { _ = try VerifierKey(name: "x", kind: .ed25519, publicKey: key) }
      #expect((refusal?.kind == .badKey) == flags.contains("low_order_A"), "case \(edge.number)")
      if refusal != nil { refusedKeys.insert(edge.key) }
    }
    #expect(
      accepted
        == cases.count { !($0.flags ?? []).contains { $0 == "low_order_residue" || $0 == "non_canonical_R" } }
    )
    #expect(accepted > 150)
    #expect(refusedKeys.count == 14)
  }

  @Test("a signature whose S is not below the group's order is refused")
  func malleable() throws {
    let key = try SignerKey(name: "log", kind: .ed25519, seed: [UInt8](repeating: 7, count: 32))
    let text = Array("a text\n".utf8)
    var bytes = try key.sign(text).bytes
    #expect(key.verifier.time(of: bytes, over: text) == 0)
    // L of RFC 8032, lowest byte first, added to S: the same residue, another spelling.
    let order: [UInt8] = [
      0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14,
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ]
    var carry = 0
    for place in 0..<32 {
      let sum = Int(bytes[32 + place]) + Int(order[place]) + carry
      bytes[32 + place] = UInt8(sum & 255)
      carry = sum >> 8
    }
    #expect(key.verifier.time(of: bytes, over: text) == nil)
  }

  @Test("names are bytes: two spellings of one letter are two logs")
  func spellings() throws {
    let composed = "caf\u{E9}.example/log"
    let split = "cafe\u{301}.example/log"
    #expect(composed == split)
    let log = try SignerKey(name: composed, kind: .ed25519, seed: [UInt8](repeating: 3, count: 32))
    let checkpoint = try Checkpoint(origin: split, size: 0, root: .empty)
    let signed = try SignedCheckpoint(checkpoint, by: [log])
    #expect(fault { try signed.verified(byLog: [log.verifier]) }?.kind == .unverified)
    let policy = try WitnessPolicy(logs: [log.verifier], witnesses: [], threshold: 0)
    #expect(fault { _ = try policy.check(signed) }?.kind == .unverified)
  }

  @Test("secrets stay out of what a key says when it is refused")
  func secrets() {
    let secret = "PRIVATE+KEY+PeterNeumann+c74f20a4+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    let error = fault { _ = try SignerKey(secret) }
    #expect(error?.kind == .badKey)
    #expect(error?.description.contains("AYEKFALV") == false)
  }
}
