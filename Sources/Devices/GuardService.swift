internal import Foundation
internal import Guard
internal import SleepCore
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The guard's process: it listens to one runtime, and alone opens the sound device and drives the actuators.
///
/// Three threads: this one listens and decides, one writes the ledger and makes sound, one plays. A disk that is slow
/// or a device that hangs can delay sound and never the silence.
public struct GuardService {
  /// What a guard needs to know.
  public struct Configuration: Sendable {
    /// The folder of the ledger, the calibrations and the actuators' lines.
    public var state: String
    /// Where the sound goes.
    public var destination: SoundDestination
    /// SHA-256 (hex) of the limits table of this program.
    public var limitsHash: String
    /// Where messages come from.
    public var input: Int32
    /// Where replies go.
    public var output: Int32

    /// Creates a configuration; messages come from standard input, replies go to standard output.
    public init(
      state: String, destination: SoundDestination, limitsHash: String, input: Int32 = 0, output: Int32 = 1
    ) {
      self.state = state
      self.destination = destination
      self.limitsHash = limitsHash
      self.input = input
      self.output = output
    }
  }

  /// Runs until the runtime says goodbye, is gone, or something is not what it should be.
  ///
  /// - Returns: whether the runtime said goodbye.
  /// - Throws: ``GuardStateError`` where the state folder cannot be used.
  public static func run(_ configuration: Configuration) throws -> Bool {
    _ = signal(SIGPIPE, SIG_IGN)
    // A stop by hand reaches runtime and guard at once; the guard goes by the runtime's word, or its end.
    _ = signal(SIGINT, SIG_IGN)
    let ledger = try LedgerFile(folder: configuration.state)
    let calibration = CalibrationFile(folder: configuration.state)
      .calibration(of: configuration.destination.name)
    var listener = GuardListener(configuration, earlier: ledger.earlier)
    let (bench, desk, clock) = (listener.bench, listener.desk, listener.clock)
    let loudest = try AgeGroup.allCases.map { try SafetyLimitsTable.limits(for: $0).alarm }.max() ?? .silence
    var maker = Optional(GuardMaker(bench: bench, desk: desk, ledger: ledger))
    let making = GuardThread("maker") { [maker = Mutex(maker.take())] in
      guard var maker = maker.withLock({ $0.take() }) else { return }
      maker.run()
    }
    let playing = GuardThread("player", isUrgent: true) {
      var player = GuardPlayer(
        desk: desk, destination: configuration.destination, calibration: calibration, loudest: loudest,
        clock: clock)
      player.run()
    }
    GuardThread.becomeUrgent()
    let isWell = listener.listen()
    bench.add(.end, epoch: 0)
    desk.papers.withLock { $0.isOver = true }
    playing.join(within: 3)
    making.join(within: 10)
    return isWell
  }
}

/// A thread that can be waited for.
final class GuardThread: Sendable {
  private let done = DispatchSemaphore(value: 0)

  init(_ name: String, isUrgent: Bool = false, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread { [done] in
      if isUrgent { Self.becomeUrgent() }
      body()
      done.signal()
    }
    thread.name = name
    thread.stackSize = 1 << 20
    thread.start()
  }

  func join(within seconds: Double) { _ = done.wait(timeout: .now() + seconds) }

  /// Asks for a place before ordinary threads; where that is not allowed, sound may break up, and silence come later, on a busy
  /// machine.
  static func becomeUrgent() {
    #if canImport(Glibc)
      var priority = sched_param()
      priority.sched_priority = 10
      _ = unsafe pthread_setschedparam(pthread_self(), SCHED_RR, &priority)
    #endif
  }
}
