internal import Consent
internal import SignIn

/// Consents: their text, giving them, taking them back.
enum ConsentRoutes {
  static func all() -> [HomeRoute] {
    let sleeper = HomeField.optional("sleeper", .identifier, "For whom; oneself where it is left out.")
    let purpose = HomeField.optional(
      "purpose", .word(Purpose.allCases.map(\.rawValue)), "What for; nights where it is left out.")
    let days = HomeField.optional("days", .number(1...90), "For how many days; 30 where it is left out.")
    let program = HomeField.needed("program", .text(most: 64), "The program's short name.")
    return [
      .page(
        "/consents/new", .seeConsents, about: .value("sleeper"), "The text of a consent, before it is given",
        query: [sleeper, program, purpose, days]
      ) { try await ConsentPage.page($0) },
      .get(
        "/consents/text", .seeConsents, about: .value("sleeper"), "The text of a consent, and its hash",
        query: [sleeper, program, purpose, days]
      ) { try await ConsentPage.data($0) },
      .deed(
        "/consents", .giveConsent, about: .value("sleeper"), "Consent to a program",
        [
          sleeper, program, purpose, days,
          .needed("read", .flag, "Whether the whole text was read; it must have been."),
          .needed("text_sha256", .text(most: 64), "The SHA-256 of the text that was shown."),
        ]
      ) { try await ConsentPage.give($0) },
      .deed(
        "/people/:person/withdraw", .withdrawConsent, about: .person(path: "person"),
        "Take a consent back; nobody has to be signed in",
        [
          .optional(
            "receipt", .text(most: 64), "Which consent, by the SHA-256 of its note; all where it is left out."
          )
        ]
      ) { try await WithdrawPage.withdraw($0) },
      .page(
        "/withdraw/:person", .withdrawConsent, about: .person(path: "person"),
        "One button that takes every consent back, without a login"
      ) { try await WithdrawPage.page($0) },
      .page(
        "/withdraw-card/:person", .seeConsents, about: .person(path: "person"),
        "A card to print: how consent is taken back without a login"
      ) { try await WithdrawPage.card($0) },
    ]
  }
}
