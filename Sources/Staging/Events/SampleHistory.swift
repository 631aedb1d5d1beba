/// The newest samples of a signal, each at its number, always in one piece; a push costs two stores.
struct SampleHistory: Sendable {
  let capacity: Int
  /// Every sample twice, so that any stretch lies in one piece.
  private(set) var storage: [Double]
  private var slot = 0
  /// How many samples there have been.
  private(set) var count = 0
  /// How many samples in a row were numbers, up to the newest.
  private(set) var run = 0

  init(capacity: Int) {
    self.capacity = max(1, capacity)
    storage = [Double](repeating: 0, count: 2 * self.capacity)
  }

  /// Takes a sample; one that is not finite stands as the one before it, and ends ``run``.
  mutating func push(_ sample: Double) {
    let value: Double
    if sample.isFinite {
      value = sample
      run += 1
    } else {
      value = count == 0 ? 0 : storage[slot == 0 ? capacity - 1 : slot - 1]
      run = 0
    }
    storage[slot] = value
    storage[slot + capacity] = value
    slot = slot + 1 == capacity ? 0 : slot + 1
    count += 1
  }

  /// The number of the oldest sample that is still there.
  var oldest: Int { max(0, count - capacity) }

  /// The places in ``storage`` of the last `length` samples, oldest first.
  ///
  /// - Precondition: `length` is at most ``capacity``.
  func last(_ length: Int) -> Range<Int> {
    let end = slot == 0 ? 2 * capacity : slot + capacity
    return (end - length)..<end
  }

  /// The place in ``storage`` of sample number `n`; what is older than ``oldest`` counts as the oldest, what is to come
  /// as the newest.
  ///
  /// - Precondition: there has been a sample.
  func place(of n: Int) -> Int {
    let ago = min(max(count - 1 - n, 0), min(count, capacity) - 1)
    return (slot == 0 ? 2 * capacity : slot + capacity) - 1 - ago
  }
}
