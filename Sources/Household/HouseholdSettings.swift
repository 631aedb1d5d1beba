internal import GRDB

/// What a house is set to.
public struct HouseSettings: Sendable, Hashable {
  /// How many hours a day has on its clocks.
  public enum HourCycle: String, Sendable, Hashable, CaseIterable {
    /// As the language has it.
    case automatic
    /// 1 to 12, twice a day.
    case twelve = "12"
    /// 0 to 23.
    case twentyFour = "24"
  }

  /// What the house is called; may be empty; at most 60 characters.
  public var name = ""
  /// Its zone (IANA, such as `Europe/Madrid`).
  public var zone = "UTC"
  /// The language of pages for whom none is known (BCP 47).
  public var language = "en"
  /// How many hours a day has on its clocks.
  public var hourCycle = HourCycle.automatic
  /// The first day of its week, 1 (Monday) to 7; `nil` as the language has it.
  public var firstWeekday: Int?

  /// A house that nobody has set to anything.
  public init() {}
}

extension HouseholdStore {
  /// What the house is set to.
  public func settings() async throws(HouseholdError) -> HouseSettings {
    let values = try await values()
    var settings = HouseSettings()
    settings.name = values["name"] ?? settings.name
    settings.zone = values["zone"] ?? settings.zone
    settings.language = values["language"] ?? settings.language
    settings.hourCycle = values["hour-cycle"].flatMap(HouseSettings.HourCycle.init) ?? .automatic
    settings.firstWeekday = values["first-weekday"].flatMap { Int($0) }
    return settings
  }

  /// Sets the house.
  ///
  /// - Throws: ``HouseholdError`` where the zone is not known here, or a value is none.
  public func keep(_ settings: HouseSettings) async throws(HouseholdError) {
    guard WallClock(zone: settings.zone) != nil else { throw Self.badSetting("the zone «\(settings.zone)»") }
    guard settings.name.count <= 60 else { throw Self.badSetting("the name") }
    guard settings.firstWeekday.map((1...7).contains) ?? true else {
      throw Self.badSetting("the first weekday")
    }
    try await write { db in
      for (name, value) in [
        ("name", settings.name), ("zone", settings.zone), ("language", settings.language),
        ("hour-cycle", settings.hourCycle.rawValue),
        ("first-weekday", settings.firstWeekday.map { String($0) }),
      ] { try Self.set(name, value, db) }
    }
  }

  /// A setting of another name, as text; `nil` where it is not set.
  public func setting(_ name: String) async throws(HouseholdError) -> String? { try await values()[name] }

  /// Sets another name to a text of at most 200 characters; `nil` removes it.
  public func set(_ name: String, to value: String?) async throws(HouseholdError) {
    try await write { db in try Self.set(name, value, db) }
  }

  /// All settings by name.
  func values() async throws(HouseholdError) -> [String: String] {
    try await read { db in
      Dictionary(
        try Row.fetchAll(db, sql: "SELECT name, value FROM settings").map { ($0["name"], $0["value"]) },
        uniquingKeysWith: { $1 })
    }
  }

  private static func set(_ name: String, _ value: String?, _ db: Database) throws {
    guard let value else {
      try db.execute(sql: "DELETE FROM settings WHERE name = ?", arguments: [name])
      return
    }
    try db.execute(
      sql: "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", arguments: [name, value])
  }

  private static func badSetting(_ what: String) -> HouseholdError {
    HouseholdError(
      .refused, "\(what) cannot be that", place: "settings",
      remedy: "A zone is a name such as Europe/Madrid, a house's name has 60 characters at most.")
  }
}
