internal import Guard
internal import Programs
public import SleepCore

extension NightTimeline {
  /// A night that has just begun.
  public init(opening: EventParsing.Opening) { open(opening) }

  /// Takes in the first line.
  public mutating func open(_ opening: EventParsing.Opening) {
    header.started = opening.started
    header.source = opening.source
    header.age = opening.age
    header.wakeAt = opening.wakeAt
    header.programName = opening.programName
    header.programTitle = opening.programTitle
    header.programVersion = opening.programVersion
    header.engine = opening.engine
    header.primary = opening.primary
    header.primaryLabel =
      opening.channels.indices.contains(opening.primary) ? opening.channels[opening.primary] : ""
  }

  /// Takes in an event.
  public mutating func add(_ timed: TimedEvent) {
    let time = timed.time
    switch timed.event {
    case .belief(let belief, let height, let signal):
      beliefs.append(
        Belief(time: time, belief: belief, slowWaveMicrovolts: Double(height) / 1000, signal: signal.rawValue)
      )
    case .epoch(_, let stage, _): epochs.append(stage)
    case .scene(let change):
      scenes.append(Scene(time: time, from: change.from, to: change.to, why: change.why))
    case .levels(let ambience): levels.append(Levels(time: time, ambience: ambience))
    case .pulse(let pulse, let phase):
      pulses.append(PulseEvent(pulse: pulse, predicted: .degrees(Double(phase) / 1000)))
    case .arousal: arousals.append(time)
    case .gesture(let gesture): gestures.append(GestureEvent(time: time, gesture: gesture))
    case .withheld(let w):
      withheld.append(Withheld(time: time, what: w.what, asked: w.asked, allowed: w.allowed, why: w.why))
    case .dose(let minute, let night, let dose):
      doses.append(Dose(time: time, lastMinute: minute, night: night, dose: dose))
    case .gap(let length): gaps.append(Gap(start: time, length: length))
    case .alarm(let state): alarms.append(Alarm(time: time, state: state.rawValue))
    case .word(let word): words.append(Word(time: time, word: word))
    case .signals: break
    case .end(let why, _, _, let night, let dose):
      end = End(time: time, why: why.rawValue)
      doses.append(Dose(time: time, lastMinute: .silence, night: night, dose: dose))
    }
  }

  /// Reads the events of a recorded night.
  ///
  /// A night that was cut short gives what there is of it.
  public static func load(_ folder: NightFolder) throws(NightError) -> NightTimeline {
    let bytes = try NightFolder.read(folder.events)
    var timeline = NightTimeline()
    for (number, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
      switch try EventParsing.line(line, number: number, file: folder.events) {
      case .night(let opening): timeline.open(opening)
      case .event(let event): timeline.add(event)
      }
    }
    guard !timeline.header.started.isEmpty else {
      throw .badLine(file: folder.events, line: 1, problem: "there is no first line of a night")
    }
    return timeline
  }

  /// The stages, one an epoch.
  public var hypnogram: Hypnogram { Hypnogram(stages: epochs) }

  /// The levels at the end of every second of the night, as a sound is rendered from them.
  public var levelsBySecond: [BedLevels] {
    let seconds = beliefs.last.map { $0.time.wholeSeconds } ?? 0
    var result = [BedLevels](repeating: .silence, count: seconds)
    var current = BedLevels.silence
    var next = 0
    for second in 0..<seconds {
      while next < levels.count, levels[next].time.wholeSeconds <= second {
        current = levels[next].ambience.beds
        next += 1
      }
      result[second] = current
    }
    return result
  }
}
