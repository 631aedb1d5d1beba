internal import Guard
internal import ProgramKernel
internal import Programs
internal import PublicRecord
internal import Signals
internal import SleepCore

/// Turns a night's events into the lines of `events.jsonl`, each with the hash of the one before.
///
/// The same events give the same bytes. The form is described in `docs/night-record.md`.
public struct EventLines: Sendable {
  private var chain = HashChain()
  /// How many lines there are so far.
  public private(set) var count = 0
  /// The hash of the newest line.
  public var head: String { chain.head }

  /// Starts an empty record.
  public init() {}

  /// The first line.
  mutating func opening(
    _ configuration: NightConfiguration, program: VerifiedProgram, limitsHash: String, headerHash: String
  ) -> [UInt8] {
    let source = configuration.source
    return line(.start, "night") { json in
      json.add("format", "lumapod-night/1")
      json.add("engine", configuration.engine)
      json.add("started", source.start.iso8601)
      json.add("source", source.name)
      json.add("age", configuration.age.rawValue)
      json.add("wake_at", configuration.wakeAt.map { Int($0.ticks) })
      json.add("latency_us", Int(configuration.latency.ticks / 10))
      var name = JSONText()
      name.add("name", program.program.name)
      name.add("title", program.program.title)
      name.add("version", program.program.version)
      name.add("sha256", program.program.sourceHash)
      json.add("program", json: name.text)
      json.add("certificate", SHA256Hex.of(program.certificate.canonicalText))
      var limits = JSONText()
      limits.add("version", SafetyLimitsTable.version)
      limits.add("sha256", limitsHash)
      json.add("limits", json: limits.text)
      var model = JSONText()
      model.add("name", configuration.modelName)
      model.add("sha256", configuration.modelHash)
      json.add("model", json: model.text)
      json.add("phase_model_sha256", configuration.phaseHash)
      if let record = configuration.record {
        var place = JSONText()
        place.add("origin", record.origin)
        place.add("size", record.size)
        place.add("root", record.root)
        place.add("entry", record.index)
        json.add("record", json: place.text)
      }
      json.add("channels", texts: source.channels.map(\.label))
      json.add("primary", source.primary)
      json.add("block_ticks", Int(source.blockLength.ticks))
      json.add("signals_header_sha256", headerHash)
    }
  }

  /// The line of an event, without its line end.
  public mutating func line(for timed: TimedEvent) -> [UInt8] {
    switch timed.event {
    case .belief(let belief, slowWaveNanovolts: let height, let signal):
      line(timed.time, "belief") { json in
        json.add("stage", belief.stage.code)
        json.add("p", thousandths: SleepStage.scored.map(belief.perMille))
        json.add("so_uv", thousandths: height)
        json.add("signal", signal.rawValue)
      }
    case .epoch(let number, let stage, let signal):
      line(timed.time, "epoch") { json in
        json.add("epoch", number)
        json.add("stage", stage.code)
        json.add("signal", signal.rawValue)
      }
    case .scene(let change):
      line(timed.time, "scene") { json in
        json.add("from", change.from)
        json.add("to", change.to)
        json.add("why", change.why)
      }
    case .levels(let ambience):
      line(timed.time, "levels") { json in
        for kind in Soundscape.allCases where !ambience.beds[kind].isSilent {
          json.add(Self.key(kind), thousandths: Int(ambience.beds[kind].milliDecibels))
        }
        json.add("total_dba", level: ambience.beds.total)
        json.add("light_lx", thousandths: Int(ambience.light.millilux))
        if ambience.scent > .none { json.add("scent", thousandths: ambience.scent.perMille) }
        if ambience.warmth != .skin { json.add("warmth_c", thousandths: Int(ambience.warmth.milliCelsius)) }
      }
    case .arousal: line(timed.time, "arousal") { _ in }
    case .gesture(let gesture): line(timed.time, "gesture") { Self.add(gesture, to: &$0) }
    case .pulse(let pulse, let phase):
      line(timed.time, "pulse") { json in
        json.add("onset", Int(pulse.onset.ticks))
        json.add("dba", thousandths: Int(pulse.level.milliDecibels))
        json.add("length_ms", thousandths: Int(pulse.length.ticks / 10))
        json.add("rise_ms", thousandths: Int(pulse.rise.ticks / 10))
        json.add("phase_deg", thousandths: phase)
      }
    case .withheld(let withheld):
      line(timed.time, "withheld") { json in
        json.add("what", withheld.what)
        json.add("asked", withheld.asked)
        json.add("allowed", withheld.allowed)
        json.add("why", withheld.why)
      }
    case .dose(let minute, let night, let dose):
      line(timed.time, "dose") { json in
        json.add("laeq_1min_dba", level: minute)
        json.add("laeq_night_dba", level: night)
        json.add("dose_mpa2h", thousandths: Self.microPascalSquaredHours(dose))
      }
    case .gap(let length): line(timed.time, "gap") { $0.add("length", Int(length.ticks)) }
    case .alarm(let state): line(timed.time, "alarm") { $0.add("state", state.rawValue) }
    case .word(let word): line(timed.time, "word") { Self.add(word, to: &$0) }
    case .signals(let record, let hash):
      line(timed.time, "signals") { json in
        json.add("record", record)
        json.add("sha256", hash)
      }
    case .end(let why, let records, let pulses, let night, let dose):
      line(timed.time, "end") { json in
        json.add("why", why.rawValue)
        json.add("records", records)
        json.add("pulses", pulses)
        json.add("laeq_night_dba", level: night)
        json.add("dose_mpa2h", thousandths: Self.microPascalSquaredHours(dose))
      }
    }
  }

  /// An exposure in millionths of a Pa²·h, rounded up: thousandths of the unit that is written.
  static func microPascalSquaredHours(_ dose: SoundDose) -> Int {
    Int((dose.picoPascalSquaredSeconds + 3_599_999_999) / 3_600_000_000)
  }

  private static func add(_ gesture: Gesture, to json: inout JSONText) {
    func add(length: NightTime.Span) { json.add("length_ms", thousandths: Int(length.ticks / 10)) }
    json.add("what", gesture.name)
    switch gesture {
    case .speech(let words, let level, let length):
      json.add("words", words)
      json.add("dba", level: level)
      add(length: length)
    case .touch(let strength, let length):
      json.add("strength", thousandths: strength.perMille)
      add(length: length)
    case .flashes(let count, let level, let length):
      json.add("count", count)
      json.add("light_lx", thousandths: Int(level.millilux))
      add(length: length)
    }
  }

  private static func add(_ word: NightWord, to json: inout JSONText) {
    switch word {
    case .wish(let wish): json.add("wish", wish.rawValue)
    case .wakeAt(let time): json.add("wake_at", Int(time.ticks))
    case .presence(let isPresent): json.add("in_bed", isPresent)
    case .darkness(let isDark): json.add("dark", isDark)
    }
  }

  private static func key(_ kind: Soundscape) -> StaticString {
    switch kind {
    case .rain: "rain"
    case .pinkNoise: "pink-noise"
    case .brownNoise: "brown-noise"
    case .waves: "waves"
    case .dawnChorus: "dawn-chorus"
    }
  }

  private mutating func line(_ time: NightTime, _ kind: String, _ fill: (inout JSONText) -> Void) -> [UInt8] {
    var json = JSONText()
    json.add("n", count)
    json.add("t", Int(time.ticks))
    json.add("kind", kind)
    fill(&json)
    json.add("prev", chain.head)
    let bytes = json.closed
    chain.append(bytes)
    count += 1
    return bytes
  }
}

extension JSONText {
  /// Adds a level in dBA, or null for silence.
  fileprivate mutating func add(_ name: StaticString, level: SoundLevel) {
    if level.isSilent { add(name, Int?.none) } else { add(name, thousandths: Int(level.milliDecibels)) }
  }
}
