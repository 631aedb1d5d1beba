public import ProgramKernel
internal import SleepCore

/// A sleep program as its author wrote it: the text, what it says about itself, and what it compiles to.
public struct SleepProgram: Sendable {
  /// The text, byte for byte.
  public let text: String
  /// What a night with it is like, in the author's words.
  public let about: String
  /// What is known about it, good and bad.
  public let evidence: [Evidence]
  /// What runs, once the kernel has checked it.
  public let compiled: CompiledProgram

  /// One claim with what was found.
  public struct Evidence: Sendable, Hashable {
    /// What is claimed.
    public let claim: String
    /// What studies found: `supported`, `mixed`, `null` or `untested`.
    public let finding: String
    /// Where to read it.
    public let source: String
  }

  /// Reads a program.
  ///
  /// - Parameters:
  ///   - text: the YAML, at most 64 KiB.
  ///   - file: its name, for messages.
  ///   - hash: SHA-256 (hex) of the text; this room has no cryptography of its own.
  /// - Throws: ``ProgramError`` with line, column and a way out.
  public init(text: String, file: String, hash: String) throws(ProgramError) {
    self.text = text
    let root = try YAMLReader(text: text, file: file)
    let fields = try root.fields(
      ["lumapod", "name", "title", "version", "for", "about", "evidence", "start", "wake", "scenes"],
      example: "lumapod: program/1")
    let schema = try fields.required("lumapod")
    guard try schema.text() == "program/1" else {
      throw schema.error("this is not a program of version 1", "Write `lumapod: program/1`.")
    }
    about = try fields.required("about").text()
    evidence = try Self.evidence(fields.required("evidence"))
    let scenes = try SceneReader(
      scenes: fields.required("scenes"), start: fields.required("start"), wake: fields["wake"])
    let ages = try fields.required("for").items()
    var groups: [AgeGroup] = []
    for age in ages {
      groups.append(try age.choice(AgeGroup.allCases.map(\.rawValue)) { AgeGroup(rawValue: $0) })
    }
    guard !groups.isEmpty else {
      throw try fields.required("for").error("it is for nobody", "Write `for: [adult]`.")
    }
    compiled = CompiledProgram(
      name: try Self.name(fields.required("name")), title: try fields.required("title").text(),
      version: try fields.required("version").text(), sourceHash: hash, ages: groups,
      scenes: try scenes.compile())
  }

  private static func name(_ reader: YAMLReader) throws(ProgramError) -> String {
    let name = try reader.text()
    let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
    guard name.count <= 60, name.allSatisfy(allowed.contains) else {
      throw reader.error(
        "`\(name)` is not a short name", "Use small letters, digits and hyphens, such as `rain-to-dawn`.")
    }
    return name
  }

  private static func evidence(_ reader: YAMLReader) throws(ProgramError) -> [Evidence] {
    var evidence: [Evidence] = []
    for item in try reader.items() {
      let fields = try item.fields(
        ["claim", "finding", "source"], example: "{claim: …, finding: mixed, source: …}")
      let findings = ["supported", "mixed", "null", "untested"]
      evidence.append(
        Evidence(
          claim: try fields.required("claim").text(),
          finding: try fields.required("finding").choice(findings) { findings.contains($0) ? $0 : nil },
          source: try fields.required("source").text()))
    }
    return evidence
  }
}
