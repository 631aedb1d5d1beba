import Consent
import PublicRecord
import SleepCore
import Testing

@Suite struct ReceiptTests {
  @Test("a receipt reads back as it was, and its signature holds for its giver alone")
  func roundTrip() throws {
    let house = try House()
    let receipt = try house.receipt(from: house.guardian)
    let again = try ConsentReceipt(bytes: receipt.bytes)
    #expect(again == receipt && again.id == receipt.id && again.bytes == receipt.bytes)
    for (id, key) in house.keys { #expect(again.isSigned(by: key) == (id == house.guardian)) }
    // Anybody else can check it as well: it is a plain signed note.
    let key = try #require(house.keys[house.guardian])
    #expect(try SignedNote(receipt.bytes).verified(by: [key]).known.count == 1)
  }

  @Test("nobody signs for someone else")
  func wrongKey() throws {
    let house = try House()
    let terms = try house.terms(from: house.guardian)
    let key = try #require(house.signers[house.sleeper])
    #expect(throws: ConsentError.self) { try ConsentReceipt(terms, signedBy: key) }
  }

  @Test("no consent holds longer than 90 days, or for no time")
  func expiry() throws {
    let house = try House()
    #expect(throws: ConsentError.self) { try house.terms(from: house.sleeper, days: 91) }
    #expect(throws: ConsentError.self) { try house.terms(from: house.sleeper, days: 0) }
    _ = try house.terms(from: house.sleeper, days: 90)
  }

  @Test("whatever byte of a receipt is changed, it is refused or its signature is")
  func changed() throws {
    let house = try House()
    let receipt = try house.receipt(from: house.guardian)
    let key = try #require(house.keys[house.guardian])
    var random = SeededRandom(seed: 7)
    for i in receipt.bytes.indices {
      var bytes = receipt.bytes
      bytes[i] ^= UInt8(1 << Int(random.next() % 8))
      guard let read = try? ConsentReceipt(bytes: bytes) else { continue }
      #expect(!read.isSigned(by: key), "byte \(i)")
    }
  }

  @Test("any bytes are a receipt or an explained error", arguments: 0..<20 as Range<UInt64>)
  func fuzz(_ seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let good = try House(seed: 3).receipt(from: House(seed: 3).sleeper).bytes
    for _ in 0..<100 {
      var bytes = good
      for _ in 0..<(1 + Int(random.next() % 6)) where !bytes.isEmpty {
        let at = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: at)
        default: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: at)
        }
      }
      do { #expect(try ConsentReceipt(bytes: bytes).bytes == bytes) } catch {
        #expect(!error.problem.isEmpty && !error.remedy.isEmpty)
      }
    }
  }

  @Test("the commitment depends on every byte of the salt, and shows neither person")
  func commitment() throws {
    let house = try House()
    let receipt = try house.receipt(from: house.sleeper)
    let salt = [UInt8](0..<32)
    let commitment = receipt.commitment(salt: salt)
    #expect(commitment.utf8.count == 64 && commitment != receipt.id)
    for i in salt.indices {
      var other = salt
      other[i] ^= 1
      #expect(receipt.commitment(salt: other) != commitment)
    }
  }

  @Test("a withdrawal is one line, and only that line")
  func withdrawal() throws {
    let house = try House()
    let all = Withdrawal(sleeper: house.sleeper, at: House.now)
    let one = Withdrawal(sleeper: house.sleeper, receipt: SHA256Hex.of("x"), at: House.now)
    for withdrawal in [all, one] {
      #expect(try Withdrawal(line: withdrawal.line) == withdrawal && !withdrawal.line.contains("\n"))
    }
    var random = SeededRandom(seed: 5)
    for _ in 0..<2000 {
      var bytes = Array(one.line.utf8)
      bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(random.next() % 128)
      let text = String(decoding: bytes, as: UTF8.self)
      if let read = try? Withdrawal(line: text) { #expect(read.line == text) }
    }
  }
}
