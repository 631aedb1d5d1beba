public import Hummingbird
internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// A server of this machine.
public enum WebServer {
  /// Serves until the process is asked to stop (SIGTERM, SIGINT).
  ///
  /// - Parameters:
  ///   - router: the routes.
  ///   - host: the address to listen on: 127.0.0.1 unless others are meant to reach it.
  ///   - port: the port; 0 takes a free one.
  ///   - ready: called once it listens, with its port.
  ///   - beside: what else runs until then.
  /// - Throws: where the port is taken, or what runs beside fails.
  public static func run(
    _ router: Router<some RequestContext & InitializableFromSource<ApplicationRequestContextSource>>,
    host: String, port: Int,
    ready: @escaping @Sendable (Int) async -> Void, beside: (@Sendable () async throws -> Void)? = nil
  ) async throws {
    var logger = Logger(label: "luma")
    logger.logLevel = .error
    let application = Application(
      router: router, configuration: .init(address: .hostname(host, port: port), serverName: nil),
      onServerRunning: { channel in await ready(channel.localAddress?.port ?? port) }, logger: logger)
    var services: [any Service] = [application]
    if let beside { services.append(Beside(work: beside)) }
    let group = ServiceGroup(
      configuration: .init(
        services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
        logger: logger))
    try await group.run()
  }

  private struct Beside: Service {
    let work: @Sendable () async throws -> Void

    func run() async throws {
      try await cancelWhenGracefulShutdown {
        do {
          try await work()
        } catch is CancellationError {}
      }
    }
  }
}
