import Incidents
import PublicRecord
import SleepCore
import Surveillance
import TestKit
import Testing

@Suite("What a home tells of a day")
struct TallyTests {
  @Test("a tally is the same after it was written and read, and has one form")
  func roundTrip() throws {
    for tally in [
      try Sample.tally(), try Sample.tally(exposed: false, event: true), try Sample.tally(outcome: .seizure),
    ] {
      let bytes = tally.json.bytes
      #expect(try Tally(bytes: bytes) == tally)
      #expect(bytes.count <= Tally.largest)
      #expect(throws: TallyError.self) { try Tally(bytes: [0x20] + bytes) }
    }
  }

  @Test(
    "a field that is missing, wrong or too much is named",
    arguments: [
      ("day", CanonicalJSON.text("2026-02-30")), ("home", "name of a person"),
      ("home", "ABCDEF0123456789ABCDEF0123456789"),
      ("outcome", "nightmare"), ("exposed_nights", 9), ("exposed_nights", -1), ("exposed_events", 2),
      ("control_events", 1), ("program", "rain"), ("name", "Anna"), ("format", "lumapod-tally/2"),
      ("control_nights", 9_007_199_254_740_991),
    ])
  func strict(field: String, value: CanonicalJSON) throws {
    let json = try Sample.tally().json
    let error = #expect(throws: TallyError.self) { try Tally(bytes: json.with(field, value).bytes) }
    #expect(error?.kind == .malformed)
    #expect(error?.place.contains(field) == true)
    if json[field] != nil {
      let missing = #expect(throws: TallyError.self) { try Tally(bytes: json.with(field, nil).bytes) }
      #expect(missing?.place.contains(field) == true || field == "home")
    }
  }

  @Test("bytes that were changed at random are refused, or are a tally of one form; nothing traps")
  func fuzz() throws {
    var random = SeededRandom(seed: 61)
    let good = try Sample.tally(event: true).json.bytes
    var refused = 0
    for _ in 0..<tries(20_000, soak: 1_000_000) {
      var bytes = good
      for _ in 0...Int(random.next() % 3) {
        let at = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: at)
        default: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: at)
        }
      }
      do {
        #expect(try Tally(bytes: bytes).json.bytes == bytes)
      } catch {
        refused += 1
      }
      _ = try? SignalBoard.read(bytes + [0x0A])
    }
    #expect(refused > 1000)
  }

  @Test("a home's word is the same all day, another one the next day, and a short secret is refused")
  func words() throws {
    #expect(try Sample.word(1, day: 20_000) == Sample.word(1, day: 20_000))
    let words = try (0..<100).flatMap { home in try (0..<10).map { try Sample.word(home, day: 20_000 + $0) } }
    #expect(Set(words).count == 1000)
    #expect(throws: TallyError.self) { try HomeWord.word(secret: [1, 2, 3], day: 1) }
  }

  @Test(
    "a day that has not begun, one of long ago and a program that the record does not know are refused by name"
  )
  func checks() throws {
    let reading = try Sample.reading()
    func refusal(_ tally: Tally, at now: UTCTime = Sample.noon) -> TallyError.Kind? {
      do {
        try tally.check(reading: reading, now: now)
        return nil
      } catch { return error.kind }
    }
    let today = Sample.today
    #expect(refusal(try Sample.tally()) == nil)
    #expect(refusal(try Sample.tally(day: today + 1)) == .future)
    #expect(
      refusal(try Sample.tally(day: today + 1), at: UTCTime(seconds: (today + 1) * 86_400 - 200)) == nil)
    #expect(refusal(try Sample.tally(day: today - 45)) == nil)
    #expect(refusal(try Sample.tally(day: today - 46)) == .old)
    #expect(refusal(try Sample.tally(program: Sample.program(7))) == .unknownProgram)
    let renamed = try WatchedProgram(sha256: Sample.program().sha256, name: "rain-0", version: "2")
    #expect(refusal(try Sample.tally(program: renamed)) == .unknownProgram)
  }
}

@Suite("The journal of tallies")
struct TallyJournalTests {
  @Test(
    "what a home sends again is counted once; something else of the same night is refused, and changes nothing"
  )
  func repeats() throws {
    var board = SignalBoard()
    let tally = try Sample.tally()
    #expect(try board.take(tally) != nil)
    #expect(try board.take(tally) == nil)
    let error = #expect(throws: TallyError.self) { try board.take(Sample.tally(event: true)) }
    #expect(error?.kind == .contradicts)
    #expect(board.journal.tallies == 1)
    #expect(try board.take(Sample.tally(outcome: .skin)) != nil)
    #expect(try board.take(Sample.tally(home: 1)) != nil)
    #expect(board.journal.tallies == 3)
  }

  @Test("a repeat is still known after the look that took it in, and after the journal was read again")
  func repeatsLater() throws {
    var board = SignalBoard()
    let lines = try board.take([Sample.tally()], andLookThrough: Sample.today)
    var again = try SignalBoard.read(lines).board
    #expect(try board.take(Sample.tally()) == nil)
    #expect(try again.take(Sample.tally()) == nil)
    #expect(throws: TallyError.self) { try again.take(Sample.tally(event: true)) }
    _ = try again.look(through: Sample.today + 60)
    let error = #expect(throws: TallyError.self) { try again.take(Sample.tally()) }
    #expect(error?.kind == .old)
  }

  @Test("a journal that a crash tore at any byte gives what its whole lines say")
  func torn() throws {
    var board = SignalBoard()
    let lines = try board.take(
      [Sample.tally(), Sample.tally(home: 1, event: true)], andLookThrough: Sample.today)
    let ends = lines.indices.filter { lines[$0] == 0x0A }.map { $0 + 1 }
    #expect(ends.count == 3)
    for cut in 0...lines.count {
      let (read, kept) = try SignalBoard.read(Array(lines[..<cut]))
      #expect(kept == ends.last { $0 <= cut } ?? 0)
      #expect(read.journal.tallies == min(2, ends.count { $0 <= cut }))
    }
  }

  @Test("a line that cannot be read, that stands twice or that looks back is named by its number")
  func damaged() throws {
    let line = Array(try Sample.tally().json.bytes) + [0x0A]
    func number(_ bytes: [UInt8]) -> String? {
      do {
        _ = try SignalBoard.read(bytes)
        return nil
      } catch { return error.place }
    }
    #expect(number(line + Array("{}\n".utf8)) == "journal of tallies, line 2")
    #expect(number(line + [0x0A]) == "journal of tallies, line 2")
    #expect(number(line + line) == "journal of tallies, line 2")
    let look = TallyJournal.Line.look(through: 20_000).bytes
    #expect(number(look + look) == "journal of tallies, line 2")
    #expect(number(look + line) == nil)
  }
}
