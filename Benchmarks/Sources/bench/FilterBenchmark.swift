internal import Signals
internal import SleepCore

/// A Butterworth band-pass of order 4 (0.3–35 Hz at 256 Hz, four sections) over ten million samples.
///
/// Ours runs sample by sample, as in a night. Once the signal comes in blocks with the filter's state kept from one to
/// the next, so that hardly any memory is fresh; once as one array, where making room for the result is timed too.
struct FilterBenchmark {
  let place: Place
  let pairs: Int

  private struct Subject: Encodable {
    /// Samples in a block; 0 for one array.
    var block = 0
    var count = 10_000_000
    var band = [0.3, 35.0]
    var rate = 256.0
  }

  func run(into results: inout Results) throws {
    let subject = Subject()
    let cascade = BiquadCascade(
      try Butterworth.design(
        order: 4, kind: .bandpass(.hertz(subject.band[0]), .hertz(subject.band[1])),
        samplingRate: .hertz(subject.rate)))
    // Knuth's multiplicative hash, as in the peer's script.
    let input = (0..<subject.count).map {
      Double(UInt32(truncatingIfNeeded: $0 &* 2_654_435_761)) / 2_147_483_648 - 1
    }
    let block = 100_000
    try measure(
      "in blocks of 100,000", Subject(block: block), into: &results,
      sum: { abs(Self.blocks(input, cascade, block: block)) },
      ours: { Self.blocks(input, cascade, block: block) })
    try measure(
      "in one array", Subject(), into: &results,
      sum: { Self.whole(input, cascade).reduce(0) { $0 + abs($1) } }, ours: { Self.whole(input, cascade) })
  }

  private func measure<Result>(
    _ how: String, _ subject: Subject, into results: inout Results, sum: () -> Double, ours: () -> Result
  ) throws {
    let name = "10 million samples \(how)"
    guard let peer = try place.peer("filter") else {
      results.skip("filter beside SciPy: there is no Python with it (LUMAPOD_PEERS)")
      let seconds = (0..<pairs).map { _ in Clock.seconds(ours) }
      results.add(
        "filter", name, "four sections", unit: "ns/sample", seconds.map { $0 * 1e9 / Double(subject.count) })
      return
    }
    let (ourSum, theirSum) = (sum(), try peer.check(subject).sum ?? .nan)
    let isSame = abs(theirSum / ourSum - 1) < 1e-9
    let note = isSame ? "" : "the numbers differ: \(theirSum) for our \(ourSum)"
    let measured = try Pairs(
      pairs, ours: { Clock.seconds(repeats: $0, ours) }, peer: { try peer.seconds(subject, repeats: $0) })
    results.add("filter", name, peer: "scipy sosfilt", unit: "ns/sample", measured, note: note) {
      $0 * 1e9 / Double(subject.count)
    }
  }

  private static func whole(_ input: [Double], _ cascade: BiquadCascade) -> [Double] {
    var filter = cascade
    var output = [Double](repeating: 0, count: input.count)
    var out = output.mutableSpan
    filter.process(input.span, into: &out)
    return output
  }

  /// The sum of the last sample of every block.
  private static func blocks(_ input: [Double], _ cascade: BiquadCascade, block: Int) -> Double {
    var filter = cascade
    var output = [Double](repeating: 0, count: block)
    var total = 0.0
    for start in stride(from: 0, to: input.count, by: block) {
      let end = min(start + block, input.count)
      var out = output.mutableSpan
      filter.process(input.span.extracting(start..<end), into: &out)
      total += out[end - start - 1]
    }
    return total
  }
}
