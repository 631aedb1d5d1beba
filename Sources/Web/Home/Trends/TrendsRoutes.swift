internal import Consent
internal import Household
internal import SignIn
internal import SleepCore

/// Nights over time: a row for every evening, whether there was a night or not.
enum TrendsRoutes {
  static let query: [HomeField] = [
    TonightRoutes.sleeper, .optional("days", .word(["7", "30", "365"]), "How many evenings: 7, 30 or 365."),
    .optional("figures", .flag, "Whether figures are shown to who has them hidden."),
  ]

  static func all(_ door: Doorkeeper) -> [HomeRoute] {
    [
      .page(
        "/trends", .seeTrends, about: .value("sleeper"), "Nights over time", query: query, TrendsPage.answer),
      .get(
        "/trends/data", .seeTrends, about: .value("sleeper"),
        "Nights over time, a row for every evening; what is missing is null", query: query
      ) { .json(try await Trend.of($0).json) },
    ]
  }
}

/// The evenings of a sleeper, the earliest first, none left out.
struct Trend: Sendable {
  /// An evening.
  struct Row: Sendable {
    let evening: Int
    /// The longest night of the evening; `nil` where there was none.
    let figures: SleepFigures?
    let diary: SleepDiary?
  }
  let rows: [Row]

  static func of(_ request: HomeRequest) async throws -> Trend {
    let id = try request.about().id
    let days = request.number("days") ?? 30
    // The evening that has not come to its morning yet is no missing night.
    let last = request.house.clock.reading(request.now).day - 1
    let first = last - days + 1
    let store = request.house.store
    var nights: [Int: SleepFigures] = [:]
    for night in try await store.nights(of: id, from: first, to: last, limit: 2000) {
      guard let figures = night.figures, figures.length > nights[night.evening]?.length ?? -1 else {
        continue
      }
      nights[night.evening] = figures
    }
    let diaries = try await store.diaries(of: id, from: first, to: last)
    return Trend(
      rows: (first...last).map { Row(evening: $0, figures: nights[$0], diary: diaries[$0]) })
  }

  var known: Int { rows.count { $0.figures != nil } }

  var json: CanonicalJSON {
    func column(_ value: (Row) -> Int?) -> CanonicalJSON {
      .list(rows.map { row in value(row).map { .number($0) } ?? .null })
    }
    return [
      "evenings": .texts(rows.map { UTCTime.name(ofDay: $0.evening) }),
      "asleep_s": column { $0.figures?.totalSleepTime },
      "awake_s": column { $0.figures?.wakeAfterSleepOnset },
      "quality": column { $0.diary?.quality },
      "awakenings": column { $0.diary?.awakenings },
    ]
  }
}
