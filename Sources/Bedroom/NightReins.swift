public import Night
public import SleepCore
internal import Synchronization

/// Somebody who watches a night as it runs; called from the night's own thread, between two blocks of signals.
public protocol NightObserver {
  /// Takes in what was decided.
  mutating func take(_ event: TimedEvent)
  /// A block is done.
  mutating func draw(at time: NightTime)
  /// The night is over.
  mutating func end()
}

/// The reins of a running night: whoever holds them can say something to it, and stop it.
public final class NightReins: Sendable {
  private struct State {
    var stop: NightEvent.EndReason?
    var words: [NightWord] = []
  }
  private let state = Mutex(State())
  private let isAsked: @Sendable () -> Bool

  /// New reins.
  ///
  /// - Parameter isAsked: whether somebody else asked to stop, such as by a signal to the process.
  public init(isAsked: @escaping @Sendable () -> Bool = { false }) { self.isAsked = isAsked }

  /// Says something; it is taken with the next block.
  public func say(_ word: NightWord) { state.withLock { $0.words.append(word) } }

  /// Stops the night; the first reason stands.
  public func stop(_ why: NightEvent.EndReason) { state.withLock { $0.stop = $0.stop ?? why } }

  /// Why the night is to stop; `nil` while it runs.
  public var isStopped: NightEvent.EndReason? {
    state.withLock(\.stop) ?? (isAsked() ? .stopped : nil)
  }

  /// Takes what was said since the last call.
  func take() -> [NightWord] {
    state.withLock { state in
      defer { state.words = [] }
      return state.words
    }
  }
}
