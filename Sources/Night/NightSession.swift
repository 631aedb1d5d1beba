public import ProgramKernel
internal import Programs
internal import PublicRecord
public import Signals
public import SleepCore

/// Where a session puts what it makes: a folder, or a comparison with one.
public protocol NightSink: ~Copyable {
  /// Takes a data record of `signals.edf`.
  mutating func take(record: [UInt8], onset: NightTime) throws
  /// Takes a line of `events.jsonl`, without its line end.
  mutating func take(line: [UInt8]) throws
}

/// Runs a night block by block: source → runtime → sink.
///
/// The one loop that live nights, replays and tests share.
public struct NightSession<Source: SignalSource> {
  private var source: Source
  private var runtime: NightRuntime
  private var lines = EventLines()
  private var block: SignalBlock
  private var words = WaitingWords()
  private var wasInBed: Bool?
  private var annotations: [EDFAnnotation] = []
  private let openingLine: [UInt8]
  private var isOpened = false
  private var records = 0
  private let name: String
  /// What encodes `signals.edf`.
  public let encoder: EDFRecordEncoder
  /// What the last block led to.
  public private(set) var events: [TimedEvent] = []

  /// A gap longer than a day is another night.
  private static var longestGap: NightTime.Span { .seconds(86_400) }

  /// When the night has come to.
  public var now: NightTime { runtime.now }
  /// The hash of the newest line.
  public var head: String { lines.head }
  /// How many lines there are.
  public var lineCount: Int { lines.count }

  /// Prepares a night.
  ///
  /// - Parameters:
  ///   - source: where the signals come from; `configuration.source` is its description.
  ///   - configuration: what the night is given.
  ///   - program: what runs.
  ///   - models: the stager and the phase estimator; the same as in `configuration`.
  /// - Throws: an ``ExplainedError`` where the source cannot be recorded or decided on.
  public init(
    _ source: Source, _ configuration: NightConfiguration, program: VerifiedProgram, models: NightModels
  )
    throws
  {
    self.source = source
    name = configuration.source.name
    encoder = try NightFolder.encoder(for: configuration.source)
    var configuration = configuration
    configuration.source = NightFolder.asRecorded(configuration.source, encoder)
    runtime = try NightRuntime(configuration, program: program, models: models)
    block = SignalBlock(for: configuration.source)
    openingLine = lines.opening(
      configuration, program: program, limitsHash: NightFolder.limitsHash,
      headerHash: SHA256Hex.of(encoder.headerBytes(recordCount: -1)))
    events.reserveCapacity(64)
  }

  /// What the first line says.
  public func opening() throws(NightError) -> EventParsing.Opening {
    guard case .night(let opening) = try EventParsing.line(openingLine, number: 0, file: "events.jsonl")
    else {
      throw .badLine(file: "events.jsonl", line: 1, problem: "the first line is not the opening of a night")
    }
    return opening
  }

  /// Says something to the night; it is taken with the next block.
  ///
  /// - Parameters:
  ///   - word: what is said.
  ///   - from: the beginning of the first block that may take it; for a replay, which knows when it was taken.
  public mutating func hear(_ word: NightWord, from: NightTime = .start) { words.add(word, from: from) }

  /// Runs one block, and returns whether there was one.
  public mutating func advance(into sink: inout some NightSink & ~Copyable) throws -> Bool {
    try open(&sink)
    events.removeAll(keepingCapacity: true)
    guard try source.next(&block) else { return false }
    guard block.start - runtime.now <= Self.longestGap else {
      throw NightError.gapTooLong(source: name, at: runtime.now, length: block.start - runtime.now)
    }
    if let isInBed = source.isInBed, isInBed != wasInBed {
      wasInBed = isInBed
      words.add(.presence(isInBed), from: block.start)
    }
    runtime.step(block, words: words.take(at: max(block.start, runtime.now)), into: &events)
    for event in events {
      if let annotation = Self.annotation(event) { annotations.append(annotation) }
      try sink.take(line: lines.line(for: event))
    }
    let samples = block.samples
    let record = try encoder.encode(samples: samples.span, onset: block.start, annotations: &annotations)
    try sink.take(record: record, onset: block.start)
    let signals = TimedEvent(block.start, .signals(record: records, hash: SHA256Hex.of(record)))
    try sink.take(line: lines.line(for: signals))
    records += 1
    return true
  }

  private mutating func open(_ sink: inout some NightSink & ~Copyable) throws {
    guard !isOpened else { return }
    isOpened = true
    try sink.take(line: openingLine)
  }

  /// Ends the night.
  public mutating func finish(why: NightEvent.EndReason, into sink: inout some NightSink & ~Copyable) throws {
    try open(&sink)
    events.removeAll(keepingCapacity: true)
    runtime.finish(why: why, into: &events)
    for event in events { try sink.take(line: lines.line(for: event)) }
  }

  /// How an event is noted in `signals.edf`, for those that are.
  private static func annotation(_ timed: TimedEvent) -> EDFAnnotation? {
    switch timed.event {
    case .epoch(_, let stage, _):
      EDFAnnotation(
        onset: timed.time - Hypnogram.aasmEpoch, duration: Hypnogram.aasmEpoch, text: stage.annotation)
    case .pulse(let pulse, _):
      EDFAnnotation(
        onset: pulse.onset, duration: pulse.length,
        text: pulse.level.isSilent ? "Mark" : "Pulse \(pulse.level.dBA) dBA")
    case .scene(let change): EDFAnnotation(onset: timed.time, text: "Scene \(change.to.prefix(24))")
    case .alarm(let state): EDFAnnotation(onset: timed.time, text: "Alarm \(state.rawValue)")
    case .arousal: EDFAnnotation(onset: timed.time, text: "Arousal")
    case .gesture(let gesture): EDFAnnotation(onset: timed.time, text: gesture.name)
    case .word(.presence(let isThere)):
      EDFAnnotation(onset: timed.time, text: isThere ? "In bed" : "Out of bed")
    case .belief, .levels, .withheld, .dose, .gap, .word, .signals, .end: nil
    }
  }
}
