public import SleepCore

/// One entry of the public record: when it was written, of what kind it is, and its fields.
///
/// Its bytes are canonical JSON (RFC 8785, ``CanonicalJSON``) of at most 65,535 bytes, the most that an entry bundle of
/// C2SP tlog-tiles holds. The fields of a kind are a closed list: an entry with one more is refused, so that no
/// personal word can come into the record by the way.
public struct RecordEntry: Sendable, Hashable {
  /// When it was written, by its writer's clock.
  ///
  /// No entry may be a minute earlier than one before it.
  public let at: UTCTime
  /// Of what kind it is.
  public let kind: EntryKind
  /// The whole entry.
  public let json: CanonicalJSON

  /// The format that every entry names.
  public static let format = "lumapod-entry/1"

  /// Creates an entry.
  ///
  /// - Parameters:
  ///   - kind: what it is.
  ///   - at: when.
  ///   - body: its fields, as ``EntryKind`` lists them.
  /// - Throws: ``EntryError`` naming the field that is missing, wrong or too much.
  public init(_ kind: EntryKind, at: UTCTime, body: KeyValuePairs<String, CanonicalJSON?>) throws(EntryError)
  {
    let json = CanonicalJSON.object(body)
      .with("format", .text(Self.format)).with("kind", .text(kind.rawValue)).with("at", .text(at.description))
    try self.init(json: json)
    do {
      _ = try json.entry()
    } catch {
      throw EntryError(field: kind.rawValue, problem: error.problem, remedy: error.remedy)
    }
  }

  /// Reads an entry's bytes.
  ///
  /// - Throws: ``EntryError`` naming the byte or the field.
  public init(bytes: [UInt8]) throws(EntryError) {
    let json: CanonicalJSON
    do {
      json = try CanonicalJSON.read(bytes)
    } catch {
      throw EntryError(field: error.place, problem: error.problem, remedy: error.remedy)
    }
    try self.init(json: json)
  }

  private init(json: CanonicalJSON) throws(EntryError) {
    guard json["format"]?.text == Self.format else {
      throw EntryError(field: "format", wanted: "«\(Self.format)»")
    }
    guard let kind = json["kind"]?.text.flatMap(EntryKind.init) else {
      throw EntryError(
        field: "kind", wanted: "one of \(EntryKind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    guard let at = json["at"]?.text.flatMap({ UTCTime($0) }) else {
      throw EntryError(field: "at", wanted: "a time such as 2026-11-25T06:30:00Z")
    }
    let fields = kind.fields
    for field in fields {
      guard let value = json[field.name] else {
        if field.isOptional { continue }
        throw EntryError(field: field.name, problem: "an entry of kind \(kind.rawValue) has no such field")
      }
      if let wanted = field.shape.complaint(value) { throw EntryError(field: field.name, wanted: wanted) }
    }
    let known = Set(fields.map(\.name) + ["format", "kind", "at"])
    if let extra = json.members.first(where: { !known.contains($0.name) }) {
      throw EntryError(
        field: String(extra.name.prefix(60)), problem: "an entry of kind \(kind.rawValue) may not hold it",
        remedy: "Leave it out: what is in the record is there for everyone and for ever.")
    }
    (self.at, self.kind, self.json) = (at, kind, json)
  }

  /// The entry as it stands in the record.
  public var bytes: [UInt8] { json.bytes }

  /// A field's text; empty where it is none.
  public func text(_ name: String) -> String { json[name]?.text ?? "" }

  /// A field's number; 0 where it is none.
  public func number(_ name: String) -> Int { json[name]?.number ?? 0 }

  /// A field's list of texts; empty where it is none.
  public func texts(_ name: String) -> [String] { json[name]?.list?.compactMap(\.text) ?? [] }

  /// What keys sign in an entry that carries `signatures`: its text without them, and without the time at which it will
  /// come into the record, which nobody knows when signing.
  public var signedText: String { json.with("signatures", nil).with("at", nil).string + "\n" }

  /// The same entry with another time.
  public func stamped(_ at: UTCTime) -> RecordEntry {
    RecordEntry(at: at, kind: kind, json: json.with("at", .text(at.description)))
  }

  private init(at: UTCTime, kind: EntryKind, json: CanonicalJSON) {
    (self.at, self.kind, self.json) = (at, kind, json)
  }
}

/// An entry that cannot be in the record.
public struct EntryError: ExplainedError, Hashable {
  /// The field, or the byte.
  public let field: String
  /// What is wrong.
  public let problem: String
  /// The way out.
  public let remedy: String
  /// Where.
  public var place: String { "entry, \(field)" }

  init(
    field: String, problem: String, remedy: String = "See docs/public-record.md for the fields of each kind."
  ) {
    (self.field, self.problem, self.remedy) = (field, problem, remedy)
  }

  init(field: String, wanted: String) {
    self.init(field: field, problem: "it is not \(wanted)")
  }
}
