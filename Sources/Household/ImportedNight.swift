public import Consent
internal import Foundation
internal import GRDB
public import SleepCore

/// A night as another system tells it.
public struct ImportedNight: Sendable, Hashable {
  /// Where it comes from.
  public enum Source: String, Sendable, Hashable, CaseIterable {
    /// The `export.xml` of Apple Health.
    case appleHealth = "apple-health"
    /// A `sleep-….json` of a Fitbit archive, or an answer of its interface.
    case fitbit
    /// The `sleep` documents of Oura, version 2.
    case oura
  }

  /// Where it comes from.
  public let source: Source
  /// When it began, as the other system has it.
  public let started: UTCTime
  /// When it ended.
  public let ended: UTCTime
  /// Its figures; the other system's stages, with light sleep as N2.
  public let figures: SleepFigures

  /// Creates a night.
  public init(source: Source, started: UTCTime, ended: UTCTime, figures: SleepFigures) {
    (self.source, self.started, self.ended, self.figures) = (source, started, ended, figures)
  }
}

extension ImportedNight: SealedRecord {
  var json: CanonicalJSON {
    [
      "source": .text(source.rawValue), "started": .number(started.seconds), "ended": .number(ended.seconds),
      "figures": figures.json,
    ]
  }

  init?(json: CanonicalJSON) {
    guard let source = json["source"]?.text.flatMap(Source.init), let started = json["started"]?.number,
      let ended = json["ended"]?.number, let figures = json["figures"].flatMap(SleepFigures.init(json:))
    else { return nil }
    self.init(
      source: source, started: UTCTime(seconds: started), ended: UTCTime(seconds: ended), figures: figures)
  }
}

extension HouseholdStore {
  /// Keeps nights of another system; one that is there already is replaced.
  public func keep(_ nights: [ImportedNight], of sleeper: PersonID) async throws(HouseholdError) {
    let box = try keys.box(sleeper)
    var rows: [(night: ImportedNight, sealed: Data)] = []
    for night in nights { rows.append((night, try box.seal(night, place: "imported"))) }
    let sealed = rows
    try await write { db in
      for (night, bytes) in sealed {
        try db.execute(
          sql: "INSERT OR REPLACE INTO imported (sleeper, source, started_at, sealed) VALUES (?, ?, ?, ?)",
          arguments: [sleeper.description, night.source.rawValue, night.started.seconds, bytes])
      }
    }
  }

  /// The nights that were brought in, the earliest first.
  public func imported(of sleeper: PersonID) async throws(HouseholdError) -> [ImportedNight] {
    let keys = keys
    return try await read { db in
      let box = try keys.box(sleeper)
      return try Data.fetchAll(
        db, sql: "SELECT sealed FROM imported WHERE sleeper = ? ORDER BY started_at, source",
        arguments: [sleeper.description]
      ).map { try box.open(ImportedNight.self, $0, place: "imported") }
    }
  }
}
