internal import Synchronization

/// The addresses by which a house may be called: everything else that leads to it is turned away, so that no page elsewhere
/// can reach it by a name of its own (DNS rebinding).
public final class HomeOrigins: Sendable {
  private let names: [String]
  private let isOpen: Bool
  private let isBehindTLS: Bool
  private let port = Mutex(80)

  /// The names of a house.
  ///
  /// - Parameters:
  ///   - names: how others in the network call it; this machine's own names are always among them.
  ///   - isOpen: whether others in the network reach it at all.
  ///   - isBehindTLS: whether a proxy before it speaks TLS: its names are called by `https://` then.
  public init(names: [String], isOpen: Bool, isBehindTLS: Bool = false) {
    (self.names, self.isOpen, self.isBehindTLS) = (names.map { $0.lowercased() }, isOpen, isBehindTLS)
  }

  /// It listens on this port from now on.
  public func listen(on port: Int) { self.port.withLock { $0 = port } }

  /// The address that people are told.
  public var first: String {
    if isBehindTLS, let name = names.first { return "https://\(name)" }
    return address(isOpen ? names.first ?? "localhost" : "localhost")
  }

  /// The name that passkeys are made for.
  ///
  /// Browsers make them at `https://` or at `http://localhost`.
  var relyingParty: String { (isBehindTLS ? names.first : nil) ?? "localhost" }

  /// Whether every name that people are told is called by `https://`.
  var isSecure: Bool { isBehindTLS && !names.isEmpty }

  /// All addresses.
  var all: Set<String> {
    let own = ["localhost", "127.0.0.1", "[::1]"].map(address)
    return Set(own + names.map { isBehindTLS ? "https://\($0)" : address($0) })
  }

  /// Whether it is called by this host, as a request names it.
  func includes(host: String) -> Bool { all.contains("http://\(host)") || all.contains("https://\(host)") }

  private func address(_ name: String) -> String {
    let port = port.withLock { $0 }
    return port == 80 ? "http://\(name)" : "http://\(name):\(port)"
  }
}
