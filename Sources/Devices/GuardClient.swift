public import Guard
public import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The runtime's end of the guard: it starts the guard's process, speaks to it, and starts it again where it is gone.
///
/// Nothing here waits for the guard. A guard that was started again is silent until the next lease, and counts what was
/// spent before. To be used from one thread.
public final class GuardClient {
  /// How the guard is.
  public struct Status: Sendable, Hashable {
    /// Whether a guard runs and has accepted the hello.
    public var isReady = false
    /// How often it had to be started again.
    public var restarts = 0
    /// What went wrong last, in words for a person.
    public var problem: String?
    /// What was let through for the last lease.
    public var allowed = Ambience.nothing
    /// The exposure of this night by the guard's count, since it was started last.
    public var dose = SoundDose.zero
    /// The exposure of the week before, by the guard's ledger.
    public var week = SoundDose.zero
    /// What was lowered or refused since this was asked for last; the newest twenty.
    public var withheld: [OutputGuard.Withheld] = []
  }

  private let program: String
  private let arguments: [String]
  private var hello: GuardMessage.Hello?
  private var socket: Int32 = -1
  private var process: pid_t = 0
  private var reader = GuardFrameReader()
  private var unsent: [UInt8] = []
  private var sequence: UInt64 = 0
  private var state = Status()
  private var leasesUntilRestart = 0
  private var isClosing = false

  /// Prepares a client.
  ///
  /// - Parameters:
  ///   - program: the program that is the guard, such as this one.
  ///   - arguments: its arguments, such as `guard --state FOLDER`.
  public init(program: String, arguments: [String]) {
    self.program = program
    self.arguments = arguments
  }

  /// Starts the guard's process, and says hello; nothing sounds before a lease.
  ///
  /// - Throws: ``GuardStateError`` where the process cannot be started.
  public func start(_ hello: GuardMessage.Hello) throws(GuardStateError) {
    self.hello = hello
    try launch()
  }

  /// The number of the guard's process, while there is one.
  public var processIdentifier: Int32? { process > 0 ? process : nil }

  /// How the guard is; what it withheld is handed over once.
  public func status() -> Status {
    receive()
    defer { state.withheld = [] }
    return state
  }

  /// Asks for a second, and for the right to sound in it; to be called once a second.
  ///
  /// - Parameters:
  ///   - wish: what should come out at its end.
  ///   - time: the beginning of the second, by the night's count.
  ///   - mayBeAsleep: whether the sleeper may be asleep.
  ///   - isAfterWakeTime: whether the wake time has come.
  public func lease(_ wish: Ambience, at time: NightTime, mayBeAsleep: Bool, isAfterWakeTime: Bool) {
    receive()
    if socket < 0 { restart() }
    sequence += 1
    send(
      .lease(
        .init(
          sequence: sequence, time: time, wish: wish, mayBeAsleep: mayBeAsleep,
          isAfterWakeTime: isAfterWakeTime)))
  }

  /// Asks for a pulse, at once when it is decided.
  public func pulse(_ pulse: Pulse, decidedAt: NightTime) { send(.pulse(pulse, decidedAt: decidedAt)) }

  /// Asks for something short at the beginning of the second that was asked for last.
  public func gesture(_ gesture: Gesture) { send(.gesture(gesture)) }

  /// Silence at once, and for as long as this guard lives.
  public func stop() { send(.stop) }

  /// The bed is empty: silence at once; ``start(_:)`` or ``greet()`` begins anew.
  public func bedExit() { send(.bedExit) }

  /// Says hello once more, after a bed exit.
  public func greet() {
    if let hello { send(.hello(hello)) }
  }

  /// Ends the night: the guard fades everything out and goes; waits for it for two seconds at most.
  public func close() {
    guard socket >= 0 else { return }
    isClosing = true
    send(.goodbye)
    var left = 200
    while left > 0, socket >= 0 {
      receive()
      flush()
      usleep(10_000)
      left -= 1
    }
    drop()
    reap(waiting: true)
  }

  deinit {
    // The guard takes the end of the messages for the end of the runtime.
    if socket >= 0 { _ = closeDescriptor(socket) }
  }

  private func restart() {
    guard hello != nil, !isClosing else { return }
    if leasesUntilRestart > 0 {
      leasesUntilRestart -= 1
      return
    }
    leasesUntilRestart = min(1 + state.restarts * 2, 30)
    state.restarts += 1
    do {
      try launch()
    } catch {
      state.problem = "\(error)"
    }
  }

  private func launch() throws(GuardStateError) {
    reap(waiting: false)
    var ends = [Int32](repeating: -1, count: 2)
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw failure("no socket can be made") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let status = Self.spawn(program, arguments, socket: ends[1], process: &process)
    _ = closeDescriptor(ends[1])
    guard status == 0 else {
      _ = closeDescriptor(ends[0])
      throw failure("it cannot be started: \(unsafe String(cString: strerror(status)))")
    }
    socket = ends[0]
    _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK)
    reader = GuardFrameReader()
    unsent = []
    state.isReady = false
    greet()
  }

  private static func spawn(
    _ program: String, _ arguments: [String], socket: Int32, process: inout pid_t
  ) -> Int32 {
    #if canImport(Glibc)
      var actions = unsafe posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, socket, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, socket, 1)
    var words: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map { unsafe strdup($0) }
    unsafe words.append(nil)
    defer { for i in unsafe words.indices { unsafe free(words[i]) } }
    return unsafe posix_spawn(&process, program, &actions, nil, words, environ)
  }

  private func send(_ message: GuardMessage) {
    guard socket >= 0 else { return }
    unsent += GuardFrames.encode(message)
    flush()
  }

  private func flush() {
    while !unsent.isEmpty, socket >= 0 {
      let count = unsafe unsent.withUnsafeBytes { buffer in
        // MSG_NOSIGNAL: a guard that is gone is an answer, not a signal.
        unsafe Self.send(socket, buffer)
      }
      if count > 0 {
        unsent.removeFirst(count)
      } else if errno == EAGAIN || errno == EINTR {
        // A guard that does not read for this long is no guard.
        if unsent.count > 1 << 16 { lose("it does not listen any more") }
        return
      } else {
        lose("it is gone")
      }
    }
  }

  private static func send(_ socket: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    #else
      unsafe Darwin.send(socket, bytes.baseAddress, bytes.count, 0)
    #endif
  }

  private func receive() {
    var bytes = [UInt8](repeating: 0, count: 4096)
    while socket >= 0 {
      let count = unsafe bytes.withUnsafeMutableBytes { unsafe recv(socket, $0.baseAddress, $0.count, 0) }
      if count < 0, errno == EAGAIN || errno == EINTR { return }
      guard count > 0 else { return lose(state.problem ?? "it is gone") }
      reader.add(bytes[..<count])
      do throws(GarbledFrame) {
        while let reply = try reader.nextReply() { take(reply) }
      } catch {
        return lose(error.problem)
      }
    }
  }

  private func take(_ reply: GuardReply) {
    switch reply {
    case .ready(_, let week):
      state.isReady = true
      state.week = week
      state.problem = nil
    case .granted(_, let allowed, let dose):
      state.allowed = allowed
      state.dose = dose
    case .withheld(let withheld):
      if state.withheld.count == 20 { state.withheld.removeFirst() }
      state.withheld.append(withheld)
    case .silent: state.allowed = .nothing
    case .fault(let why): state.problem = "the guard gave up: \(why)"
    }
  }

  private func lose(_ why: String) {
    if !isClosing { state.problem = "the guard: \(why); it is started again, silent" }
    drop()
  }

  private func drop() {
    if socket >= 0 { _ = closeDescriptor(socket) }
    socket = -1
    state.isReady = false
    state.allowed = .nothing
    unsent = []
  }

  private func reap(waiting: Bool) {
    guard process > 0 else { return }
    var status: Int32 = 0
    var left = waiting ? 100 : 1
    while left > 0, unsafe waitpid(process, &status, WNOHANG) == 0 {
      left -= 1
      if left > 0 { usleep(10_000) }
    }
    if left > 0 { process = 0 }
  }

  private func closeDescriptor(_ descriptor: Int32) -> Int32 {
    #if canImport(Glibc)
      Glibc.close(descriptor)
    #else
      Darwin.close(descriptor)
    #endif
  }

  private func failure(_ problem: String) -> GuardStateError {
    GuardStateError(
      problem: problem, place: "the guard's process (\(program))",
      remedy: "The night runs on in silence; see that the program is whole, and start it again to hear it.")
  }
}
