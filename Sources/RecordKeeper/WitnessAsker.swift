public import PublicRecord

/// What a witness said.
public enum WitnessAnswer: Sendable, Hashable {
  /// It signed; a signature counts once it was checked.
  case signed([NoteSignature])
  /// It refused.
  case refused(WitnessRefusal)

  /// Reads an answer as it comes over HTTP.
  ///
  /// - Throws: ``RecordError`` where it is none of those that the specification has.
  public init(status: Int, body: [UInt8]) throws(RecordError) {
    switch status {
    case 200: self = .signed(try NoteSignature.lines(body))
    case 400: self = .refused(.malformed)
    case 403: self = .refused(.notSigned)
    case 404: self = .refused(.unknownLog)
    case 409:
      guard body.last == 0x0A, let size = Decimal.number(body.dropLast()) else {
        throw Self.strange("409 without a size")
      }
      self = .refused(.otherSize(size))
    case 422: self = .refused(.notConsistent)
    default: throw Self.strange("the status \(status)")
    }
  }

  private static func strange(_ what: String) -> RecordError {
    RecordError(
      .malformed, "its answer is \(what)", place: "a witness",
      remedy:
        "See that the address is the witness's submission prefix; C2SP tlog-witness says what it answers.")
  }
}

/// Brings requests to a witness: over HTTP, or under the same roof.
public protocol WitnessAsker: Sendable {
  /// The witness's key.
  var key: VerifierKey { get }
  /// Asks; ends within seconds, also where the witness does not answer.
  ///
  /// - Throws: whatever kept the answer from coming.
  func ask(_ request: WitnessRequest) async throws -> WitnessAnswer
}

/// A witness in this process: for tests and measurements, and for who keeps one under the same roof.
public struct NearWitness<Files: RecordFiles>: WitnessAsker {
  /// The witness's key.
  public var key: VerifierKey { keeper.key }
  private let keeper: WitnessKeeper<Files>
  private let now: @Sendable () -> UInt64

  /// Asks a witness; `now` gives the seconds since 1970 that it states.
  public init(_ keeper: WitnessKeeper<Files>, now: @escaping @Sendable () -> UInt64) {
    self.keeper = keeper
    self.now = now
  }

  /// Asks, by the bytes that would go over a wire.
  public func ask(_ request: WitnessRequest) async throws -> WitnessAnswer {
    let reply = await keeper.answer(request.bytes, time: now())
    return try WitnessAnswer(status: reply.status, body: reply.body)
  }
}
