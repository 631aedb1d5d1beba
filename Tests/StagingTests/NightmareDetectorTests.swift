import Signals
import SleepCore
import Staging
import TestKit
import Testing
import VirtualSleeper

@Suite("signs of a nightmare")
struct NightmareDetectorTests {
  /// A heart of 60 a minute with a breath's swing and some noise; `rise` more from a second on, for some time.
  private func night(
    rise: Double, from start: Int, lasting: Int = 90, moving: Bool, rem: Double = 0.9, seed: UInt64 = 1
  ) -> [Bool] {
    var detector = NightmareDetector()
    var random = SeededRandom(seed: seed)
    return (0..<1800).map { second in
      let swing = 2 * ((second % 4) < 2 ? 1.0 : -1.0)
      let isFast = second >= start && second < start + lasting
      return detector.second(
        rem: rem, heartRate: 60 + swing + random.gaussian() + (isFast ? rise : 0),
        isMoving: isFast && moving && second.isMultiple(of: 20))
    }
  }

  @Test("a heart 14 a minute faster for a minute and a half, with movement, in R: found within half a minute")
  func found() throws {
    let signs = night(rise: 14, from: 900, moving: true)
    let first = try #require(signs.firstIndex(of: true))
    #expect((905...930).contains(first))
    #expect(signs[1100...].allSatisfy { !$0 })
  }

  @Test("without movement the heart must be faster by more; outside R, or for a moment, it is nothing")
  func notFound() {
    #expect(night(rise: 14, from: 900, moving: false).allSatisfy { !$0 })
    #expect(night(rise: 25, from: 900, moving: false).contains(true))
    #expect(night(rise: 25, from: 900, moving: true, rem: 0.3).allSatisfy { !$0 })
    #expect(night(rise: 25, from: 900, lasting: 8, moving: true).allSatisfy { !$0 })
    #expect(night(rise: 25, from: 30, moving: true).allSatisfy { !$0 })
  }

  @Test("a quiet R period of half an hour gives no sign", arguments: 1...20)
  func quiet(seed: Int) {
    #expect(night(rise: 0, from: 0, moving: false, seed: UInt64(seed)).allSatisfy { !$0 })
  }

  @Test("a heart that is not known, or that no heart can be, gives no sign and is no background")
  func nonsense() {
    var detector = NightmareDetector()
    for second in 0..<2000 {
      let rate: Double? = [nil, Double.nan, 0, 900, -5, .infinity][second % 6]
      let isSign = detector.second(rem: 1, heartRate: rate, isMoving: true)
      #expect(!isSign)
    }
    #expect(detector.rise == nil)
  }

  @Test("a second allocates nothing", .enabled(if: allocationsAreCounted))
  func allocatesNothing() {
    var detector = NightmareDetector()
    for second in 0..<400 { _ = detector.second(rem: 1, heartRate: Double(55 + second % 9), isMoving: nil) }
    let count = allocations {
      for second in 0..<400 { _ = detector.second(rem: 1, heartRate: Double(55 + second % 9), isMoving: nil) }
    }
    #expect(count == 0)
  }

  @Test("a virtual sleeper's nightmares are found before they wake, and their other dreams are left alone")
  func virtualNights() throws {
    var person = VirtualSleeper.Person()
    person.hasBody = true
    var (all, found, falseAlarms, remMinutes) = (0, 0, 0, 0.0)
    for seed in 1...tries(3, soak: 30) {
      person.nightmares = 2
      var sleeper = VirtualSleeper(seed: UInt64(seed), hours: 5, person: person)
      let stages = sleeper.trueHypnogram.stages
      let nightmares = sleeper.sleepCourse.nightmares
      var detector = NightmareDetector()
      var block = SignalBlock(for: sleeper.description)
      var (second, was, seen) = (0, false, Set<Int>())
      while sleeper.next(&block) {
        let isREM = stages[second / 30] == .rem
        let isSign = detector.second(
          rem: isREM ? 0.9 : 0.05, heartRate: sleeper.heartRate, isMoving: sleeper.movement >= 30)
        let own = nightmares.firstIndex { $0.contains(second) }
        if isSign, let own { seen.insert(own) }
        if isSign, !was, own == nil,
          !nightmares.contains(where: { ($0.upperBound..<($0.upperBound + 120)).contains(second) })
        {
          falseAlarms += 1
        }
        was = isSign
        remMinutes += isREM ? 1.0 / 60 : 0
        second += 1
      }
      all += nightmares.count
      found += seen.count
    }
    print("nightmares: \(found) of \(all) found, \(falseAlarms) false in \(Int(remMinutes)) min of R")
    #expect(all >= 3 && found * 4 >= all * 3)
    #expect(Double(falseAlarms) <= remMinutes / 60)
  }
}
