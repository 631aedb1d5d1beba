internal import Consent
internal import Foundation
internal import Night
internal import Programs
internal import SleepCore
internal import Synchronization

/// A night that runs in this process, on a thread of its own.
final class LiveNight: Sendable {
  let reins = NightReins()
  private let state: Mutex<NightNow>

  init(_ now: NightNow) { state = Mutex(now) }

  var now: NightNow { state.withLock { $0 } }

  /// Notes that something is asked, and asks it.
  ///
  /// - Returns: the receipt, which the night completes.
  func ask(_ command: CommandReceipt.Command, by: PersonID?, at time: UTCTime) -> CommandReceipt {
    let receipt = change { now in
      let receipt = CommandReceipt(
        id: (now.receipts.last?.id ?? 0) + 1, command: command, by: by, asked: time, taken: nil)
      now.receipts = Array((now.receipts + [receipt]).suffix(32))
      return receipt
    }
    switch command {
    case .stop: reins.stop(.stopped)
    case .say(let word): reins.say(word)
    }
    return receipt
  }

  @discardableResult
  func change<Value: Sendable>(_ body: (inout NightNow) -> Value) -> Value {
    state.withLock { now in
      defer { now.revision += 1 }
      return body(&now)
    }
  }

  /// Takes in what was decided.
  func take(_ timed: TimedEvent) {
    switch timed.event {
    case .belief(let belief, slowWaveNanovolts: _, let signal):
      change { ($0.belief, $0.signal) = (belief, signal) }
    case .epoch(_, let stage, _): change { $0.epochs.append(stage) }
    case .scene(let scene): change { $0.scene = scene.to }
    case .levels(let ambience): change { $0.ambience = ambience }
    case .pulse(let pulse, _) where !pulse.level.isSilent: change { $0.pulses += 1 }
    case .arousal: change { $0.lastArousal = timed.time }
    case .alarm(let alarm): change { $0.alarm = alarm }
    case .word(let word):
      change { now in
        if case .wakeAt(let time) = word { now.wakeAt = time }
        if case .presence(let isInBed) = word { now.isInBed = isInBed }
        now.complete(.say(word))
      }
      // A young sleeper who leaves the bed ends the night, whatever the program: it is decided here, not there.
      if case .presence(false) = word, now.age != .adult { reins.stop(.leftBed) }
    case .end(let why, _, _, _, _):
      change { now in
        now.ended = why
        now.ambience = .nothing
        now.complete(.stop)
      }
    case .pulse, .gesture, .withheld, .dose, .gap, .signals: break
    }
  }
}

extension NightNow {
  /// The first such command that waits was taken now.
  fileprivate mutating func complete(_ command: CommandReceipt.Command) {
    guard let i = receipts.firstIndex(where: { $0.command == command && $0.taken == nil }) else { return }
    receipts[i].taken = .now
  }
}

/// Brings a night's events to where pages look.
struct LiveNightObserver: NightObserver {
  let night: LiveNight

  mutating func take(_ event: TimedEvent) { night.take(event) }
  mutating func draw(at time: NightTime) { night.change { $0.time = time } }
  mutating func end() {}
}
