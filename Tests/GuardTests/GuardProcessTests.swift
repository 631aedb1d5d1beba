import Devices
import Foundation
import Guard
import SleepCore
import Soundscapes
import TestKit
import Testing

/// A guard in a process of its own, its runtime being this test.
private func client(_ state: String, _ kind: String, _ name: String) throws -> GuardClient {
  GuardClient(program: try #require(rehearsal), arguments: ["guard", state, kind, name])
}

/// Sends a lease a second, as a runtime does.
private func play(
  _ client: GuardClient, seconds: Range<Int>, level: Double = 40, during: (Int) -> Void = { _ in }
) {
  var wish = Ambience.nothing
  wish.beds[.rain] = .dBA(level)
  for second in seconds {
    client.lease(wish, at: NightTime(seconds: second), mayBeAsleep: true, isAfterWakeTime: false)
    during(second)
    Thread.sleep(forTimeInterval: 1)
  }
}

private func measured(_ url: URL) throws -> (SoundReading, [Int16]) {
  let bytes = [UInt8](try Data(contentsOf: url))
  let data = try #require(
    (12..<bytes.count - 8).first { bytes[$0..<$0 + 4].elementsEqual("data".utf8) })
  let samples = stride(from: data + 8, to: bytes.count - 1, by: 2).map {
    Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
  }
  var meter = AWeightedMeter()
  meter.measure(samples.span)
  return (meter.overall, samples)
}

@Suite("the guard as a process", .serialized)
struct GuardProcessTests {
  @Test("a night's sound comes out at the level that was granted, and the ledger has it, and not much more")
  func wholeRun() throws {
    let scratch = try ScratchFolder()
    let state = scratch.file("state").path
    try CalibrationFile(folder: state).store(
      try #require(Calibration(measured: SoundScale.fullScale)), of: "file")
    let file = scratch.file("out.wav")
    let guarded = try client(state, "file", file.path)
    try guarded.start(hello())
    play(guarded, seconds: 0..<10) { second in
      guard second > 3 else { return }
      let now = NightTime(seconds: second)
      let pulse = Pulse(
        onset: now + span(300), level: .dBA(54), length: .milliseconds(50), rise: .milliseconds(5))
      guarded.pulse(pulse, decidedAt: now)
    }
    let status = guarded.status()
    #expect(status.isReady && status.restarts == 0 && status.problem == nil)
    guarded.close()
    let (reading, samples) = try measured(file)
    #expect(reading.fastMaximum <= .dBA(55))
    var steady = AWeightedMeter()
    steady.measure(Array(samples[150_000..<170_000]).span)
    #expect(abs(steady.overall.equivalentLevel.dBA - 40) < 0.5)
    let heard = reading.meanSquarePressure * Double(reading.samples) / 48_000
    let written = Double(try LedgerFile(folder: state).earlier.week.picoPascalSquaredSeconds) * 1e-12
    print("ten seconds: the ledger has \(written / heard) of what was heard")
    #expect(written >= heard && written < heard * 8)
    #expect(status.dose.picoPascalSquaredSeconds > 0)
    let told = try String(contentsOfFile: state + "/actuators.jsonl", encoding: .utf8)
    #expect(told.split(separator: "\n").first?.contains(#""certificate":"\#(someHash)""#) == true, "\(told)")
  }

  @Test(
    "a guard that dies is noticed and said, started again, silent until the next lease, and knows what was spent"
  )
  func restarted() throws {
    let scratch = try ScratchFolder()
    let state = scratch.file("state").path
    let guarded = try client(state, "nowhere", "-")
    try guarded.start(hello())
    play(guarded, seconds: 0..<3)
    #expect(guarded.status().allowed.beds[.rain] == .dBA(40))
    let pid = try #require(guarded.processIdentifier)
    kill(pid, SIGKILL)
    Thread.sleep(forTimeInterval: 0.1)
    let gone = guarded.status()
    #expect(!gone.isReady && gone.problem != nil && gone.allowed == .nothing)
    play(guarded, seconds: 3..<8)
    let back = guarded.status()
    #expect(back.isReady && back.restarts == 1 && back.problem == nil)
    #expect(back.week > .zero && back.allowed.beds[.rain] == .dBA(40))
    guarded.close()
  }

  @Test("garbage on the pipe is a fault: the guard says so and goes with exit code 1")
  func garbage() throws {
    let scratch = try ScratchFolder()
    let input = scratch.file("garbage")
    try Data(GuardFrames.encode(.hello(hello())) + Array("rm -rf /".utf8)).write(to: input)
    let said = scratch.file("said")
    let answer = try run(
      "sh",
      [
        "-c", "exec \"$0\" guard \"$1\" nowhere - <\"$2\" >\"$3\"", try #require(rehearsal),
        scratch.file("state").path, input.path, said.path,
      ])
    #expect(answer.status == 1)
    var reader = GuardFrameReader()
    reader.add(try Data(contentsOf: said))
    var faults: [String] = []
    while let reply = try reader.nextReply() { if case .fault(let why) = reply { faults.append(why) } }
    #expect(faults == ["the bytes are no frame of protocol 1"])
  }

  @Test("a device that is not there at first is played as soon as it is", .enabled(if: PulseSink.isAvailable))
  func hotPlug() throws {
    let sink = try PulseSink()
    defer { sink.stop() }
    let scratch = try ScratchFolder()
    let process = Process()
    process.executableURL = URL(filePath: try #require(rehearsal))
    process.arguments = ["runtime", scratch.file("state").path, "device", "pod", "30"]
    process.environment = sink.environment
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try sink.withSocketHidden {
      try process.run()
      Thread.sleep(forTimeInterval: 3)
    }
    defer { kill(process.processIdentifier, SIGKILL) }
    #expect(!sink.sounds(since: 0))
    var patience = 60
    while !sink.sounds(since: 0), patience > 0 {
      patience -= 1
      Thread.sleep(forTimeInterval: 0.1)
    }
    #expect(sink.sounds(since: 0))
  }
}
