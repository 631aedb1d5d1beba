import Bedroom
import Consent
import Foundation
import Household
import SignIn
import SleepCore
import TestKit
import Testing

@Suite("The pages of the morning and of trends")
struct HomeMorningTests {
  /// Keeps a night of some evenings ago, without a record.
  static func keep(_ back: Int, sleep: Int, of sleeper: PersonID, _ kit: FamilyHome) async throws -> Int {
    let at = UTCTime(seconds: UTCTime.now.seconds - back * 86_400)
    let offer = try found(await kit.nights.shelf["rain-all-night"]).offer
    guard
      case .success(let permission) = try await kit.store.permission(
        for: offer, sleeper: sleeper, purpose: .nights, night: kit.evening - back, way: "cli", by: nil,
        now: at)
    else { throw NotFound() }
    let night = try await kit.store.begin(
      permission, program: offer, pod: kit.pod, folder: "/nowhere/\(UUID())", clearance: nil, way: "cli",
      now: at)
    let figures = SleepFigures(
      length: sleep + 3000, totalSleepTime: sleep, sleepOnset: 600, wakeAfterSleepOnset: 1200,
      stages: [1800, 1000, sleep / 2, sleep / 5, sleep / 5, 0])
    try await kit.store.end(night, figures: figures, now: UTCTime(seconds: at.seconds + sleep + 3000))
    return night
  }

  @Test("an evening without a night is a gap in its own place, in the data and on the page")
  func gaps() async throws {
    let home = try await ServedHome()
    let kit = home.kit
    try await kit.consent(
      kit.ana, for: kit.ana, to: "rain-all-night", at: UTCTime(seconds: UTCTime.now.seconds - 20 * 86_400))
    for (back, hours) in [(2, 7), (3, 6), (6, 8)] {
      _ = try await Self.keep(back, sleep: hours * 3600, of: kit.ana, kit)
    }
    let ana = try await kit.token(kit.ana)
    let data = try await home.ask("/trends/data?days=7", as: ana).text
    let json = try CanonicalJSON.read(Array(data.utf8))
    let last = try found(kit.nights.place.clock.reading(.now).day) - 1
    let expected = ((last - 6)...last).map { day in
      [2: 7 * 3600, 3: 6 * 3600, 6: 8 * 3600][kit.evening - day]
    }
    #expect(json["asleep_s"]?.list?.map(\.number) == expected)
    #expect(json["evenings"]?.list?.count == 7)
    let page = try await home.ask("/trends?days=7", as: ana).text
    #expect(page.components(separatedBy: "class=\"gap\"").count - 1 == expected.count { $0 == nil })
    #expect(page.components(separatedBy: "no night").count - 1 == expected.count { $0 == nil })
  }

  @Test("who worries about figures sees none until they ask, and nobody else's dreams are drawn")
  func hidden() async throws {
    let home = try await ServedHome()
    let kit = home.kit
    let before = UTCTime(seconds: UTCTime.now.seconds - 20 * 86_400)
    for one in [kit.eva, kit.ana] { try await kit.consent(one, for: one, to: "rain-all-night", at: before) }
    let night = try await Self.keep(2, sleep: 7 * 3600, of: kit.eva, kit)
    let eva = try await kit.token(kit.eva)
    #expect(try await !home.ask("/trends", as: eva).text.contains("<svg"))
    #expect(try await home.ask("/trends?figures=yes", as: eva).text.contains("<svg"))
    #expect(try await !home.ask("/mornings", as: eva).text.contains("7 h"))
    let page = try await home.ask("/mornings/\(night)", as: eva).text
    #expect(page.contains("lang=\"de\"") && page.contains("Wie war sie?"))
    #expect(try found(page.range(of: "7 h")).lowerBound > (try found(page.range(of: "<details"))).lowerBound)
    _ = try await home.ask("/mornings/\(night)/dream", as: eva, form: ["text": "A%20red%20sea"])
    #expect(try await home.ask("/mornings/\(night)", as: eva).text.contains("A red sea"))
    let ana = try await kit.token(kit.ana)
    #expect(try await home.ask("/mornings/\(night)", as: ana).status == 403)
    // A teen's dreams are the teen's, though a guardian sees the morning.
    try await kit.consent(kit.ana, for: kit.leo, to: "teen-evening", at: before)
    _ = try await kit.store.keep(dream: "a secret", of: kit.leo, evening: kit.evening - 2)
    try await kit.store.keep(
      NightAnswer(sleeper: kit.leo, by: kit.leo, night: kit.evening - 2, isYes: true), now: before)
    let offer = try found(await kit.nights.shelf["teen-evening"]).offer
    guard
      case .success(let permission) = try await kit.store.permission(
        for: offer, sleeper: kit.leo, night: kit.evening - 2, way: "cli", by: nil,
        now: UTCTime(seconds: UTCTime.now.seconds - 2 * 86_400))
    else { throw NotFound() }
    let his = try await kit.store.begin(
      permission, program: offer, pod: kit.pod, folder: "/nowhere/\(UUID())", way: "cli", now: before)
    let seen = try await home.ask("/mornings/\(his)", as: ana).text
    #expect(!seen.contains("secret") && !seen.contains("name=\"text\""))
    #expect(try await home.ask("/mornings/\(his)", as: kit.token(kit.leo)).text.contains("a secret"))
  }

  @Test(
    "what was written in a diary stands there again, and eleven late or early answers are not yet fit to drive"
  )
  func diary() async throws {
    let home = try await ServedHome()
    let kit = home.kit
    try await kit.consent(
      kit.ana, for: kit.ana, to: "rain-all-night", at: UTCTime(seconds: UTCTime.now.seconds - 9 * 86_400))
    let night = try await Self.keep(1, sleep: 7 * 3600, of: kit.ana, kit)
    let ana = try await kit.token(kit.ana)
    let fields = [
      "nightmare": "yes", "quality": "4", "in_bed": "23:10", "comment": "%3Cb%3Ehot%3C%2Fb%3E",
      "awakenings": "",
    ]
    #expect(try await home.ask("/mornings/\(night)/diary", as: ana, form: fields).status == 303)
    let kept = try await kit.store.diaries(of: kit.ana)[kit.evening - 1]
    #expect(
      kept?.hadNightmare == true && kept?.quality == 4 && kept?.inBed == 1390 && kept?.awakenings == nil)
    let page = try await home.ask("/mornings/\(night)", as: ana).text
    #expect(page.contains("value=\"23:10\"") && page.contains("&lt;b&gt;hot") && !page.contains("<b>hot"))
    for (lapses, early, says) in [(8, 3, "Not yet fit to drive."), (8, 2, "A good result proves nothing")] {
      let test = [
        "lapses": "\(lapses)", "false_starts": "\(early)", "median_ms": "290", "speed_milli": "3400",
        "trials": "52",
      ]
      #expect(try await home.ask("/mornings/\(night)/reaction", as: ana, form: test).status == 303)
      #expect(try await home.ask("/mornings/\(night)", as: ana).text.contains(says))
    }
  }
}

@Suite("The catalogue of sentences")
struct HomeWordsTests {
  @Test("every sentence has three languages, and the same places to fill in each")
  func places() throws {
    let folder = projectFolder.appending(path: "Sources/Web/Home/Words")
    let text = /"((?:[^"\\]|\\.)*)"/
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where name.hasSuffix(".swift") {
      let source = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      for phrase in source.matches(
        of: /Phrase\(\s*"(?:[^"\\]|\\.)*",\s*es:\s*"(?:[^"\\]|\\.)*",\s*de:\s*"(?:[^"\\]|\\.)*"/)
      {
        let texts = phrase.output.matches(of: text).map { String($0.output.1) }
        let places = texts.map { text in Set(text.matches(of: /%[0-9]/).map { String($0.output) }) }
        #expect(texts.count == 3 && texts.allSatisfy { !$0.isEmpty }, "\(name): \(texts)")
        #expect(Set(places).count == 1, "\(name): \(texts)")
        count += 1
      }
      #expect(
        source.matches(of: /Phrase\(\s*"/).count
          == source.matches(of: /Phrase\(\s*"(?:[^"\\]|\\.)*",\s*es:/).count)
    }
    #expect(count > 200)
  }
}
