internal import Foundation

/// Shares work out over the machine's cores.
enum Cores {
  /// Calls `body` for consecutive parts of 0..<count, on at most four cores at once, and returns when all are done.
  ///
  /// A part is at least `least` long, so that little work stays on this thread.
  static func share(_ count: Int, least: Int = 8, _ body: (Range<Int>) -> Void) {
    let cores = min(ProcessInfo.processInfo.activeProcessorCount, 4, count / least)
    guard cores > 1 else { return body(0..<count) }
    withoutActuallyEscaping(body) { body in
      // Every part writes to places of its own, and all are done when `concurrentPerform` returns.
      nonisolated(unsafe) let work = body
      DispatchQueue.concurrentPerform(iterations: cores) { part in
        unsafe work(count * part / cores..<count * (part + 1) / cores)
      }
    }
  }
}
