internal import Consent
internal import Household
internal import SignIn
internal import SleepCore

/// The door: the first start, signing in and out, invitations.
enum SignInRoutes {
  static func all(_ door: Doorkeeper) -> [HomeRoute] {
    let pictures = (1...AssentPictures.count).map {
      HomeField.optional("picture\($0)", .word(AssentPictures.Picture.allCases.map(\.rawValue)), "A picture.")
    }
    let to = HomeField.optional("to", .text(most: 300), "The page to go on to.")
    let name = HomeField.needed("name", .text(most: 60), "What the person is called here.")
    let password = HomeField.optional("password", .text(most: Password.longest), "A password.")
    return [
      .page("/first", nil, "The first start: make the house's owner") { try await SignInPages.first($0) },
      .deed(
        "/first", nil, "Make the house's owner, with the code of the terminal",
        [
          .needed("code", .text(most: 20), "The code of the terminal."), name, password,
          .optional("sleeps", .flag, "Whether the owner sleeps here too."),
          .optional("language", .word(HomeLanguage.allCases.map(\.rawValue)), "The language of the pages."),
        ]
      ) { try await SignInDeeds(door, $0).first() },
      .page("/sign-in", nil, "Sign in", query: [to]) { await SignInPages(door, $0).signIn() },
      .deed("/sign-in/password", nil, "Sign in with a password", [name, password, to]) {
        try await SignInDeeds(door, $0).password()
      },
      .deed("/sign-in/pictures", nil, "Sign in with pictures", [name, to] + pictures) {
        try await SignInDeeds(door, $0).pictures()
      },
      .deed("/passkeys/ask", nil, "Ask to sign in with a passkey") {
        await SignInDeeds(door, $0).askPasskey()
      },
      .upload("/passkeys/sign-in", nil, "Sign in with a passkey", most: 65_536) {
        try await SignInDeeds(door, $0).passkey()
      },
      .deed("/passkeys/new/ask", .changeSignIn, about: .value("person"), "Ask to make a passkey") {
        try await SignInDeeds(door, $0).askNewPasskey()
      },
      .upload(
        "/passkeys/new", .changeSignIn, about: .value("person"), "Make a passkey", most: 65_536,
        query: [.optional("name", .text(most: 60), "What the passkey is called.")]
      ) { try await SignInDeeds(door, $0).newPasskey() },
      .deed(
        "/passkeys/remove", .changeSignIn, about: .value("person"), "Remove a passkey",
        [.needed("credential", .text(most: 1400), "Which, in base64url.")]
      ) { try await SignInDeeds(door, $0).removePasskey() },
      .deed("/password", .changeSignIn, about: .value("person"), "Change one's password", [password]) {
        try await SignInDeeds(door, $0).changePassword()
      },
      .deed("/sign-out", nil, "Sign out") { try await SignInDeeds(door, $0).signOut() },
      .page(
        "/join/:person", nil, "Set up how one signs in, with an invitation",
        query: [.optional("code", .text(most: 20), "The code.")]
      ) { try await SignInPages(door, $0).join() },
      .deed(
        "/join/:person", nil, "Set up how one signs in, with an invitation",
        [.needed("code", .text(most: 20), "The code of the invitation."), password] + pictures
      ) { try await SignInDeeds(door, $0).join() },
      .deed(
        "/people/:person/invitation", .makeInvitation, about: .person(path: "person"),
        "Make an invitation: a code with which somebody sets up how they sign in"
      ) { try await SignInDeeds(door, $0).invite() },
    ]
  }
}
