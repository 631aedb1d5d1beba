#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The clock of every measurement: monotonic, and not slewed by the network's time.
enum Clock {
  /// Nanoseconds since some moment.
  @inline(__always)
  static func nanoseconds() -> Int64 {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC_RAW, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Seconds that `body` takes; what it returns is given back to the system after the clock has stopped.
  @inline(never)
  static func seconds<Result>(_ body: () throws -> Result) rethrows -> Double {
    let began = nanoseconds()
    let result = try body()
    let ended = nanoseconds()
    withExtendedLifetime(result) {}
    return Double(ended - began) / 1e9
  }

  /// Mean seconds of some repetitions, each timed by itself.
  static func seconds<Result>(repeats: Int, _ body: () throws -> Result) rethrows -> Double {
    var total = 0.0
    for _ in 0..<repeats { total += try seconds(body) }
    return total / Double(repeats)
  }
}

/// The middle and the ends of some measurements.
struct Spread: Encodable {
  let median: Double
  let minimum: Double
  let maximum: Double

  init(_ values: [Double]) {
    let sorted = values.sorted()
    let n = sorted.count
    median = n == 0 ? .nan : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2
    minimum = sorted.first ?? .nan
    maximum = sorted.last ?? .nan
  }
}

/// Ours and a peer, measured in turn.
struct Pairs {
  private(set) var ours: [Double] = []
  private(set) var peer: [Double] = []

  /// Warms both up, then measures A B A B …; each closure is told how often to repeat its work and gives mean seconds.
  ///
  /// Work that is over soon is repeated until one measurement takes about 50 ms.
  init(_ count: Int, ours a: (Int) throws -> Double, peer b: (Int) throws -> Double) rethrows {
    func repeats(_ seconds: Double) -> Int { min(2000, max(1, Int(0.05 / max(seconds, 1e-6)))) }
    _ = try a(1)
    _ = try b(1)
    let (nA, nB) = (repeats(try a(1)), repeats(try b(1)))
    for _ in 0..<count {
      ours.append(try a(nA))
      peer.append(try b(nB))
    }
  }

  /// How many times the peer's time ours is contained in, pair by pair.
  var ratios: [Double] { zip(ours, peer).map { $1 / $0 } }
}
