internal import Bedroom
internal import Foundation
internal import Night
internal import Programs
internal import Signals
internal import SleepCore

/// What a person sees of a night as it runs: on a terminal a picture that grows, elsewhere a line now and then.
struct LiveView: NightObserver {
  private let source: SourceDescription
  private let title: String
  private let wakeAt: NightTime?
  private let length: Double
  private let clock = ContinuousClock()
  private let began: ContinuousClock.Instant
  private var drawn: ContinuousClock.Instant
  private var linesOnScreen = 0
  private var lastTenth = -1

  private var columns: [SleepStage?]
  private var belief = StageBelief.unknown
  private var heights: [Double] = []
  private var ambience = Ambience.nothing
  private var scene = ""
  private var pulses = 0
  private var lastPulse: SoundLevel?
  private var signal = NightEvent.SignalState.warming
  private var alarm: NightEvent.AlarmState?

  init(source: SourceDescription, title: String, wakeAt: NightTime?) {
    self.source = source
    self.title = title
    self.wakeAt = wakeAt
    length = max(source.knownLength?.seconds ?? 8 * 3600, 1)
    began = clock.now
    drawn = began - .seconds(1)
    columns = [SleepStage?](repeating: nil, count: max(20, min(Terminal.width, 110) - 10))
  }

  /// Takes in what was decided.
  mutating func take(_ timed: TimedEvent) {
    switch timed.event {
    case .belief(let belief, slowWaveNanovolts: let height, let signal):
      self.belief = belief
      self.signal = signal
      heights.append(Double(height) / 1000)
      if heights.count > 40 { heights.removeFirst() }
    case .epoch(let number, let stage, _):
      let seconds = Double(number) * 30
      let first = min(columns.count - 1, Int(seconds / length * Double(columns.count)))
      let last = min(columns.count - 1, Int((seconds + 29) / length * Double(columns.count)))
      for column in first...max(first, last) { columns[column] = stage }
    case .scene(let change): scene = change.to
    case .levels(let ambience): self.ambience = ambience
    case .pulse(let pulse, _) where pulse.level.isSilent: break
    case .pulse(let pulse, _):
      pulses += 1
      lastPulse = pulse.level
    case .alarm(let state): alarm = state
    case .arousal, .gesture, .withheld, .dose, .gap, .word, .signals, .end: break
    }
  }

  /// Draws, ten times a second at most.
  mutating func draw(at time: NightTime) {
    guard Terminal.isWatched else {
      let tenth = Int(time.seconds / length * 10)
      guard tenth > lastTenth, tenth <= 10 else { return }
      lastTenth = tenth
      Terminal.complain("\(time)  \(tenth * 10) %  stage \(belief.stage.code)  scene \(scene)  \(playing)")
      return
    }
    let now = clock.now
    guard now - drawn >= .milliseconds(100) else { return }
    drawn = now
    paint(time, now)
  }

  /// Draws the last picture and leaves it standing.
  mutating func end() {
    guard Terminal.isWatched else { return }
    paint(NightTime(seconds: Int(length)), clock.now)
    Terminal.complain("\u{1B}[?25h", terminator: "")
  }

  private mutating func paint(_ time: NightTime, _ now: ContinuousClock.Instant) {
    var text = linesOnScreen == 0 ? "\u{1B}[?25l" : "\u{1B}[\(linesOnScreen)A"
    let lines = picture(time, elapsed: (now - began) / .seconds(1))
    for line in lines { text += "\u{1B}[2K\(line)\n" }
    linesOnScreen = lines.count
    Terminal.complain(text, terminator: "")
  }

  private func picture(_ time: NightTime, elapsed: Double) -> [String] {
    let share = min(1, time.seconds / length)
    let left = share > 0.01 ? elapsed / share * (1 - share) : 0
    let clockTime = LiveView.clockTime(source.start.secondOfDay + time.wholeSeconds)
    var lines = [
      "",
      "  \(Terminal.bold("LumaPod"))  \(title)  \(Terminal.coloured(source.name, 244))",
      "",
      "  \(clockTime)   stage \(Terminal.bold(Self.padded(belief.stage.code, 2)))  \(certainty)   \(bar(share)) "
        + "\(Int(share * 100)) %, \(Int(left.rounded(.up))) s left",
      "",
    ]
    for stage in [SleepStage.wake, .rem, .n1, .n2, .n3] {
      var row = ""
      for column in columns {
        row += column == stage ? Terminal.coloured("█", Self.colour(stage)) : (column == nil ? " " : "·")
      }
      lines.append("  \(Self.padded(stage.code, 3)) \(row)")
    }
    lines += [
      "      \(axis)",
      "",
      "  slow wave  \(Self.padded("\(Int(heights.last ?? 0)) µV", 8)) \(sparkline)",
      "  playing    \(playing)",
      "  scene      \(scene)\(alarmText)",
      "",
    ]
    return lines
  }

  private var certainty: String {
    belief.isKnown
      ? "\(belief.perMille(belief.stage) / 10) % sure" : signal == .warming ? "listening" : "no signal"
  }

  private var playing: String {
    var parts: [String] = []
    for kind in Soundscape.allCases where !ambience.beds[kind].isSilent {
      parts.append("\(kind.name) \(Self.one(ambience.beds[kind].dBA)) dBA")
    }
    if parts.isEmpty { parts.append("silence") }
    if let lastPulse { parts.append("\(pulses) pulses of \(Self.one(lastPulse.dBA)) dBA") }
    if ambience.light > .dark { parts.append("light \(Self.one(ambience.light.lux)) lx") }
    return parts.joined(separator: ", ")
  }

  private var alarmText: String {
    guard let alarm, let wakeAt else { return "" }
    return "   alarm \(alarm.rawValue) (\(Self.clockTime(source.start.secondOfDay + wakeAt.wholeSeconds)))"
  }

  private func bar(_ share: Double) -> String {
    let filled = Int((share * 24).rounded(.down))
    return "▕\(String(repeating: "█", count: filled))\(String(repeating: "░", count: 24 - filled))▏"
  }

  private var sparkline: String {
    let blocks = Array("▁▂▃▄▅▆▇█")
    return String(heights.map { blocks[min(7, max(0, Int($0 / 12.5)))] })
  }

  private var axis: String {
    var text = Array(repeating: Character(" "), count: columns.count + 5)
    let start = source.start.secondOfDay
    var hour = (start + 3599) / 3600 * 3600
    while Double(hour - start) < length {
      let at = Int(Double(hour - start) / length * Double(columns.count))
      for (i, character) in Self.clockTime(hour).prefix(5).enumerated() where at + i < text.count {
        text[at + i] = character
      }
      hour += length > 5 * 3600 ? 7200 : 3600
    }
    return String(text)
  }

  private static func colour(_ stage: SleepStage) -> Int {
    switch stage {
    case .wake: 215
    case .rem: 204
    case .n1: 117
    case .n2: 75
    case .n3: 63
    case .unknown: 244
    }
  }

  private static func one(_ value: Double) -> String { String(format: "%.0f", value) }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  static func clockTime(_ secondOfDay: Int) -> String {
    let s = ((secondOfDay % 86_400) + 86_400) % 86_400
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    return "\(two(s / 3600)):\(two(s / 60 % 60)):\(two(s % 60))"
  }
}
