/// What can come out of a scene while it holds: steadily, and in counted pieces.
package struct Hold: Sendable {
  /// In every second.
  package var rate: Int64 = 0
  /// With every piece.
  package var each: Int64 = 0
  /// How many pieces fit into a time.
  package var pieces: Pieces = .none
  /// The longest hold in seconds.
  package var latest = 0

  /// A hold in which nothing comes.
  package init(latest: Int = 0) { self.latest = latest }

  /// How many pieces fit.
  package enum Pieces: Sendable {
    /// None.
    case none
    /// Onsets of a series.
    case series(CompiledProgram.Series)
    /// Seconds with scent.
    case scent(CompiledProgram.ScentPlan)
  }

  /// The most that any `seconds` of a hold can emit.
  package func emitted(in seconds: Int) -> Int64 {
    switch pieces {
    case .none: rate * Int64(seconds)
    case .series(let series): rate * Int64(seconds) + each * Int64(series.count(in: seconds))
    case .scent(let plan): rate * Int64(seconds) + each * Int64(plan.seconds(in: seconds))
    }
  }

  /// The highest of `emitted(in: d) − slope·d` over a range of d.
  ///
  /// Along a straight line one of its ends is highest. Without pieces there is one line; with pieces there is one for
  /// each second of a period while the series repeats, then a few single seconds, then one more line.
  package func highest(above slope: Int64, over range: ClosedRange<Int>) -> Int64 {
    func value(_ d: Int) -> Int64 { emitted(in: d) - slope * Int64(d) }
    var best = max(value(range.lowerBound), value(range.upperBound))
    let (period, _, end, usedUp) = pattern
    let lastRepeating = min(range.upperBound, end)
    if period > 1 || usedUp < range.upperBound {
      for d in range.lowerBound..<max(min(range.lowerBound + period, lastRepeating + 1), range.lowerBound) {
        best = max(best, value(d))
      }
      let first = max(lastRepeating - period + 1, range.lowerBound)
      if first <= lastRepeating { for d in first...lastRepeating { best = max(best, value(d)) } }
      let ragged = max(end + 1, range.lowerBound)
      let stop = min(usedUp, range.upperBound)
      if ragged <= stop { for d in ragged...stop { best = max(best, value(d)) } }
    }
    return best
  }
}

extension Hold {
  /// The period of the pieces, what they add in one, the last second until which every period adds the same, and the
  /// first from which on nothing more is added.
  var pattern: (period: Int, gain: Int64, end: Int, usedUp: Int) {
    let forever = Int.max / 4
    let (period, perPeriod, most): (Int, Int, Int)
    switch pieces {
    case .none: return (1, 0, forever, forever)
    case .series(let series):
      var unbounded = series
      unbounded.most = .max
      (period, most) = (series.period, series.most)
      perPeriod = unbounded.count(in: period)
    case .scent(let plan):
      (period, perPeriod) = (plan.series.apart.wholeSeconds, plan.burst.wholeSeconds)
      most = plan.series.most * perPeriod
    }
    guard perPeriod > 0 else { return (1, 0, forever, forever) }
    let end = max(most / perPeriod * period - 1, 0)
    var usedUp = end + 1
    let all = count(in: forever)
    while count(in: usedUp) < all { usedUp += 1 }
    return (period, each * Int64(perPeriod), end, usedUp)
  }

  private func count(in seconds: Int) -> Int {
    switch pieces {
    case .none: 0
    case .series(let series): series.count(in: min(seconds, 1 << 33))
    case .scent(let plan): plan.seconds(in: min(seconds, 1 << 33))
    }
  }
}
