internal import Household
internal import SleepCore

/// What is written down in the morning.
enum MorningDeeds {
  static let diaryFields: [HomeField] = [
    .optional("nightmare", .flag, "Whether there was a nightmare."),
    .optional("unreal", .flag, "Whether anything felt unreal."),
    .optional("in_bed", .clock, "When they got into bed."),
    .optional("lights_out", .clock, "When they meant to fall asleep."),
    .optional("minutes_to_sleep", .number(0...1439), "How long that took, in minutes."),
    .optional("awakenings", .number(0...200), "How often they woke, the last time not counted."),
    .optional("minutes_awake", .number(0...1439), "How long they were awake by that, in minutes."),
    .optional("last_waking", .clock, "When they woke for the last time."),
    .optional("out_of_bed", .clock, "When they got out of bed."),
    .optional("quality", .number(1...5), "How good the sleep was, 1 (very poor) to 5 (very good)."),
    .optional("comment", .text(most: 4000), "Their own words."),
  ]

  static func diary(_ request: HomeRequest) async throws -> HomeAnswer {
    let night = try await MorningRoutes.kept(request)
    var diary = SleepDiary()
    diary.hadNightmare = request.flag("nightmare")
    diary.feltUnreal = request.flag("unreal")
    diary.inBed = request.minute("in_bed")
    diary.lightsOut = request.minute("lights_out")
    diary.minutesToSleep = request.number("minutes_to_sleep")
    diary.awakenings = request.number("awakenings")
    diary.minutesAwake = request.number("minutes_awake")
    diary.lastWaking = request.minute("last_waking")
    diary.outOfBed = request.minute("out_of_bed")
    diary.quality = request.number("quality")
    diary.comment = request["comment"] ?? ""
    try await request.house.store.keep(diary, of: night.sleeper, evening: night.evening)
    return .done(path: "/mornings/\(night.id)?kept=yes")
  }

  static func dream(_ request: HomeRequest) async throws -> HomeAnswer {
    let night = try await MorningRoutes.kept(request)
    let id = try await request.house.store.keep(
      dream: request["text"] ?? "", of: night.sleeper, evening: night.evening)
    return .done(path: "/mornings/\(night.id)?kept=yes", json: ["dream": .number(id)])
  }

  static func forget(_ request: HomeRequest) async throws -> HomeAnswer {
    let night = try await MorningRoutes.kept(request)
    try await request.house.store.removeDream(request.number("dream") ?? 0, of: night.sleeper)
    return .done(path: "/mornings/\(night.id)")
  }
}
