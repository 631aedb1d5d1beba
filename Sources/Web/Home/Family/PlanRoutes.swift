internal import Household
internal import SignIn

/// The week and the way to bed.
enum PlanRoutes {
  static func all() -> [HomeRoute] {
    [
      .page("/week/:person", .planWeek, about: .person(path: "person"), "Someone's week") {
        try await WeekPage.page($0)
      },
      .deed(
        "/week/:person", .planWeek, about: .person(path: "person"), "Plan or clear an evening of the week",
        [
          .needed("weekday", .number(1...7), "The weekday of the evening, 1 (Monday) to 7 (Sunday)."),
          .optional("program", .text(most: 64), "The program's short name."),
          .optional("bed", .clock, "When to go to bed."),
          .optional("wake", .clock, "When to wake; nobody is woken where it is left out."),
          .optional(
            "zone", .text(most: 60), "The IANA zone of these clocks; the house's where it is left out."),
          .optional("pod", .identifier, "On which pod; the first where it is left out."),
          .optional("remove", .flag, "Whether the evening is cleared."),
        ]
      ) { try await WeekPage.plan($0) },
      .deed(
        "/routine/:person", .planWeek, about: .person(path: "person"), "Write down the way to bed",
        [.optional("steps", .text(most: 2000), "The steps, one on each line.")]
      ) { try await RoutineSection.keep($0) },
      .deed(
        "/routine/:person/done", .seeTonight, about: .person(path: "person"),
        "Say that a step was done this evening",
        [
          .needed("step", .number(0...(HouseholdStore.longestRoutine - 1)), "Which, from 0."),
          .optional("done", .flag, "Whether it was; yes where it is left out."),
        ]
      ) { try await RoutineSection.mark($0) },
    ]
  }
}
