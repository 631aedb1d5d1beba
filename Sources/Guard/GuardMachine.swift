public import SleepCore

/// The guard's mind: messages and time go in, what is to be done comes out; it does nothing itself.
///
/// It reads no clock. Every call says what a monotonic clock says, counted from the guard's start, and that is the only
/// time that windows, leases and pulses are counted in. A machine that is made anew is silent until a hello and a lease.
public struct GuardMachine: ~Copyable {
  /// What the guard is doing.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// Silent, until someone says hello.
    case silent
    /// Silent; a lease would let it sound.
    case armed
    /// Something may sound, as far as a lease goes.
    case sounding
    /// Everything is going to nothing.
    case ramping
    /// Silent for good, because someone asked for it.
    case stopped
    /// Silent for good, because something was not what it should be.
    case faulted
  }

  /// Something to do, in this order.
  public enum Action: Sendable, Hashable {
    /// Get ready for a night.
    case begin(GuardMessage.Hello)
    /// Play a second once its cost is written down.
    case play(GuardSecond)
    /// Play a pulse, its onset being by the guard's own time, once its cost is written down.
    case pulse(Pulse, cost: Spending)
    /// Give a gesture at a moment of the guard's own time, once its cost is written down.
    case gesture(Gesture, at: NightTime, cost: Spending)
    /// Take everything to nothing at once, and drop what was to be played.
    case ramp(why: String)
    /// Answer.
    case reply(GuardReply)
    /// Go.
    case leave
  }

  /// From a lease's arrival to the beginning of its second where nothing is sounding: leases may come this unevenly.
  public static let lead = NightTime.Span.milliseconds(300)
  /// Where less than this is left to play when a lease comes, a second of what sounds is put before it.
  static let least = NightTime.Span.milliseconds(100)
  /// No more than this is ever waiting to be played when a lease comes.
  static let furthest = NightTime.Span.milliseconds(1300)
  /// How far ahead of its decision a pulse may be.
  static let furthestPulse = NightTime.Span.seconds(2)

  /// What it is doing.
  public private(set) var state = State.silent
  let limitsHash: String
  let earlier: EarlierSpending
  var hello: GuardMessage.Hello?
  var decide: OutputGuard?
  var last: (lease: GuardMessage.Lease, at: NightTime.Span)?
  var playedUntil = NightTime.Span.zero
  var deadline = NightTime.Span.zero
  var allowed = Ambience.nothing
  private var next = (state: State.silent, at: NightTime.Span.zero, why: "", leaves: false)

  /// A silent machine.
  ///
  /// - Parameters:
  ///   - limitsHash: SHA-256 (hex) of the limits table that it enforces.
  ///   - earlier: what the ledger says was spent before.
  public init(limitsHash: String, earlier: EarlierSpending) {
    self.limitsHash = limitsHash
    self.earlier = earlier
  }

  /// What was spent since the machine was made, and tonight before.
  public var spent: Spending { decide?.spent ?? .nothing }

  /// Takes a message.
  ///
  /// - Parameters:
  ///   - message: what the runtime said.
  ///   - now: what the monotonic clock says.
  ///   - actions: the list to add to; it is not cleared.
  public mutating func receive(
    _ message: GuardMessage, at now: NightTime.Span, into actions: inout [Action]
  ) {
    tick(at: now, into: &actions)
    switch message {
    case .hello(let hello): greet(hello, at: now, into: &actions)
    case .lease(let lease): grant(lease, at: now, into: &actions)
    case .pulse(let pulse, let decidedAt): grant(pulse, decidedAt: decidedAt, at: now, into: &actions)
    case .gesture(let gesture): grant(gesture, into: &actions)
    case .stop: ramp(to: .stopped, "stop was asked for", at: now, into: &actions)
    case .bedExit: ramp(to: .silent, "the bed is empty", at: now, into: &actions)
    case .goodbye: ramp(to: .stopped, "the night is over", leaves: true, at: now, into: &actions)
    }
  }

  /// Takes something that was no message, the end of all messages, or a device or ledger that failed.
  public mutating func fail(_ why: String, at now: NightTime.Span, into actions: inout [Action]) {
    guard state != .faulted, next.state != .faulted || state != .ramping else { return }
    actions.append(.reply(.fault(why)))
    ramp(to: .faulted, why, leaves: true, at: now, into: &actions)
  }

  /// Lets time pass; to be called every few milliseconds.
  public mutating func tick(at now: NightTime.Span, into actions: inout [Action]) {
    if state == .sounding, now >= min(deadline, playedUntil) {
      ramp(to: .armed, "no lease came", at: now, into: &actions)
    }
    guard state == .ramping, now >= next.at else { return }
    state = next.state
    actions.append(.reply(.silent(next.why)))
    if next.leaves { actions.append(.leave) }
  }

  mutating func sound() { state = .sounding }
  mutating func arm() { state = .armed }

  private mutating func ramp(
    to state: State, _ why: String, leaves: Bool = false, at now: NightTime.Span, into actions: inout [Action]
  ) {
    // What was decided before is not undone by something milder.
    let current = self.state == .ramping ? next.state : self.state
    let goal =
      [State.sounding, .armed, .silent, .stopped, .faulted].last { $0 == state || $0 == current } ?? .faulted
    let isUnderWay = self.state == .ramping
    next = (
      goal, isUnderWay ? next.at : now + (decide?.limits.stopFade ?? .milliseconds(100)),
      goal == state || !isUnderWay ? why : next.why, leaves || (isUnderWay && next.leaves)
    )
    self.state = .ramping
    if goal != .armed { last = nil }
    playedUntil = now
    deadline = now
    allowed = .nothing
    decide?.silenced()
    if !isUnderWay { actions.append(.ramp(why: why)) }
  }
}

/// A second that may be played.
public struct GuardSecond: Sendable, Hashable {
  /// When it begins, by the guard's own time.
  public let starts: NightTime
  /// The beds at its beginning.
  public let from: BedLevels
  /// What comes out at its end.
  public let to: Ambience
  /// What no sample of it may exceed, as LAF.
  public let ceiling: SoundLevel
  /// What it costs.
  public let cost: Spending
}
