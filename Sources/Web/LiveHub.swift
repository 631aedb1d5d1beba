/// Sends what happens to everyone who has a page open, and drops the oldest for whoever is slow.
public actor LiveHub {
  /// One thing that happened: its name, and one line of data.
  public struct Message: Sendable {
    /// What the page listens for, such as `checkpoint`.
    public let name: String
    /// Its data: a line without line ends, such as JSON.
    public let data: String

    /// Creates a message.
    public init(name: String, data: String) {
      (self.name, self.data) = (name, data)
    }
  }

  private var listeners: [Int: AsyncStream<Message>.Continuation] = [:]
  private var next = 0
  private var isClosed = false

  /// Creates a hub with nobody listening.
  public init() {}

  /// What happens from now on; ends when the hub is closed.
  public func listen() -> AsyncStream<Message> {
    let id = next
    next += 1
    let (stream, continuation) = AsyncStream.makeStream(
      of: Message.self, bufferingPolicy: .bufferingNewest(64))
    guard !isClosed else {
      continuation.finish()
      return stream
    }
    continuation.onTermination = { _ in Task { await self.forget(id) } }
    listeners[id] = continuation
    return stream
  }

  /// Tells everyone.
  public func tell(_ message: Message) {
    for listener in listeners.values { listener.yield(message) }
  }

  /// How many listen.
  public var count: Int { listeners.count }

  /// Ends every stream.
  public func close() {
    isClosed = true
    for listener in listeners.values { listener.finish() }
    listeners = [:]
  }

  private func forget(_ id: Int) { listeners[id] = nil }
}
