internal import Devices
internal import Foundation
internal import Guard
internal import Night
internal import ProgramKernel
internal import PublicRecord
internal import SleepCore

/// Lets a night be heard: hands every second's decisions to the guard's process when their time has come.
///
/// Blocks of signals bring the decisions of several seconds at once; each waits for its own moment, one block's length
/// behind the signals.
struct NightSpeaker {
  private enum Word {
    case second(NightTime, Ambience, mayBeAsleep: Bool)
    case pulse(Pulse, decidedAt: NightTime)
    case gesture(Gesture, NightTime)

    var time: NightTime {
      switch self {
      case .second(let time, _, _), .pulse(_, decidedAt: let time), .gesture(_, let time): time
      }
    }
  }

  private let client: GuardClient
  private var wakeAt: NightTime?
  private var words: [Word] = []
  private var ambience = Ambience.nothing
  private var problem: String?
  private let complain: @Sendable (String) -> Void

  /// Starts the guard's process.
  ///
  /// - Throws: an ``ExplainedError`` where it cannot be started.
  init(
    device: String, state: String, program: VerifiedProgram, wakeAt: NightTime?,
    complain: @escaping @Sendable (String) -> Void
  ) throws {
    self.complain = complain
    self.wakeAt = wakeAt
    let luma = Bundle.main.executableURL?.path ?? CommandLine.arguments[0]
    client = GuardClient(program: luma, arguments: ["guard", "--state", state, "--device", device])
    try client.start(
      .init(
        age: program.limits.age, limitsHash: NightFolder.limitsHash,
        certificateHash: SHA256Hex.of(program.certificate.canonicalText), wakeAt: wakeAt, seed: 1))
  }

  /// Takes what a block led to.
  mutating func take(_ timed: TimedEvent) {
    switch timed.event {
    case .belief(let belief, slowWaveNanovolts: _, signal: _):
      words.append(.second(timed.time, ambience, mayBeAsleep: belief.stage != .wake))
    case .levels(let levels):
      ambience = levels
      guard let last = words.indices.last, case .second(let time, _, let mayBeAsleep) = words[last] else {
        return
      }
      words[last] = .second(time, levels, mayBeAsleep: mayBeAsleep)
    case .pulse(let pulse, phaseMilliDegrees: _): words.append(.pulse(pulse, decidedAt: timed.time))
    case .gesture(let gesture): words.append(.gesture(gesture, timed.time))
    case .word(.wakeAt(let time)): wakeAt = time
    case .epoch, .scene, .arousal, .withheld, .dose, .gap, .alarm, .word, .signals, .end: break
    }
  }

  /// Says everything whose time has come.
  mutating func speak(until now: NightTime) {
    var said = 0
    while said < words.count, words[said].time <= now {
      switch words[said] {
      case .second(let time, let wish, let mayBeAsleep):
        client.lease(
          wish, at: time, mayBeAsleep: mayBeAsleep, isAfterWakeTime: wakeAt.map { time >= $0 } ?? false)
      case .pulse(let pulse, decidedAt: let time): client.pulse(pulse, decidedAt: time)
      case .gesture(let gesture, _): client.gesture(gesture)
      }
      said += 1
    }
    words.removeFirst(said)
    let news = client.status()
    if news.problem != problem, let why = news.problem { complain(why) }
    problem = news.problem
    for entry in news.withheld {
      complain("the guard let \(entry.allowed) of \(entry.asked) through (\(entry.what): \(entry.why))")
    }
  }

  /// Silence, at once or as the night has come to its end.
  func end(isStopped: Bool) {
    if isStopped { client.stop() }
    client.close()
  }
}
