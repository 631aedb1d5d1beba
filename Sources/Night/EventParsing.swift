public import Foundation
internal import Guard
internal import Programs
public import PublicRecord
public import SleepCore

/// Reads lines of `events.jsonl` back.
///
/// Total: any bytes give events or an error that names the line.
public enum EventParsing {
  /// What one line says.
  public enum Line: Sendable {
    /// The first line.
    case night(Opening)
    /// Any other.
    case event(TimedEvent)
  }

  /// What the first line says, as far as a replay or a report needs it.
  public struct Opening: Sendable, Hashable {
    /// The engine that ran the night.
    public let engine: String
    /// Local start, ISO 8601 without zone.
    public let started: String
    /// The source's name.
    public let source: String
    /// The sleeper's age group.
    public let age: AgeGroup
    /// The wake time.
    public let wakeAt: NightTime?
    /// The latency.
    public let latency: NightTime.Span
    /// The program's name.
    public let programName: String
    /// The program's title.
    public let programTitle: String
    /// The program's version.
    public let programVersion: String
    /// SHA-256 (hex) of `program.yaml`.
    public let programHash: String
    /// The stager's name.
    public let modelName: String
    /// SHA-256 (hex) of the stager's file.
    public let modelHash: String
    /// SHA-256 (hex) of the phase estimator's file.
    public let phaseHash: String
    /// Where the program stood in a public record; `nil` where nobody asked.
    public let record: RecordClearance?
    /// The channels' labels.
    public let channels: [String]
    /// The channel that decisions rested on.
    public let primary: Int
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - bytes: the line, without its line end.
  ///   - number: its number from 0, for messages.
  ///   - file: the file's name, for messages.
  /// - Returns: what the line says.
  /// - Throws: ``NightError/badLine(file:line:problem:)``.
  public static func line(_ bytes: some DataProtocol, number: Int, file: String) throws(NightError) -> Line {
    let object: Any
    do {
      object = try JSONSerialization.jsonObject(with: Data(bytes))
    } catch {
      throw .badLine(file: file, line: number + 1, problem: "it is not a JSON object")
    }
    guard let fields = object as? [String: Any] else {
      throw .badLine(file: file, line: number + 1, problem: "it is not a JSON object")
    }
    let reader = FieldReader(fields: fields, file: file, line: number + 1)
    let kind = try reader.text("kind")
    if kind == "night" { return .night(try reader.opening()) }
    let time = try reader.time("t")
    guard let event = try reader.event(kind) else {
      throw .badLine(file: file, line: number + 1, problem: "there is no kind of event called «\(kind)»")
    }
    return .event(TimedEvent(time, event))
  }
}

/// Takes typed values out of one line.
private struct FieldReader {
  let fields: [String: Any]
  let file: String
  let line: Int

  func bad(_ problem: String) -> NightError { .badLine(file: file, line: line, problem: problem) }

  func text(_ key: String) throws(NightError) -> String {
    guard let value = fields[key] as? String else { throw bad("`\(key)` must be a text") }
    return value
  }

  func int(_ key: String) throws(NightError) -> Int {
    guard let number = fields[key] as? NSNumber, let value = Int(exactly: number.doubleValue) else {
      throw bad("`\(key)` must be a whole number")
    }
    return value
  }

  /// A moment of a night; none is longer than a week.
  func time(_ key: String) throws(NightError) -> NightTime {
    let ticks = try int(key)
    guard (0...7 * 86_400 * Int(NightTime.ticksPerSecond)).contains(ticks) else {
      throw bad("`\(key)` is not within a week of the first sample")
    }
    return NightTime(ticks: Int64(ticks))
  }

  func thousandths(_ key: String) throws(NightError) -> Int {
    guard let number = fields[key] as? NSNumber, let value = Self.thousandths(number) else {
      throw bad("`\(key)` must be a number")
    }
    return value
  }

  private static func thousandths(_ number: NSNumber) -> Int? {
    Int(exactly: (number.doubleValue * 1000).rounded())
  }

  func level(_ key: String) throws(NightError) -> SoundLevel {
    if fields[key] is NSNull { return .silence }
    guard let value = Int32(exactly: try thousandths(key)) else {
      throw bad("`\(key)` must be a level in dBA")
    }
    return SoundLevel(milliDecibels: value)
  }

  func stage() throws(NightError) -> SleepStage {
    guard let stage = SleepStage(code: try text("stage")) else {
      throw bad("`stage` must be W, N1, N2, N3, R or ?")
    }
    return stage
  }

  func signal() throws(NightError) -> NightEvent.SignalState {
    guard let state = NightEvent.SignalState(rawValue: try text("signal")) else {
      throw bad("`signal` must be good, flat, artefact or warming")
    }
    return state
  }

  func belief() throws(NightError) -> StageBelief {
    guard let shares = fields["p"] as? [NSNumber],
      let belief = StageBelief(perMille: shares.compactMap(Self.thousandths))
    else { throw bad("`p` must be five probabilities that add up to 1") }
    return belief
  }

  func ticks(thousandthsOfMilliseconds key: String) throws(NightError) -> NightTime.Span {
    let value = try thousandths(key)
    guard (0...100_000_000).contains(value) else { throw bad("`\(key)` is out of range") }
    return NightTime.Span(ticks: Int64(value) * 10)
  }

  func dose() throws(NightError) -> SoundDose {
    let value = try thousandths("dose_mpa2h")
    guard (0...1_000_000_000).contains(value) else { throw bad("`dose_mpa2h` is out of range") }
    return SoundDose(picoPascalSquaredSeconds: Int64(value) * 3_600_000_000)
  }

  func event(_ kind: String) throws(NightError) -> NightEvent? {
    switch kind {
    case "belief":
      return .belief(try belief(), slowWaveNanovolts: try thousandths("so_uv"), signal: try signal())
    case "epoch": return .epoch(try int("epoch"), try stage(), signal: try signal())
    case "scene":
      return .scene(.init(from: try text("from"), to: try text("to"), why: try text("why")))
    case "levels":
      var ambience = Ambience.nothing
      for bed in Soundscape.allCases where fields[bed.name] != nil {
        ambience.beds[bed] = try level(bed.name)
      }
      guard let light = Int32(exactly: try thousandths("light_lx")) else {
        throw bad("`light_lx` is out of range")
      }
      ambience.light = Illuminance(millilux: light)
      if fields["scent"] != nil { ambience.scent = try share("scent") }
      if fields["warmth_c"] != nil {
        guard let warmth = Int32(exactly: try thousandths("warmth_c")) else {
          throw bad("`warmth_c` is out of range")
        }
        ambience.warmth = Temperature(milliCelsius: warmth)
      }
      return .levels(ambience)
    case "pulse":
      let pulse = Pulse(
        onset: try time("onset"), level: try level("dba"),
        length: try ticks(thousandthsOfMilliseconds: "length_ms"),
        rise: try ticks(thousandthsOfMilliseconds: "rise_ms"))
      return .pulse(pulse, phaseMilliDegrees: try thousandths("phase_deg"))
    case "arousal": return .arousal
    case "gesture": return .gesture(try gesture())
    case "withheld":
      return .withheld(
        .init(
          what: try text("what"), asked: try text("asked"), allowed: try text("allowed"), why: try text("why")
        ))
    case "dose":
      return .dose(
        lastMinute: try level("laeq_1min_dba"), night: try level("laeq_night_dba"), dose: try dose())
    case "gap": return .gap(try time("length") - .start)
    case "alarm":
      guard let state = NightEvent.AlarmState(rawValue: try text("state")) else {
        throw bad("`state` must be armed, ringing or done")
      }
      return .alarm(state)
    case "word": return .word(try word())
    case "signals": return .signals(record: try int("record"), hash: try text("sha256"))
    case "end":
      guard let why = NightEvent.EndReason(rawValue: try text("why")) else {
        throw bad("`why` must be one of the reasons for which a night ends")
      }
      return .end(
        why: why, records: try int("records"), pulses: try int("pulses"),
        night: try level("laeq_night_dba"),
        dose: try dose())
    default: return nil
    }
  }

  private func share(_ key: String) throws(NightError) -> Share {
    let value = try thousandths(key)
    guard (0...1000).contains(value) else { throw bad("`\(key)` must be a share from 0 to 1") }
    return Share(perMille: value)
  }

  private func word() throws(NightError) -> NightWord {
    if fields["wake_at"] != nil { return .wakeAt(try time("wake_at")) }
    if let isPresent = fields["in_bed"] as? Bool { return .presence(isPresent) }
    if let isDark = fields["dark"] as? Bool { return .darkness(isDark) }
    guard let wish = Senses.Wish(rawValue: try text("wish")) else {
      throw bad("`wish` must be \(Senses.Wish.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return .wish(wish)
  }

  private func gesture() throws(NightError) -> Gesture {
    let length = try ticks(thousandthsOfMilliseconds: "length_ms")
    switch try text("what") {
    case "Speech": return .speech(try text("words"), level: try level("dba"), length: length)
    case "Touch": return .touch(try share("strength"), length: length)
    case "Flashes":
      guard let light = Int32(exactly: try thousandths("light_lx")) else {
        throw bad("`light_lx` is out of range")
      }
      return .flashes(try int("count"), level: Illuminance(millilux: light), length: length)
    default: throw bad("`what` must be Speech, Touch or Flashes")
    }
  }

  func opening() throws(NightError) -> EventParsing.Opening {
    guard try text("format") == "lumapod-night/1" else {
      throw bad("this is not a night of format 1")
    }
    guard let age = AgeGroup(rawValue: try text("age")) else { throw bad("`age` is not an age group") }
    let program = try part("program")
    let model = try part("model")
    guard let channels = fields["channels"] as? [String] else {
      throw bad("`channels` must be a list of labels")
    }
    let latency = try int("latency_us")
    guard (0...60_000_000).contains(latency) else { throw bad("`latency_us` is out of range") }
    return EventParsing.Opening(
      engine: try text("engine"), started: try text("started"), source: try text("source"), age: age,
      wakeAt: fields["wake_at"] is NSNull ? nil : try time("wake_at"),
      latency: NightTime.Span(ticks: Int64(latency) * 10), programName: try program.text("name"),
      programTitle: try program.text("title"), programVersion: try program.text("version"),
      programHash: try program.text("sha256"), modelName: try model.text("name"),
      modelHash: try model.text("sha256"), phaseHash: try text("phase_model_sha256"),
      record: fields["record"] == nil ? nil : try clearance(part("record")), channels: channels,
      primary: try int("primary"))
  }

  private func clearance(_ record: FieldReader) throws(NightError) -> RecordClearance {
    RecordClearance(
      origin: try record.text("origin"), size: try record.int("size"), root: try record.text("root"),
      index: try record.int("entry"))
  }

  private func part(_ key: String) throws(NightError) -> FieldReader {
    guard let inner = fields[key] as? [String: Any] else { throw bad("`\(key)` must be an object") }
    return FieldReader(fields: inner, file: file, line: line)
  }
}
