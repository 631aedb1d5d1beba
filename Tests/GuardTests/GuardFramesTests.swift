import Guard
import SleepCore
import TestKit
import Testing

@Suite("frames say what was said, or nothing")
struct GuardFramesTests {
  static let messages: [GuardMessage] = [
    .hello(hello(.teen, wakeAt: nil)), .hello(hello()), .stop, .bedExit, .goodbye,
    .pulse(
      Pulse(
        onset: NightTime(ticks: 1234), level: .dBA(45.5), length: .milliseconds(50), rise: .milliseconds(5)),
      decidedAt: NightTime(seconds: -3)),
    .gesture(.speech("Du träumst.", level: .dBA(31), length: .seconds(2))),
    .gesture(.touch(Share(perMille: 300), length: .milliseconds(400))),
    .gesture(.flashes(3, level: .lux(0.5), length: .milliseconds(20))),
    .lease(
      .init(
        sequence: .max, time: NightTime(seconds: 12), wish: .nothing, mayBeAsleep: false,
        isAfterWakeTime: true,
        validFor: .milliseconds(900))),
  ]
  static let replies: [GuardReply] = [
    .ready(protocolVersion: 1, week: .pascalSquaredHours(0.2)), .silent("no lease came"), .fault("a frame"),
    .granted(sequence: 7, .nothing, dose: SoundDose(picoPascalSquaredSeconds: 9)),
    .withheld(
      OutputGuard.Withheld(what: "beds", asked: "70 dBA", allowed: "40 dBA", why: "steady-sound-asleep")),
  ]

  @Test("every message and reply comes back as it was, byte by byte or all at once")
  func roundTrip() throws {
    for size in [1, 7, 100_000] {
      var reader = GuardFrameReader()
      var (back, answers) = ([GuardMessage](), [GuardReply]())
      for chunk in chunks(Self.messages.flatMap { GuardFrames.encode($0) }, size) {
        reader.add(chunk)
        while let message = try reader.nextMessage() { back.append(message) }
      }
      #expect(back == Self.messages && !reader.isWithinFrame)
      for chunk in chunks(Self.replies.flatMap { GuardFrames.encode($0) }, size) {
        reader.add(chunk)
        while let reply = try reader.nextReply() { answers.append(reply) }
      }
      #expect(answers == Self.replies)
    }
  }

  @Test("no changed bit and no changed length is taken for a message")
  func changed() throws {
    for message in Self.messages {
      let frame = GuardFrames.encode(message)
      for bit in 0..<frame.count * 8 {
        var bytes = frame
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        var reader = GuardFrameReader()
        reader.add(bytes)
        do {
          #expect(try reader.nextMessage() == nil, "bit \(bit) of \(message)")
        } catch {
          #expect(try reader.nextMessage() == nil)
        }
      }
    }
  }

  @Test("random bytes are garbled at once or wait for more, and nothing traps")
  func random() {
    for seed in 0..<tries(2000, soak: 2_000_000) {
      var random = SeededRandom(seed: UInt64(seed))
      var bytes = (0..<Int(random.next() % 60)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      // Half of them begin as frames do.
      if seed.isMultiple(of: 2) { bytes = GuardFrames.encode(Self.messages[seed / 2 % 10]).prefix(6) + bytes }
      var reader = GuardFrameReader()
      reader.add(bytes)
      #expect((try? reader.nextMessage()) == nil)
    }
  }

  private func chunks(_ bytes: [UInt8], _ size: Int) -> [ArraySlice<UInt8>] {
    stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
  }
}
