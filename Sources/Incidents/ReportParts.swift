public import SleepCore

/// The program that ran, as far as the reporter or the night's record knows it.
public struct ProgramReference: Sendable, Hashable {
  /// Its name, such as `rain-to-dawn`.
  public let name: String
  /// Its version, where known.
  public let version: String?
  /// SHA-256 (hex) of its file, where known: from the first line of the night's record.
  public let sha256: String?

  /// Names a program.
  ///
  /// - Parameters:
  ///   - name: 1 to 64 bytes on one line.
  ///   - version: 1 to 32 bytes on one line.
  ///   - sha256: 64 hexadecimal digits in small letters.
  /// - Throws: ``IncidentError`` with the field.
  public init(name: String, version: String? = nil, sha256: String? = nil) throws(IncidentError) {
    try FieldForm.line(name, field: "program.name", limit: 64)
    if let version { try FieldForm.line(version, field: "program.version", limit: 32) }
    if let sha256 { try FieldForm.hash(sha256, field: "program.sha256") }
    self.name = name
    self.version = version
    self.sha256 = sha256
  }

  /// What tells programs apart in tables: the hash, or the name where there is none.
  public var key: String { sha256 ?? name }

  /// Name and version for a person.
  public var title: String { version.map { "\(name) \($0)" } ?? name }

  /// As canonical JSON.
  public var json: CanonicalJSON {
    ["name": .text(name), "version": version.map { .text($0) }, "sha256": sha256.map { .text($0) }]
  }

  init(json: CanonicalJSON) throws(IncidentError) {
    let reader = try FieldReader(json, path: "program.", known: ["name", "version", "sha256"])
    try self.init(
      name: reader.text("name"), version: reader.optionalText("version"),
      sha256: reader.optionalText("sha256"))
  }
}

/// The night's exact history of stimuli, as a commitment: the head of the chain of its `events.jsonl`.
///
/// Whoever is later given the file can see that it is the one: the last line's hash is this, and every line
/// carries the hash of the one before.
public struct NightCommitment: Sendable, Hashable {
  /// SHA-256 (hex) of the last line of `events.jsonl`, without its line end.
  public let eventsHead: String
  /// How many lines the file has.
  public let lines: Int

  /// Commits to a night.
  ///
  /// - Parameters:
  ///   - eventsHead: 64 hexadecimal digits in small letters.
  ///   - lines: at least 1.
  /// - Throws: ``IncidentError`` with the field.
  public init(eventsHead: String, lines: Int) throws(IncidentError) {
    try FieldForm.hash(eventsHead, field: "night_record.events_head")
    guard (1...CanonicalJSON.largest).contains(lines) else {
      throw .field(
        "night_record.lines", problem: "it is \(lines)", remedy: "A night's record has one line at least.")
    }
    self.eventsHead = eventsHead
    self.lines = lines
  }

  /// As canonical JSON.
  public var json: CanonicalJSON { ["events_head": .text(eventsHead), "lines": .number(lines)] }

  init(json: CanonicalJSON) throws(IncidentError) {
    let reader = try FieldReader(json, path: "night_record.", known: ["events_head", "lines"])
    try self.init(eventsHead: reader.text("events_head"), lines: reader.number("lines"))
  }
}
