import Guard
import SleepCore
import TestKit
import Testing

@Suite("the guard's mind is exact to the millisecond, and knows who said what before")
struct GuardMachineTimesTests {
  private func starts(_ actions: [GuardMachine.Action]) -> [NightTime] {
    actions.compactMap { if case .play(let second) = $0 { second.starts } else { nil } }
  }

  private func pulses(_ actions: [GuardMachine.Action]) -> [NightTime] {
    actions.compactMap { if case .pulse(let pulse, _) = $0 { pulse.onset } else { nil } }
  }

  private func silences(_ actions: [GuardMachine.Action]) -> [String] {
    actions.compactMap { if case .reply(.silent(let why)) = $0 { why } else { nil } }
  }

  @Test("a first second begins 0.3 s after its lease, and later ones follow it")
  func lead() {
    var bench = Bench()
    _ = bench.go(to: 1234)
    _ = bench.say(.hello(hello()))
    #expect(starts(bench.lease(7)) == [.start + span(1534)])
    _ = bench.go(to: 2200)
    #expect(starts(bench.lease(8)) == [.start + span(2534)])
  }

  @Test("a lease ends 0.3 s after the time it holds for, and the ramp takes 100 ms")
  func deadline() {
    for valid in [500, 1000] {
      var bench = Bench()
      _ = bench.say(.hello(hello()))
      _ = bench.lease(0, valid: valid)
      #expect(!ramps(bench.go(to: valid + 299)))
      #expect(ramps(bench.go(to: valid + 300)))
      #expect(silences(bench.go(to: valid + 399)).isEmpty && bench.machine.state == .ramping)
      #expect(silences(bench.go(to: valid + 400)) == ["no lease came"] && bench.machine.state == .armed)
    }
  }

  @Test("a stop before any hello takes 100 ms as well")
  func earlyStop() {
    var bench = Bench()
    _ = bench.say(.stop)
    #expect(silences(bench.go(to: 99)).isEmpty && silences(bench.go(to: 100)) == ["stop was asked for"])
    #expect(bench.machine.state == .stopped)
  }

  @Test("no more than 1.3 s are waiting when a lease is granted")
  func furthest() {
    var bench = Bench()
    _ = bench.say(.hello(hello()))
    #expect(plays(bench.lease(0)) == 1 && plays(bench.lease(1)) == 1)
    _ = bench.go(to: 999)
    #expect(refusal(bench.lease(2)) == "it comes too early")
    _ = bench.go(to: 1000)
    #expect(plays(bench.lease(2)) == 1)
  }

  @Test("with less than 100 ms left to play, what sounds is played once more before the lease's second")
  func least() {
    for (now, played) in [(1200, 1), (1201, 2)] {
      var bench = Bench()
      _ = bench.say(.hello(hello()))
      _ = bench.lease(0)
      _ = bench.go(to: now)
      #expect(plays(bench.lease(1)) == played)
    }
  }

  @Test("a lease may be two seconds old and two seconds early by the guard's clock, and no more")
  func age() {
    for (now, second, why) in [
      (3000, 1, nil), (3001, 1, "it is too old"), (1000, 3, nil), (999, 3, "it is from the future"),
    ] as [(Int, Int, String?)] {
      var bench = Bench()
      _ = bench.say(.hello(hello()))
      _ = bench.lease(0)
      if now > 1400 { _ = (bench.go(to: 1300), bench.go(to: 1400)) }
      _ = bench.go(to: now)
      #expect(refusal(bench.lease(second)) == why, "\(now)")
    }
  }

  @Test("a lease is for a whole second and holds for a second at most")
  func whole() {
    var bench = Bench()
    _ = bench.say(.hello(hello()))
    #expect(refusal(bench.lease(0, milliseconds: 1)) == "a lease is for a whole second")
    #expect(refusal(bench.lease(0, valid: 1001)) == "a lease holds for a second at most")
    #expect(plays(bench.lease(0, valid: 1)) == 1)
  }

  @Test("a pulse comes at its decision or up to two seconds after it, by the guard's clock")
  func pulsesAhead() {
    var bench = Bench()
    bench.sound()
    for (ahead, isHeard) in [(-1, false), (0, true), (2000, true), (2001, false)] {
      let decided = NightTime(seconds: 500)
      let actions = bench.say(pulse(decided + span(ahead), decidedAt: decided))
      #expect(pulses(actions) == (isHeard ? [.start + bench.now + span(ahead)] : []), "\(ahead)")
      #expect(refusal(actions) == (isHeard ? nil : "a pulse out of its time"))
    }
  }

  @Test("nothing but a lease makes it sound: pulses and gestures before are refused")
  func onlyWithLease() {
    var bench = Bench()
    let touch = GuardMessage.gesture(.touch(Share(perMille: 100), length: span(100)))
    for message in [pulse(.start), touch] {
      #expect(refusal(bench.say(message)) == "the guard is silent")
    }
    _ = bench.say(.hello(hello()))
    for message in [pulse(.start), touch] {
      #expect(refusal(bench.say(message)) == "the guard is armed")
    }
    _ = bench.lease(0)
    let given = bench.say(touch).compactMap {
      if case .gesture(_, let at, let cost) = $0 { (at, cost.stimulatedSeconds) } else { nil }
    }
    // At the beginning of the second that was granted last.
    #expect(given.first?.0 == .start + span(300) && given.first?.1 == 1)
    #expect(pulses(bench.say(pulse(.start))).count == 1)
  }

  @Test("without a wake time a pulse is decided on as in sleep, and after one there is none")
  func pulsesAfterWaking() {
    for wakeAt in [nil, NightTime.start] {
      var bench = Bench()
      _ = bench.say(.hello(hello(wakeAt: wakeAt)))
      _ = bench.lease(0, awake: true)
      let actions = bench.say(pulse(.start))
      #expect(refusal(actions) == (wakeAt == nil ? nil : "the wake time has come"))
    }
  }

  @Test("what is given up stays given up: a fault during a stop is a fault, and is said once")
  func severity() {
    var bench = Bench()
    bench.sound()
    _ = bench.say(.stop)
    var actions: [GuardMachine.Action] = []
    bench.machine.fail("first", at: bench.now, into: &actions)
    bench.machine.fail("second", at: bench.now, into: &actions)
    #expect(faults(actions) == 1 && !ramps(actions))
    actions = bench.say(.stop)
    #expect(faults(actions) == 0 && !ramps(actions))
    let over = bench.pass(100)
    #expect(bench.machine.state == .faulted && over.contains(.leave) && silences(over) == ["first"])
    bench.machine.fail("third", at: bench.now, into: &actions)
    #expect(faults(actions) == 0)
    // Asked once more when all is over, it ramps from nothing to nothing, says why and does not go again.
    #expect(ramps(bench.say(.bedExit)))
    let again = bench.pass(100)
    #expect(bench.machine.state == .faulted && !again.contains(.leave))
    #expect(silences(again) == ["the bed is empty"])
  }

  @Test("a goodbye is a goodbye, whatever comes while it is under way")
  func goodbye() {
    var bench = Bench()
    bench.sound()
    _ = bench.say(.goodbye)
    _ = bench.say(.stop)
    _ = bench.say(.bedExit)
    let over = bench.pass(100)
    #expect(bench.machine.state == .stopped && over.contains(.leave))
    #expect(silences(over) == ["stop was asked for"])
  }

  @Test("a hello to a guard that has stopped or failed is refused and changes nothing")
  func lateHello() {
    for goal in [GuardMachine.State.stopped, .faulted] {
      var bench = Bench()
      _ = bench.say(.hello(hello()))
      var actions: [GuardMachine.Action] = []
      if goal == .stopped {
        _ = bench.say(.stop)
      } else {
        bench.machine.fail("x", at: bench.now, into: &actions)
      }
      _ = bench.pass(100)
      actions = bench.say(.hello(hello()))
      #expect(refusal(actions) != nil && faults(actions) == 0 && bench.machine.state == goal)
    }
  }

  @Test("after an empty bed the same sleeper may come back, and nobody else")
  func sameSleeper() {
    for age in [AgeGroup.adult, .teen] {
      var bench = Bench()
      bench.sound()
      _ = bench.say(.bedExit)
      _ = bench.pass(100)
      let actions = bench.say(.hello(hello(age)))
      #expect(faults(actions) == (age == .adult ? 0 : 1))
    }
  }

  @Test("nights of stimulation count by whoever knows more of them")
  func nights() {
    for (ledger, runtime) in [(6, 0), (0, 6), (5, 5)] {
      var bench = Bench(earlier: EarlierSpending(stimulationNights: ledger))
      var greeting = hello()
      greeting.stimulationNights = runtime
      _ = bench.say(.hello(greeting))
      _ = bench.lease(0)
      #expect(refusal(bench.say(pulse(.start))) == (max(ledger, runtime) == 6 ? "stimulation-nights" : nil))
    }
  }
}
