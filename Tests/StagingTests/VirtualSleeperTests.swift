import Foundation
import Signals
import SleepCore
import TestKit
import Testing
import VirtualSleeper

@Suite("The virtual sleeper")
struct VirtualSleeperTests {
  private func samples(_ sleeper: VirtualSleeper) -> [Int16] {
    var sleeper = sleeper
    var block = SignalBlock(for: sleeper.description)
    var all: [Int16] = []
    while sleeper.next(&block) { all += block.samples }
    return all
  }

  @Test("a seed is a night: the same twice, another for another seed")
  func isDeterministic() {
    let one = samples(VirtualSleeper(seed: 1, hours: 0.5))
    #expect(one == samples(VirtualSleeper(seed: 1, hours: 0.5)))
    #expect(one != samples(VirtualSleeper(seed: 2, hours: 0.5)))
    let night = VirtualSleeper(seed: 1).trueHypnogram
    #expect(night != VirtualSleeper(seed: 2).trueHypnogram)
  }

  @Test("slow waves fill N3, muscles rest in R, and eyes move there")
  func signs() {
    var sleeper = VirtualSleeper(seed: 7, hours: 4)
    let stages = sleeper.trueHypnogram.stages
    var block = SignalBlock(for: sleeper.description)
    var sums = [SleepStage: (count: Double, eeg: Double, eye: Double, muscle: Double)]()
    var second = 0
    var flat = 0
    while sleeper.next(&block) {
      #expect(block.start == NightTime(seconds: second))
      let values = block.samples.map { Double($0) * 0.1 }
      func power(_ range: Range<Int>) -> Double {
        let mean = values[range].reduce(0, +) / Double(range.count)
        return values[range].reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(range.count)
      }
      if values[0..<256].allSatisfy({ $0 == 0 }) {
        flat += 1
        #expect(sleeper.electrodeFault.contains(second))
      }
      var sum = sums[stages[second / 30]] ?? (0, 0, 0, 0)
      sum = (
        sum.count + 1, sum.eeg + power(0..<256), sum.eye + power(256..<320), sum.muscle + power(320..<576)
      )
      sums[stages[second / 30]] = sum
      second += 1
    }
    #expect(second == 4 * 3600 && flat == 20)
    func mean(_ stage: SleepStage, _ part: (((Double, Double, Double, Double)) -> Double)) -> Double {
      let sum = sums[stage] ?? (1, 0, 0, 0)
      return part(sum) / sum.count
    }
    #expect(mean(.n3, { $0.1 }) > 3 * mean(.n2, { $0.1 }))
    #expect(mean(.rem, { $0.2 }) > 2 * mean(.n2, { $0.2 }))
    #expect(mean(.rem, { $0.3 }) < 0.5 * mean(.n2, { $0.3 }))
    #expect(mean(.wake, { $0.3 }) > 4 * mean(.n2, { $0.3 }))
  }

  @Test("any length is a whole number of epochs", arguments: [-1, 0, 0.001, 0.02, 0.3, .nan, .infinity])
  func anyLength(hours: Double) {
    let sleeper = VirtualSleeper(seed: 1, hours: hours)
    #expect(sleeper.description.knownLength == .seconds(30 * sleeper.trueHypnogram.stages.count))
    #expect(!sleeper.trueHypnogram.stages.isEmpty)
    #expect(SignalBlock(for: sleeper.description).samples.count == 576)
  }

  @Test("a second allocates nothing", .enabled(if: allocationsAreCounted))
  func allocatesNothing() throws {
    var sleeper = VirtualSleeper(seed: 3, hours: 1)
    var block = SignalBlock(for: sleeper.description)
    for _ in 0..<10 { _ = sleeper.next(&block) }
    #expect(allocations(in: { for _ in 0..<1000 { _ = sleeper.next(&block) } }) == 0)
  }

  @Test("a night takes far less than a thousandth of its time")
  func isFast() {
    // Ten minutes of the night in well under a second, even on a busy machine without optimisation.
    let clock = ContinuousClock()
    var count = 0
    let time = clock.measure {
      var sleeper = VirtualSleeper(seed: 3, hours: 1.0 / 6)
      var block = SignalBlock(for: sleeper.description)
      while sleeper.next(&block) { count += 1 }
    }
    #expect(count == 600)
    #if !DEBUG
      #expect(time < .milliseconds(600))
    #endif
  }
}
