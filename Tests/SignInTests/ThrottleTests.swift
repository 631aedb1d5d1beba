import Consent
import SignIn
import SleepCore
import TestKit
import Testing

@Suite struct ThrottleTests {
  static let start = 1_780_000_000
  static func at(_ seconds: Int) -> UTCTime { UTCTime(seconds: start + seconds) }

  static func person(_ number: Int) -> PersonID {
    var random = SeededRandom(seed: UInt64(number))
    return PersonID(using: &random)
  }

  @Test("five tries are free; then the wait doubles up to a quarter of an hour, and a day forgets it")
  func doubling() {
    var throttle = Throttle()
    let person = Self.person(1)
    for _ in 0..<5 { #expect(throttle.ask(account: person, address: "a", now: Self.at(0)) == .go) }
    // The fifth failure is where the doubling begins: 2, 4, 8 … seconds.
    var (now, waits) = (0, [Int]())
    for _ in 0..<12 {
      if case .wait(let seconds) = throttle.ask(account: person, address: "a", now: Self.at(now)) {
        waits.append(seconds)
        #expect(throttle.ask(account: person, address: "a", now: Self.at(now + seconds - 1)) != .go)
        now += seconds
      }
      #expect(throttle.ask(account: person, address: "a", now: Self.at(now)) == .go)
    }
    #expect(waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
    let day = now + Throttle.memory
    for _ in 0..<5 { #expect(throttle.ask(account: person, address: "a", now: Self.at(day)) == .go) }
  }

  @Test("a guesser with a thousand addresses, or a thousand accounts, has some hundred tries a day")
  func aDay() {
    for isManyAddresses in [true, false] {
      var throttle = Throttle()
      var tries = 0
      for second in stride(from: 0, to: 86_400, by: 2) {
        let number = second / 2 % 1000
        let answer = throttle.ask(
          account: isManyAddresses ? Self.person(1) : Self.person(number),
          address: isManyAddresses ? "\(number)" : "a", now: Self.at(second))
        if answer == .go { tries += 1 }
      }
      #expect((90...120).contains(tries), "\(tries)")
    }
  }

  @Test("tries at one moment all count, and a success sets the account free, not the address")
  func success() {
    var throttle = Throttle()
    let (mine, theirs) = (Self.person(1), Self.person(2))
    let answers = (0..<100).map { _ in throttle.ask(account: theirs, address: "a", now: Self.at(0)) }
    #expect(answers.filter { $0 == .go }.count == 5)
    // From elsewhere the account still waits.
    #expect(throttle.ask(account: theirs, address: "b", now: Self.at(0)) != .go)
    #expect(throttle.ask(account: theirs, address: "b", now: Self.at(2)) == .go)
    throttle.succeeded(account: theirs, address: "b")
    #expect(throttle.ask(account: theirs, address: "b", now: Self.at(2)) == .go)
    // Whoever signs in as themself in between does not get an address clean.
    var other = Throttle()
    var guesses = 0
    for second in 0..<600 {
      if other.ask(account: Self.person(100 + second), address: "a", now: Self.at(second)) == .go {
        guesses += 1
      }
      if other.ask(account: mine, address: "a", now: Self.at(second)) == .go {
        other.succeeded(account: mine, address: "a")
      }
    }
    #expect(guesses < 20, "\(guesses)")
  }

  @Test("a clock that is set back neither opens nor locks for long")
  func clock() {
    var throttle = Throttle()
    for _ in 0..<5 { _ = throttle.ask(account: nil, address: "a", now: Self.at(0)) }
    #expect(throttle.ask(account: nil, address: "a", now: Self.at(-1_000_000)) == .wait(seconds: 2))
    #expect(throttle.ask(account: nil, address: "a", now: Self.at(2)) == .go)
  }

  @Test("filling it with addresses drops nobody's wait, and its size stays bounded")
  func eviction() {
    var throttle = Throttle(capacity: 100)
    for _ in 0..<5 { _ = throttle.ask(account: Self.person(1), address: "thief", now: Self.at(0)) }
    var goes = 0
    for number in 0..<10_000 {
      if throttle.ask(account: Self.person(5), address: "x\(number)", now: Self.at(1)) == .go { goes += 1 }
      throttle.succeeded(account: Self.person(5), address: "none")
    }
    #expect(throttle.count <= 101 && goes == 99 + 5, "\(throttle.count), \(goes)")
    #expect(throttle.ask(account: Self.person(7), address: "thief", now: Self.at(1)) == .wait(seconds: 1))
    // A day later there is room again.
    #expect(throttle.ask(account: Self.person(8), address: "new", now: Self.at(90_000)) == .go)
    #expect(throttle.count < 10)
  }

  @Test("an address makes so many requests at once and so many a second, others are not touched")
  func requests() {
    var limit = RequestLimit(burst: 10, perSecond: 5, capacity: 50)
    let first = (0..<20).filter { _ in limit.admits("a", milliseconds: 1000) }.count
    let isOtherAdmitted = limit.admits("b", milliseconds: 1000)
    #expect(first == 10 && isOtherAdmitted)
    #expect((0..<20).filter { _ in limit.admits("a", milliseconds: 1400) }.count == 2)
    let isBackAdmitted = limit.admits("a", milliseconds: 500)
    #expect(!isBackAdmitted, "set back, it stands still")
    var admitted = 0
    for step in 0..<1000 { if limit.admits("a", milliseconds: 2000 + step * 10) { admitted += 1 } }
    #expect((49...54).contains(admitted), "\(admitted)")
    for number in 0..<1000 { _ = limit.admits("x\(number)", milliseconds: 20_000) }
    #expect(limit.count <= 50)
    // Full buckets make room, so nobody is shut out for good.
    let isLateAdmitted = limit.admits("late", milliseconds: 30_000)
    #expect(isLateAdmitted && limit.count < 5)
  }
}
