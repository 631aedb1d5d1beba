internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Ctrl-C and SIGTERM end a night gently: the record is finished before the program goes.
enum StopSignal {
  private static let received = Atomic<Bool>(false)

  /// Whether someone asked to stop.
  static var isAsked: Bool { received.load(ordering: .relaxed) }

  /// Listens from now on; a second signal ends the program at once.
  static func listen() {
    for number in [SIGINT, SIGTERM] {
      _ = signal(number) { number in
        StopSignal.received.store(true, ordering: .relaxed)
        _ = signal(number, SIG_DFL)
      }
    }
  }
}
