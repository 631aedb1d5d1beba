internal import Foundation
public import PublicRecord
internal import Synchronization

#if canImport(FoundationNetworking)
  internal import FoundationNetworking
#endif

/// Calls to a web server, one at a time, each answered or given up on within a set time.
enum WebCalls {
  /// An answer.
  struct Answer {
    let status: Int
    let body: [UInt8]
  }

  /// Gets a file, or posts a body.
  ///
  /// Blocks the thread; not for an async function.
  ///
  /// - Parameters:
  ///   - url: where.
  ///   - body: what to post; `nil` gets.
  ///   - word: a word for `Authorization: Bearer`.
  ///   - seconds: how long to wait.
  ///   - limit: the most bytes that are taken.
  /// - Returns: the answer.
  /// - Throws: ``FleetError`` where nobody answers, or too much.
  static func call(
    _ url: URL, body: [UInt8]? = nil, word: String? = nil, seconds: Double = 10, limit: Int = 20_000_000
  ) throws(FleetError) -> Answer {
    var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: seconds)
    if let body {
      request.httpMethod = "POST"
      request.httpBody = Data(body)
    }
    if let word { request.setValue("Bearer \(word)", forHTTPHeaderField: "Authorization") }
    let result = Once()
    let task = URLSession.shared.dataTask(with: request) { data, response, error in
      if let answer = response as? HTTPURLResponse, error == nil {
        result.set(.success(Answer(status: answer.statusCode, body: Array(data ?? Data()))))
      } else {
        result.set(.failure(error?.localizedDescription ?? "no answer came"))
      }
    }
    task.resume()
    switch result.wait(seconds: seconds + 1) {
    case .success(let answer):
      guard answer.body.count <= limit else {
        throw FleetError(
          "the answer is longer than \(limit) bytes", place: url.absoluteString, remedy: "Check the address.")
      }
      return answer
    case .failure(let why):
      throw FleetError(
        "nobody answers (\(why))", place: url.absoluteString,
        remedy: "Check the address and the connection, and ask again.")
    case nil:
      task.cancel()
      throw FleetError(
        "no answer came within \(Int(seconds)) s", place: url.absoluteString,
        remedy: "Check the connection, and ask again.")
    }
  }

  private enum Result: Sendable {
    case success(Answer)
    case failure(String)
  }

  /// A result that is waited for.
  private final class Once: Sendable {
    private let done = DispatchSemaphore(value: 0)
    private let value = Mutex<Result?>(nil)

    func set(_ result: Result) {
      value.withLock { $0 = $0 ?? result }
      done.signal()
    }

    func wait(seconds: Double) -> Result? {
      _ = done.wait(timeout: .now() + seconds)
      return value.withLock { $0 }
    }
  }
}

/// A log's files as a web server or a folder has them.
public struct AddressTiles: TileReader, Sendable {
  let address: RecordAddress

  /// The files at an address.
  ///
  /// Reading from the web blocks until the server answers.
  public init(address: RecordAddress) { self.address = address }

  /// The bytes of a file, or `nil` where there is none.
  public func read(_ path: String) throws(RecordError) -> [UInt8]? {
    switch address {
    case .folder(let folder):
      let file = "\(folder)/\(path)"
      guard FileManager.default.fileExists(atPath: file) else { return nil }
      guard let data = FileManager.default.contents(atPath: file) else {
        throw RecordError(.unreadable, "it cannot be read", place: file, remedy: "See who may read it.")
      }
      return Array(data)
    case .web(let url):
      let answer: WebCalls.Answer
      do {
        answer = try WebCalls.call(url.appending(path: path))
      } catch {
        throw RecordError(.unreadable, error.problem, place: error.place, remedy: error.remedy)
      }
      if answer.status == 404 { return nil }
      guard answer.status == 200 else {
        throw RecordError(
          .unreadable, "the server answers with \(answer.status)",
          place: url.appending(path: path).absoluteString,
          remedy: "Ask again later, or tell the record's operator.")
      }
      return answer.body
    }
  }
}
