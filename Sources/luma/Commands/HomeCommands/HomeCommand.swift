internal import ArgumentParser
internal import Bedroom
internal import Consent
internal import Foundation
internal import Household
internal import SleepCore

/// The command `luma home`.
struct HomeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "home",
    abstract: "The family's pages: tonight, mornings, people, consent. Starts the house, and keeps it.",
    discussion: """
      `luma home` starts the pages on this machine. The first time it shows a code with which the owner begins. For
      others in the house to reach it, say so: --listen 0.0.0.0 --name pod.local (docs/home.md).

      luma home --demo             a household to look around in, with a virtual sleeper
      luma home invite Ben         a code with which Ben sets up how he signs in
      luma home withdraw Mia       takes Mia's consents back, also while nothing else works
      """,
    subcommands: [
      ServeHomeCommand.self, PeopleHomeCommand.self, NightsHomeCommand.self, CodeHomeCommand.self,
      InviteHomeCommand.self, WithdrawHomeCommand.self, BackupHomeCommand.self, RestoreHomeCommand.self,
      ExportHomeCommand.self, ImportHomeCommand.self, EraseHomeCommand.self,
    ], defaultSubcommand: ServeHomeCommand.self)
}

/// Where a household lies: what the commands of `luma home` have in common.
struct HomePlace: ParsableArguments {
  @Option(help: ArgumentHelp("The pod's state folder.", valueName: "folder"))
  var state = StateFolder.usual

  /// Where the household of this pod usually lies.
  static var usual: String { "\(StateFolder.usual)/home" }

  /// The household's folder.
  var household: String { "\(state)/home" }
  /// The folder of nights.
  var nights: String { "\(state)/nights" }

  /// Opens the household.
  func open() throws -> HouseholdStore { try HouseholdStore.open(household, now: .now) }

  /// The clock of the house; where nobody has set one, this machine's zone.
  func clock(_ store: HouseholdStore) async throws -> WallClock {
    let zone = try await store.setting("zone") ?? TimeZone.current.identifier
    guard let clock = WallClock(zone: zone) ?? WallClock(zone: "UTC") else {
      throw HomeCommandError("the zone «\(zone)» is not known here", place: "the house's settings")
    }
    return clock
  }

  /// Somebody by their name, or by the first digits of their identifier.
  static func person(_ name: String, in store: HouseholdStore) async throws -> Person {
    let people = try await store.people()
    let named = people.filter { $0.profile.name.lowercased() == name.lowercased() }
    let found = named.isEmpty && name.count >= 4 ? people.filter { $0.id.description.hasPrefix(name) } : named
    guard let person = found.first, found.count == 1 else {
      throw HomeCommandError(
        found.isEmpty ? "there is nobody called so" : "several are called so", place: "«\(name)»",
        remedy: found.isEmpty
          ? "See luma home people." : "Name the first digits of the identifier; see luma home people.")
    }
    return person
  }
}

/// What `luma home` cannot do, with the way out.
struct HomeCommandError: ExplainedError {
  let problem: String
  let place: String
  let remedy: String

  init(_ problem: String, place: String, remedy: String = "See luma home --help.") {
    (self.problem, self.place, self.remedy) = (problem, place, remedy)
  }
}
