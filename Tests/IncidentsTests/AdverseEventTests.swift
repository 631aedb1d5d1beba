import Foundation
import Incidents
import SleepCore
import TestKit
import Testing

@Suite("a case as a FHIR R4 AdverseEvent")
struct AdverseEventTests {
  /// The codes of R4's value sets, written down apart from the code that uses them.
  private static let codes: [String: Set<String>] = [
    "adverse-event-category": [
      "product-problem", "product-quality", "product-use-error", "wrong-dose",
      "incorrect-prescribing-information",
      "wrong-technique", "wrong-route-of-administration", "wrong-rate", "wrong-duration", "wrong-time",
      "expired-drug",
      "medical-device-use-error", "problem-different-manufacturer", "unsafe-physical-environment",
    ],
    "adverse-event-seriousness": [
      "Non-serious", "Serious", "SeriousResultsInDeath", "SeriousIsLifeThreatening",
      "SeriousResultsInHospitalization",
      "SeriousResultsInDisability", "SeriousIsBirthDefect", "SeriousRequiresPreventImpairment",
    ],
    "adverse-event-severity": ["mild", "moderate", "severe"],
    "adverse-event-outcome": [
      "resolved", "recovering", "ongoing", "resolvedWithSequelae", "fatal", "unknown",
    ],
  ]

  private func checkCodes(_ value: CanonicalJSON) {
    if let system = value["system"]?.text, system.hasPrefix("http://terminology.hl7.org/CodeSystem/") {
      let name = String(system.dropFirst("http://terminology.hl7.org/CodeSystem/".count))
      #expect(Self.codes[name]?.contains(value["code"]?.text ?? "") == true, "\(value.string)")
    }
    for member in value.members { checkCodes(member.value) }
    for entry in value.list ?? [] { checkCodes(entry) }
  }

  @Test("random cases have R4's elements, codes of its value sets, and an open causality")
  func structure() throws {
    let vocabulary = try libraryVocabulary()
    var random = SeededRandom(seed: 71)
    let elements: Set = [
      "resourceType", "contained", "identifier", "actuality", "category", "event", "subject", "date",
      "detected",
      "recordedDate", "seriousness", "severity", "outcome", "suspectEntity", "text",
    ]
    for i in 0..<tries(200, soak: 20_000) {
      var journal = Journal()
      let report = try Samples.random(&random)
      let id = try journal.receive(report)
      if i % 2 == 0 { try journal.add(.coded(vocabulary.coding(for: report)), to: id, by: "rule") }
      let found = try #require(journal.file.cases[id])
      let resource = AdverseEvent.json(found, vocabulary: vocabulary, withWords: i % 3 == 0)
      #expect(resource["resourceType"]?.text == "AdverseEvent" && resource["actuality"]?.text == "actual")
      #expect(resource.members.allSatisfy { elements.contains($0.name) })
      checkCodes(resource)
      let serious = resource["seriousness"]?["coding"]?.list ?? []
      #expect(serious.count == max(1, found.criteria.count))
      #expect((serious[0]["code"]?.text == "Non-serious") == !found.isSerious)
      #expect(
        resource["subject"]?["reference"]?.text == "#subject"
          && resource["contained"]?[0]?["id"]?.text == "subject")
      let suspect = resource["suspectEntity"]?[0]
      #expect((suspect == nil) == (report.program == nil) && suspect?["causality"] == nil)
      if suspect != nil {
        #expect(suspect?["instance"]?["reference"]?.text == "#program")
        #expect(resource["contained"]?[1]?["resourceType"]?.text == "Device")
      }
      let coding = resource["event"]?["coding"]?[0]
      #expect((coding == nil) == (i % 2 == 1) && (coding == nil || coding?["display"]?.text != nil))
      #expect((resource["text"] == nil) == (i % 3 != 0 || report.words.isEmpty))
      #expect(try CanonicalJSON.read(resource.bytes) == resource)
    }
  }

  @Test("the reporter's words stay behind unless asked for, and cannot break out of their element")
  func words() throws {
    var journal = Journal()
    let id = try journal.receive(Samples.report(words: "<script>alert(1)</script> & \"more\""))
    let found = try #require(journal.file.cases[id])
    #expect(!AdverseEvent.json(found, vocabulary: nil).string.contains("alert"))
    let text = AdverseEvent.json(found, vocabulary: nil, withWords: true)["text"]?["div"]?.text ?? ""
    #expect(text.contains("&lt;script&gt;") && !text.contains("<script>"))
  }

  @Test("the fhir.resources package reads every resource, and refuses one without a subject")
  func peer() throws {
    guard let python = peerPython else { return }
    let vocabulary = try libraryVocabulary()
    var random = SeededRandom(seed: 72)
    var lines: [String] = []
    for i in 0..<60 {
      var journal = Journal()
      let report = try Samples.random(&random)
      let id = try journal.receive(report)
      if i % 2 == 0 { try journal.add(.coded(vocabulary.coding(for: report)), to: id, by: "rule") }
      let found = try #require(journal.file.cases[id])
      lines.append(AdverseEvent.json(found, vocabulary: vocabulary, withWords: true).string)
    }
    lines.append(try CanonicalJSON.read(lines[0]).with("subject", nil).string)
    let folder = try ScratchFolder()
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.file("resources"))
    let script = SharedMaterial.projectRoot.appending(path: "Tests/peers/fhir_adverse_event.py").path
    let answer = try run(python, [script, folder.file("resources").path])
    let verdicts = answer.output.split(separator: "\n")
    try #require(verdicts.count == 61, "\(answer.error)")
    #expect(verdicts.dropLast().allSatisfy { $0 == "ok" }, "\(verdicts)")
    #expect(verdicts[60].contains("subject"))
  }
}
