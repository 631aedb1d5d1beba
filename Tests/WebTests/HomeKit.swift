import Bedroom
import Consent
import Foundation
import HTTPTypes
import Household
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import SignIn
import SleepCore
import Synchronization
import TestKit
import Web

/// A home in a scratch folder, asked through its router and without a socket.
///
/// Ada owns the house and answers for Mia (a child) and Tom (a teen); Ben is an adult, Eve the sleep engineer, Gus a
/// guest. Everybody who is asked as is signed in, freshly unless a test says otherwise.
final class HomeKit: Sendable {
  static let host = "localhost:8080"
  static let origin = "http://localhost:8080"
  static let zone = "Europe/Berlin"

  let scratch: ScratchFolder
  let store: HouseholdStore
  let nights: HomeNights
  let site: HomeSite
  let ada: PersonID
  let ben: PersonID
  let mia: PersonID
  let tom: PersonID
  let eve: PersonID
  let gus: PersonID
  let pod: PersonID
  private let responder: RouterResponder<HomeContext>
  private let clock: HomeClock
  private let tokens = Mutex<[PersonID: SessionToken]>([:])
  private let lines: HomeLines

  /// The programs and models lie in the repository, wherever the test's own program is.
  private static let isAtHome: Void = {
    unsafe setenv("LUMA_HOME", SharedMaterial.projectRoot.path, 0)
  }()

  /// A home.
  ///
  /// - Parameters:
  ///   - hours: how long a virtual sleeper sleeps.
  ///   - speed: how many times as fast as life.
  init(hours: Double = 0.1, speed: Double = 60) async throws {
    Self.isAtHome
    scratch = try ScratchFolder()
    let folder = scratch.url.path
    let clock = HomeClock()
    let lines = HomeLines()
    (self.clock, self.lines) = (clock, lines)
    store = try HouseholdStore.open("\(folder)/home", now: clock.now)
    ada = try await store.add(
      PersonProfile(name: "Ada", age: .stated(.adult)), roles: [.sleeper, .guardian], now: clock.now
    ).id
    try await store.setOwner(true, of: ada)
    ben = try await store.add(
      PersonProfile(name: "Ben", age: .stated(.adult)), roles: [.sleeper], now: clock.now
    ).id
    mia = try await store.add(
      PersonProfile(name: "Mia", age: BirthMonth("2019-04").map(Age.born)), roles: [.sleeper], now: clock.now
    ).id
    tom = try await store.add(
      PersonProfile(name: "Tom", age: .stated(.teen)), roles: [.sleeper], now: clock.now
    ).id
    eve = try await store.add(
      PersonProfile(name: "Eve", age: .stated(.adult)), roles: [.engineer], now: clock.now
    ).id
    gus = try await store.add(
      PersonProfile(name: "Gus", age: .stated(.adult)), roles: [.guest], now: clock.now
    ).id
    for ward in [mia, tom] { try await store.name(guardian: ada, of: ward, day: clock.now.day) }
    pod = try await store.addPod("Bedroom").id
    var settings = HouseSettings()
    settings.zone = Self.zone
    try await store.keep(settings)
    guard let wall = WallClock(zone: Self.zone) else { throw NoHome() }
    nights = HomeNights(
      .init(
        installation: try Installation(), store: store, state: "\(folder)/state", folder: "\(folder)/nights",
        clock: wall, source: .virtual(hours: hours, outOfBed: []), speed: speed))
    let origins = HomeOrigins(names: [], isOpen: false)
    origins.listen(on: 8080)
    let library = SharedMaterial.projectRoot.appending(path: "Library/Web").path
    site = HomeSite(
      HomeSetup(
        store: store, nights: nights, assets: try HomeAssets(folder: library), origins: origins,
        log: HomeLog(least: .info, now: { clock.now }, write: { lines.add($0) }),
        now: { clock.now }))
    responder = site.router().buildResponder()
  }

  /// The time in the home.
  var now: UTCTime { clock.now }
  /// This evening.
  var evening: Int { nights.evening(of: now) }
  /// Every line of the server's log.
  var log: [String] { lines.all }

  /// Lets time pass at once.
  func pass(seconds: Int) { clock.pass(seconds) }

  /// Signs somebody in anew, as if it were so many seconds ago.
  func signIn(_ person: PersonID, secondsAgo: Int = 0) async throws {
    let token = SessionToken.new()
    try await store.begin(
      token, for: .person(person), label: "test", now: UTCTime(seconds: now.seconds - secondsAgo))
    tokens.withLock { $0[person] = token }
  }

  /// The token of somebody who is signed in; signs them in where they are not.
  func token(of person: PersonID) async throws -> SessionToken {
    if let token = tokens.withLock({ $0[person] }) { return token }
    try await signIn(person)
    guard let token = tokens.withLock({ $0[person] }) else { throw NoHome() }
    return token
  }

  /// Opens a page.
  func get(_ path: String, as person: PersonID? = nil, language: String = "en") async throws -> HomeReply {
    var fields: HTTPFields = [.acceptLanguage: language]
    if let person { fields[.cookie] = "luma=\(try await token(of: person).text)" }
    return try await send(.get, path, fields)
  }

  /// Sends a form, as a page of the house does.
  func post(_ path: String, as person: PersonID? = nil, _ form: KeyValuePairs<String, String> = [:])
    async throws -> HomeReply
  {
    var fields: HTTPFields = [
      .contentType: "application/x-www-form-urlencoded", .origin: Self.origin, .acceptLanguage: "en",
    ]
    var pairs = form.map { ($0.key, $0.value) }
    if let person {
      let token = try await token(of: person)
      fields[.cookie] = "luma=\(token.text)"
      pairs.append(("token", token.formToken))
    }
    let text = pairs.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }.joined(separator: "&")
    return try await send(.post, path, fields, Array(text.utf8))
  }

  /// Sends JSON, as a program does.
  func post(_ path: String, as person: PersonID? = nil, json: String) async throws -> HomeReply {
    var fields: HTTPFields = [.contentType: "application/json"]
    if let person { fields[.authorization] = "Bearer \(try await token(of: person).text)" }
    return try await send(.post, path, fields, Array(json.utf8))
  }

  /// Sends a file, as the script of a page does.
  func post(_ path: String, as person: PersonID, file: [UInt8]) async throws -> HomeReply {
    let token = try await token(of: person)
    var fields: HTTPFields = [
      .contentType: "application/octet-stream", .origin: Self.origin, .accept: "application/json",
      .cookie: "luma=\(token.text)",
    ]
    if let name = HTTPField.Name("X-Form-Token") { fields[name] = token.formToken }
    return try await send(.post, path, fields, file)
  }

  /// Sends anything.
  ///
  /// - Parameter most: an answer that goes on for longer is cut off there, such as a stream of events.
  func send(
    _ method: HTTPRequest.Method, _ path: String, _ fields: HTTPFields, _ body: [UInt8] = [],
    host: String = HomeKit.host, most: Int = .max
  ) async throws -> HomeReply {
    let head = HTTPRequest(
      method: method, scheme: "http", authority: host, path: path, headerFields: fields)
    let channel = EmbeddedChannel()
    let context = HomeContext(source: .init(channel: channel, logger: Logger(label: "test")))
    let response = try await responder.respond(
      to: Request(head: head, body: .init(buffer: ByteBuffer(bytes: body))), context: context)
    let collected = CollectedBody(most: most)
    do { try await response.body.write(collected) } catch is CollectedBody.Full {}
    return HomeReply(status: response.status, fields: response.headers, bytes: collected.bytes)
  }

  private static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain =
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
      return isPlain
        ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
  }

  struct NoHome: Error {}
}

/// What a home answers.
struct HomeReply: Sendable {
  let status: HTTPResponse.Status
  let fields: HTTPFields
  let bytes: [UInt8]

  var text: String { String(decoding: bytes, as: UTF8.self) }
  var json: CanonicalJSON? { try? CanonicalJSON.read(bytes) }
  /// Where a form is led.
  var location: String? { fields[.location] }

  /// The value of a hidden input of a page.
  func hidden(_ name: String) -> String? {
    guard let from = text.range(of: "name=\"\(name)\" value=\"")?.upperBound,
      let to = text[from...].firstIndex(of: "\"")
    else { return nil }
    return String(text[from..<to])
  }
}

/// The real time, and what a test lets pass.
private final class HomeClock: Sendable {
  private let ahead = Mutex(0)
  var now: UTCTime { UTCTime(seconds: UTCTime.now.seconds + ahead.withLock { $0 }) }
  func pass(_ seconds: Int) { ahead.withLock { $0 += seconds } }
}

/// The lines of a log.
private final class HomeLines: Sendable {
  private let lines = Mutex<[String]>([])
  var all: [String] { lines.withLock { $0 } }
  func add(_ line: String) { lines.withLock { $0.append(line) } }
}

/// What a response writes.
private final class CollectedBody: ResponseBodyWriter, Sendable {
  private let collected = Mutex<[UInt8]>([])
  private let most: Int

  init(most: Int) { self.most = most }

  var bytes: [UInt8] { collected.withLock { $0 } }

  func write(_ buffer: ByteBuffer) async throws {
    let count = collected.withLock { bytes in
      bytes += buffer.readableBytesView
      return bytes.count
    }
    if count >= most { throw Full() }
  }

  func finish(_ trailingHeaders: HTTPFields?) async throws {}

  struct Full: Error {}
}
