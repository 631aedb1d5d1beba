import Guard
import SleepCore
import TestKit
import Testing

private func spending(_ dose: Int64, stimulated: Int = 0) -> Spending {
  Spending(dose: SoundDose(picoPascalSquaredSeconds: dose), soundSeconds: 1, stimulatedSeconds: stimulated)
}

@Suite("what was spent is counted once, in its own window, and never forgotten")
struct SpendingTests {
  @Test("what is written down is always at least what was let out, by whole numbers")
  func reserve() {
    for seed in 0..<tries(20, soak: 2000) {
      var random = SeededRandom(seed: UInt64(seed))
      var reserve = DoseReserve()
      var (written, spent, appends) = (Spending.nothing, Spending.nothing, 0)
      for _ in 0..<1000 {
        let cost = Spending(
          dose: SoundDose(picoPascalSquaredSeconds: Int64(random.next() % 5_000_000)),
          pulses: Int(random.next() % 3), soundSeconds: Int(random.next() % 2))
        if let more = reserve.take(cost) {
          written = written + more
          appends += 1
        }
        spent = spent + cost
        #expect(written.dose >= spent.dose && written.pulses >= spent.pulses)
        #expect(written.soundSeconds >= spent.soundSeconds)
      }
      // A reserve of a few seconds: neither a write a second, nor much more than was used.
      #expect(appends < 600)
      #expect(written.dose.picoPascalSquaredSeconds < spent.dose.picoPascalSquaredSeconds + 40_000_000)
    }
  }

  @Test(
    "while the machine is on, setting its clock changes no window; a week is seven days, a night twelve hours"
  )
  func clocks() {
    let record = LedgerRecord(time: 1_000_000, wall: 1_000_000, uptime: 500, boot: 1, spending: spending(9))
    #expect(LedgerRecord.now(after: record, wall: 9_000_000, uptime: 560, boot: 1) == 1_000_060)
    #expect(LedgerRecord.now(after: record, wall: 0, uptime: 560, boot: 1) == 1_000_060)
    #expect(LedgerRecord.now(after: record, wall: 1_000_060, uptime: 5, boot: 2) == 1_000_060)
    #expect(LedgerRecord.now(after: record, wall: 10, uptime: 5, boot: 2) == 1_000_000)
    func earlier(_ age: Int64) -> EarlierSpending { EarlierSpending([record], now: 1_000_000 + age) }
    #expect(earlier(7 * 86_400).week == record.spending.dose && earlier(7 * 86_400 + 1).week == .zero)
    #expect(earlier(12 * 3600 - 1).tonight == record.spending && earlier(12 * 3600).tonight == .nothing)
    #expect(earlier(28_799).recent.count == 1 && earlier(28_800).recent.isEmpty)
    #expect(earlier(-50).week == record.spending.dose)
    #expect(earlier(-50).recent == [.init(secondsAgo: 0, dose: record.spending.dose)])
    #expect(LedgerRecord.now(after: record, wall: 0, uptime: 400, boot: 1) == 1_000_000)
    #expect(LedgerRecord.now(after: nil, wall: 5, uptime: 7, boot: 1) == 5)
  }

  @Test("nights of stimulation are counted as nights, and tonight is not another one")
  func nights() {
    let day: Int64 = 86_400
    var records: [LedgerRecord] = []
    for night in 0..<5 {
      for minute in 0..<5 {
        let time = Int64(night) * day + Int64(minute) * 3600
        records.append(
          LedgerRecord(time: time, wall: 0, uptime: 0, boot: 1, spending: spending(1, stimulated: 1)))
      }
    }
    #expect(EarlierSpending(records, now: 4 * day + 5 * 3600).stimulationNights == 4)
    #expect(EarlierSpending(records, now: 5 * day + 20 * 3600).stimulationNights == 5)
  }

  @Test("nights of stimulation are twelve hours apart, to the second, and the oldest sound comes first")
  func nightEdges() {
    func earlier(_ times: [Int64], now: Int64, dose: Int64 = 1, stimulated: Int = 1) -> EarlierSpending {
      EarlierSpending(
        times.map {
          LedgerRecord(
            time: $0, wall: 0, uptime: 0, boot: 1, spending: spending(dose, stimulated: stimulated))
        }, now: now)
    }
    let half: Int64 = 12 * 3600
    #expect(earlier([0], now: half - 1).stimulationNights == 0)
    #expect(earlier([0], now: half).stimulationNights == 1)
    #expect(earlier([0], now: half, stimulated: 0).stimulationNights == 0)
    #expect(earlier([0, half], now: 4 * half).stimulationNights == 1)
    #expect(earlier([0, half + 1], now: 4 * half).stimulationNights == 2)
    #expect(earlier([95, 90, 99], now: 100).recent.map(\.secondsAgo) == [10, 5, 1])
    #expect(earlier([95], now: 100, dose: 0).recent.isEmpty)
  }

  @Test("what was spent in the last hours still counts after a new start")
  func restart() throws {
    let limits = try SafetyLimitsTable.limits(for: .adult)
    let full = SoundDose(level: limits.soundMinute, over: .minutes(1))
    func allowed(_ recent: [EarlierSpending.Recent], pulses: Int = 0) -> (BedLevels, Pulse?) {
      var guarded = OutputGuard(
        limits: limits,
        earlier: EarlierSpending(week: .zero, tonight: Spending(pulses: pulses), recent: recent))
      var wish = Ambience.nothing
      wish.beds[.rain] = .dBA(30)
      let moment = OutputGuard.Moment(time: .start, mayBeAsleep: false, isAfterWakeTime: false)
      let pulse = Pulse(onset: .start, level: .dBA(45), length: .milliseconds(50), rise: .milliseconds(5))
      return (guarded.second(wish, at: moment).allowed.beds, guarded.pulse(pulse, at: moment).allowed)
    }
    #expect(allowed([]).0 != .silence && allowed([]).1 != nil)
    #expect(allowed([.init(secondsAgo: 50, dose: full)]).0 == .silence)
    #expect(allowed([.init(secondsAgo: 60, dose: full)]).0 != .silence)
    #expect(allowed([], pulses: limits.pulsesPerNight).1 == nil)
  }

  @Test("what is asked for is written down with three times more, and only where it runs short")
  func ahead() {
    func spending(_ n: Int) -> Spending {
      Spending(
        dose: SoundDose(picoPascalSquaredSeconds: Int64(n)), pulses: n, soundSeconds: n, scentSeconds: n,
        stimulatedSeconds: n)
    }
    var reserve = DoseReserve()
    #expect(reserve.take(spending(10)) == spending(40))
    for _ in 0..<3 { #expect(reserve.take(spending(10)) == nil) }
    #expect(reserve.take(spending(1)) == spending(4))
    // Each number runs short by itself, and only it is written down.
    let kinds = [
      { Spending(pulses: $0) }, { Spending(soundSeconds: $0) }, { Spending(scentSeconds: $0) },
      { Spending(stimulatedSeconds: $0) },
    ]
    for kind in kinds { #expect(reserve.take(kind(4)) == kind(1 + 3 * 4)) }
    let dose = SoundDose(picoPascalSquaredSeconds: 3)
    #expect(reserve.take(Spending(dose: dose)) == nil)
    #expect(reserve.take(Spending(dose: dose)) == Spending(dose: SoundDose(picoPascalSquaredSeconds: 3 + 9)))
    #expect(reserve.take(.nothing) == nil)
    // What is just enough is not written down again with what is not.
    var both = DoseReserve()
    _ = both.take(Spending(pulses: 1, soundSeconds: 1))
    #expect(both.take(Spending(pulses: 3, soundSeconds: 2)) == nil)
    #expect(both.take(Spending(pulses: 1, soundSeconds: 1)) == Spending(pulses: 4))
  }

  @Test("a record is its 64 documented bytes, and anything else is none")
  func bytes() throws {
    let record = LedgerRecord(
      time: 1, wall: -2, uptime: 3, boot: .max,
      spending: Spending(
        dose: SoundDose(picoPascalSquaredSeconds: 500), pulses: 6, soundSeconds: 70_000, scentSeconds: 8,
        stimulatedSeconds: 9))
    let rest =
      [1, -2, 3].flatMap { little(Int64($0)) } + little(UInt64.max) + little(Int64(500))
      + [6, 65_535, 8, 9].flatMap { little(UInt16($0)) } + [UInt8](repeating: 0, count: 8)
    let bytes = Array("LPDL".utf8) + little(slowChecksum(rest)) + rest
    #expect(record.bytes == bytes && bytes.count == LedgerRecord.size)
    var back = record
    back.spending.soundSeconds = 65_535
    #expect(LedgerRecord(bytes: bytes[...]) == back)
    #expect(LedgerRecord(bytes: bytes.dropLast()) == nil)
    #expect(LedgerRecord(bytes: (bytes + [0])[...]) == nil)
  }

  @Test("a record of no possible time or of a dose below nothing is none, whatever its checksum says")
  func impossible() {
    let most = Int64(1) << 60 - 1
    func isRead(_ times: [Int64], dose: Int64 = 0) -> Bool {
      let record = LedgerRecord(
        time: times[0], wall: times[1], uptime: times[2], boot: 0,
        spending: Spending(dose: SoundDose(picoPascalSquaredSeconds: dose)))
      return LedgerRecord(bytes: record.bytes[...]) != nil
    }
    #expect(isRead([most, most, most]) && isRead([-most, -most, -most]))
    for i in 0..<3 {
      var times: [Int64] = [0, 0, 0]
      times[i] = most + 1
      #expect(!isRead(times))
    }
    #expect(!isRead([0, 0, 0], dose: -1))
  }
}
