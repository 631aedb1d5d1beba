internal import SleepCore
internal import Synchronization

/// What a server counts, in the text format that Prometheus reads (exposition format 0.0.4): nobody's data among it.
public final class HomeMetrics: Sendable {
  private struct Key: Hashable, Comparable {
    let route: String
    let method: String
    let status: Int
    static func < (a: Key, b: Key) -> Bool { (a.route, a.method, a.status) < (b.route, b.method, b.status) }
  }
  private struct Count {
    var requests = 0
    var seconds = 0.0
    var buckets = [Int](repeating: 0, count: HomeMetrics.bounds.count)
  }
  private let counts = Mutex<[Key: Count]>([:])

  /// Upper bounds of the histogram, seconds.
  static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5]

  /// Nothing counted so far.
  public init() {}

  /// Counts a request.
  func count(route: String, method: String, status: Int, _ took: Duration) {
    let seconds = took / .seconds(1)
    counts.withLock { counts in
      var count = counts[Key(route: route, method: method, status: status)] ?? Count()
      count.requests += 1
      count.seconds += seconds
      for (i, bound) in Self.bounds.enumerated() where seconds <= bound { count.buckets[i] += 1 }
      counts[Key(route: route, method: method, status: status)] = count
    }
  }

  /// The text.
  ///
  /// - Parameter gauges: more numbers, by their names.
  /// - Returns: a line for each number.
  func text(gauges: [(name: String, about: String, value: Int)]) -> String {
    var out = """
      # HELP lumapod_http_request_seconds How long requests took, by route.
      # TYPE lumapod_http_request_seconds histogram

      """
    let all = counts.withLock { $0 }
    for key in all.keys.sorted() {
      guard let count = all[key] else { continue }
      let labels = "route=\"\(key.route)\",method=\"\(key.method)\",status=\"\(key.status)\""
      for (bound, number) in zip(Self.bounds, count.buckets) {
        out += "lumapod_http_request_seconds_bucket{\(labels),le=\"\(bound)\"} \(number)\n"
      }
      out += "lumapod_http_request_seconds_bucket{\(labels),le=\"+Inf\"} \(count.requests)\n"
      out += "lumapod_http_request_seconds_sum{\(labels)} \(count.seconds)\n"
      out += "lumapod_http_request_seconds_count{\(labels)} \(count.requests)\n"
    }
    for gauge in gauges {
      out += "# HELP \(gauge.name) \(gauge.about)\n# TYPE \(gauge.name) gauge\n\(gauge.name) \(gauge.value)\n"
    }
    return out
  }
}
