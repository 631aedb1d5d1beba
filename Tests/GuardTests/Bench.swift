import Guard
import SleepCore
import TestKit

/// A machine with a clock that is turned by hand.
struct Bench: ~Copyable {
  var machine: GuardMachine
  var now = NightTime.Span.zero
  var sequence: UInt64 = 0
  var actions: [GuardMachine.Action] = []

  init(earlier: EarlierSpending = .nothing) {
    machine = GuardMachine(limitsHash: someHash, earlier: earlier)
  }

  /// Goes on to a moment at once, and lets the machine look at its clock.
  mutating func go(to milliseconds: Int) -> [GuardMachine.Action] {
    actions = []
    now = span(milliseconds)
    machine.tick(at: now, into: &actions)
    return actions
  }

  mutating func pass(_ milliseconds: Int) -> [GuardMachine.Action] {
    actions = []
    for _ in 0..<milliseconds / 5 {
      now = now + span(5)
      machine.tick(at: now, into: &actions)
    }
    return actions
  }

  mutating func say(_ message: GuardMessage) -> [GuardMachine.Action] {
    actions = []
    machine.receive(message, at: now, into: &actions)
    return actions
  }

  mutating func lease(
    _ seconds: Int, level: Double = 40, sequence stated: UInt64? = nil, valid: Int = 1000,
    milliseconds: Int = 0, awake: Bool = false
  ) -> [GuardMachine.Action] {
    sequence += 1
    var wish = Ambience.nothing
    wish.beds[.rain] = .dBA(level)
    return say(
      .lease(
        .init(
          sequence: stated ?? sequence, time: NightTime(seconds: seconds) + span(milliseconds), wish: wish,
          mayBeAsleep: true, isAfterWakeTime: awake, validFor: span(valid))))
  }

  /// Greets, and sounds for some seconds.
  mutating func sound(for seconds: Int = 3) {
    _ = say(.hello(hello()))
    for second in 0..<seconds {
      _ = lease(second)
      if second + 1 < seconds { _ = pass(1000) }
    }
  }
}

func plays(_ actions: [GuardMachine.Action]) -> Int {
  actions.reduce(0) { if case .play = $1 { $0 + 1 } else { $0 } }
}

func refusal(_ actions: [GuardMachine.Action]) -> String? {
  for case .reply(.withheld(let withheld)) in actions { return withheld.why }
  return nil
}

func ramps(_ actions: [GuardMachine.Action]) -> Bool {
  actions.contains { if case .ramp = $0 { true } else { false } }
}

/// A pulse at a moment of the night, decided at another.
func pulse(_ onset: NightTime, decidedAt: NightTime = .start, level: Double = 45) -> GuardMessage {
  .pulse(Pulse(onset: onset, level: .dBA(level), length: span(50), rise: span(5)), decidedAt: decidedAt)
}

func faults(_ actions: [GuardMachine.Action]) -> Int {
  actions.reduce(0) { if case .reply(.fault) = $1 { $0 + 1 } else { $0 } }
}
