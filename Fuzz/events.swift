import Foundation
import Guard
import Night
import Programs
import SleepCore

/// Any bytes give the events of a night or an error that names the line; what was read can be written again, and
/// reads back as the same event.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEvents(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(unsafe UnsafeBufferPointer(start: data, count: count))
  var timeline = NightTimeline()
  for (number, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
    do {
      switch try EventParsing.line(line, number: number, file: "events.jsonl") {
      case .night(let opening): timeline.open(opening)
      case .event(let event):
        timeline.add(event)
        var lines = EventLines()
        let written = lines.line(for: event)
        guard case .event(let again)? = try? EventParsing.line(written, number: number, file: "events.jsonl")
        else {
          preconditionFailure("an event that was written cannot be read")
        }
        // A number with more than three decimals is rounded once; after that nothing changes any more.
        var second = EventLines()
        precondition(second.line(for: again) == written)
      }
    } catch {
      precondition(error.place.contains("line \(number + 1)"))
    }
  }
  let summary = NightSummary(timeline)
  precondition(!summary.json(timeline, head: "").isEmpty)
  precondition(timeline.levelsBySecond.count <= 7 * 86_400)
  return 0
}

/// Puts a line of every kind into the corpus folder that `run.sh` names.
@_cdecl("LLVMFuzzerInitialize")
public func makeEventSeeds(_: UnsafeMutableRawPointer?, _: UnsafeMutableRawPointer?) -> CInt {
  guard let folder = ProcessInfo.processInfo.environment["LUMAPOD_FUZZ_SEEDS"] else { return 0 }
  var ambience = Ambience.nothing
  ambience.beds[.rain] = .dBA(40)
  let pulse = Pulse(
    onset: NightTime(seconds: 9), level: .dBA(45), length: .milliseconds(50), rise: .milliseconds(5))
  let events: [NightEvent] = [
    .belief(StageBelief(weights: [1, 2, 3, 4, 5]), slowWaveNanovolts: 37_500, signal: .good),
    .epoch(3, .n2, signal: .good), .scene(.init(from: "a", to: "b", why: "c")), .levels(ambience),
    .pulse(pulse, phaseMilliDegrees: -45_000),
    .gesture(.speech("you are dreaming", level: .dBA(35), length: .seconds(3))),
    .gesture(.touch(Share(perMille: 200), length: .seconds(1))),
    .gesture(.flashes(2, level: .lux(1), length: .milliseconds(100))),
    .withheld(.init(what: "beds", asked: "70 dBA", allowed: "40 dBA", why: "steady-sound-asleep")),
    .dose(lastMinute: .dBA(40), night: .silence, dose: SoundDose(level: .dBA(40), over: .minutes(60))),
    .gap(.seconds(5)), .alarm(.armed), .signals(record: 4, hash: "ab"),
    .end(why: .sourceEnded, records: 5, pulses: 1, night: .dBA(30), dose: .zero),
  ]
  var lines = EventLines()
  var all: [UInt8] = []
  for (i, event) in events.enumerated() {
    let line = lines.line(for: TimedEvent(NightTime(seconds: i), event))
    try? Data(line).write(to: URL(filePath: folder).appending(path: "line-\(i)"))
    all += line + [UInt8(ascii: "\n")]
  }
  try? Data(all).write(to: URL(filePath: folder).appending(path: "all"))
  return 0
}
