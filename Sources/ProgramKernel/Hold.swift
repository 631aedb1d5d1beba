/// What can come out of a scene while it holds: steadily, and in counted pieces.
package struct Hold: Sendable {
  /// In every second.
  package var rate: Int64 = 0
  /// With every piece.
  package var each: Int64 = 0
  /// How many pieces fit into a time.
  package var pieces: Pieces = .none
  /// The longest hold in seconds.
  package var latest: Int

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
    let last = min(range.upperBound, end)
    func look(from first: Int, upTo stop: Int) {
      for d in max(first, range.lowerBound)..<max(stop, first, range.lowerBound) {
        best = max(best, value(d))
      }
    }
    look(from: range.lowerBound, upTo: min(range.lowerBound + period, last + 1))
    look(from: last - period + 1, upTo: last + 1)
    look(from: end + 1, upTo: min(usedUp, range.upperBound) + 1)
    return best
  }
}

extension Hold {
  /// The period of the pieces, what they add in one, the last second until which every period adds the same, and the
  /// first from which on nothing more is added.
  var pattern: (period: Int, gain: Int64, end: Int, usedUp: Int) {
    let (period, perPeriod, most): (Int, Int, Int)
    let count: (Int) -> Int
    switch pieces {
    case .none:
      let forever = Int.max / 4
      return (1, 0, forever, forever)
    case .series(let series):
      var unbounded = series
      unbounded.most = .max
      (period, most, count) = (series.period, series.most, series.count)
      perPeriod = unbounded.count(in: period)
    case .scent(let plan):
      (period, perPeriod, count) = (plan.series.apart.wholeSeconds, plan.burst.wholeSeconds, plan.seconds)
      most = plan.series.most * perPeriod
    }
    let end = max(most / perPeriod * period - 1, 0)
    var usedUp = end + 1
    while count(usedUp) < most { usedUp += 1 }
    return (period, each * Int64(perPeriod), end, usedUp)
  }
}
