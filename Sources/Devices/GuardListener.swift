internal import Foundation
internal import Guard
internal import SleepCore
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Listens to the runtime and lets the guard's mind decide; it waits for nothing but bytes and time.
struct GuardListener: ~Copyable {
  let bench = MakerBench()
  let desk = PlayerDesk()
  let clock = GuardClock()
  private let input: Int32
  private let output: Int32
  private var machine: GuardMachine
  private let actuators: any Actuator
  private var reader = GuardFrameReader()
  private var actions: [GuardMachine.Action] = []
  private var unsent: [UInt8] = []
  private var epoch = 0
  private var wasWell = false

  /// How often time is looked at when nothing is said.
  private static let tick: Int32 = 5
  /// A runtime that does not listen loses replies, not the guard.
  private static let mostUnsent = 1 << 16

  init(_ configuration: GuardService.Configuration, earlier: EarlierSpending) {
    input = configuration.input
    output = configuration.output
    machine = GuardMachine(limitsHash: configuration.limitsHash, earlier: earlier)
    actuators = SimulatedActuators(folder: configuration.state)
    for descriptor in [input, output] {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
  }

  /// Listens until the machine says that it is time to go.
  ///
  /// - Returns: whether a goodbye was the reason.
  mutating func listen() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 4096)
    var isOpen = true
    while true {
      var waited = pollfd(fd: isOpen ? input : -1, events: Int16(POLLIN), revents: 0)
      _ = unsafe poll(&waited, 1, Self.tick)
      if isOpen, waited.revents != 0 { isOpen = read(into: &bytes) }
      let now = clock.elapsed
      machine.tick(at: now, into: &actions)
      if let failure = bench.failure { machine.fail(failure, at: now, into: &actions) }
      if obey() { return wasWell }
      actuate()
      send()
    }
  }

  /// Reads what is there, and says whether more may come.
  private mutating func read(into bytes: inout [UInt8]) -> Bool {
    #if canImport(Glibc)
      let count = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(input, $0.baseAddress, $0.count) }
    #else
      let count = unsafe bytes.withUnsafeMutableBytes { unsafe Darwin.read(input, $0.baseAddress, $0.count) }
    #endif
    if count < 0, errno == EAGAIN || errno == EINTR { return true }
    let now = clock.elapsed
    guard count > 0 else {
      machine.fail("the runtime is gone", at: now, into: &actions)
      return false
    }
    reader.add(bytes[..<count])
    do throws(GarbledFrame) {
      while let message = try reader.nextMessage() {
        if message == .goodbye { wasWell = true }
        machine.receive(message, at: now, into: &actions)
      }
      return true
    } catch {
      machine.fail(error.problem, at: now, into: &actions)
      return false
    }
  }

  /// Does what was decided, and says whether it is time to go.
  private mutating func obey() -> Bool {
    var leaves = false
    for action in actions {
      switch action {
      case .begin(let hello):
        actuators.begin(certificate: hello.certificateHash, age: hello.age, at: clock.now)
        bench.add(.begin(seed: hello.seed), epoch: epoch)
      case .play(let second):
        desk.isRamping.store(false, ordering: .releasing)
        bench.add(.second(second), epoch: epoch)
      case .pulse(let pulse, let cost): bench.add(.pulse(pulse, cost: cost), epoch: epoch)
      case .gesture(let gesture, let time, let cost):
        bench.add(.gesture(gesture, at: time, cost: cost), epoch: epoch)
      case .ramp(let why):
        epoch = desk.ramp()
        actuators.stop(why: why, at: clock.now)
      case .reply(let reply):
        if unsent.count < Self.mostUnsent { unsent += GuardFrames.encode(reply) }
      case .leave: leaves = true
      }
    }
    actions.removeAll(keepingCapacity: true)
    if leaves { send() }
    return leaves
  }

  private func actuate() {
    for due in bench.takeDue(at: clock.now, epoch: epoch) {
      switch due.what {
      case .ambience(let ambience): actuators.set(ambience, at: due.time)
      case .gesture(let gesture): actuators.give(gesture, at: due.time)
      }
    }
  }

  private mutating func send() {
    guard !unsent.isEmpty else { return }
    let count = unsafe unsent.withUnsafeBytes { unsafe write(output, $0.baseAddress, $0.count) }
    if count > 0 { unsent.removeFirst(count) }
    // Nobody listens any more; that is noticed where messages come from.
    if count < 0, errno != EAGAIN, errno != EINTR { unsent = [] }
  }
}
