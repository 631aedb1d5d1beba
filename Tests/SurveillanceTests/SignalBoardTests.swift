import Evidence
import Incidents
import PublicRecord
import SleepCore
import Surveillance
import TestKit
import Testing

@Suite("From tallies to a signal and its halt")
struct SignalBoardTests {
  /// A board on which a program that raises nightmares threefold was signalled, and its journal.
  static func signalled(seed: UInt64 = 3) throws -> (board: SignalBoard, lines: [UInt8], days: Int) {
    var board = SignalBoard()
    var homes = Homes(500, program: try Sample.program(), ratio: 3, seed: seed)
    var lines: [UInt8] = []
    for night in 0..<30 {
      let day = Sample.today - 30 + night
      lines += try board.take(homes.night(day), andLookThrough: day)
      if board.monitor(program: homes.program.sha256, outcome: .nightmares)?.signalLook != nil {
        return (board, lines, night + 1)
      }
    }
    return (board, lines, 0)
  }

  @Test("the board's monitor has the very path of a monitor that is fed each night's sums")
  func oracle() throws {
    var board = SignalBoard()
    var homes = Homes(200, program: try Sample.program(), ratio: 1.5, seed: 8)
    let alpha = Alpha(billionths: 50_000_000 * 16 / 16 / 17 * 6 / 25)
    var monitor = try SignalMonitor(
      subject: MonitorSubject(program: homes.program.sha256, version: "1", outcome: "nightmares"),
      method: .ownControl(.nightmares), alpha: alpha)
    for day in 20_000..<20_040 {
      let tallies = try homes.night(day)
      _ = try board.take(tallies, andLookThrough: day)
      let counts = try NightCounts(
        exposedNights: tallies.reduce(0) { $0 + $1.exposedNights },
        controlNights: tallies.reduce(0) { $0 + $1.controlNights },
        exposedEvents: tallies.reduce(0) { $0 + $1.exposedEvents },
        controlEvents: tallies.reduce(0) { $0 + $1.controlEvents })
      try monitor.feed(day: day, [.ownControl(counts)])
    }
    #expect(monitor.path.count == 40)
    #expect(board.monitor(program: homes.program.sha256, outcome: .nightmares) == monitor)
  }

  @Test(
    "what comes late is taken in by the next look, as nights of their own day, and nothing is counted twice")
  func late() throws {
    let program = try Sample.program()
    var board = SignalBoard()
    var homes = Homes(400, program: program, ratio: 2, seed: 5)
    let first = try homes.night(20_000)
    let second = try homes.night(20_001)
    _ = try board.take(Array(first.prefix(300)), andLookThrough: 20_000)
    _ = try board.take(Array(first.suffix(100)) + second)
    #expect(board.due(before: 20_001) == nil)
    #expect(board.due(before: 20_002) == 20_001)
    _ = try board.look(through: 20_001)
    #expect(board.due(before: 20_003) == nil)
    let monitor = try #require(board.monitor(program: program.sha256, outcome: .nightmares))
    #expect(monitor.path.map(\.day) == [20_000, 20_001])
    let events = (first + second).reduce(0) { $0 + $1.exposedEvents + $1.controlEvents }
    #expect(monitor.path.last?.events == events)
  }

  @Test("the same journal gives the same board, byte for byte, whether it was fed live or read")
  func deterministic() throws {
    let (board, lines, _) = try Self.signalled()
    let read = try SignalBoard.read(lines)
    #expect(read.kept == lines.count)
    #expect(read.board.publicJSON.bytes == board.publicJSON.bytes)
    #expect(read.board.ledger == board.ledger)
  }

  @Test(
    "three times as many nightmares in 500 homes: signal, then the halt that answers it, then nothing more; ever"
  )
  func signalAndHalt() throws {
    let (board, _, days) = try Self.signalled()
    #expect((1...14).contains(days))
    var reading = try Sample.reading()
    var kinds: [EntryKind] = []
    while let entry = try board.entries(lackedBy: reading, at: Sample.noon).first {
      kinds.append(entry.kind)
      reading.read(entry.bytes)
      try #require(kinds.count < 10)
    }
    #expect(kinds == [.signal, .halt])
    #expect(reading.faults.isEmpty)
    #expect(reading.unansweredSignals.isEmpty)
    let halt = try #require(reading.halts(of: Sample.program().sha256).first)
    #expect(halt.reason.hasPrefix("Too often on nights with this program: nightmares. Of "))
    // A lift ends the halt. It does not quiet the monitor, and it makes no second signal.
    var lift = try RecordEntry(
      .lift, at: Sample.noon, body: ["halt": .number(halt.index), "reason": "mended", "signatures": []])
    for key in try Sample.keys().prefix(2) { lift = try KeyCouncil.sign(lift, with: key) }
    reading.read(lift.bytes)
    #expect(reading.halts(of: try Sample.program().sha256).isEmpty)
    #expect(try board.entries(lackedBy: reading, at: Sample.noon).isEmpty)
    var later = board
    var calm = Homes(500, program: try Sample.program(), ratio: 0.5, seed: 9)
    for day in Sample.today..<(Sample.today + 20) { _ = try later.take(calm.night(day), andLookThrough: day) }
    #expect(
      later.monitor(program: try Sample.program().sha256, outcome: .nightmares)?.signalLook?.look
        == board.monitor(program: try Sample.program().sha256, outcome: .nightmares)?.signalLook?.look)
    #expect(try later.entries(lackedBy: reading, at: Sample.noon).isEmpty)
  }

  @Test(
    "killed between signal and halt: the halt comes first, also for a signal that no monitor here knows of")
  func halfWritten() throws {
    let (board, _, _) = try Self.signalled()
    var reading = try Sample.reading()
    reading.read(try #require(try board.entries(lackedBy: reading, at: Sample.noon).first).bytes)
    for known in [board, SignalBoard()] {
      let entries = try known.entries(lackedBy: reading, at: Sample.noon)
      #expect(entries.map(\.kind) == [.halt])
      #expect(entries[0].number("because") == 2)
      #expect(entries[0].text("program") == (try Sample.program().sha256))
    }
  }

  @Test(
    "the signal's path in the record is the hash of the path that everyone may see, and no count is seen before it"
  )
  func published() throws {
    let (board, _, days) = try Self.signalled()
    let signal = try #require(try board.entries(lackedBy: Sample.reading(), at: Sample.noon).first)
    let monitors = try #require(board.publicJSON["monitors"]?.list)
    #expect(monitors.count == 10)
    let loud = try #require(monitors.first { $0["decision"]?.text == "signal" })
    let path = try #require(loud["path"])
    #expect(signal.text("path") == SHA256Hex.of(path.bytes))
    #expect(signal.number("looks") == days)
    #expect(signal.number("observed") == loud["signal"]?["observed"]?.number)
    #expect(path[days - 1]?[1]?.number == signal.number("statistic_millionths"))
    #expect(signal.number("statistic_millionths") >= signal.number("boundary_millionths"))
    for quiet in monitors where quiet["decision"]?.text == "quiet" {
      #expect(!quiet.string.contains("observed") && !quiet.string.contains("events"))
    }
  }

  @Test(
    "nightmares and dreams that bleed into waking are given most; all is within 5 %, and a name used twice is refused"
  )
  func alpha() throws {
    var board = SignalBoard()
    for number in 0..<40 { _ = try board.take(Sample.tally(program: Sample.program(number))) }
    #expect(board.ledger.spent <= .thousandths(50))
    let sum = board.watches.flatMap(\.monitors).reduce(0) { $0 + $1.alpha.billionths }
    #expect(sum == board.ledger.spent.billionths)
    for watch in board.watches {
      let most = watch.monitors.map(\.alpha).max()
      #expect(watch.monitors.count == IncidentKind.allCases.count)
      #expect(
        Set(watch.monitors.filter { $0.alpha == most }.map(\.subject.outcome)) == [
          "nightmares", "dream-confusion",
        ])
    }
    let other = try WatchedProgram(sha256: Sample.program().sha256, name: "snow", version: "1")
    let error = #expect(throws: TallyError.self) { try board.take(Sample.tally(home: 5, program: other)) }
    #expect(error?.kind == .unknownProgram)
    #expect(board.journal.tallies == 40)
  }

  @Test("programs that do nothing stay quiet")
  func quiet() throws {
    for number in 0..<tries(6, soak: 200) {
      var board = SignalBoard()
      var homes = Homes(500, program: try Sample.program(number), ratio: 1, seed: 1000 + UInt64(number))
      for day in 20_000..<20_030 { _ = try board.take(homes.night(day), andLookThrough: day) }
      let monitor = try #require(board.monitor(program: homes.program.sha256, outcome: .nightmares))
      #expect(monitor.path.count == 30)
      #expect(monitor.decision == .quiet)
      #expect(try board.entries(lackedBy: Sample.reading(), at: Sample.noon).isEmpty)
    }
  }
}
