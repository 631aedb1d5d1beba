import Signals
import SleepCore
import Testing

@Suite("the running median")
struct RunningMedianTests {
  @Test("median and spread are those of the last numbers sorted", arguments: [1, 2, 5, 30])
  func sorted(capacity: Int) {
    var median = RunningMedian(capacity: capacity)
    #expect(median.median == 0 && median.spread == 0)
    var random = SeededRandom(seed: UInt64(capacity))
    var all: [Double] = []
    for _ in 0..<200 {
      // Few different values, so that some are equal.
      let value = (random.uniform() * 12).rounded()
      median.push(value)
      median.push(.nan)
      all.append(value)
      let last = all.suffix(capacity).sorted()
      let middle = last[last.count / 2]
      #expect(median.median == middle && median.count == last.count)
      #expect(median.spread == last.map { abs($0 - middle) }.sorted()[last.count / 2])
    }
  }
}
