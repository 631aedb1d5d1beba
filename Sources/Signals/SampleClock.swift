public import SleepCore

/// When the samples of a source were taken, found from when they arrived: in bursts, late and unevenly.
///
/// What comes over Bluetooth, the Lab Streaming Layer or BrainFlow is dated by its arrival, which is never early and
/// often late. The true times lie on a line, so the line that lies under all arrivals and as close to them as can be is
/// the best guess, whatever the lateness is like: the edge of the lower convex hull that stands over the arrivals' mean
/// (Zhang, Liu and Xia, "Clock synchronization algorithms for network measurements", INFOCOM 2002). The arrivals
/// are taken together in blocks of at least a second and sixteen bursts, of which the earliest counts; the line is made
/// from the last ten minutes of blocks, so that it follows a clock that drifts as it warms.
///
/// Samples that were lost show as a line that is late from then on. After two such blocks the clock moves its count
/// on by what is missing. What is left is the source's smallest delay, which no clock on one side can see.
/// Nothing is allocated after `init`; a burst costs a comparison, a block a pass over at most 600 others.
public struct SampleClock: Sendable {
  /// What a burst came to.
  public struct Burst: Sendable, Hashable {
    /// The place of its first sample, from 0, counted with those that were lost.
    public let first: Int
    /// When its first sample was taken, as far as is known by now.
    public let time: NightTime
    /// How many samples are found just now to have been lost within the last few seconds; else 0.
    public let lost: Int
  }

  /// The rate that the source states.
  public let nominalRate: Frequency
  /// How many samples there were, with those that were lost.
  public private(set) var count = 0
  /// How many were lost in all.
  public private(set) var lost = 0

  // A block: the place of a sample, and how late it came against the nominal rate, in seconds.
  private struct Point {
    var sample = 0.0
    var late = 0.0
  }
  private static let capacity = 600
  private static let burstsInBlock = 16
  private static let blockTicks = NightTime.Span.seconds(1)
  /// A line of less than this does not say the rate.
  private static let leastSpan = 10.0
  /// A source's rate is within 2 % of what it states.
  private static let widest = 0.02
  /// How late a block must be as a whole before samples count as lost, in seconds.
  private static let gap = 0.025

  private var points = [Point](repeating: Point(), count: capacity)
  private var hull = [Int](repeating: 0, count: capacity)
  private var used = 0
  private var next = 0
  private var block: Point?
  private var blockBegan = NightTime.start
  private var bursts = 0
  private var suspect: Double?
  private var base: NightTime?
  /// The line: seconds late at sample 0, and a sample more.
  private var offset = 0.0
  private var slope = 0.0

  /// Creates a clock that has seen nothing.
  ///
  /// - Precondition: the rate is over 0.
  public init(nominalRate: Frequency) {
    precondition(nominalRate.hertz > 0, "samples come at some rate")
    self.nominalRate = nominalRate
  }

  /// The rate of the source against the clock that dates its arrivals.
  public var rate: Frequency { .hertz(1 / (1 / nominalRate.hertz + slope)) }

  /// When a sample was or will be taken: its place counts those that were lost.
  public func time(ofSample place: Int) -> NightTime {
    let seconds = Double(place) * (1 / nominalRate.hertz + slope) + offset
    return (base ?? .start) + NightTime.Span(ticks: Int64((seconds * 1e7).rounded()))
  }

  /// Takes in a burst.
  ///
  /// - Parameters:
  ///   - samples: how many samples came, at least 1; fewer change nothing.
  ///   - arrival: when the last of them was there; not before the arrival of the burst before.
  /// - Returns: the burst's place and time, and what was lost.
  public mutating func take(samples: Int, at arrival: NightTime) -> Burst {
    guard samples >= 1 else { return Burst(first: count, time: time(ofSample: count), lost: 0) }
    let base = base ?? arrival
    self.base = base
    count += samples
    let place = Double(count - 1)
    let late = (arrival - base).seconds - place / nominalRate.hertz
    if used == 0, block == nil { blockBegan = arrival }
    if late < (block?.late ?? .infinity) { block = Point(sample: place, late: late) }
    bursts += 1
    // Until there is a line it goes through the earliest sample, and no sample is ever earlier than it.
    if used == 0 {
      offset = block?.late ?? late
    } else if late < offset + slope * place {
      offset = late - slope * place
    }
    var found = 0
    if bursts >= Self.burstsInBlock, arrival - blockBegan >= Self.blockTicks {
      found = endBlock()
      blockBegan = arrival
    }
    let first = count - samples
    return Burst(first: first, time: time(ofSample: first), lost: found)
  }

  /// Ends a block, and returns how many samples it shows to have been lost.
  private mutating func endBlock() -> Int {
    guard let ended = block else { return 0 }
    (block, bursts) = (nil, 0)
    let above = ended.late - (offset + slope * ended.sample)
    if used >= 2, above > Self.gap {
      guard let before = suspect else {
        // Perhaps the source only stalls: what the block says waits for the next.
        suspect = above
        return 0
      }
      let missing = Int((min(before, above) * rate.hertz).rounded())
      suspect = nil
      count += missing
      lost += missing
      return missing
    }
    suspect = nil
    points[next] = ended
    next = next + 1 == Self.capacity ? 0 : next + 1
    used = min(used + 1, Self.capacity)
    fitLine()
    return 0
  }

  /// The hull's edge over the mean place (Andrew's monotone chain).
  private mutating func fitLine() {
    let oldest = used < Self.capacity ? 0 : next
    var size = 0
    var mean = 0.0
    for i in 0..<used {
      let index = (oldest + i) % Self.capacity
      let c = points[index]
      mean += c.sample
      while size >= 2 {
        let (a, b) = (points[hull[size - 2]], points[hull[size - 1]])
        let turn = (b.sample - a.sample) * (c.late - a.late) - (b.late - a.late) * (c.sample - a.sample)
        guard turn <= 0 else { break }
        size -= 1
      }
      hull[size] = index
      size += 1
    }
    mean /= Double(used)
    guard size >= 2 else { return }
    let right = (1..<size).first { points[hull[$0]].sample >= mean } ?? size - 1
    let (a, b) = (points[hull[right - 1]], points[hull[right]])
    let span = (points[hull[size - 1]].sample - points[hull[0]].sample) / nominalRate.hertz
    if span >= Self.leastSpan {
      let most = Self.widest / nominalRate.hertz
      slope = min(max((b.late - a.late) / (b.sample - a.sample), -most), most)
    }
    // The line lies under every block, whatever its slope.
    offset = hull[0..<size].reduce(Double.infinity) { min($0, points[$1].late - slope * points[$1].sample) }
  }
}
