internal import Foundation
internal import SleepCore

/// What is kept sealed: canonical JSON under a person's key.
protocol SealedRecord {
  var json: CanonicalJSON { get }
  init?(json: CanonicalJSON)
}

extension PersonBox {
  /// How large a sealed text can be: a long night's dreams, and no film.
  static let largest = 1 << 20

  func seal(_ record: some SealedRecord, place: String) throws(HouseholdError) -> Data {
    let bytes = record.json.bytes
    guard bytes.count <= Self.largest else {
      throw HouseholdError(
        .refused, "it is longer than 1 MiB", place: place, remedy: "Write less, or in parts.")
    }
    return try seal(bytes, place: place)
  }

  func open<Record: SealedRecord>(_: Record.Type, _ sealed: Data, place: String)
    throws(HouseholdError) -> Record
  {
    let bytes = try open(sealed, place: place)
    guard let json = try? CanonicalJSON.read(bytes, limit: Self.largest), let record = Record(json: json)
    else {
      throw HouseholdError(
        .storage, "what is kept here is of a form that this version does not know", place: place,
        remedy: "Use the version that wrote it.")
    }
    return record
  }
}
