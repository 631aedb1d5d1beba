import Guard
import SleepCore
import TestKit
import Testing

@Suite("the guard's mind: silent unless everything is as it should be")
struct GuardMachineTests {
  @Test("nothing sounds before a hello and a lease, also after it is made anew")
  func silentAtFirst() {
    var bench = Bench()
    let early = bench.lease(0)
    #expect(plays(early) == 0 && refusal(early) != nil && bench.machine.state == .silent)
    _ = bench.say(.hello(hello()))
    #expect(bench.machine.state == .armed && plays(bench.pass(2000)) == 0)
    let granted = bench.lease(1)
    #expect(plays(granted) == 1 && bench.machine.state == .sounding)
  }

  @Test(
    "a lease that does not come is silence: 1.3 s after the last one the ramp begins, and 100 ms later it is over"
  )
  func lostLease() {
    var bench = Bench()
    bench.sound()
    let before = bench.now
    var begins: NightTime.Span?
    for _ in 0..<300 where begins == nil {
      if ramps(bench.pass(5)) { begins = bench.now - before }
    }
    #expect(begins.map { $0 > span(950) && $0 <= span(1300) } == true)
    #expect(bench.machine.state == .ramping)
    _ = bench.pass(100)
    #expect(bench.machine.state == .armed)
    #expect(plays(bench.lease(5)) == 1)
  }

  @Test(
    "a stop, an empty bed, a failure and a goodbye ramp at once, and are over in 100 ms",
    arguments: [GuardMachine.State.stopped, .silent, .faulted])
  func rampsAtOnce(goal: GuardMachine.State) {
    var bench = Bench()
    bench.sound()
    var actions: [GuardMachine.Action] = []
    switch goal {
    case .stopped: actions = bench.say(.stop)
    case .silent: actions = bench.say(.bedExit)
    default: bench.machine.fail("the runtime is gone", at: bench.now, into: &actions)
    }
    #expect(ramps(actions) && bench.machine.state == .ramping)
    #expect(plays(bench.lease(4)) == 0)
    _ = bench.pass(95)
    #expect(bench.machine.state == .ramping)
    let over = bench.pass(5)
    #expect(bench.machine.state == goal)
    #expect(over.contains(.leave) == (goal == .faulted))
    #expect(plays(bench.lease(5)) == 0)
    _ = bench.say(.hello(hello()))
    // Only a bed exit is over with a new hello.
    #expect(plays(bench.lease(6)) == (goal == .silent ? 1 : 0))
  }

  @Test("a stop is not undone by what comes while it is under way")
  func stopStays() {
    var bench = Bench()
    bench.sound()
    _ = bench.say(.stop)
    _ = bench.say(.bedExit)
    _ = bench.pass(100)
    #expect(bench.machine.state == .stopped)
  }

  @Test("a lease that is old, from the future, out of order, too long or for no whole second is refused")
  func badLeases() {
    var bench = Bench()
    bench.sound(for: 3)
    _ = bench.pass(1000)
    #expect(refusal(bench.lease(3, sequence: 3)) == "it is out of order")
    #expect(refusal(bench.lease(2)) == "it is out of order")
    #expect(refusal(bench.lease(6)) == "it is from the future")
    #expect(refusal(bench.lease(3, valid: 1001)) == "a lease holds for a second at most")
    #expect(refusal(bench.lease(3, valid: 0)) == "a lease holds for a second at most")
    #expect(plays(bench.lease(3)) == 1)
    _ = bench.pass(5000)
    #expect(refusal(bench.lease(4)) == "it is too old")
  }

  @Test("leases that come all at once sound no longer than two seconds and a half ahead")
  func leasesAhead() {
    var bench = Bench()
    _ = bench.say(.hello(hello()))
    var played = 0
    for second in 0..<100 { played += plays(bench.lease(second)) }
    #expect(played == 2)
  }

  @Test("a slow runtime's leases are bridged by a second of what sounds, which is paid for")
  func slowRuntime() {
    var bench = Bench()
    _ = bench.say(.hello(hello()))
    var (played, spent) = (0, bench.machine.spent.dose)
    // A thousandth slower than the guard's clock, for ten minutes.
    for second in 0..<600 {
      let actions = bench.lease(second)
      played += plays(actions)
      #expect(bench.machine.spent.dose > spent)
      spent = bench.machine.spent.dose
      #expect(!ramps(bench.pass(1000)))
      bench.now = bench.now + span(1)
    }
    #expect(played == 601)
  }

  @Test("another limits table, another protocol and a second hello are faults")
  func badHellos() {
    for change in 0..<3 {
      var bench = Bench()
      var greeting = hello()
      if change == 0 { greeting.limitsHash = String(repeating: "b", count: 64) }
      if change == 1 { greeting.protocolVersion = 2 }
      _ = bench.say(.hello(greeting))
      if change == 2 { _ = bench.say(.hello(greeting)) }
      _ = bench.pass(100)
      #expect(bench.machine.state == .faulted)
    }
  }

  @Test("no wake time, no alarm: a lease alone cannot open what waking allows")
  func wakingNeedsAWakeTime() {
    for wakeAt in [nil, NightTime(seconds: 0)] {
      var bench = Bench()
      _ = bench.say(.hello(hello(wakeAt: wakeAt)))
      var wish = Ambience.nothing
      wish.light = .lux(200)
      let actions = bench.say(
        .lease(.init(sequence: 1, time: .start, wish: wish, mayBeAsleep: true, isAfterWakeTime: true)))
      for case .play(let second) in actions {
        #expect(second.to.light == (wakeAt == nil ? .lux(1) : .lux(200)))
      }
      #expect(plays(actions) == 1)
    }
  }

  @Test("what the ledger says of earlier nights is counted, by whoever knows more of it")
  func earlierNights() throws {
    let limits = try SafetyLimitsTable.limits(for: .adult)
    for known in [true, false] {
      let earlier = EarlierSpending(week: known ? limits.weeklyDose : .zero)
      var machine = GuardMachine(limitsHash: someHash, earlier: earlier)
      var greeting = hello()
      if !known { greeting.weekDose = limits.weeklyDose }
      var actions: [GuardMachine.Action] = []
      machine.receive(.hello(greeting), at: .zero, into: &actions)
      var wish = Ambience.nothing
      wish.beds[.rain] = .dBA(30)
      machine.receive(
        .lease(.init(sequence: 1, time: .start, wish: wish, mayBeAsleep: true, isAfterWakeTime: false)),
        at: .zero,
        into: &actions)
      for case .play(let second) in actions { #expect(second.to.beds == .silence) }
      #expect(refusal(actions) == "weekly-dose")
    }
  }
}
