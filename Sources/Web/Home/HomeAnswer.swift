internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import SleepCore

/// What a route answers.
enum HomeAnswer: Sendable {
  /// A page.
  case page(HomePage, status: HTTPResponse.Status = .ok)
  /// Done: a form is led to `path`, a program gets `json`.
  case done(path: String, json: CanonicalJSON = ["done": true], headers: HTTPFields = [:])
  /// Data.
  case json(CanonicalJSON, status: HTTPResponse.Status = .ok)
  /// A file; one with a name is to be kept.
  case file([UInt8], type: String, name: String? = nil, headers: HTTPFields = [:])
  /// A file that is made as it is sent: called again and again until it returns `nil`; each call gives the next piece.
  case pieces(type: String, name: String, @Sendable () async throws -> [UInt8]?)
  /// An open stream of server-sent events: called again and again until it returns `nil`; each call gives what to write
  /// next, which may be empty.
  case stream(@Sendable () async throws -> String?)
}
