import Foundation
import Guard
import SleepCore

private let hash = String(repeating: "a", count: 64)

private func greeting(_ age: AgeGroup) -> [UInt8] {
  GuardFrames.encode(
    GuardMessage.hello(
      .init(
        age: age, limitsHash: hash, certificateHash: hash, wakeAt: NightTime(seconds: 600), seed: 1)))
}

/// Frames in which the checksum was made right, so that the fuzzer sees past it.
private func mended(_ bytes: [UInt8]) -> [UInt8] {
  var result: [UInt8] = []
  var at = 0
  while at + 6 <= bytes.count {
    let count = Int(bytes[at + 4]) | Int(bytes[at + 5]) << 8
    guard at + 6 + count <= bytes.count else { break }
    let frame = [UInt8]("LG".utf8) + [1] + bytes[(at + 3)..<(at + 6 + count)]
    var rest = ~UInt32(0)
    for byte in frame {
      rest ^= UInt32(byte)
      for _ in 0..<8 { rest = rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1 }
    }
    result += frame
    for i in 0..<4 { result.append(UInt8(truncatingIfNeeded: ~rest >> UInt32(8 * i))) }
    at += 6 + count + 4
  }
  return result + bytes.dropFirst(at)
}

/// Any bytes give messages or an error, and any messages give nothing above a limit.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzGuard(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe [UInt8](UnsafeBufferPointer(start: data, count: count))
  guard let first = input.first else { return 0 }
  let age = AgeGroup.allCases[Int(first & 3)]
  guard let limits = try? SafetyLimitsTable.limits(for: age) else { return 0 }
  var reader = GuardFrameReader()
  reader.add(greeting(age))
  reader.add(first & 4 == 0 ? mended(Array(input.dropFirst())) : Array(input.dropFirst()))
  var machine = GuardMachine(limitsHash: hash, earlier: .nothing)
  var actions: [GuardMachine.Action] = []
  var now = NightTime.Span.zero
  do throws(GarbledFrame) {
    while let message = try reader.nextMessage() {
      machine.receive(message, at: now, into: &actions)
      now = now + .milliseconds(first & 8 == 0 ? 1000 : 400)
    }
  } catch {
    machine.fail(error.problem, at: now, into: &actions)
  }
  machine.tick(at: now + .seconds(3), into: &actions)
  machine.tick(at: now + .seconds(4), into: &actions)
  precondition(machine.state != .sounding && machine.state != .ramping)
  var until = NightTime.start
  for action in actions {
    switch action {
    case .play(let second):
      precondition(second.to.beds.secondOfExposure <= limits.alarm.secondOfExposure)
      precondition(second.to.light <= limits.lightWaking && second.to.warmth <= limits.warmth ?? .skin)
      precondition(second.starts >= until && second.ceiling <= limits.alarm)
      until = second.starts + .seconds(1)
    case .pulse(let pulse, _): precondition(pulse.level <= limits.eventAsleep?.absolute ?? .silence)
    case .gesture(.touch(let strength, _), _, _): precondition(strength <= limits.touch)
    case .gesture(.flashes(let count, _, _), _, _): precondition(count <= limits.flashesPerSecond)
    case .gesture(.speech(_, let level, _), _, _): precondition(level >= limits.speechLevel)
    case .ramp: until = .start
    case .begin, .reply, .leave: break
    }
  }
  return 0
}

/// Puts an ordinary conversation into the corpus folder that `run.sh` names.
@_cdecl("LLVMFuzzerInitialize")
public func makeGuardSeeds(_: UnsafeMutableRawPointer?, _: UnsafeMutableRawPointer?) -> CInt {
  guard let folder = ProcessInfo.processInfo.environment["LUMAPOD_FUZZ_SEEDS"] else { return 0 }
  var wish = Ambience.nothing
  wish.beds[.rain] = .dBA(40)
  var bytes: [UInt8] = [0]
  for second in 0..<4 {
    bytes += GuardFrames.encode(
      GuardMessage.lease(
        .init(
          sequence: UInt64(second + 1), time: NightTime(seconds: second), wish: wish, mayBeAsleep: true,
          isAfterWakeTime: false)))
  }
  bytes += GuardFrames.encode(
    GuardMessage.pulse(
      Pulse(onset: NightTime(seconds: 4), level: .dBA(45), length: .milliseconds(50), rise: .milliseconds(5)),
      decidedAt: NightTime(seconds: 4)))
  bytes += GuardFrames.encode(GuardMessage.gesture(.speech("hello", level: .dBA(50), length: .seconds(1))))
  bytes += GuardFrames.encode(GuardMessage.stop)
  try? Data(bytes).write(to: URL(filePath: folder).appending(path: "night"))
  return 0
}
