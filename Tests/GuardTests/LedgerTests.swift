import Devices
import Foundation
import Guard
import SleepCore
import TestKit
import Testing

private func spending(_ dose: Int64, stimulated: Int = 0) -> Spending {
  Spending(dose: SoundDose(picoPascalSquaredSeconds: dose), soundSeconds: 1, stimulatedSeconds: stimulated)
}

@Suite("the ledger loses nothing, whenever it is cut off")
struct LedgerTests {
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

  @Test("a file that is cut off anywhere gives back every record that was whole, and goes on")
  func torn() throws {
    let scratch = try ScratchFolder()
    let whole = scratch.file("whole").path
    do {
      var ledger = try LedgerFile(folder: whole)
      for i in 1...5 { try ledger.append(spending(Int64(i) * 100)) }
    }
    let bytes = try Data(contentsOf: URL(filePath: whole + "/dose.ledger"))
    #expect(bytes.count == 5 * LedgerRecord.size)
    for cut in Array(stride(from: 0, to: 256, by: 31)) + Array(256...bytes.count) {
      let folder = scratch.file("cut-\(cut)").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try bytes.prefix(cut).write(to: URL(filePath: folder + "/dose.ledger"))
      let records = Int64(cut / LedgerRecord.size)
      let expected = records * (records + 1) / 2 * 100
      do {
        var ledger = try LedgerFile(folder: folder)
        #expect(ledger.earlier.week.picoPascalSquaredSeconds == expected, "cut at \(cut)")
        if cut.isMultiple(of: 4) { try ledger.append(spending(7)) }
      }
      let again = try LedgerFile(folder: folder).earlier.week.picoPascalSquaredSeconds
      #expect(again == expected + (cut.isMultiple(of: 4) ? 7 : 0), "cut at \(cut)")
    }
  }

  @Test("a record that is damaged in the middle is not forgotten")
  func damaged() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.file("state").path
    do {
      var ledger = try LedgerFile(folder: folder)
      for _ in 1...3 { try ledger.append(spending(100)) }
    }
    let url = URL(filePath: folder + "/dose.ledger")
    let bytes = try Data(contentsOf: url)
    for at in 0..<2 * LedgerRecord.size {
      var changed = bytes
      changed[at] ^= 1
      try changed.write(to: url)
      #expect(try LedgerFile(folder: folder).earlier.week.picoPascalSquaredSeconds == 300, "byte \(at)")
    }
  }

  @Test("two guards cannot count in the same ledger")
  func locked() throws {
    let scratch = try ScratchFolder()
    let first = try LedgerFile(folder: scratch.url.path)
    #expect(throws: GuardStateError.self) { _ = try LedgerFile(folder: scratch.url.path) }
    _ = first.earlier
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
}
