public import SleepCore

/// What somebody tells a running night: by a tap, a button, or a sensor that knows the bed.
///
/// A word is taken with the next block of signals, stands in the record from there on, and is told again by a replay,
/// so that what was decided on is what is recorded.
public enum NightWord: Sendable, Hashable {
  /// A wish of the sleeper, told to the program for the second in which it was said.
  case wish(Senses.Wish)
  /// The wake time is another from now on.
  ///
  /// It can be moved at any moment, also while the alarm rings: it falls silent then and rings again.
  case wakeAt(NightTime)
  /// Whether someone lies in the bed, from now on.
  case presence(Bool)
  /// Whether the lights of the room are off, from now on.
  case darkness(Bool)
}

/// The words that wait for their block.
struct WaitingWords {
  private var waiting: [(from: NightTime, word: NightWord)] = []

  /// Adds a word.
  ///
  /// - Parameters:
  ///   - word: what was said.
  ///   - from: the beginning of the first block that may take it.
  mutating func add(_ word: NightWord, from: NightTime) { waiting.append((from, word)) }

  /// Takes the words that a block which begins at `start` has to take, in their order.
  mutating func take(at start: NightTime) -> [NightWord] {
    guard !waiting.isEmpty else { return [] }
    let due = waiting.filter { $0.from <= start }.map(\.word)
    waiting.removeAll { $0.from <= start }
    return due
  }
}
