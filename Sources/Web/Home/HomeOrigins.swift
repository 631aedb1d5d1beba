internal import Synchronization

/// The addresses by which a house may be called: everything else that leads to it is turned away, so that no page elsewhere
/// can reach it by a name of its own (DNS rebinding).
public final class HomeOrigins: Sendable {
  private let names: [String]
  private let isOpen: Bool
  private let port = Mutex(80)

  /// The names of a house.
  ///
  /// - Parameters:
  ///   - names: how others in the network call it; this machine's own names are always among them.
  ///   - isOpen: whether others in the network reach it at all.
  public init(names: [String], isOpen: Bool) {
    (self.names, self.isOpen) = (names.map { $0.lowercased() }, isOpen)
  }

  /// It listens on this port from now on.
  public func listen(on port: Int) { self.port.withLock { $0 = port } }

  /// The address that people are told.
  public var first: String { address(isOpen ? names.first ?? "localhost" : "localhost") }

  /// The name that passkeys are made for.
  ///
  /// Browsers make them at `https://` or at `http://localhost`; this house speaks `http`.
  var relyingParty: String { "localhost" }

  /// All addresses.
  var all: Set<String> { Set((["localhost", "127.0.0.1", "[::1]"] + names).map(address)) }

  private func address(_ name: String) -> String {
    let port = port.withLock { $0 }
    return port == 80 ? "http://\(name)" : "http://\(name):\(port)"
  }
}
