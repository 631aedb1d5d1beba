import Bedroom
import Consent
import Foundation
import Household
import SignIn
import SleepCore
import TestKit
import Testing
import Web

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A home that is served, and calls to it as somebody.
struct ServedHome {
  let kit: FamilyHome
  let scratch: ScratchFolder
  let server: LoopbackServer

  init(outOfBed: [Range<Int>] = [], speed: Double = 1, hours: Double = 8) async throws {
    let scratch = try ScratchFolder()
    self.scratch = scratch
    let kit = try await FamilyHome(in: scratch.url.path, hours: hours, outOfBed: outOfBed, speed: speed)
    self.kit = kit
    server = try await LoopbackServer { ready in try await kit.serve(port: 0, kit.site.router()) { ready($0) }
    }
  }

  /// What is answered to somebody.
  func ask(
    _ path: String, as token: SessionToken? = nil, form: [String: String]? = nil,
    accept: String = "text/html",
    language: String = "en"
  ) async throws -> (status: Int, text: String, location: String) {
    var request = URLRequest(
      url: try found(URL(string: "http://127.0.0.1:\(server.port)\(path)")), timeoutInterval: 20)
    // The house answers to its own name alone.
    request.setValue("127.0.0.1:8099", forHTTPHeaderField: "Host")
    request.setValue(accept, forHTTPHeaderField: "Accept")
    request.setValue(language, forHTTPHeaderField: "Accept-Language")
    if let token { request.setValue("luma=\(token.text)", forHTTPHeaderField: "Cookie") }
    if var form {
      request.httpMethod = "POST"
      if let token { form["token"] = token.formToken }
      request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
      request.httpBody = Data(form.map { "\($0)=\($1)" }.joined(separator: "&").utf8)
    }
    let (data, response) = try await Self.session.data(for: request)
    let http = try found(response as? HTTPURLResponse)
    return (
      http.statusCode, String(decoding: data, as: UTF8.self),
      http.value(forHTTPHeaderField: "Location") ?? ""
    )
  }

  /// Follows no redirect, and keeps no cookie.
  private static let session = URLSession(
    configuration: {
      let plain = URLSessionConfiguration.ephemeral
      plain.httpShouldSetCookies = false
      plain.httpCookieAcceptPolicy = .never
      return plain
    }(), delegate: Stay(), delegateQueue: nil)

  private final class Stay: NSObject, URLSessionTaskDelegate, Sendable {
    func urlSession(
      _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
      newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) { completionHandler(nil) }
  }

  /// Waits until something is so.
  func until(_ seconds: Double = 10, _ isSo: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .milliseconds(Int(seconds * 1000))
    while ContinuousClock.now < end {
      if try await isSo() { return true }
      try await Task.sleep(for: .milliseconds(50))
    }
    return false
  }
}

@Suite("The pages of the evening and the night")
struct HomeEveningTests {
  @Test("a guardian without the child's yes cannot start, the child's pictures say it, and either ends it")
  func bothVoices() async throws {
    let home = try await ServedHome()
    let (kit, ana) = (home.kit, try await home.kit.token(home.kit.ana))
    try await kit.consent(kit.ana, for: kit.mia, to: "child-wind-down")
    try await kit.store.setPictures(
      found(AssentPictures(names: FamilyHome.pictures)).hash(HashCost(passes: 1, memory: 64)), of: kit.mia)
    let start = ["sleeper": kit.mia.description, "program": "child-wind-down"]
    let refused = try await home.ask("/nights", as: ana, form: start)
    #expect(refused.status == 409)
    #expect(refused.text.contains("Nobody can say it for them"))
    #expect(try await home.ask("/tonight?sleeper=\(kit.mia)", as: ana).text.contains("Hand this to Mia"))
    // Ana taps yes without knowing the pictures.
    let wrong = Dictionary(uniqueKeysWithValues: (1...4).map { ("picture\($0)", $0 == 1 ? "bird" : "snail") })
    let guessed = try await home.ask(
      "/assent/\(kit.mia)", as: ana, form: wrong.merging(["yes": "yes"]) { $1 })
    #expect(guessed.location == "/assent/\(kit.mia)?said=wrong")
    #expect(try await home.ask("/nights", as: ana, form: start).status == 409)
    let right = Dictionary(
      uniqueKeysWithValues: FamilyHome.pictures.enumerated().map { ("picture\($0 + 1)", $1) })
    let said = try await home.ask("/assent/\(kit.mia)", as: ana, form: right.merging(["yes": "yes"]) { $1 })
    #expect(said.location == "/assent/\(kit.mia)?said=yes")
    let begun = try await home.ask("/nights", as: ana, form: start)
    #expect(begun.status == 303 && begun.location == "/live/\(kit.pod)", "\(begun.text)")
    // A no needs no pictures and no sign-in.
    let no = try await home.ask("/assent/\(kit.mia)", form: ["yes": "no"])
    #expect(no.location == "/assent/\(kit.mia)?said=no")
    #expect(try await home.until { await kit.nights.nights.isEmpty })
    #expect(try await home.ask("/nights", as: ana, form: start).status == 409)
    await kit.nights.close()
  }

  @Test("a bed exit ends the child's night at once, and the alert comes again until somebody answers")
  func bedExit() async throws {
    let home = try await ServedHome(outOfBed: [20..<60], speed: 20)
    let kit = home.kit
    let ana = try await kit.token(kit.ana)
    try await kit.consent(kit.ana, for: kit.mia, to: "child-wind-down")
    try await kit.say(true, kit.mia, for: kit.mia)
    let begun = try await home.ask(
      "/nights", as: ana, form: ["sleeper": kit.mia.description, "program": "child-wind-down"])
    #expect(begun.status == 303)
    #expect(
      try await home.until {
        await String(describing: kit.nights.now(on: kit.pod)?.ended).contains("leftBed")
      })
    #expect(try await home.until { try await !kit.store.openAlerts().isEmpty })
    let page = try await home.ask("/tonight", as: ana).text
    #expect(page.contains("Mia is out of bed") && page.contains("I am on my way"))
    // Told twice within some seconds, and not at all to a tablet or to the child.
    let stream = EventReader(port: home.server.port, path: "/alerts/events", token: ana)
    #expect(try await home.until(8) { stream.count(of: "event: alert") >= 2 })
    for token in [try await kit.tablet(), try await kit.token(kit.mia)] {
      #expect(try await home.ask("/alerts/events", as: token).status == 403)
    }
    #expect(try await !home.ask("/tonight", as: kit.tablet()).text.contains("out of bed</h2>"))
    let alert = try found(try await kit.store.openAlerts().first)
    #expect(try await home.ask("/alerts/\(alert.id)/answer", as: kit.token(kit.mia), form: [:]).status == 403)
    #expect(try await home.ask("/alerts/\(alert.id)/answer", as: ana, form: [:]).status == 303)
    #expect(try await home.until(3) { stream.count(of: "event: answered") == 1 })
    let told = stream.count(of: "event: alert")
    try await Task.sleep(for: .seconds(6))
    #expect(stream.count(of: "event: alert") == told)
    stream.close()
    await kit.nights.close()
  }

  @Test("the black page works without a script: a form of its own stops and one lets it go on for longer")
  func black() async throws {
    let home = try await ServedHome()
    let kit = home.kit
    let ana = try await kit.token(kit.ana)
    try await kit.consent(kit.ana, for: kit.ana, to: "rain-all-night")
    let begun = try await home.ask(
      "/nights", as: ana, form: ["program": "rain-all-night", "wake": "06:30"])
    #expect(begun.location == "/dark/\(kit.pod)", "\(begun.text)")
    let page = try await home.ask(begun.location, as: ana).text
    #expect(page.contains("data-mood=\"black\"") && page.contains("+15 min"))
    #expect(!page.contains("<nav"))
    let wakes = try found(await kit.nights.now(on: kit.pod)?.wakes)
    let later = try await home.ask(
      "/nights/\(kit.pod)/later", as: ana, form: ["minutes": "15", "from": "dark"])
    #expect(later.status == 303 && later.location == "/dark/\(kit.pod)")
    #expect(
      try await home.until { await kit.nights.now(on: kit.pod)?.wakes?.seconds == wakes.seconds + 900 })
    // A tablet sees it and can stop it, but not make it longer.
    let tablet = try await kit.tablet()
    #expect(try await !home.ask("/dark/\(kit.pod)", as: tablet).text.contains("+15 min"))
    #expect(
      try await home.ask("/nights/\(kit.pod)/later", as: tablet, form: ["minutes": "15"]).status == 403)
    #expect(try await home.ask("/nights/\(kit.pod)/stop", form: [:]).location == "/stop")
    #expect(try await home.until { await kit.nights.nights.isEmpty })
    await kit.nights.close()
  }

  @Test("an adult starts what the week has in two taps, and a figure of a night is not everybody's")
  func twoTaps() async throws {
    let home = try await ServedHome()
    let kit = home.kit
    let ana = try await kit.token(kit.ana)
    try await kit.consent(kit.ana, for: kit.ana, to: "rain-all-night")
    let offer = try found(await kit.nights.shelf["rain-all-night"]).offer
    for weekday in 1...7 {
      try await kit.store.keep(
        ScheduledEvening(
          sleeper: kit.ana, pod: kit.pod, weekday: weekday, program: offer.sha256, programName: offer.name,
          bed: 23 * 60, wake: 390, zone: "Europe/Madrid"))
    }
    let page = try await home.ask("/tonight", as: ana).text
    let card = try found(page.components(separatedBy: "<section class=\"card\">").dropFirst().first)
    #expect(card.contains("action=\"/nights\"") && card.contains("value=\"rain-all-night\""))
    #expect(card.contains("name=\"wake\" value=\"06:30\""))
    #expect(try await home.ask("/nights", as: ana, form: ["program": "rain-all-night"]).status == 303)
    let eva = try await kit.token(kit.eva)
    #expect(try await home.ask("/live/\(kit.pod)", as: eva).status == 403)
    #expect(try await home.ask("/pods/\(kit.pod)/night", as: eva).status == 403)
    let data = try await home.ask("/pods/\(kit.pod)/night", as: ana).text
    #expect(data.contains("\"sentence\":") && data.contains("\"epochs\":"))
    await kit.nights.close()
  }

  @Test(
    "all of Tonight's files together are under 100 kB, and nothing stands in a page that its policy forbids")
  func size() async throws {
    let home = try await ServedHome()
    let kit = home.kit
    for program in ["rain-all-night", "settle-and-fade", "silence-with-dawn"] {
      try await kit.consent(kit.ana, for: kit.ana, to: program)
    }
    let page = try await home.ask("/tonight?sleeper=\(kit.ana)", as: kit.token(kit.ana)).text
    var total = page.utf8.count
    let addresses = page.matches(of: /(?:src|href)="(\/assets\/[^"]+|\/manifest.webmanifest)"/).map {
      String($0.1)
    }
    #expect(addresses.count >= 5)
    for address in addresses { total += try await home.ask(address).text.utf8.count }
    #expect(total < 100_000)
    print("Tonight: \(total) bytes in \(addresses.count + 1) files")
    #expect(page.firstMatch(of: /<script(?![^>]*src=)(?![^>]*json)|<style| style=| on[a-z]+="/) == nil)
    let labelled = page.matches(of: /<input[^>]*type="(?:time|text|number)"/).count
    #expect(labelled == page.matches(of: /<label for=|<label>[^<]*<input/).count)
  }
}

/// Reads a stream of events on a connection of its own, byte by byte.
final class EventReader: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  private let lock = NSLock()
  private var text = ""
  private var task: URLSessionDataTask?

  init(port: Int, path: String, token: SessionToken) {
    super.init()
    guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else { return }
    var request = URLRequest(url: url, timeoutInterval: 60)
    request.setValue("127.0.0.1:8099", forHTTPHeaderField: "Host")
    request.setValue("luma=\(token.text)", forHTTPHeaderField: "Cookie")
    task = URLSession(configuration: .ephemeral, delegate: self, delegateQueue: nil).dataTask(with: request)
    task?.resume()
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    lock.withLock { text += String(decoding: data, as: UTF8.self) }
  }
  func count(of part: String) -> Int { lock.withLock { text.components(separatedBy: part).count - 1 } }
  func close() { task?.cancel() }
}
