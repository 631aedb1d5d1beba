internal import ArgumentParser
internal import Bedroom
internal import Consent
internal import Foundation
internal import Household
internal import SignIn
internal import SleepCore

/// The command `luma home people`.
struct PeopleHomeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "people", abstract: "Who lives here, and as what.")

  @OptionGroup var place: HomePlace

  func run() async throws {
    let store = try place.open()
    let day = try await place.clock(store).reading(.now).day
    let owners = try await store.owners()
    for person in try await store.people() {
      let age = person.profile.age.map { $0.group(on: day).rawValue } ?? "age not known"
      var words = [age] + person.roles.map(\.rawValue).sorted()
      if owners.contains(person.id) { words.append("owner") }
      Terminal.say(
        "\(person.id.description.prefix(8))  \(person.profile.name)  \(words.joined(separator: ", "))")
    }
    try store.close()
  }
}

/// The command `luma home nights`.
struct NightsHomeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nights", abstract: "The nights of somebody, the latest first.")

  @OptionGroup var place: HomePlace

  @Argument(help: "Who: their name, or the first digits of their identifier.")
  var person: String

  func run() async throws {
    let store = try place.open()
    let person = try await HomePlace.person(person, in: store)
    for night in try await store.nights(of: person.id) {
      let slept = night.figures.map { " slept \($0.totalSleepTime / 60) min" } ?? ""
      let end = night.ended == nil ? " (not ended)" : ""
      Terminal.say(
        "\(night.id)  \(UTCTime.name(ofDay: night.evening))  \(night.programName) \(night.programVersion)\(slept)\(end)  \(night.folder)"
      )
    }
    try store.close()
  }
}

/// The command `luma home code`.
struct CodeHomeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "code", abstract: "A new code for the owner of a house that has none, for 15 minutes.")

  @OptionGroup var place: HomePlace

  func run() async throws {
    let store = try place.open()
    guard try await store.owners().isEmpty else {
      throw HomeCommandError(
        "this house has an owner", place: place.household,
        remedy: "Who cannot sign in any more gets a code by luma home invite NAME.")
    }
    let code = OneTimeCode.new()
    try await store.keep(code, for: .owner, person: nil, now: .now)
    try store.close()
    Terminal.say(code.text)
    Terminal.complain("Give it at /first of the running house within 15 minutes.")
  }
}

/// The command `luma home invite`.
struct InviteHomeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invite",
    abstract: "A code with which somebody sets up how they sign in; also for who cannot any more.")

  @OptionGroup var place: HomePlace

  @Argument(help: "Who: their name, or the first digits of their identifier.")
  var person: String

  func run() async throws {
    let store = try place.open()
    let person = try await HomePlace.person(person, in: store)
    let code = OneTimeCode.new()
    try await store.keep(code, for: .invitation, person: person.id, now: .now)
    try await store.keep(
      AuditLine(at: .now, way: "cli", by: nil, act: "make-invitation", about: person.id.description))
    try store.close()
    Terminal.say(code.text)
    Terminal.complain(
      "\(person.profile.name) gives it at /join/\(person.id) of the running house within seven days.")
  }
}

/// The command `luma home withdraw`.
struct WithdrawHomeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw", abstract: "Take all consents for somebody back, at once.",
    discussion: """
      Needs no server and no sign-in. A night that runs is stopped within seconds. Where not even the household can be
      opened, name the whole identifier of 32 digits: a line in withdrawals.txt is all that it takes.
      """)

  @OptionGroup var place: HomePlace

  @Argument(help: "For whom: their name, or their identifier.")
  var person: String

  func run() async throws {
    let id: PersonID
    if let whole = PersonID(person) {
      id = whole
    } else {
      let store = try place.open()
      id = try await HomePlace.person(person, in: store).id
      try store.close()
    }
    try HouseholdStore.withdraw(Withdrawal(sleeper: id, at: .now), in: place.household)
    Terminal.say("Taken back. Nothing runs for them until somebody who may consents anew.")
  }
}

/// The command `luma home backup`.
struct BackupHomeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Back the household up now; a running house does it every day by itself."
  )

  @OptionGroup var place: HomePlace

  func run() async throws {
    let store = try place.open()
    Terminal.say(try store.backup(day: try await place.clock(store).reading(.now).day))
    try store.close()
  }
}

/// The command `luma home restore`.
struct RestoreHomeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put the newest whole backup, or a named one, in the place of what is there.",
    discussion:
      "Stop the house first. What stood there is kept beside it; what was taken back stays taken back.")

  @OptionGroup var place: HomePlace

  @Argument(help: "A backup; otherwise the newest that is whole.")
  var backup: String?

  func run() async throws {
    let used = try HouseholdStore.restore(place.household, backup: backup, now: .now)
    let store = try place.open()
    try await store.keep(AuditLine(at: .now, way: "cli", by: nil, act: "restore"))
    try store.close()
    Terminal.say("Restored from \(used).")
  }
}

/// The command `luma home export`.
struct ExportHomeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Everything in open formats: CSV, FHIR R4, Open mHealth, EDF+, receipts."
  )

  @OptionGroup var place: HomePlace

  @Argument(help: "A new folder.")
  var folder: String

  @Option(help: "Only of these people. Once for each.")
  var of: [String] = []

  @Flag(help: "Dreams as well.")
  var dreams = false

  @Flag(help: "Names as well.")
  var names = false

  func run() async throws {
    let store = try place.open()
    var people: [PersonID] = []
    for name in of { people.append(try await HomePlace.person(name, in: store).id) }
    _ = try await store.export(
      to: folder, of: people.isEmpty ? nil : Set(people), withDreams: dreams, withNames: names, now: .now)
    try await store.keep(AuditLine(at: .now, way: "cli", by: nil, act: "export-data"))
    try store.close()
    Terminal.say("It is in \(folder). What is exported is no longer sealed.")
  }
}

/// The command `luma home import`.
struct ImportHomeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Bring nights of Fitbit, Oura or Apple Health in; only their figures are kept.")

  enum Kind: String, ExpressibleByArgument, CaseIterable { case fitbit, oura, apple }

  @OptionGroup var place: HomePlace

  @Argument(help: "What it is: fitbit, oura or apple.")
  var kind: Kind

  @Argument(help: "The file; of Apple Health its export.xml.")
  var file: String

  @Option(help: "Whose.")
  var person: String

  @Option(
    help: ArgumentHelp("The evening to take from Apple Health; otherwise the last.", valueName: "yyyy-mm-dd"))
  var night: String?

  func run() async throws {
    let store = try place.open()
    let clock = try await place.clock(store)
    let id = try await HomePlace.person(person, in: store).id
    let nights: [ImportedNight]
    switch kind {
    case .fitbit: nights = try FitbitImport.nights(try bytes(), file: file, clock: clock)
    case .oura: nights = try OuraImport.nights(try bytes(), file: file)
    case .apple: nights = [try AppleHealthImport.night(path: file, night: night, clock: clock)]
    }
    try await store.keep(nights, of: id)
    try await store.keep(AuditLine(at: .now, way: "cli", by: nil, act: "import-data", about: id.description))
    try store.close()
    Terminal.say("\(PublicWords.count(nights.count, "night")) brought in.")
  }

  private func bytes() throws -> [UInt8] { try AuditRecordCommand.read(file) }
}

/// The command `luma home erase`.
struct EraseHomeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase", abstract: "Destroy everything that is known of somebody, in every backup as well.")

  @OptionGroup var place: HomePlace

  @Argument(help: "Who: their name, or the first digits of their identifier.")
  var person: String

  @Flag(help: "Really.")
  var really = false

  func run() async throws {
    let store = try place.open()
    let person = try await HomePlace.person(person, in: store)
    guard really else {
      throw HomeCommandError(
        "nothing was erased", place: person.profile.name, remedy: "It cannot be undone: say --really.")
    }
    _ = try await store.erase(person.id)
    try await store.keep(
      AuditLine(at: .now, way: "cli", by: nil, act: "erase-person", about: person.id.description))
    try store.close()
    Terminal.say("Erased. What is left are hashes that say nothing.")
  }
}
