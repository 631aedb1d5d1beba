internal import Consent
internal import SignIn
internal import SleepCore

/// The family: people, consents, weeks, routines, and data that goes out, comes in or is destroyed.
enum FamilyRoutes {
  static func all() -> [HomeRoute] { people() + ConsentRoutes.all() + PlanRoutes.all() + DataRoutes.all() }

  private static let languages = HomeLanguage.allCases.map(\.rawValue)
  private static let roles = Role.allCases.map(\.rawValue)
  private static let age = HomeField.optional(
    "age", .word(AgeGroup.allCases.map(\.rawValue)), "The age group.")
  private static let born = HomeField.optional(
    "born", .text(most: 7), "The month of birth, such as 2019-04; it counts more than an age group.")

  private static func people() -> [HomeRoute] {
    [
      .page("/family", .seeFamily, "Everyone in the house") { try await FamilyPage.page($0) },
      .deed(
        "/people", .addPerson, "Take someone in",
        [
          .needed("name", .text(most: 60), "What they are called at home."),
          .optional("role", .words(roles), "What they are here; a sleeper where nothing is said."),
          age, born,
          .optional("language", .word(languages), "The language of their pages."),
          .optional("guardian", .identifier, "A grown-up with the role of a guardian who answers for them."),
        ]
      ) { try await PeopleDeeds.add($0) },
      .page("/family/:person", .seeFamily, about: .person(path: "person"), "Someone's page") {
        try await PersonPage.page($0)
      },
      // Guests, engineers and children see no family, and still have a page: to change, take out and erase.
      .page("/me", .manageSessions, about: .value("person"), "One's own page") {
        try await PersonPage.page($0)
      },
      .deed(
        "/people/:person", .changePerson, about: .person(path: "person"),
        "Change what someone is called, their language and their roles",
        [
          .optional("name", .text(most: 60), "What they are called at home."),
          .optional("language", .word(languages), "The language of their pages."),
          .optional("hides_figures", .flag, "Whether scores and figures stay hidden until asked for."),
          .optional("roles", .words(roles), "All roles; one empty value for none."),
        ]
      ) { try await PeopleDeeds.change($0) },
      .deed(
        "/people/:person/age", .changeAge, about: .person(path: "person"), "Say how old someone is",
        [age, born]
      ) { try await PeopleDeeds.changeAge($0) },
      .deed(
        "/people/:person/needs", .changeNeeds, about: .person(path: "person"),
        "Say what someone hopes for, must be spared, and how they hear", HearingForm.fields + needs
      ) { try await PeopleDeeds.changeNeeds($0) },
      .deed(
        "/people/:person/guardians", .nameGuardian, about: .person(path: "person"),
        "Say who answers for someone, or no longer does",
        [
          .needed("guardian", .identifier, "Who answers for them."),
          .optional("remove", .flag, "Whether they no longer do."),
        ]
      ) { try await PeopleDeeds.nameGuardian($0) },
      .deed(
        "/people/:person/unlock", .unlockStep, about: .person(path: "person"), "Open the next step",
        [.needed("stage", .word(["pulses", "dreamscapes", "trials"]), "The step.")]
      ) { try await PeopleDeeds.unlock($0) },
    ]
  }

  private static let needs: [HomeField] = [
    .optional("needs", .text(most: 900), "What they hope for, in the words of programs, parted by commas."),
    .optional(
      "sensitivities", .words(Sensitivity.allCases.map(\.rawValue)),
      "What they must be spared; one empty value for nothing."),
  ]
}
