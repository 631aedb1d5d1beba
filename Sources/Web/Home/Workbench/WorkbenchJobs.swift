internal import Foundation
internal import SleepCore

/// Long work of the workbench, one after the other and beside the threads that serve: what it comes to is a fragment of a
/// page, which is kept for an hour.
actor WorkbenchJobs {
  /// What has become of a piece of work.
  enum State: Sendable {
    /// It waits or runs; how far it is, 0 to 1.
    case running(Double)
    /// It is done: HTML.
    case done(String)
    /// It could not be done: why.
    case failed(String)
  }

  private var states: [Int: (state: State, began: ContinuousClock.Instant)] = [:]
  private var next = 1
  private let bench = DispatchQueue(label: "workbench", qos: .utility)
  /// How many pieces of work may wait or be kept.
  private static let capacity = 32

  /// Begins a piece of work.
  ///
  /// - Parameter work: makes the fragment; it is told where to say how far it is, and whether to go on.
  /// - Returns: its number; `nil` where too much waits already.
  func begin(_ work: @escaping @Sendable (_ goesOn: @escaping @Sendable (Double) -> Bool) throws -> String)
    -> Int?
  {
    let now = ContinuousClock.now
    states = states.filter { now - $0.value.began < .seconds(3600) }
    if states.count >= Self.capacity {
      guard
        let oldest = states.filter({ if case .running = $0.value.state { false } else { true } })
          .min(by: { $0.value.began < $1.value.began })?.key
      else { return nil }
      states[oldest] = nil
    }
    let id = next
    next += 1
    states[id] = (.running(0), now)
    bench.async {
      let state: State
      do {
        state = .done(
          try work { share in
            Task { await self.set(id, .running(share)) }
            return true
          })
      } catch {
        state = .failed((error as? any ExplainedError)?.description ?? "\(error)")
      }
      Task { await self.set(id, state) }
    }
    return id
  }

  /// What has become of a piece of work; `nil` where there is none of this number.
  func state(of id: Int) -> State? { states[id]?.state }

  private func set(_ id: Int, _ state: State) {
    guard let before = states[id] else { return }
    // Word of how far it is may come after the end.
    if case .running = state, case .running = before.state {
      states[id] = (state, before.began)
    } else if case .running = state {
      return
    } else {
      states[id] = (state, before.began)
    }
  }
}
