internal import Foundation

/// A peer in a process of its own, which measures itself each time it is asked.
final class Peer {
  /// What one request came to.
  struct Answer: Decodable {
    /// Seconds of one repetition.
    let seconds: Double?
    /// How many numbers came out; only where it was asked to check.
    let count: Int?
    /// The sum of their magnitudes; only where it was asked to check.
    let sum: Double?
    let error: String?
  }

  private struct Request<Subject: Encodable>: Encodable {
    let subject: Subject
    let repeats: Int
    let check: Bool
  }

  let name: String
  private let process = Process()
  private let input: FileHandle
  private let output: FileHandle
  private var pending = Data()

  init(_ name: String, python: String, script: String) throws {
    self.name = name
    let (toPeer, fromPeer) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: python)
    process.arguments = [script, name]
    process.standardInput = toPeer
    process.standardOutput = fromPeer
    input = toPeer.fileHandleForWriting
    output = fromPeer.fileHandleForReading
    try process.run()
  }

  deinit {
    try? input.close()
    process.waitUntilExit()
  }

  /// The mean seconds of some repetitions, by the peer's own clock.
  func seconds(_ subject: some Encodable, repeats: Int) throws -> Double {
    try ask(subject, repeats: repeats, check: false).seconds ?? .nan
  }

  /// Runs once, outside any measurement, and tells what came out.
  func check(_ subject: some Encodable) throws -> Answer { try ask(subject, repeats: 1, check: true) }

  private func ask(_ subject: some Encodable, repeats: Int, check: Bool) throws -> Answer {
    var request = try JSONEncoder().encode(Request(subject: subject, repeats: repeats, check: check))
    request.append(UInt8(ascii: "\n"))
    try input.write(contentsOf: request)
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Data(pending[..<end])
        pending = Data(pending[(end + 1)...])
        let answer = try JSONDecoder().decode(Answer.self, from: line)
        if let error = answer.error { throw refusal(error) }
        return answer
      }
      let more = output.availableData
      if more.isEmpty { throw refusal("it ended before it answered") }
      pending.append(more)
    }
  }

  private func refusal(_ problem: String) -> BenchError {
    BenchError(
      place: "the peer \(name)", problem: problem,
      remedy: "Try it alone: serve.py \(name) in Benchmarks/peers")
  }
}
