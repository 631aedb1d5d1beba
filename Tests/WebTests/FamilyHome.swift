import Bedroom
import Consent
import Foundation
import Household
import Hummingbird
import Logging
import SignIn
import SleepCore
import Web

/// What is there, or an error.
func found<Value>(_ value: Value?) throws -> Value {
  guard let value else { throw NotFound() }
  return value
}
struct NotFound: Error {}

/// The folder of the project.
let projectFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// A home with a family, served on this machine.
final class FamilyHome: Sendable {
  let folder: String
  let store: HouseholdStore
  let nights: HomeNights
  let site: HomeSite
  /// Ana, an adult who owns the house and answers for both; Mia, a child; Leo, a teen; Eva, an adult who hides figures.
  let (ana, mia, leo, eva): (PersonID, PersonID, PersonID, PersonID)
  let pod: PersonID
  let evening: Int

  /// The four pictures of Mia.
  static let pictures = ["moon", "fox", "star", "boat"]

  init(
    in folder: String, hours: Double = 8, outOfBed: [Range<Int>] = [], speed: Double = 1,
    port: Int = 8099
  ) async throws {
    _ = unsafe setenv("LUMA_HOME", projectFolder.path, 1)
    self.folder = folder
    let now = UTCTime.now
    let opened = try HouseholdStore.open("\(folder)/household", now: now)
    store = opened
    let clock = try found(WallClock(zone: "Europe/Madrid"))
    nights = HomeNights(
      .init(
        installation: try Installation(), store: store, state: "\(folder)/state", folder: "\(folder)/nights",
        clock: clock, source: .virtual(hours: hours, outOfBed: outOfBed), speed: speed))
    evening = nights.evening(of: now)
    let all = Dictionary(
      try await opened.people().map { ($0.profile.name, $0.id) }, uniquingKeysWith: { $1 })
    if all.count == 4 {
      (ana, mia) = (try found(all["Ana"]), try found(all["Mia"]))
      (leo, eva) = (try found(all["Leo"]), try found(all["Eva"]))
      pod = try await store.pods()[0].id
    } else {
      var settings = HouseSettings()
      (settings.name, settings.zone) = ("Casa Alba", "Europe/Madrid")
      try await store.keep(settings)
      func add(
        _ name: String, _ age: AgeGroup, _ roles: Set<Role>, hides: Bool = false, _ language: String = "en"
      )
        async throws -> PersonID
      {
        try await opened.add(
          PersonProfile(name: name, age: .stated(age), language: language, hidesFigures: hides), roles: roles,
          now: now
        ).id
      }
      ana = try await add("Ana", .adult, [.sleeper, .guardian])
      mia = try await add("Mia", .child, [.sleeper])
      leo = try await add("Leo", .teen, [.sleeper])
      eva = try await add("Eva", .adult, [.sleeper], hides: true, "de")
      for ward in [mia, leo] { try await store.name(guardian: ana, of: ward, day: evening) }
      try await store.setOwner(true, of: ana)
      pod = try await store.addPod("Upstairs").id
    }
    let origins = HomeOrigins(names: [], isOpen: false)
    origins.listen(on: port)
    let assets = try HomeAssets(folder: projectFolder.appending(path: "Library/Web").path)
    site = HomeSite(
      HomeSetup(
        store: store, nights: nights, assets: assets, origins: origins,
        log: HomeLog(now: { .now }) { print($0) }, now: { .now }))
  }

  /// Lets someone consent to a program for a sleeper.
  func consent(_ giver: PersonID, for sleeper: PersonID, to name: String, at issued: UTCTime = .now)
    async throws
  {
    let offer = try found(await nights.shelf[name]).offer
    let terms = try ConsentTerms(
      giver: giver, sleeper: sleeper, program: offer, purpose: .nights, does: ["It sounds."], known: [],
      notKnown: ["Whether it helps."], text: "All of it.", language: "en", issued: issued,
      expires: UTCTime(seconds: issued.seconds + 80 * 86_400))
    _ = try await store.keep(try ConsentReceipt(terms, signedBy: store.keys.signer(giver)), now: issued)
  }

  /// Says yes or no to tonight.
  func say(_ isYes: Bool, _ person: PersonID, for sleeper: PersonID) async throws {
    try await store.keep(NightAnswer(sleeper: sleeper, by: person, night: evening, isYes: isYes), now: .now)
  }

  /// Signs somebody in.
  func token(_ person: PersonID) async throws -> SessionToken {
    let token = SessionToken.new()
    try await store.begin(token, for: .person(person), label: "test", now: .now)
    return token
  }

  /// Signs a tablet in.
  func tablet() async throws -> SessionToken {
    let token = SessionToken.new()
    try await store.begin(token, for: .device(pod: pod), label: "tablet", now: .now)
    return token
  }

  /// Serves, until it is stopped.
  func serve(port: Int, _ router: Router<HomeContext>, ready: @escaping @Sendable (Int) -> Void) async throws
  {
    var logger = Logger(label: "home")
    logger.logLevel = .critical
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
      onServerRunning: { ready($0.localAddress?.port ?? port) }, logger: logger)
    try await application.run()
  }
}
