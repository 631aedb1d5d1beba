internal import Household
internal import SignIn
internal import SleepCore

/// The morning: one sentence first, then what somebody wants to see or say of their night.
enum MorningRoutes {
  static func all(_ door: Doorkeeper) -> [HomeRoute] {
    let night = HomeRoute.About.night(path: "night")
    let played = PlayedShelf()
    return [
      .page(
        "/mornings", .seeMorning, about: .value("sleeper"), "The nights of a sleeper, the latest first",
        query: [TonightRoutes.sleeper], MorningList.answer),
      .page(
        "/mornings/:night", .seeMorning, about: night, "A morning",
        query: [.optional("kept", .flag, "Whether something was just kept.")], MorningPage.answer),
      .page("/mornings/:night/played", .seeMorning, about: night, "What was played in a night") {
        try await PlayedPage.answer($0, played)
      },
      .get("/mornings/:night/data", .seeMorning, about: night, "A night in half minutes") {
        .json(try await played.night(try await kept($0)).json)
      },
      .get(
        "/mornings/:night/report", .seeMorning, about: night, "The whole report of a night",
        answers: .file("text/html"), PlayedPage.report),
      .deed(
        "/mornings/:night/diary", .writeDiary, about: night, "Keep the two answers and the diary",
        MorningDeeds.diaryFields, MorningDeeds.diary),
      .deed(
        "/mornings/:night/dream", .writeDream, about: night, "Write down a dream",
        [.needed("text", .text(most: 20_000), "The dream.")], MorningDeeds.dream),
      .deed(
        "/mornings/:night/forget", .writeDream, about: night, "Forget a dream",
        [.needed("dream", .number(1...Int(Int32.max)), "Which: its number.")], MorningDeeds.forget),
      .page(
        "/mornings/:night/reaction", .takeReactionTest, about: night, "A reaction test of three minutes",
        ReactionPage.answer),
      .deed(
        "/mornings/:night/reaction", .takeReactionTest, about: night, "Keep a reaction test",
        ReactionPage.fields, ReactionPage.keep),
    ]
  }

  /// The night of the path.
  static func kept(_ request: HomeRequest) async throws -> KeptNight {
    guard let id = request.path["night"].flatMap({ Int($0) }),
      let night = try await request.house.store.night(id)
    else { throw HomeProblem.nothing }
    return night
  }
}

extension HomeRequest {
  /// A night in one sentence, from what is known of it; without figures for who has them hidden.
  func sentence(_ night: KeptNight, _ person: Person) -> String {
    guard let figures = night.figures else {
      return words[night.ended == nil ? .stillRuns : .noFigures]
    }
    if person.profile.hidesFigures { return words[.nightQuietWords] }
    guard figures.totalSleepTime > 0 else { return words[.noSleepFound] }
    let length = words.duration(seconds: figures.totalSleepTime)
    return person.id == visitor.id
      ? words(.slept, length) : words(.personSlept, name(of: person), length)
  }
}
