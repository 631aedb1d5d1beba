public import Foundation
internal import PublicRecord
public import SleepCore
internal import Synchronization

/// Looks after a running night: asks the followed records for halts every few seconds, and this home as well.
///
/// Every pod asks for itself, so a halt needs nobody to push it; a pod that gets no answer goes on with what it knows
/// until that is a day old. Asking costs one small file while nothing is new.
public final class HaltWatch: Sendable {
  /// How long from one look to the next, in seconds.
  ///
  /// A halt reaches a connected pod within this and the time of one answer.
  public static let interval: TimeInterval = 4

  private struct State {
    var refusal: (any ExplainedError)?
    var isOver = false
  }
  private let state = Mutex(State())

  /// Begins to watch, on a thread of its own.
  ///
  /// - Parameters:
  ///   - records: what the pod knows.
  ///   - program: the SHA-256 of the program that runs.
  ///   - name: what people call it.
  ///   - interval: how long from one look to the next, in seconds.
  public init(
    _ records: PodRecords, program: String, name: String, interval: TimeInterval = HaltWatch.interval
  ) {
    let thread = Thread { [self] in
      var records = records
      while !state.withLock({ $0.isOver }) {
        let updates = records.update()
        let now = UTCTime(seconds: Int(Date().timeIntervalSince1970))
        do {
          _ = try records.clear(program: program, name: name, now: now)
        } catch {
          let refusal =
            error as? any ExplainedError
            ?? FleetError("\(error)", place: name, remedy: "See the pod's state folder.")
          state.withLock { $0.refusal = $0.refusal ?? refusal }
        }
        for (record, update) in zip(records.followed, updates) {
          guard let halts = try? update.get().halts else { continue }
          for halt in halts { Self.tell(record.address, of: halt) }
        }
        if state.withLock({ $0.refusal != nil }) { return }
        Thread.sleep(forTimeInterval: interval)
      }
    }
    thread.name = "halt watch"
    thread.start()
  }

  /// Why the program may not run on; `nil` while it may.
  public var refusal: (any ExplainedError)? { state.withLock { $0.refusal } }

  /// Ends the watch.
  public func end() { state.withLock { $0.isOver = true } }

  /// Tells a record's server that a halt has come, with a word made for this alone.
  static func tell(_ address: RecordAddress, of halt: RecordReading.Halt) {
    guard case .web(let url) = address else { return }
    let since = Int((Date().timeIntervalSince1970 - Double(halt.at.seconds)) * 1000)
    let word = (0..<4).map { _ in String(UInt32.random(in: .min ... .max), radix: 16) }.joined()
    let body = CanonicalJSON.object([
      "halt": .number(halt.index), "ms": .number(max(0, since)), "pod": .text(word),
    ])
    _ = try? WebCalls.call(url.appending(path: "reached"), body: body.bytes, seconds: 5)
  }
}
