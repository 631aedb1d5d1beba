internal import ArgumentParser
internal import Bedroom
internal import Consent
internal import Foundation
internal import Household
internal import SignIn
internal import SleepCore
internal import Web

/// The command `luma home serve`, which is also `luma home`.
struct ServeHomeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Start the pages, until Ctrl-C; nights that run are stopped then.")

  @OptionGroup var place: HomePlace

  @Option(help: "The port; 0 takes a free one.")
  var port = 8780

  @Option(
    help: ArgumentHelp("The address to listen on; 0.0.0.0 lets the whole network in.", valueName: "address"))
  var listen = "127.0.0.1"

  @Option(
    help: ArgumentHelp(
      "A name by which the house is called, such as pod.local. Once for each; localhost is always one.",
      valueName: "name"))
  var name: [String] = []

  @Flag(help: "A proxy on this machine speaks TLS for the names: they are called by https://.")
  var https = false

  @Flag(
    help: "A household to look around in, in a folder of its own, with a virtual sleeper who sleeps quickly.")
  var demo = false

  @Option(help: "How many days of made-up nights the household of --demo has.")
  var demoDays = 28

  @Option(
    help: "How many times as fast as life a virtual sleeper sleeps, 1 to 3600; otherwise 1, with --demo 60.")
  var speed: Double?

  @Option(help: ArgumentHelp("A recording that plays the sleeper.", valueName: "file"))
  var recording: String?

  @Option(help: "How long a virtual sleeper's night is, hours, to 24.")
  var hours = 8.0

  @Option(
    help: ArgumentHelp(
      "When a virtual sleeper is out of the bed: from a minute of the night, to another. For trying the alert.",
      valueName: "from-to"))
  var outOfBed: [String] = []

  @Option(help: ArgumentHelp("The sound device to play on; otherwise nothing sounds.", valueName: "name"))
  var device: String?

  @Flag(help: "Log every request to standard error, as JSON lines without anybody's data.")
  var verbose = false

  func validate() throws {
    guard (1...3600).contains(speed ?? 1) else { throw ValidationError("--speed is 1 to 3600.") }
    guard (0...3650).contains(demoDays) else { throw ValidationError("--demo-days is 0 to 3650.") }
    guard (0.01...24).contains(hours) else { throw ValidationError("--hours is up to 24.") }
    guard device == nil || (speed ?? (demo ? 60 : 1)) == 1 else {
      throw ValidationError("What sounds goes at the pace of life: --speed 1.")
    }
    guard !https || !name.isEmpty else { throw ValidationError("--https is for names: add --name.") }
    _ = try outOfBed.map(Self.seconds)
  }

  func run() async throws {
    let installation = try Installation()
    var place = place
    if demo, place.state == StateFolder.usual { place.state += "/demo" }
    let store = try place.open()
    if demo {
      try await DemoHousehold.fill(
        store, installation: installation, nights: place.nights, days: demoDays)
    }
    let clock = try await place.clock(store)
    if try await store.setting("zone") == nil { try await store.set("zone", to: TimeZone.current.identifier) }
    let nights = HomeNights(
      HomeNights.Place(
        installation: installation, store: store, state: place.state, folder: place.nights, clock: clock,
        source: try recording.map { .recording($0) }
          ?? .virtual(hours: hours, outOfBed: try outOfBed.map(Self.seconds)),
        speed: speed ?? (demo ? 60 : 1), device: device))
    for fault in await nights.shelf.faults { Terminal.complain("luma: \(fault)") }
    try await nights.mend(at: .now)
    let origins = HomeOrigins(names: name, isOpen: listen != "127.0.0.1", isBehindTLS: https)
    let setup = HomeSetup(
      store: store, nights: nights,
      assets: try HomeAssets(folder: installation.home.appending(path: "Library/Web").path), origins: origins,
      log: HomeLog(least: verbose ? .info : .error, now: { .now }) { Terminal.complain($0) }, now: { .now })
    let code = try await ownersCode(store)
    try await WebServer.run(
      HomeSite(setup).router(), host: listen, port: port,
      ready: { port in
        origins.listen(on: port)
        Self.welcome(origins.first, code: code, isDemo: demo)
      }, beside: { try await Self.keepHouse(store, clock) })
    await nights.close()
    try store.close()
  }

  /// A code for the owner, where there is none yet.
  private func ownersCode(_ store: HouseholdStore) async throws -> String? {
    guard try await store.owners().isEmpty else { return nil }
    let code = OneTimeCode.new()
    try await store.keep(code, for: .owner, person: nil, now: .now)
    return code.text
  }

  private static func welcome(_ address: String, code: String?, isDemo: Bool) {
    Terminal.say("The house is at \(address)/")
    if let code {
      Terminal.say(
        "It has no owner yet. Open \(address)/first and give this code within 15 minutes: \(Terminal.bold(code))"
      )
    }
    if isDemo { Terminal.say(DemoHousehold.words) }
  }

  /// A backup each day, and old sessions swept, while the house stands.
  private static func keepHouse(_ store: HouseholdStore, _ clock: WallClock) async throws {
    var last: Int?
    while true {
      let day = clock.reading(.now).day
      if day != last {
        do {
          _ = try store.backup(day: day)
          try await store.sweepSessions(now: .now)
          last = day
        } catch {
          Terminal.complain("luma: no backup could be made. \(error)")
        }
      }
      try await Task.sleep(for: .seconds(600))
    }
  }

  /// Seconds of the night of `90-95`, minutes.
  private static func seconds(_ text: String) throws -> Range<Int> {
    let parts = text.split(separator: "-").map { Int($0) }
    guard parts.count == 2, let from = parts[0], let to = parts[1], from < to, (0...1440).contains(to) else {
      throw ValidationError("--out-of-bed is two minutes of the night, such as 90-95.")
    }
    return from * 60..<to * 60
  }
}
