import Foundation
import TestKit
import Testing

@Suite("luma program answers an engineer")
struct ProgramCommandTests {
  /// Forty-two decibels for seven hours: well written, and too much for a night.
  private let loud = """
    lumapod: program/2
    name: loud
    title: Loud
    version: "1"
    for: [adult]
    about: Too loud for a whole night.
    evidence:
      - {claim: None., finding: untested, source: nobody}
    start: rain
    scenes:
      rain:
        sound:
          rain: {level: 42 dBA, over: 30 s}
        longest: 7 h
        then: end
      end: {about: Silence.}
    """

  private func objects(_ text: String) throws -> [[String: Any]] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
  }

  @Test("every program of the library is proved for everyone it is for, with each bound, limit and margin")
  func library() throws {
    let folder = SharedMaterial.projectRoot.appending(path: "Library/Programs")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    #expect(names.count >= 12)
    for name in names {
      let answer = try call("program", "verify", name, "--json")
      #expect(answer.status == 0, "\(name): \(answer.error)")
      for object in try objects(answer.output) {
        #expect(object["verified"] as? Bool == true)
        #expect((object["certificate_sha256"] as? String)?.count == 64)
        let bounds = try #require(object["bounds"] as? [[String: Any]])
        #expect(bounds.count >= 10)
        for bound in bounds {
          let margin = try #require(bound["margin"] as? Int)
          #expect(margin >= 0, "\(name): \(bound)")
          #expect(bound["value_text"] is String && bound["bound_text"] is String && bound["limit"] is String)
        }
      }
    }
  }

  @Test("a program that could exceed a limit is refused, with the night on which it would")
  func refuses() throws {
    let scratch = try ScratchFolder()
    let file = scratch.file("loud.yaml").path
    try loud.write(toFile: file, atomically: true, encoding: .utf8)
    let check = try call("program", "check", file)
    #expect(check.status == 0, "\(check.error)")
    let told = try call("program", "verify", file)
    #expect(told.status == 1)
    #expect(told.output.contains("41.4") && told.output.contains("at most 40 dBA"))
    #expect(told.output.contains("On this night it happens"))
    let answer = try call("program", "verify", file, "--json")
    #expect(answer.status == 1)
    let object = try #require(try objects(answer.output).first)
    let fact = try #require(object["fact"] as? [String: Any])
    #expect(fact["limit"] as? String == "steady-sound-asleep")
    let reached = try #require(object["reached"] as? Int)
    #expect(reached > (fact["bound"] as? Int) ?? .max)
    #expect((object["night"] as? [String])?.isEmpty == false)
    // And there is no way to run it.
    let night = try call(
      "night", "--source", "virtual", "--program", file, "--out", scratch.file("night").path)
    #expect(night.status == 65 && night.error.contains("steady-sound-asleep"))
    #expect(
      !FileManager.default.fileExists(atPath: scratch.file("night").appending(path: "events.jsonl").path))
  }

  @Test("a mistake is named with line and column, and what was probably meant")
  func mistake() throws {
    let scratch = try ScratchFolder()
    let file = scratch.file("wrong.yaml").path
    try loud.replacingOccurrences(of: "sound:", with: "sounds:").write(
      toFile: file, atomically: true, encoding: .utf8)
    let answer = try call("program", "check", file)
    #expect(answer.status == 65)
    #expect(answer.error.contains("wrong.yaml:12:") && answer.error.contains("`sound`"), "\(answer.error)")
  }

  @Test("a certificate is the same text for the same program, and another for another age")
  func certificate() throws {
    let scratch = try ScratchFolder()
    func make(_ age: String, _ name: String) throws -> String {
      let file = scratch.file(name).path
      let answer = try call("program", "verify", "nap", "--age", age, "--certificate", file)
      #expect(answer.status == 0, "\(answer.error)")
      return try String(contentsOfFile: file, encoding: .utf8)
    }
    let (first, second, teen) = (try make("adult", "a"), try make("adult", "b"), try make("teen", "c"))
    #expect(first == second && first != teen)
    #expect(first.hasPrefix("lumapod-certificate/2\n") && first.utf8.count < 2000)
  }

  @Test("simulated nights stay within what was proved", arguments: [[String](), ["--hostile"]])
  func simulates(how: [String]) throws {
    let program = ["program", "simulate", "deep-rest", "--nights", "5", "--json"] + how
    let answer = try callAll(program)
    #expect(answer.status == 0, "\(answer.error)")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
    let readings = try #require(object["readings"] as? [[String: Any]])
    var seen = 0
    for reading in readings where !(reading["limit"] as? String ?? "").hasSuffix("rise") {
      guard let most = reading["most"] as? Int, let proved = reading["proved"] as? Int else { continue }
      #expect(most <= proved)
      seen += 1
    }
    #expect(seen >= 8)
  }
}
