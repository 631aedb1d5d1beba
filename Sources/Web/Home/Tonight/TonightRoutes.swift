internal import Consent
internal import Household
internal import SignIn
internal import SleepCore

/// The evening: choosing, saying yes or no, starting, stopping.
enum TonightRoutes {
  static let sleeper = HomeField.optional(
    "sleeper", .identifier, "Whose night; where it is left out, one's own.")
  /// The page that a form came from, and goes back to.
  static let from = HomeField.optional(
    "from", .word(["dark", "live", "tonight"]), "The page to go back to.")

  static func all(_ door: Doorkeeper) -> [HomeRoute] {
    [
      .page("/", nil, "The first page: tonight") { _ in .done(path: "/tonight") },
      .page(
        "/tonight", .seeTonight, about: .value("sleeper"), "Choose, start and stop a night", query: [sleeper],
        TonightPage.answer),
      .page("/stop", nil, "Stop a night, without signing in", StopPage.answer),
      .page(
        "/assent/:person", .seeTonight, about: .person(path: "person"), "Ask a child or teen for their yes",
        query: [
          .optional("program", .text(most: 100), "What tonight is to be, by its name on the shelf."),
          .optional("said", .word(["yes", "no", "wrong", "wait", "four", "none"]), "What was said."),
          .optional("wait", .number(0...100_000), "For how many seconds to wait."),
        ], AssentPage.answer),
      .deed(
        "/assent/:person", nil, about: .person(path: "person"), "A child or teen says yes or no to tonight",
        (1...4).map {
          .optional("picture\($0)", .word(AssentPictures.Picture.allCases.map(\.rawValue)), "A picture.")
        } + [
          .needed("yes", .flag, "Yes or no; a no needs no pictures."),
          .optional("program", .text(most: 100), "What tonight is to be, by its name on the shelf."),
        ]
      ) { try await AssentPage.say($0, door) },
    ] + deeds
  }

  private static var deeds: [HomeRoute] {
    let pod = HomeRoute.About.pod(path: "pod")
    return [
      .deed(
        "/nights", .startNight, about: .value("sleeper"), "Start a night",
        [
          sleeper, .needed("program", .text(most: 100), "The program, by its name on the shelf."),
          .optional("wake", .clock, "When to wake; left out, nobody is woken."),
          .optional("pod", .identifier, "On which pod; may be left out where there is one."),
        ], NightDeeds.begin),
      .deed(
        "/answers/self", .answerForSelf, about: .value("sleeper"), "Say yes or no to one's own night",
        [sleeper, .needed("yes", .flag, "Yes or no; a no stops the night.")], NightDeeds.answer),
      .deed(
        "/answers/guardian", .answerAsGuardian, about: .value("sleeper"), "Say yes or no to a ward's night",
        [sleeper, .needed("yes", .flag, "Yes or no; a no stops the night.")], NightDeeds.answer),
      .deed("/nights/:pod/stop", .stopNight, about: pod, "Stop a night; anyone may", [from], NightDeeds.stop),
      .deed(
        "/nights/:pod/later", .extendTimer, about: pod, "Let a night go on for longer",
        [.needed("minutes", .number(5...120), "For how many minutes more, 5 to 120."), from],
        NightDeeds.later),
      .deed(
        "/nights/:pod/wish", .extendTimer, about: pod, "Tell a night a wish",
        [.needed("wish", .word(["next", "more", "less", "quiet"]), "next, more, less or quiet."), from],
        NightDeeds.wish),
      .deed(
        "/nights/:pod/wake", .setWake, about: pod, "Set when a night wakes",
        [.needed("at", .clock, "The clock at which to wake."), from], NightDeeds.wake),
      .deed(
        "/nights/:pod/presence", .reportPresence, about: pod, "Tell whether somebody is in the bed",
        [.needed("in_bed", .flag, "Whether somebody lies in the bed."), from], NightDeeds.presence),
    ]
  }
}
