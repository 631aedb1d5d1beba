import PublicRecord
import RecordKeeper
import SleepCore
import Synchronization

/// A disk that can be killed, torn and filled at every single call, and that forgets what was not synced.
///
/// It keeps what the system shows and what would be there after a power cut apart: a file's bytes count as durable
/// after `sync`, a folder's names after `syncFolder`. After a cut, everything that was not synced is there, half there
/// or not there, each by itself, as the seed has it.
final class SimulatedDisk: RecordFiles {
  enum Trouble {
    /// Nothing happens.
    case none
    /// The process is killed at that call: what the system shows stays.
    case kill
    /// The power goes at that call: what was not synced may be gone.
    case powerCut
    /// The disk is full from that call on, for as many calls as are said, and then has room again.
    case full(calls: Int)
    /// That call fails, is not done or half done, and all others work.
    case error
    /// That call fails, and some calls later the power goes.
    case errorThenCut(after: Int)
  }

  private struct Node {
    var live: [UInt8]
    var durable: [UInt8]?
  }

  private struct State {
    var nodes: [Node] = []
    var live: [String: Int] = [:]
    var durable: [String: Int] = [:]
    var liveFolders: Set<String> = [""]
    var durableFolders: Set<String> = [""]
    var calls = 0
    var at = Int.max
    var trouble = Trouble.none
    var isDead = false
    var isLocked = false
    var history: [(path: String, bytes: [UInt8])] = []
    var random: SeededRandom
  }

  private let state: Mutex<State>

  init(seed: UInt64, trouble: Trouble = .none, at call: Int = .max) {
    var fresh = State(random: SeededRandom(seed: seed))
    (fresh.trouble, fresh.at) = (trouble, call)
    state = Mutex(fresh)
  }

  private init(_ old: State, seed: UInt64) { state = Mutex(old) }

  /// How many calls there were that change something or wait for the disk.
  var calls: Int { state.withLock(\.calls) }
  /// What each file that was put in another's place had, in order.
  var history: [(path: String, bytes: [UInt8])] { state.withLock(\.history) }
  /// Whether the trouble came.
  var wasReached: Bool { state.withLock { $0.calls > $0.at } }

  private static func dead(_ path: String) -> RecordError {
    RecordError(.unreadable, "the disk does not answer", place: path, remedy: "")
  }

  private enum Fate { case done, partly, refused }

  private static func fate(_ state: inout State, writes: Bool) -> Fate {
    if state.isDead { return .refused }
    defer { state.calls += 1 }
    guard state.calls >= state.at else { return .done }
    switch state.trouble {
    case .none: return .done
    case .kill, .powerCut:
      state.isDead = true
      return .partly
    case .full(let calls): return writes && state.calls < state.at + calls ? .partly : .done
    case .error: return state.calls == state.at ? .partly : .done
    case .errorThenCut(let after):
      state.isDead = state.calls >= state.at + after
      return state.isDead || state.calls == state.at ? .partly : .done
    }
  }

  /// One call: `all` does it, `some` does what a torn call leaves behind.
  private func call(
    _ path: String, writes: Bool, all: (inout State) -> Void, some: (inout State) -> Void = { _ in }
  ) throws(RecordError) {
    let isDone = state.withLock { state in
      switch Self.fate(&state, writes: writes) {
      case .done:
        all(&state)
        return true
      case .refused: return false
      case .partly:
        switch Int.random(in: 0..<3, using: &state.random) {
        case 0: all(&state)
        case 1: some(&state)
        default: break
        }
        return false
      }
    }
    if !isDone { throw Self.dead(path) }
  }

  private static func folder(of path: String) -> String {
    path.split(separator: "/").dropLast().joined(separator: "/")
  }

  func read(_ path: String) throws(RecordError) -> [UInt8]? {
    let (isDead, bytes) = state.withLock { state in
      (state.isDead, state.live[path].map { state.nodes[$0].live })
    }
    if isDead { throw Self.dead(path) }
    return bytes
  }

  func makeFolder(_ path: String) throws(RecordError) {
    let isThere = state.withLock { $0.liveFolders.contains(Self.folder(of: path)) }
    if !isThere { throw Self.dead("\(path) has no parent") }
    try call(path, writes: true) { $0.liveFolders.insert(path) }
  }

  func write(_ path: String, _ bytes: [UInt8]) throws(RecordError) {
    let isThere = state.withLock { $0.liveFolders.contains(Self.folder(of: path)) }
    if !isThere { throw Self.dead("\(path) has no folder") }
    func put(_ state: inout State, _ bytes: [UInt8]) {
      if let number = state.live[path] {
        state.nodes[number].live = bytes
      } else {
        state.live[path] = state.nodes.count
        state.nodes.append(Node(live: bytes))
      }
    }
    try call(path, writes: true) {
      put(&$0, bytes)
    } some: { state in
      put(&state, Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &state.random))))
    }
  }

  func sync(_ path: String) throws(RecordError) {
    try call(path, writes: false) { state in
      guard let number = state.live[path] else { return }
      state.nodes[number].durable = state.nodes[number].live
    }
  }

  func syncFolder(_ path: String) throws(RecordError) {
    try call(path, writes: false) { state in
      for (name, number) in state.live where Self.folder(of: name) == path { state.durable[name] = number }
      for name in Array(state.durable.keys) where Self.folder(of: name) == path && state.live[name] == nil {
        state.durable[name] = nil
      }
      for folder in state.liveFolders where !folder.isEmpty && Self.folder(of: folder) == path {
        state.durableFolders.insert(folder)
      }
    }
  }

  func rename(_ path: String, to other: String) throws(RecordError) {
    try call(path, writes: false) { state in
      state.live[other] = state.live[path]
      state.live[path] = nil
      if let number = state.live[other] { state.history.append((other, state.nodes[number].live)) }
    }
  }

  func names(in folder: String) throws(RecordError) -> [String] {
    state.withLock { state in
      state.live.keys.filter { Self.folder(of: $0) == folder }.map {
        String($0.split(separator: "/").last ?? "")
      }
    }
  }

  func remove(_ path: String) throws(RecordError) {
    try call(path, writes: false) { state in
      state.live[path] = nil
      state.liveFolders.remove(path)
    }
  }

  func lock(_ path: String) throws(RecordError) -> RecordLock {
    let isFree = state.withLock { state in
      defer { state.isLocked = true }
      return !state.isLocked
    }
    guard isFree else { throw RecordError(.busy, "it is in use", place: path, remedy: "") }
    return RecordLock { [weak self] in self?.state.withLock { $0.isLocked = false } }
  }

  /// The disk as the next process finds it: without trouble, unlocked, and after a power cut without what it forgot.
  func restarted(seed: UInt64) -> SimulatedDisk {
    var old = state.withLock { $0 }
    let isCut =
      switch old.trouble {
      case .powerCut, .errorThenCut: true
      default: false
      }
    (old.isDead, old.isLocked, old.trouble, old.at, old.calls) = (false, false, .none, .max, 0)
    old.random = SeededRandom(seed: seed)
    if isCut { Self.forget(&old) }
    return SimulatedDisk(old, seed: seed)
  }

  private static func forget(_ state: inout State) {
    // Folders: those that were synced, and by chance others whose parents are there.
    var folders = state.durableFolders
    for folder in state.liveFolders.sorted() where !folders.contains(folder) {
      if folders.contains(Self.folder(of: folder)), Bool.random(using: &state.random) {
        folders.insert(folder)
      }
    }
    // A folder that is not on the disk takes all below it along.
    folders = folders.filter { path in
      var above = path
      while !above.isEmpty {
        guard folders.contains(above) else { return false }
        above = Self.folder(of: above)
      }
      return true
    }
    var names: [String: Int] = [:]
    for name in Set(state.live.keys).union(state.durable.keys).sorted()
    where folders.contains(Self.folder(of: name)) {
      let (live, durable) = (state.live[name], state.durable[name])
      names[name] = live == durable || Bool.random(using: &state.random) ? live : durable
    }
    for number in state.nodes.indices {
      let node = state.nodes[number]
      guard node.live != node.durable else { continue }
      var bytes = Bool.random(using: &state.random) ? node.live : node.durable ?? []
      // Blocks that never came are zeros, and an end that never came is missing.
      if Bool.random(using: &state.random) {
        bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &state.random)))
      }
      if Bool.random(using: &state.random), !bytes.isEmpty {
        let start = Int.random(in: 0..<bytes.count, using: &state.random)
        for place in start..<min(bytes.count, start + 512) { bytes[place] = 0 }
      }
      state.nodes[number] = Node(live: bytes, durable: bytes)
    }
    (state.live, state.durable, state.liveFolders, state.durableFolders) = (names, names, folders, folders)
    for number in state.nodes.indices { state.nodes[number].durable = state.nodes[number].live }
  }
}
