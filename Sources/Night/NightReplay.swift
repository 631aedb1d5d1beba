public import ProgramKernel
internal import PublicRecord
internal import Signals
internal import SleepCore

/// What a replay found.
public struct ReplayVerdict: Sendable, Hashable {
  /// Lines that agree.
  public let lines: Int
  /// Records that agree.
  public let records: Int
  /// Whether the night has its last line.
  public let isComplete: Bool
  /// The first thing that does not agree, or `nil`.
  public let difference: Difference?

  /// The first thing that does not agree.
  public struct Difference: Error, Sendable, Hashable {
    /// The file and the place in it, such as `events.jsonl, line 12`.
    public let place: String
    /// What is there, and what should be.
    public let what: String
  }
}

/// Runs a recorded night again from its own folder and compares everything.
public enum NightReplay {
  /// What the first line and the files of a night say, before anything is run.
  public struct Opened: Sendable {
    /// The folder.
    public let folder: NightFolder
    /// The first line.
    public let opening: EventParsing.Opening
    /// The program's text.
    public let program: [UInt8]
    fileprivate let events: [UInt8]
    fileprivate let file: EDFFile

    var eventLines: [ArraySlice<UInt8>] { events.split(separator: UInt8(ascii: "\n")) }
    var signalsFile: EDFFile { file }

    /// What was said to the night, with the beginning of the block that took it.
    var words: [(time: NightTime, word: NightWord)] {
      let marker = Array("\"kind\":\"word\"".utf8)
      return eventLines.enumerated().compactMap { number, line in
        guard line.prefix(80).contains(marker),
          case .event(let timed)? = try? EventParsing.line(line, number: number, file: folder.events),
          case .word(let word) = timed.event
        else { return nil }
        return (timed.time, word)
      }
    }

    /// Why the night says that it ended, or `nil` where it was cut short.
    let endReason: NightEvent.EndReason?
  }

  /// Reads a night's folder.
  public static func open(_ folder: NightFolder) throws -> Opened {
    let events = try NightFolder.read(folder.events)
    let first = events.prefix(while: { $0 != UInt8(ascii: "\n") })
    guard case .night(let opening) = try EventParsing.line(first, number: 0, file: folder.events) else {
      throw NightError.badLine(
        file: folder.events, line: 1, problem: "the first line is not the opening of a night")
    }
    var endReason: NightEvent.EndReason?
    if let last = events.split(separator: UInt8(ascii: "\n")).last,
      case .event(let event)? = try? EventParsing.line(last, number: 0, file: folder.events),
      case .end(let why, _, _, _, _) = event.event
    {
      endReason = why
    }
    return Opened(
      folder: folder, opening: opening, program: try NightFolder.read(folder.program), events: events,
      file: try EDFFile(path: folder.signals), endReason: endReason)
  }

  /// Compares a night with what it should be.
  ///
  /// First the record with itself: the chain of lines, and each data record with the hash that was noted when it was
  /// written. Then the night is run again, and every line and every record must come out the same, byte for byte.
  ///
  /// - Parameters:
  ///   - opened: the night.
  ///   - program: its program, verified again from `program.yaml`.
  ///   - models: the models that are installed; another than the night's is told as a difference.
  /// - Returns: how far everything agrees, and the first difference.
  /// - Throws: an ``ExplainedError`` where the folder is not that of a night.
  public static func run(_ opened: Opened, program: VerifiedProgram, models: NightModels)
    throws
    -> ReplayVerdict
  {
    func verdict(_ lines: Int, _ records: Int, _ difference: ReplayVerdict.Difference?) -> ReplayVerdict {
      ReplayVerdict(
        lines: lines, records: records, isComplete: opened.endReason != nil, difference: difference)
    }
    if let difference = checkChain(opened) ?? checkFiles(opened, models) {
      return verdict(0, 0, difference)
    }
    let opening = opened.opening
    let source = try RecordedNightSource(file: opened.file, name: opening.source, primary: opening.primary)
    let configuration = NightConfiguration(
      engine: opening.engine, age: opening.age, wakeAt: opening.wakeAt, latency: opening.latency,
      models: models, source: source.description, record: opening.record)
    var session: NightSession<RecordedNightSource>
    do {
      session = try NightSession(source, configuration, program: program, models: models)
    } catch let error as EDFError {
      // The header can be read, but no night would have written it.
      return verdict(0, 0, .init(place: "signals.edf, \(error.field ?? "the header")", what: error.problem))
    }
    for (time, word) in opened.words { session.hear(word, from: time) }
    var sink = ComparingSink(opened, encoder: session.encoder)
    do {
      if let difference = sink.checkHeader() { return verdict(0, 0, difference) }
      while try session.advance(into: &sink) {}
      if let why = opened.endReason { try session.finish(why: why, into: &sink) }
      try sink.checkEnd(head: session.head)
    } catch let difference as ReplayVerdict.Difference {
      return verdict(sink.lines, sink.records, difference)
    }
    return verdict(sink.lines, sink.records, nil)
  }

  /// Each line must carry the hash of the one before.
  private static func checkChain(_ opened: Opened) -> ReplayVerdict.Difference? {
    let lines = opened.events.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .dropLast()
    var hashes: [String] = []
    hashes.reserveCapacity(lines.count)
    for line in lines { hashes.append(SHA256Hex.of(Array(line))) }
    /// The hash that line `i` says the line before has.
    func stated(_ i: Int) -> String? {
      let marker = Array("\"prev\":\"".utf8)
      guard lines.indices.contains(i), lines[i].count > 66 + marker.count,
        lines[i].suffix(2) == Array("\"}".utf8)[...],
        lines[i].suffix(66 + marker.count).starts(with: marker)
      else { return nil }
      return String(decoding: lines[i].suffix(66).dropLast(2), as: UTF8.self)
    }
    for i in lines.indices {
      let expected = i == 0 ? String(repeating: "0", count: 64) : hashes[i - 1]
      if stated(i) == expected { continue }
      // A line that the next one still vouches for was not changed itself: the one before it was.
      let isVouchedFor = i > 0 && stated(i + 1) == hashes[i]
      let changed = isVouchedFor ? i - 1 : i
      return .init(
        place: "events.jsonl, line \(changed + 1)\(time(of: lines[changed]))",
        what: "the line was changed: its hash is not the one that the chain holds")
    }
    if !opened.events.isEmpty, opened.events.last != UInt8(ascii: "\n") {
      return .init(place: "events.jsonl, line \(lines.count + 1)", what: "the last line is not whole")
    }
    return nil
  }

  private static func time(of line: ArraySlice<UInt8>) -> String {
    guard case .event(let event)? = try? EventParsing.line(line, number: 0, file: "") else { return "" }
    return " (\(event.time))"
  }

  /// The program, the model and every record must have the hashes that the lines state.
  private static func checkFiles(_ opened: Opened, _ models: NightModels) -> ReplayVerdict.Difference? {
    if SHA256Hex.of(opened.program) != opened.opening.programHash {
      return .init(place: "program.yaml", what: "it is not the program that ran: its hash is another")
    }
    if models.phaseHash != opened.opening.phaseHash {
      return .init(
        place: "the phase estimator", what: "the model that is installed is not the one that ran")
    }
    if models.stagerHash != opened.opening.modelHash {
      return .init(
        place: "the stager \(opened.opening.modelName)",
        what: "the model that is installed is not the one that ran")
    }
    let marker = Array("\"kind\":\"signals\"".utf8)
    let file = opened.file
    for (number, line) in opened.events.split(separator: UInt8(ascii: "\n")).enumerated() {
      // Kinds stand near the front of a line; only these lines are worth parsing here.
      guard line.prefix(80).contains(marker),
        case .event(let event)? = try? EventParsing.line(line, number: number, file: "events.jsonl"),
        case .signals(let record, let hash) = event.event
      else { continue }
      guard record < file.recordCount else {
        return .init(
          place: "signals.edf, record \(record) (\(event.time))",
          what: "it is missing: the file holds \(file.recordCount) records")
      }
      if SHA256Hex.of(file.recordBytes(record)) != hash {
        let first = file.header.byteCount + record * file.header.recordByteCount
        return .init(
          place:
            "signals.edf, record \(record) (\(event.time)), bytes \(first) to \(first + file.header.recordByteCount - 1)",
          what:
            "the record was changed after it was written (events.jsonl, line \(number + 1) holds its hash)")
      }
    }
    return nil
  }
}
