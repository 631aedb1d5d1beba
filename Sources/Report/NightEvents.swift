internal import Night
internal import SleepCore

/// What happened in a night, in order, as the page's table shows it.
struct NightEvents {
  /// A line of the table.
  struct Row {
    var seconds: Double
    /// Where a line stands for several entries, the last of them.
    var until: Double?
    var kind: String
    var what: String
    var why: String
    /// How many entries of the record the line stands for.
    var count = 1
  }

  /// The lines, in order of time.
  let rows: [Row]
  /// How many lines were left out because a page must stay readable.
  let leftOut: Int

  /// Lines at most.
  static let most = 1500

  /// Gathers the lines.
  ///
  /// Equal refusals less than a minute apart become one line that says how many there were.
  init(_ timeline: NightTimeline, gaps: [ClosedRange<Double>]) {
    var rows: [Row] = []
    for scene in timeline.scenes {
      let what = scene.from.isEmpty ? scene.to : "\(scene.from) → \(scene.to)"
      rows.append(Row(seconds: scene.time.seconds, kind: "scene", what: what, why: scene.why))
    }
    for entry in timeline.gestures {
      rows.append(
        Row(
          seconds: entry.time.seconds, kind: entry.gesture.name.lowercased(), what: Self.words(entry.gesture),
          why: "the program"))
    }
    rows += Self.withheld(timeline.withheld)
    for gap in gaps {
      let length = NightTime.Span(ticks: Int64((gap.upperBound - gap.lowerBound) * 1e7))
      rows.append(
        Row(
          seconds: gap.lowerBound, kind: "no signal", what: "for \(Words.duration(length))",
          why: "the source had nothing"))
    }
    for alarm in timeline.alarms {
      rows.append(Row(seconds: alarm.time.seconds, kind: "alarm", what: alarm.state, why: ""))
    }
    if let end = timeline.end {
      rows.append(Row(seconds: end.time.seconds, kind: "end", what: "the night ended", why: end.why))
    }
    // What happened at the same moment stays in the order above.
    let sorted = rows.enumerated().sorted {
      ($0.element.seconds, $0.offset) < ($1.element.seconds, $1.offset)
    }
    self.rows = sorted.prefix(Self.most).map(\.element)
    leftOut = max(0, sorted.count - Self.most)
  }

  private static func words(_ gesture: Gesture) -> String {
    switch gesture {
    case .speech(let words, let level, _): "“\(words)” at \(level.dBA) dBA"
    case .touch(let strength, let length):
      "\(strength.perMille / 10) % for \(Words.duration(length))"
    case .flashes(let count, let level, _): "\(count) of \(level.lux) lx"
    }
  }

  private static func withheld(_ entries: [NightTimeline.Withheld]) -> [Row] {
    var rows: [Row] = []
    // The line that is still open for each kind of refusal.
    var open: [[String]: Int] = [:]
    for entry in entries {
      let key = [entry.what, entry.why]
      let now = entry.time.seconds
      if let i = open[key], now - (rows[i].until ?? rows[i].seconds) < 60 {
        rows[i].until = now
        rows[i].count += 1
        continue
      }
      open[key] = rows.count
      let what = "\(entry.what): asked \(entry.asked), allowed \(entry.allowed)"
      rows.append(Row(seconds: now, kind: "withheld", what: what, why: entry.why))
    }
    return rows
  }
}
