import Guard
import SleepCore
import TestKit
import Testing

/// CRC-32 as in IEEE 802.3, bit by bit.
func slowChecksum(_ bytes: [UInt8]) -> UInt32 {
  var rest: UInt32 = ~0
  for byte in bytes {
    rest ^= UInt32(byte)
    for _ in 0..<8 { rest = rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1 }
  }
  return ~rest
}

/// A whole number with its little end first.
func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
  stride(from: 0, to: Number.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: number >> Number($0)) }
}

/// A text with its length before it.
private func text(_ words: String) -> [UInt8] { little(UInt16(words.utf8.count)) + Array(words.utf8) }

/// A frame as docs/guard.md describes it.
private func frame(_ kind: UInt8, _ content: [UInt8], length: Int? = nil) -> [UInt8] {
  let body = Array("LG".utf8) + [1, kind] + little(UInt16(length ?? content.count)) + content
  return body + little(slowChecksum(body))
}

private func pulse(onset: Int64, length: Int64, rise: Int64, decidedAt: Int64, level: Int32 = 45_000)
  -> [UInt8]
{
  frame(3, [onset, length, rise, decidedAt].flatMap(little) + little(level))
}

/// Whether the bytes that came are no frame.
private func isGarbled(_ reader: inout GuardFrameReader) -> Bool {
  do {
    _ = try reader.nextMessage()
    return false
  } catch {
    return true
  }
}

private func decoded(_ bytes: [UInt8]) -> GuardMessage? {
  var reader = GuardFrameReader()
  reader.add(bytes)
  return (try? reader.nextMessage()) ?? nil
}

@Suite("frames are the bytes that docs/guard.md says, so that any program can speak with the guard")
struct GuardBytesTests {
  private static let ambience = Ambience(
    beds: {
      var beds = BedLevels.silence
      beds[.rain] = .dBA(40.25)
      beds[.waves] = .dBA(-3)
      return beds
    }(), light: .lux(1.5), scent: Share(perMille: 300), warmth: Temperature(milliCelsius: 36_500))
  private static let ambienceBytes =
    [40_250, -120_000, -120_000, -3000, -120_000, 1500].flatMap { little(Int32($0)) }
    + little(UInt16(300)) + little(Int32(36_500))

  @Test("the checksum of the nine digits is the one that every CRC-32 gives")
  func checksum() { #expect(slowChecksum(Array("123456789".utf8)) == 0xCBF4_3926) }

  @Test("every message is its documented bytes, and they are read back as it")
  func messages() {
    let hashes = text(someHash) + text("b")
    let expected: [(GuardMessage, [UInt8])] = [
      (
        .hello(
          .init(
            age: .child, limitsHash: someHash, certificateHash: "b", wakeAt: NightTime(seconds: 5), seed: 513,
            weekDose: SoundDose(picoPascalSquaredSeconds: 77), stimulationNights: 3)),
        frame(
          1,
          little(UInt16(1)) + [2] + hashes + [1] + little(Int64(50_000_000)) + little(UInt64(513))
            + little(Int64(77)) + [3])
      ),
      (
        .hello(.init(age: .underThree, limitsHash: someHash, certificateHash: "b", wakeAt: nil, seed: 0)),
        frame(1, little(UInt16(1)) + [3] + hashes + [UInt8](repeating: 0, count: 1 + 8 + 8 + 8 + 1))
      ),
      (
        .lease(
          .init(
            sequence: 0x0102_0304_0506_0708, time: NightTime(seconds: -1), wish: Self.ambience,
            mayBeAsleep: true, isAfterWakeTime: false, validFor: .milliseconds(900))),
        frame(
          2,
          [8, 7, 6, 5, 4, 3, 2, 1] + little(Int64(-10_000_000)) + Self.ambienceBytes + [1, 0]
            + little(Int64(9_000_000)))
      ),
      (
        .pulse(
          Pulse(onset: NightTime(ticks: 9), level: .dBA(45), length: span(50), rise: span(5)),
          decidedAt: NightTime(ticks: -7)), pulse(onset: 9, length: 500_000, rise: 50_000, decidedAt: -7)
      ),
      (
        .gesture(.speech("é", level: .dBA(30), length: span(1))),
        frame(4, [1] + text("é") + little(Int32(30_000)) + little(Int64(10_000)))
      ),
      (
        .gesture(.touch(Share(perMille: 1000), length: span(2))),
        frame(4, [2] + little(UInt16(1000)) + little(Int64(20_000)))
      ),
      (
        .gesture(.flashes(3, level: .lux(2), length: span(3))),
        frame(4, [3] + little(Int32(3)) + little(Int32(2000)) + little(Int64(30_000)))
      ),
      (.stop, frame(5, [])), (.bedExit, frame(6, [])), (.goodbye, frame(7, [])),
    ]
    for (message, bytes) in expected {
      #expect(GuardFrames.encode(message) == bytes, "\(message)")
      #expect(decoded(bytes) == message)
    }
  }

  @Test("every reply is its documented bytes")
  func replies() {
    let withheld = OutputGuard.Withheld(what: "beds", asked: "70 dBA", allowed: "", why: "alarm")
    let expected: [(GuardReply, [UInt8])] = [
      (
        .ready(protocolVersion: 1, week: SoundDose(picoPascalSquaredSeconds: 5)),
        frame(129, little(UInt16(1)) + little(Int64(5)))
      ),
      (
        .granted(sequence: 7, Self.ambience, dose: SoundDose(picoPascalSquaredSeconds: 6)),
        frame(130, little(UInt64(7)) + Self.ambienceBytes + little(Int64(6)))
      ),
      (.withheld(withheld), frame(131, text("beds") + text("70 dBA") + text("") + text("alarm"))),
      (.silent("b"), frame(132, text("b"))), (.fault("c"), frame(133, text("c"))),
    ]
    for (reply, bytes) in expected { #expect(GuardFrames.encode(reply) == bytes, "\(reply)") }
  }

  @Test("a kind, an age or a yes-or-no that there is not is no message")
  func unknown() {
    for kind in [UInt8(0), 8, 129] { #expect(decoded(frame(kind, [])) == nil) }
    for kind in [UInt8(0), 4] { #expect(decoded(frame(4, [kind] + [UInt8](repeating: 0, count: 10))) == nil) }
    func hello(age: UInt8 = 0, truth: UInt8 = 0, wakeAt: Int64 = 0, dose: Int64 = 0) -> [UInt8] {
      frame(
        1,
        [1, 0, age] + text("") + text("") + [truth] + little(wakeAt) + little(UInt64(0)) + little(dose) + [0])
    }
    #expect(decoded(hello(age: 3)) != nil && decoded(hello(age: 4)) == nil)
    #expect(decoded(hello(truth: 1)) != nil && decoded(hello(truth: 2)) == nil)
    #expect(decoded(hello(dose: -1)) == nil)
    #expect(decoded(hello(wakeAt: 1 << 50 - 1)) != nil && decoded(hello(wakeAt: 1 << 50)) == nil)
  }

  @Test("times of more than three years, lengths below nothing and levels beyond 1,048 dB are no message")
  func implausible() {
    let most = Int64(1) << 50 - 1
    #expect(decoded(pulse(onset: most, length: 0, rise: 0, decidedAt: -most)) != nil)
    #expect(decoded(pulse(onset: most + 1, length: 0, rise: 0, decidedAt: 0)) == nil)
    #expect(decoded(pulse(onset: 0, length: 0, rise: 0, decidedAt: -most - 1)) == nil)
    #expect(decoded(pulse(onset: 0, length: -1, rise: 0, decidedAt: 0)) == nil)
    #expect(decoded(pulse(onset: 0, length: 0, rise: -1, decidedAt: 0)) == nil)
    func touch(_ length: Int64) -> [UInt8] { frame(4, [2, 0, 0] + little(length)) }
    #expect(decoded(touch(0)) != nil && decoded(touch(-1)) == nil)
    #expect(decoded(touch(most)) != nil && decoded(touch(most + 1)) == nil)
    func speech(_ level: Int32) -> [UInt8] { frame(4, [1, 0, 0] + little(level) + little(Int64(0))) }
    #expect(decoded(speech(1 << 20 - 1)) != nil && decoded(speech(1 - 1 << 20)) != nil)
    #expect(decoded(speech(1 << 20)) == nil && decoded(speech(-1 << 20)) == nil)
  }

  @Test(
    "a text has at most 400 bytes: more is cut between two letters when written, and no message when read")
  func longTexts() throws {
    func said(_ words: String) throws -> String? {
      var reader = GuardFrameReader()
      reader.add(GuardFrames.encode(.silent(words)))
      guard case .silent(let back) = try reader.nextReply() else { return nil }
      return back
    }
    let letters = String(repeating: "a", count: 400)
    #expect(try said(letters) == letters)
    #expect(try said(letters + "a") == letters)
    #expect(try said(letters.dropLast() + "é") == String(letters.dropLast()))
    func speech(_ count: Int) -> [UInt8] {
      frame(4, [1] + text(String(repeating: "a", count: count)) + little(Int32(0)) + little(Int64(0)))
    }
    #expect(decoded(speech(400)) != nil && decoded(speech(401)) == nil)
    #expect(decoded(frame(4, [1, 1, 0, 0xFF] + little(Int32(0)) + little(Int64(0)))) == nil)
    #expect(decoded(frame(4, [1, 2, 0, 0x61])) == nil)
  }

  @Test(
    "a frame that says it is longer than 2,048 bytes is refused at its sixth byte, and one as long is read")
  func longFrames() throws {
    #expect(GuardFrames.longest == 2048)
    for (length, isRefused) in [(2048, false), (2049, true), (0xFFFF, true)] {
      var reader = GuardFrameReader()
      reader.add(frame(5, [], length: length).prefix(6))
      #expect(isGarbled(&reader) == isRefused && reader.isWithinFrame != isRefused, "\(length)")
    }
    // As long as may be, but more than its kind says.
    var reader = GuardFrameReader()
    let longest = frame(5, [UInt8](repeating: 0, count: 2048))
    reader.add(longest.dropLast())
    #expect(!isGarbled(&reader))
    reader.add(longest.suffix(1))
    #expect(isGarbled(&reader))
    #expect(try reader.nextMessage() == nil && !reader.isWithinFrame)
  }
}
