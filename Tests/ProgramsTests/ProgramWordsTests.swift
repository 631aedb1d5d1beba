import Foundation
import ProgramKernel
import Programs
import SleepCore
import TestKit
import Testing

@Suite("a program is explained, compared and begun in plain words")
struct ProgramWordsTests {
  @Test(
    "an explanation names everything that comes, and can be read aloud in two minutes",
    arguments: ProgramLibrary.names)
  func explained(_ name: String) throws {
    let program = try parse(ProgramLibrary.text(name))
    let explanation = ProgramExplanation(
      program,
      bounds: [("steady sound at the ear", "33 dBA", "40 dBA"), ("pulses in a night", "600", "1500")])
    #expect(explanation.lines.count <= 25)
    let text = explanation.text
    #expect(text.contains(program.compiled.title))
    #expect(text.contains("steady sound at the ear 33 dBA (limit 40 dBA)"))
    #expect(text.contains("stop it at any moment"))
    for claim in program.evidence { #expect(text.contains(claim.claim.prefix(30))) }
    for scene in program.compiled.scenes where !scene.name.contains("(") {
      #expect(text.contains(scene.name))
    }
    if let speech = program.compiled.scenes.compactMap(\.stimuli.speech).first {
      for words in speech.texts { #expect(text.contains("“\(words)”")) }
      #expect(text.contains("It may speak to you while you sleep"))
    }
  }

  @Test("what is unknown is said to be unknown, and an unproved program is not called safe")
  func honest() throws {
    let text = ProgramExplanation(try parse(goodProgram)).text
    #expect(text.contains("Not known: It rains. (none.)"))
    #expect(text.contains("Nothing is proved here"))
    #expect(!text.contains("limit"))
  }

  @Test("a program does not differ from itself")
  func same() throws {
    let program = try parse(goodProgram)
    let difference = ProgramDifference(from: program, to: program)
    #expect(difference.isNothing)
    #expect(difference.text == "Nothing changed.")
  }

  @Test(
    "whatever is changed for the sleeper is said",
    arguments: [
      ("40 dBA", "43 dBA", "rain at 40 dBA", "43 dBA (like a quiet library), reached over 30 s (louder)."),
      (
        "go: deep}", "go: end}",
        "no more: when you have been in N2 or in deep sleep (N3) for 2 min, on to deep", "on to end"
      ),
      ("held: 2 min", "held: 4 min", "for 2 min", "for 4 min"),
      ("longest: 30 min", "longest: 50 min", "lasts at most 30 min, then deep", "50 min, then deep"),
      ("most: 600", "most: 700", "600 at most", "700 at most"),
      ("level: 45 dBA, phase", "sham: true, phase", "soft pulses of up to 45 dBA", "marks without any sound"),
      ("light: {level: 100 lx, over: 1 min}", "", "no more: light of 100 lx", "wake"),
      ("wake: wake", "", "the wake time leads to wake → nothing", "wake: gone"),
    ])
  func changes(_ old: String, _ new: String, _ first: String, _ second: String) throws {
    var text = goodProgram.replacing(old, with: new, maxReplacements: 1)
    if new.isEmpty, old.hasPrefix("wake"), let cut = text.range(of: "  wake:\n"),
      let end = text.range(of: "  end:")
    {
      text.removeSubrange(cut.lowerBound..<end.lowerBound)
    }
    let difference = ProgramDifference(from: try parse(goodProgram), to: try parse(text))
    let said = difference.forSleeper.joined(separator: "\n")
    #expect(said.contains(first) && said.contains(second), "\(difference.text)")
    #expect(difference.inWords.isEmpty)
  }

  @Test("a bound that moved, a new age and another number of nights are matters of safety")
  func safety() throws {
    let after = try parse(
      goodProgram.replacing("for: [adult]", with: "for: [adult, teen]").replacing(
        "nights: 5", with: "nights: 6"))
    let difference = ProgramDifference(
      from: try parse(goodProgram), to: after, boundsBefore: [("peak", "45 dBA", "55 dBA")],
      boundsAfter: [("peak", "47 dBA", "55 dBA"), ("dose", "1 mPa²h", "2 mPa²h")])
    #expect(
      difference.forSafety == [
        "for adults → adults and teens from 13 to 17.", "nights of a week: 5 → 6.",
        "peak, at worst: 45 dBA → 47 dBA (limit 55 dBA).",
        "dose, at worst: nothing → 1 mPa²h (limit 2 mPa²h).",
      ])
    #expect(difference.forSleeper.isEmpty)
  }

  @Test("new words alone change nothing for the sleeper")
  func wordsOnly() throws {
    let after = try parse(goodProgram.replacing("finding: untested", with: "finding: mixed"))
    let difference = ProgramDifference(from: try parse(goodProgram), to: after)
    #expect(difference.forSleeper.isEmpty && difference.forSafety.isEmpty)
    #expect(difference.inWords.count == 2)
    #expect(!difference.isNothing)
  }

  @Test("every template is read, verified, tidy and named as asked", arguments: ProgramTemplate.allCases)
  func templates(_ template: ProgramTemplate) throws {
    let text = try template.text(name: "my-own-night", schema: "schema.json")
    #expect(text.hasPrefix("# yaml-language-server: $schema=schema.json\n"))
    let program = try parse(text)
    #expect(program.compiled.name == "my-own-night")
    #expect(program.compiled.title == "My own night")
    #expect(try ProgramFormat.tidy(text, file: "new") == text)
    for age in program.compiled.ages { _ = try verify(program.compiled, age: age) }
    #expect(throws: ProgramError.self) { try template.text(name: "My Night") }
  }
}

@Suite("the schema for editors says what the reader knows")
struct ProgramSchemaTests {
  private static let file = SharedMaterial.projectRoot.appending(path: "Library/Schemas/program.schema.json")

  /// A part of the schema as a dictionary.
  private func schema() throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(contentsOf: Self.file)) as? [String: Any])
  }

  @Test("every word of the reader stands in the schema, and the other way round")
  func inStep() throws {
    let schema = try schema()
    let parts = try #require(schema["$defs"] as? [String: [String: Any]])
    for words in LanguageWords.places {
      let part = words.place == "program" ? schema : try #require(parts[words.place], "\(words.place)")
      let properties = try #require(part["properties"] as? [String: Any])
      #expect(Set(properties.keys) == Set(words.all), "\(words.place)")
      #expect(Set(part["required"] as? [String] ?? []) == Set(words.required), "\(words.place)")
      #expect(part["additionalProperties"] as? Bool == false)
    }
    let known = Set(LanguageWords.places.map(\.place) + ["time", "stages", "stage"])
    #expect(Set(parts.keys) == known.subtracting(["program"]))
    let head = try #require((schema["properties"] as? [String: [String: Any]]))
    #expect(head["lumapod"]?["const"] as? String == LanguageWords.tag)
    let sounds = ((parts["calm-scene"]?["properties"] as? [String: [String: Any]])?["sound"]?["properties"])
    #expect(Set((sounds as? [String: Any] ?? [:]).keys) == Set(Soundscape.allCases.map(\.name)))
  }

  @Test("the library is valid by the schema, and a broken program is not")
  func peers() throws {
    guard let python = peerPython else { return }
    let broken = [
      ("40 dBA", "40 dB"), ("go: deep", "goes: deep"), ("for: [adult]", "for: [adult, child]"),
      ("for: [adult]", "for: [child]"), ("held: 2 min", "held: soon"), ("[N2, N3]", "[N4]"),
      ("most: 600", "most: 600.5"), ("nights: 5", "nights: 9"), ("program/2", "program/1"),
      ("held: 2 min, ", ""), ("then: deep", "about: x"), ("level: 45 dBA, phase", "phase"),
      ("level: 45 dBA, phase", "level: 45 dBA, sham: true, phase"),
      ("stage: [N2, N3], ", "stage: [N2], lights: off, "),
      ("apart: 2.5 s,", "apart: 2.5 s, train: 3,"), ("  end:", "  pulse: 3\n  end:"),
      ("start: rain", "begin: rain"),
    ]
    let scratch = try ScratchFolder()
    var files = ProgramLibrary.names.map { ProgramLibrary.folder.appending(path: "\($0).yaml").path }
    for (i, template) in ProgramTemplate.allCases.enumerated() {
      let file = scratch.file("template-\(i).yaml")
      try template.text(name: "new").write(to: file, atomically: true, encoding: .utf8)
      files.append(file.path)
    }
    let valid = files.count
    for (i, (good, bad)) in broken.enumerated() {
      #expect(goodProgram.contains(good))
      let text = goodProgram.replacing(good, with: bad, maxReplacements: 1)
      #expect(throws: ProgramError.self, "\(bad)") { try parse(text) }
      let file = scratch.file("broken-\(i).yaml")
      try text.write(to: file, atomically: true, encoding: .utf8)
      files.append(file.path)
    }
    let script = SharedMaterial.projectRoot.appending(path: "Tests/peers/program_schema.py").path
    let (status, output, error) = try run(python, [script, Self.file.path] + files)
    #expect(status == 0, "\(error)")
    let lines = output.split(separator: "\n")
    #expect(lines.count == files.count)
    for (i, line) in lines.enumerated() {
      #expect((line == "ok") == (i < valid), "\(files[i]): \(line)")
    }
  }
}
