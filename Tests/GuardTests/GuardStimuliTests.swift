import Guard
import SleepCore
import TestKit
import Testing

@Suite("what is short is let through at its limit, to the tick, and not beyond")
struct GuardStimuliTests {
  private func ask(
    _ guarded: inout OutputGuard, onset: Int64 = 1_000_000_000, level: Double = 45, length: Int64 = 500_000,
    rise: Int64 = 50_000, at second: Int = 100
  ) -> (allowed: Pulse?, withheld: OutputGuard.Withheld?) {
    let pulse = Pulse(
      onset: NightTime(ticks: onset), level: .dBA(level), length: NightTime.Span(ticks: length),
      rise: NightTime.Span(ticks: rise))
    return guarded.pulse(pulse, at: moment(second))
  }

  private func moment(_ second: Int, asleep: Bool = true) -> OutputGuard.Moment {
    OutputGuard.Moment(time: NightTime(seconds: second), mayBeAsleep: asleep, isAfterWakeTime: false)
  }

  private func isHeard(
    onset: Int64 = 1_000_000_000, length: Int64 = 500_000, rise: Int64 = 50_000
  ) throws -> Bool {
    var guarded = OutputGuard(limits: try changedLimits())
    return ask(&guarded, onset: onset, length: length, rise: rise).allowed != nil
  }

  @Test("a pulse rises in 5 ms at least, is as long as its rise and fall, and a second at most")
  func shape() throws {
    #expect(try isHeard(rise: 50_000) && !isHeard(rise: 49_999))
    #expect(try isHeard(length: 100_000) && !isHeard(length: 99_999))
    #expect(try isHeard(length: 10_000_000) && !isHeard(length: 10_000_001))
  }

  @Test("a pulse begins from a second before to ten seconds after its moment")
  func onset() throws {
    let now: Int64 = 1_000_000_000
    #expect(try isHeard(onset: now - 10_000_000) && !isHeard(onset: now - 10_000_001))
    #expect(try isHeard(onset: now + 100_000_000) && !isHeard(onset: now + 100_000_001))
  }

  @Test(
    "pulses in any minute are counted from onset to onset, and two may begin at once", arguments: [1, 2, 60])
  func minute(count: Int) throws {
    var guarded = OutputGuard(limits: try changedLimits(["pulses-per-minute": [count]]))
    let first: Int64 = 1_000_000_000
    for _ in 0..<count { #expect(ask(&guarded, onset: first).allowed != nil) }
    #expect(ask(&guarded, onset: first).withheld?.why == "pulses-per-minute")
    #expect(ask(&guarded, onset: first + 599_999_999, at: 159).allowed == nil)
    #expect(ask(&guarded, onset: first + 600_000_000, at: 159).allowed != nil)
  }

  @Test("where the beds use the room of an event up there is no pulse, but a silent one of a sham passes")
  func noRoom() throws {
    var guarded = OutputGuard(limits: try changedLimits(["bed-rise": [0]]))
    var wish = Ambience.nothing
    wish.beds[.rain] = .dBA(55)
    _ = guarded.second(wish, at: moment(100))
    #expect(ask(&guarded).withheld?.why == "event-asleep")
    #expect(ask(&guarded, level: -120).allowed?.level == .silence)
    var quiet = OutputGuard(limits: try changedLimits())
    #expect(ask(&quiet, level: 55).withheld == nil)
    let (allowed, withheld) = ask(&quiet, level: 55.001)
    #expect(allowed?.level == .dBA(55) && withheld?.why == "event-asleep")
  }

  @Test("a second of stimulation is counted once, and the last one may be used to its end")
  func stimulated() throws {
    let touch = Gesture.touch(Share(perMille: 1), length: span(100))
    let last = EarlierSpending(tonight: Spending(stimulatedSeconds: 240 * 60 - 1))
    var asker = Asker(try changedLimits(), earlier: last)
    _ = asker.ask()
    #expect(asker.give(touch).withheld == nil && asker.give(touch).withheld == nil)
    #expect(asker.guarded.spent.stimulatedSeconds == 240 * 60)
    _ = asker.ask()
    #expect(asker.give(touch).withheld?.why == "stimulated-time")
    var fresh = try Asker()
    for _ in 0..<3 {
      _ = fresh.ask()
      for _ in 0..<3 { _ = fresh.give(touch) }
    }
    #expect(fresh.guarded.spent.stimulatedSeconds == 3)
  }

  @Test("what takes no time is no touch, and where no touch is allowed there is none")
  func noTouch() throws {
    var asker = try Asker()
    _ = asker.ask()
    #expect(asker.give(.touch(.none, length: .zero)).allowed == nil)
    #expect(asker.give(.touch(.none, length: NightTime.Span(ticks: 1))).allowed != nil)
    var none = Asker(try changedLimits(["touch": [0]]))
    #expect(none.give(.touch(.none, length: span(1))).allowed == nil)
    var one = Asker(try changedLimits(["touch": [1]]))
    #expect(one.give(.touch(Share(perMille: 1), length: span(1))).withheld == nil)
  }

  @Test("speech is paid for its length and an eighth of a second, ends, and does not overlap")
  func speech() throws {
    func say(_ level: Double, _ seconds: Int) -> Gesture {
      .speech("words", level: .dBA(level), length: .seconds(seconds))
    }
    var asker = try Asker()
    _ = asker.ask()
    #expect(asker.give(.speech("words", level: .dBA(30), length: .zero)).allowed == nil)
    #expect(asker.give(say(30, 2)).withheld == nil)
    #expect(asker.guarded.dose == SoundDose(level: .dBA(30), over: span(2125)))
    #expect(asker.guarded.spent.stimulatedSeconds == 1)
    _ = asker.ask()
    #expect(asker.give(say(30, 2)).withheld?.why == "speech out of its time")
    _ = asker.ask()
    #expect(asker.give(say(55, 2)).withheld == nil)
    // Beds stay under it until its end, to the second.
    #expect(asker.ask(rain: 49).withheld == nil)
    #expect(asker.ask(rain: 50).withheld == nil)
    let (lowered, why) = asker.give(say(55.001, 1))
    #expect(lowered == nil && why?.why == "speech-above-beds")
    var quiet = try Asker()
    _ = quiet.ask()
    #expect(quiet.give(say(55.001, 1)).allowed == say(55, 1))
    // The longest that may be said costs more than there is.
    let forever = Gesture.speech("words", level: .dBA(30), length: NightTime.Span(ticks: 1 << 50 - 1))
    var endless = try Asker()
    _ = endless.ask()
    #expect(endless.give(forever).allowed == nil && endless.guarded.dose == .zero)
  }

  @Test("flashes fit into their second with the dark between them, and never go back")
  func flashes() throws {
    func flash(_ count: Int, ticks: Int64, lux: Double = 1) -> Gesture {
      .flashes(count, level: .lux(lux), length: NightTime.Span(ticks: ticks))
    }
    func isGiven(_ gesture: Gesture) throws -> Bool {
      var asker = try Asker()
      _ = asker.ask()
      return asker.give(gesture).withheld == nil
    }
    #expect(try isGiven(flash(1, ticks: 10_000_000)) && !isGiven(flash(1, ticks: 10_000_001)))
    #expect(try isGiven(flash(3, ticks: 3_333_333)) && !isGiven(flash(3, ticks: 3_333_334)))
    #expect(try isGiven(flash(1, ticks: 1)) && !isGiven(flash(1, ticks: 0)))
    #expect(try !isGiven(flash(0, ticks: 1)) && !isGiven(flash(-1, ticks: 1)))
    #expect(try !isGiven(flash(1, ticks: 1, lux: 1.001)))
    var guarded = OutputGuard(limits: try changedLimits())
    #expect(guarded.gesture(flash(1, ticks: 1), at: moment(5)).withheld == nil)
    #expect(guarded.gesture(flash(2, ticks: 1), at: moment(5)).withheld == nil)
    #expect(guarded.gesture(flash(1, ticks: 1), at: moment(5)).withheld?.why == "flashes-per-second")
    #expect(guarded.gesture(flash(1, ticks: 1), at: moment(4)).withheld?.why == "flashes-per-second")
    #expect(guarded.gesture(flash(3, ticks: 1), at: moment(6)).withheld == nil)
  }
}
