public import Night
public import ProgramKernel
public import Signals
public import SleepCore

/// Two programs on one recorded night: what each would have let out, as a night would have decided it second
/// by second.
///
/// Each runs in a ``NightSession`` of its own over the same signals; nothing is written anywhere. The sleeper
/// of a recording hears nothing of it, so stages are the same for both.
public struct ReplayComparison: Sendable {
  /// One program's night.
  public struct Side: Sendable {
    /// Everything that happened, in order.
    public let timeline: NightTimeline
    /// Its figures.
    public let summary: NightSummary
    /// Seconds in each scene, in the order in which the scenes came first.
    public let scenes: [(name: String, seconds: Int)]

    /// The program's name and version.
    public var program: String { "\(timeline.header.programName) \(timeline.header.programVersion)" }
    /// The levels of the beds at the end of every second.
    public var levelsBySecond: [BedLevels] { timeline.levelsBySecond }

    init(_ timeline: NightTimeline) {
      self.timeline = timeline
      summary = NightSummary(timeline)
      var scenes: [(name: String, seconds: Int)] = []
      let end = summary.length.wholeSeconds
      for (i, change) in timeline.scenes.enumerated() {
        let next = timeline.scenes.indices.contains(i + 1) ? timeline.scenes[i + 1].time.wholeSeconds : end
        let seconds = max(next - change.time.wholeSeconds, 0)
        if let known = scenes.firstIndex(where: { $0.name == change.to }) {
          scenes[known].seconds += seconds
        } else {
          scenes.append((change.to, seconds))
        }
      }
      self.scenes = scenes
    }
  }

  /// The program that was.
  public let first: Side
  /// The program that is.
  public let second: Side

  /// The longest recording that is replayed.
  public static let longest = NightTime.Span.minutes(16 * 60)

  /// Runs both programs.
  ///
  /// - Parameters:
  ///   - source: opens the signals at their beginning; asked twice. ``EDFReplaySource`` opens any recording,
  ///     ``RecordedNightSource`` a night's own `signals.edf`.
  ///   - first: the program that was.
  ///   - second: the program that is.
  ///   - wakeAt: the wake time of both.
  ///   - models: the models of a night.
  ///   - goesOn: told about once for every minute of signal how much is done, 0 to 1; where it says no, the replay stops.
  /// - Throws: ``WorkbenchError`` where the recording is longer than ``longest`` or it was stopped; an
  ///   ``ExplainedError`` where the source cannot be read or decided on.
  /// - Complexity: some seconds for a night of eight hours, twice.
  public init<Source: SignalSource>(
    _ source: () throws -> Source, first: VerifiedProgram, second: VerifiedProgram, wakeAt: NightTime?,
    models: NightModels, goesOn: (Double) -> Bool = { _ in true }
  ) throws {
    self.first = try Self.run(source(), first, wakeAt, models) { goesOn($0 / 2) }
    self.second = try Self.run(source(), second, wakeAt, models) { goesOn(0.5 + $0 / 2) }
  }

  /// Runs one program over signals, as a night would.
  public static func run<Source: SignalSource>(
    _ source: Source, _ program: VerifiedProgram, _ wakeAt: NightTime?, _ models: NightModels,
    goesOn: (Double) -> Bool
  ) throws -> Side {
    let description = source.description
    if let length = description.knownLength, length > longest {
      throw WorkbenchError.tooLong(description.name, length)
    }
    let configuration = NightConfiguration(
      age: program.limits.age, wakeAt: wakeAt, latency: .zero, models: models, source: description)
    var session = try NightSession(source, configuration, program: program, models: models)
    var sink = ForgetfulSink()
    var timeline = NightTimeline(opening: try session.opening())
    let whole = max((description.knownLength ?? longest).seconds, 1)
    var told = NightTime.start
    while try session.advance(into: &sink) {
      for event in session.events { timeline.add(event) }
      guard session.now - .start <= longest else {
        throw WorkbenchError.tooLong(description.name, session.now - .start)
      }
      guard session.now - told >= .minutes(1) else { continue }
      told = session.now
      if !goesOn(min(session.now.seconds / whole, 1)) { throw WorkbenchError.stopped(description.name) }
    }
    try session.finish(why: .sourceEnded, into: &sink)
    for event in session.events { timeline.add(event) }
    return Side(timeline)
  }

  /// Keeps nothing.
  private struct ForgetfulSink: NightSink, ~Copyable {
    mutating func take(record: [UInt8], onset: NightTime) {}
    mutating func take(line: [UInt8]) {}
  }
}

extension ReplayComparison {
  /// One figure of both nights.
  public struct Figure: Sendable, Hashable {
    /// What it is.
    public let kind: Kind
    /// Both, in the unit of the kind; `nil` where there is none, such as the level of a silent night.
    public let first: Double?, second: Double?

    /// The second less the first; `nil` where one is missing.
    public var difference: Double? {
      guard let first, let second else { return nil }
      return second - first
    }
  }

  /// What a figure is.
  public enum Kind: Sendable, Hashable {
    /// Pulses that sounded, and moments that were only marked.
    case pulses, marks
    /// The energy mean of all sound over the night, the loudest bed and the loudest pulse, in dBA.
    case equivalentLevel, loudestBed, loudestPulse
    /// How often the guard lowered or refused something.
    case withheld
    /// Minutes in a scene.
    case scene(String)
    /// Minutes awake after sleep onset, and minutes asleep, as the stager saw them.
    case wake, sleep
  }

  /// Every figure of both nights, those that are the same as well.
  public var figures: [Figure] {
    func level(_ level: SoundLevel) -> Double? { level.isSilent ? nil : level.dBA }
    func minutes(_ span: NightTime.Span) -> Double? { span.seconds / 60 }
    let (a, b) = (first.summary, second.summary)
    var figures = [
      Figure(kind: .pulses, first: Double(a.pulses), second: Double(b.pulses)),
      Figure(kind: .marks, first: Double(a.marks), second: Double(b.marks)),
      Figure(kind: .equivalentLevel, first: level(a.equivalentLevel), second: level(b.equivalentLevel)),
      Figure(kind: .loudestBed, first: level(a.loudestBed), second: level(b.loudestBed)),
      Figure(kind: .loudestPulse, first: level(a.loudestPulse), second: level(b.loudestPulse)),
      Figure(kind: .withheld, first: Double(a.withheld), second: Double(b.withheld)),
    ]
    var names = first.scenes.map(\.name)
    for scene in second.scenes where !names.contains(scene.name) { names.append(scene.name) }
    for name in names {
      func time(_ side: Side) -> Double? {
        Double(side.scenes.first { $0.name == name }?.seconds ?? 0) / 60
      }
      figures.append(Figure(kind: .scene(name), first: time(first), second: time(second)))
    }
    figures.append(
      Figure(kind: .sleep, first: minutes(a.totalSleepTime), second: minutes(b.totalSleepTime)))
    figures.append(
      Figure(kind: .wake, first: minutes(a.wakeAfterSleepOnset), second: minutes(b.wakeAfterSleepOnset)))
    return figures
  }

  /// Whether both nights let out the same at every moment.
  public var isSame: Bool {
    first.levelsBySecond == second.levelsBySecond
      && first.timeline.pulses.map(\.pulse) == second.timeline.pulses.map(\.pulse)
      && first.timeline.gestures.map(\.gesture) == second.timeline.gestures.map(\.gesture)
      && first.timeline.levels.map(\.ambience) == second.timeline.levels.map(\.ambience)
      && first.timeline.levels.map(\.time) == second.timeline.levels.map(\.time)
      && first.timeline.scenes.map(\.to) == second.timeline.scenes.map(\.to)
      && first.timeline.scenes.map(\.time) == second.timeline.scenes.map(\.time)
  }
}

/// What the workbench cannot do, with the place and the way out.
public struct WorkbenchError: ExplainedError, Hashable {
  /// What is wrong.
  public let problem: String
  /// Where.
  public let place: String
  /// What to do.
  public let remedy: String

  static func tooLong(_ name: String, _ length: NightTime.Span) -> WorkbenchError {
    WorkbenchError(
      problem: "the recording is longer than 16 h (\(NightTime(ticks: length.ticks)))", place: name,
      remedy: "Replay one night at a time.")
  }

  static func stopped(_ name: String) -> WorkbenchError {
    WorkbenchError(problem: "the replay was stopped", place: name, remedy: "Start it again.")
  }
}
