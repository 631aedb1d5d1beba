public import Consent
public import SleepCore

/// How fast may be guessed: passwords, pictures, codes.
///
/// Five tries are free. After that each failure doubles the wait, from two seconds to fifteen minutes, and
/// a day without failures forgets them: some hundred guesses a day. Accounts and addresses are counted
/// apart, so neither many addresses nor many accounts help. Passkeys are not guessed, and go past it: whoever
/// has one is never locked out by somebody else's failures.
///
/// It holds `capacity` addresses at most, and an address that waits or has failed within a day is never
/// dropped for another: when it is full, all newcomers are counted as one, so filling it frees nobody.
/// A value without a clock: whoever serves keeps one, and hands the time in.
public struct Throttle: Sendable {
  /// Whether a try may be made.
  public enum Answer: Sendable, Hashable {
    /// Now. It already counts as failed, until ``succeeded(account:)``, so that nothing is gained by trying
    /// many at once.
    case go
    /// In so many seconds; nothing was counted.
    case wait(seconds: Int)
  }

  /// How many tries are free.
  public static let free = 5
  /// The longest wait, seconds.
  public static let longest = 900
  /// After how long failures are forgotten, seconds.
  public static let memory = 86_400

  private struct Count {
    var failures = 0
    var last = 0
    var until = 0

    mutating func fail(_ now: Int) {
      if now - last >= Throttle.memory { failures = 0 }
      failures += 1
      last = now
      let doublings = failures - Throttle.free
      // Two to the tenth is beyond the longest wait.
      until = doublings < 0 ? now : now + min(Throttle.longest, 2 << min(doublings, 10))
    }
    func isForgotten(_ now: Int) -> Bool { now - last >= Throttle.memory && until <= now }
  }

  private let capacity: Int
  private var accounts: [PersonID: Count] = [:]
  private var addresses: [String: Count] = [:]
  /// Names of nobody, and addresses for which there is no room.
  private var strangers = Count()
  private var newcomers = Count()
  private var latest = 0

  /// Nothing counted so far.
  public init(capacity: Int = 4096) { self.capacity = max(1, capacity) }

  /// How many counts it holds.
  public var count: Int { accounts.count + addresses.count }

  /// Asks for a try, and counts it.
  ///
  /// - Parameters:
  ///   - account: whose account; only people who are there, else `nil`, and all `nil` are counted as one.
  ///   - address: where it comes from; of IPv6 the first 64 bits, which one subscriber has to themself.
  ///   - now: the time; set back, it stands still.
  /// - Returns: whether to go on.
  public mutating func ask(account: PersonID?, address: String, now: UTCTime) -> Answer {
    latest = max(latest, now.seconds)
    let now = latest
    makeRoom(for: address, now)
    let hasRoom = addresses[address] != nil || addresses.count < capacity
    let byAccount = account.map { accounts[$0] ?? Count() } ?? strangers
    let byAddress = hasRoom ? addresses[address] ?? Count() : newcomers
    let until = max(byAccount.until, byAddress.until)
    guard until <= now else { return .wait(seconds: until - now) }
    if let account { accounts[account, default: Count()].fail(now) } else { strangers.fail(now) }
    if hasRoom { addresses[address, default: Count()].fail(now) } else { newcomers.fail(now) }
    return .go
  }

  /// The try succeeded: the account starts afresh, and the address has one failure less.
  ///
  /// The address keeps the rest: else whoever has an account of their own could wipe it clean between
  /// guesses at others'.
  public mutating func succeeded(account: PersonID, address: String) {
    accounts[account] = nil
    guard var count = addresses[address] else { return }
    count.failures = max(0, count.failures - 1)
    if count.failures < Self.free { count.until = min(count.until, latest) }
    addresses[address] = count.failures == 0 ? nil : count
  }

  /// Forgets someone who is no longer there.
  public mutating func forget(_ account: PersonID) { accounts[account] = nil }

  private mutating func makeRoom(for address: String, _ now: Int) {
    guard addresses[address] == nil, addresses.count >= capacity else { return }
    addresses = addresses.filter { !$0.value.isForgotten(now) }
  }
}

/// How many requests an address may make: so many at once, and so many a second after that.
///
/// A bucket that refills (the token bucket of RFC 2697, with one colour). Of more than `capacity`
/// addresses, those whose buckets are full are dropped, which changes nothing for them; where none is full,
/// newcomers share one bucket.
public struct RequestLimit: Sendable {
  private struct Bucket {
    var milli: Int
    var at: Int
  }
  private let burst: Int
  private let perSecond: Int
  private let capacity: Int
  private var buckets: [String: Bucket] = [:]
  private var shared: Bucket
  private var latest = 0

  /// A limit.
  ///
  /// - Parameters:
  ///   - burst: requests at once, 1 to 1,000,000.
  ///   - perSecond: requests a second, 1 to 1,000,000.
  ///   - capacity: addresses that are counted apart.
  public init(burst: Int, perSecond: Int, capacity: Int = 4096) {
    self.burst = min(max(burst, 1), 1_000_000)
    self.perSecond = min(max(perSecond, 1), 1_000_000)
    self.capacity = max(1, capacity)
    shared = Bucket(milli: self.burst * 1000, at: 0)
  }

  /// How many addresses it holds.
  public var count: Int { buckets.count }

  /// Whether an address may make a request now; constant time, but for a sweep when it is full.
  ///
  /// - Parameters:
  ///   - address: where the request comes from.
  ///   - milliseconds: the time of any clock; set back, it stands still.
  /// - Returns: whether it may.
  public mutating func admits(_ address: String, milliseconds: Int) -> Bool {
    latest = max(latest, milliseconds)
    if buckets[address] == nil, buckets.count >= capacity {
      let now = latest
      buckets = buckets.filter { filled($0.value, now).milli < burst * 1000 }
    }
    guard buckets[address] != nil || buckets.count < capacity else { return take(&shared) }
    var bucket = buckets[address] ?? Bucket(milli: burst * 1000, at: latest)
    let may = take(&bucket)
    buckets[address] = bucket
    return may
  }

  private func take(_ bucket: inout Bucket) -> Bool {
    bucket = filled(bucket, latest)
    guard bucket.milli >= 1000 else { return false }
    bucket.milli -= 1000
    return true
  }

  private func filled(_ bucket: Bucket, _ now: Int) -> Bucket {
    // So long that any bucket is full, and short enough that the product cannot overflow.
    let passed = min(now - bucket.at, 1_000_000_000)
    return Bucket(milli: min(burst * 1000, bucket.milli + passed * perSecond), at: now)
  }
}
