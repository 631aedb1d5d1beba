import Guard
import SleepCore
import TestKit
import Testing

@Suite("scent and warmth are counted second by second")
struct GuardBodyTests {
  @Test(
    "scent comes in bursts of a minute, half an hour of it in any hour, and again when the hour has passed")
  func scentByTheSecond() throws {
    var asker = try Asker()
    var on: [Int] = []
    for second in 0..<5000 where asker.ask(scent: 500).allowed.scent > .none { on.append(second) }
    let expected = (0..<5000).filter {
      ($0 < 1830 ? $0 : $0 - 3600) % 61 != 60 && !(1830..<3600).contains($0)
    }
    #expect(on.prefix(2000) == expected.prefix(2000))
    #expect(asker.guarded.spent.scentSeconds == on.count)
  }

  @Test("a second that was left out ends a burst of scent, and had none")
  func scentGap() throws {
    var asker = try Asker()
    for _ in 0..<60 { #expect(asker.ask(scent: 500).withheld == nil) }
    // Without the gap this second would be the 61st of the burst.
    for i in 0..<60 { #expect(asker.ask(scent: 500, after: i == 0 ? 2 : 1).withheld == nil) }
    #expect(asker.ask(scent: 500).withheld?.why == "scent-burst")
    #expect(asker.guarded.spent.scentSeconds == 120)
    // After an hour without, everything but the night's count is new.
    for i in 0..<60 { #expect(asker.ask(scent: 500, after: i == 0 ? 3601 : 1).withheld == nil) }
    #expect(asker.guarded.spent.scentSeconds == 180)
    for _ in 0..<40 {
      _ = asker.ask(after: 2)
      for _ in 0..<60 { _ = asker.ask(scent: 500) }
    }
    #expect(asker.guarded.spent.scentSeconds == 180 + 1800 - 60)
  }

  @Test("a second with scent that is asked for twice is counted once, also when the hour is full with it")
  func scentTwice() throws {
    var asker = Asker(try changedLimits(["scent-hour": [1]]))
    for i in 0..<60 {
      #expect(asker.ask(scent: 500).withheld == nil)
      // The burst counts every word; these have an end of their own.
      if i == 30 { _ = asker.ask() }
    }
    #expect(asker.guarded.spent.scentSeconds == 60)
    #expect(asker.ask(scent: 500, after: 0).withheld == nil)
    #expect(asker.guarded.spent.scentSeconds == 60)
    #expect(asker.ask(scent: 500).withheld?.why == "scent-hour")
    #expect(try Asker().guarded.spent.scentSeconds == 0)
  }

  @Test(
    "warmth never rises by more than its rise in a minute, from any second of it, rounded by less than one")
  func warmthRise() throws {
    for rise in [1000, 61, 59, 1] {
      var asker = Asker(try changedLimits(["warmth-rise": [rise]]))
      var levels = [Int](repeating: 33_000, count: 60)
      for _ in 0..<200 {
        var most = Int.max
        for j in 1...60 { most = min(most, levels[levels.count - j] + (rise * j + 59) / 60) }
        let (allowed, withheld) = asker.ask(warmth: 60_000)
        #expect(Int(allowed.warmth.milliCelsius) == min(most, 41_000))
        #expect(withheld?.why == "warmth")
        levels.append(min(most, 41_000))
      }
    }
  }

  @Test("a warmer holds what it was told while nobody speaks")
  func warmthGap() throws {
    var asker = try Asker()
    var last: Int32 = 0
    for _ in 0..<30 { last = asker.ask(warmth: 40_000).allowed.warmth.milliCelsius }
    #expect(last == 33_500)
    #expect(asker.ask(warmth: 40_000, after: 11).allowed.warmth.milliCelsius == 33_517)
    #expect(asker.ask(warmth: 40_000, after: 0).allowed.warmth.milliCelsius <= 33_517)
    #expect(asker.ask(warmth: 40_000, after: 100).allowed.warmth.milliCelsius == 33_517 + 17)
  }

  @Test("warmth at its limit or its rise is let through without a word, and the word names the first limit")
  func warmthWords() throws {
    var asker = try Asker()
    #expect(asker.ask(warmth: 33_017).withheld == nil)
    #expect(asker.ask(warmth: 41_000).withheld?.why == "warmth-rise")
    #expect(asker.ask(warmth: 41_001).withheld?.why == "warmth")
    #expect(asker.ask(warmth: 20_000).allowed.warmth == Temperature(milliCelsius: 20_000))
    // What is colder than skin counts as skin.
    #expect(asker.ask(warmth: 33_017).withheld == nil)
  }
}
