internal import Dispatch
public import Foundation
public import PublicRecord
public import RecordKeeper

/// A witness that is asked over HTTP (C2SP tlog-witness).
public struct WebWitness: WitnessAsker {
  /// Its key.
  public let key: VerifierKey
  private let url: URL
  private let seconds: Double

  /// A witness.
  ///
  /// - Parameters:
  ///   - key: its key.
  ///   - url: its submission prefix.
  ///   - seconds: how long it may take to answer.
  public init(key: VerifierKey, url: URL, seconds: Double = 5) {
    (self.key, self.url, self.seconds) = (key, url, seconds)
  }

  /// The witnesses of a policy that state where they are.
  public static func witnesses(of policy: WitnessPolicy) -> [WebWitness] {
    policy.witnesses.compactMap { witness in
      guard let text = witness.url, let url = URL(string: text) else { return nil }
      return WebWitness(key: witness.key, url: url)
    }
  }

  /// Asks, and waits at most as long as it may take.
  public func ask(_ request: WitnessRequest) async throws -> WitnessAnswer {
    let (target, body, seconds) = (url.appending(path: "add-checkpoint"), request.bytes, seconds)
    let answer = try await WebCalls.waiting { () throws(FleetError) in
      try WebCalls.call(target, body: body, seconds: seconds, limit: 1_000_000)
    }
    return try WitnessAnswer(status: answer.status, body: answer.body)
  }
}

extension WebCalls {
  /// Waits for a call that blocks, on a thread that may be blocked.
  static func waiting<Value: Sendable>(_ call: @escaping @Sendable () throws(FleetError) -> Value)
    async throws
    -> Value
  {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        do {
          continuation.resume(returning: try call())
        } catch {
          continuation.resume(throwing: error)
        }
      }
    }
  }
}
