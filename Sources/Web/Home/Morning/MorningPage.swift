internal import Bedroom
internal import Consent
internal import Foundation
internal import Household
internal import Night
internal import SignIn
internal import SleepCore

/// A morning.
enum MorningPage {
  static func answer(_ request: HomeRequest) async throws -> HomeAnswer {
    let words = request.words
    let night = try await MorningRoutes.kept(request)
    let store = request.house.store
    let person = try await store.person(night.sleeper)
    let isThere = FileManager.default.fileExists(atPath: NightFolder(path: night.folder).events)
    let diary = try await store.diaries(of: night.sleeper, from: night.evening, to: night.evening)[
      night.evening]
    var body = """
      \(request.flag("kept") ?? false ? "<p class=\"note\" role=\"status\">\(words[.diaryKept])</p>" : "")
      <p class="when">\(escaped(words(.nightFrom, words.day(night.evening))))</p>
      <h1 class="first">\(escaped(request.sentence(night, person)))</h1>
      """
    if isThere {
      // A night that was cut short has a record, and no report yet.
      let hasReport = FileManager.default.fileExists(atPath: NightFolder(path: night.folder).report)
      body +=
        "<p class=\"deeds\"><a class=\"button quiet\" href=\"/mornings/\(night.id)/played\">\(words[.played])</a>"
      body +=
        hasReport
        ? "<a class=\"button quiet\" href=\"/mornings/\(night.id)/report\">\(words[.report])</a></p>" : "</p>"
    } else {
      body += "<p class=\"note\">\(words[.folderGone])</p>"
    }
    if request.may(.writeDiary, about: request.subject) {
      body += form(night, diary ?? SleepDiary(), request)
    }
    // Of dreams that are not this visitor's to read, nothing is drawn, not even how many there are.
    if request.may(.writeDream, about: request.subject) { body += try await dreams(night, request) }
    if request.may(.takeReactionTest, about: request.subject) { body += try await reaction(night, request) }
    body += figures(night, person, request)
    body += """
      <details class="list"><summary>\(words[.badHappened])</summary><p>\(words[.reportBad])</p></details>
      """
    return .page(
      HomePage(
        title: words(.nightFrom, words.day(night.evening)), body: body, scripts: ["morning.js"],
        place: .morning))
  }

  private static func figures(_ night: KeptNight, _ person: Person, _ request: HomeRequest) -> String {
    guard let figures = night.figures else { return "" }
    let words = request.words
    var rows = [(words[.timeAsleep], figures.totalSleepTime), (words[.timeRecorded], figures.length)]
    if let onset = figures.sleepOnset { rows.append((words[.timeToSleep], onset)) }
    rows.append((words[.timeAwake], figures.wakeAfterSleepOnset))
    let facts = rows.map { HTML.fact($0.0, words.duration(seconds: $0.1)) }.joined()
    let stages = zip(SleepStage.allCases, figures.stages).filter { $0.1 > 0 }.map {
      HTML.fact(words[.stage($0)], words.duration(seconds: $1))
    }.joined()
    let inside =
      "<dl class=\"facts\">\(facts)</dl>"
      + (stages.isEmpty ? "" : "<h3>\(words[.perStage])</h3><dl class=\"facts\">\(stages)</dl>")
    let hides = person.profile.hidesFigures
    return "<details class=\"list\"><summary>\(words[hides ? .showFigures : .figures])</summary>"
      + (hides ? "<p class=\"soft\">\(words[.figuresHidden])</p>" : "") + "\(inside)</details>"
  }

  // MARK: The diary

  private static func form(_ night: KeptNight, _ diary: SleepDiary, _ request: HomeRequest) -> String {
    let words = request.words
    func clock(_ name: String, _ label: Phrase, _ value: Int?) -> String {
      let value = value.map { minute in
        let (hour, rest) = (minute / 60, minute % 60)
        return (hour < 10 ? "0" : "") + "\(hour):" + (rest < 10 ? "0" : "") + "\(rest)"
      }
      return "<label>\(words[label])<input type=\"time\" name=\"\(name)\" value=\"\(value ?? "")\"></label>"
    }
    func number(_ name: String, _ label: Phrase, _ value: Int?, most: Int) -> String {
      "<label>\(words[label])<input type=\"number\" inputmode=\"numeric\" min=\"0\" max=\"\(most)\" "
        + "name=\"\(name)\" value=\"\(value.map { String($0) } ?? "")\"></label>"
    }
    let quality = (1...5).map {
      "<label class=\"chip\"><input type=\"radio\" name=\"quality\" value=\"\($0)\""
        + "\(diary.quality == $0 ? " checked" : "")><span>\(words[.quality($0)])</span></label>"
    }.joined()
    return HTML.form(
      "/mornings/\(night.id)/diary", request.visitor, id: "diary",
      """
      <section><h2>\(words[.twoQuestions])</h2>
      \(HTML.question(words[.nightmareAsk], name: "nightmare", value: diary.hadNightmare, words))
      \(HTML.question(words[.unrealAsk], name: "unreal", value: diary.feltUnreal, words))</section>
      <details class="list"\(diary == SleepDiary() ? "" : " open")><summary>\(words[.diary])</summary>
      <p class="soft">\(words[.diaryHint])</p>
      <fieldset class="ask"><legend>\(words[.diaryQuality])</legend>\(quality)</fieldset>
      <div class="grid">
      \(clock("in_bed", .diaryBed, diary.inBed))
      \(clock("lights_out", .diaryLights, diary.lightsOut))
      \(number("minutes_to_sleep", .diaryToSleep, diary.minutesToSleep, most: 1439))
      \(number("awakenings", .diaryWoke, diary.awakenings, most: 200))
      \(number("minutes_awake", .diaryAwake, diary.minutesAwake, most: 1439))
      \(clock("last_waking", .diaryLast, diary.lastWaking))
      \(clock("out_of_bed", .diaryUp, diary.outOfBed))
      </div>
      <label>\(words[.diaryWords])<textarea name="comment" rows="3" maxlength="4000">\(escapedArea(diary.comment))</textarea></label>
      </details>
      \(HTML.button(words[.save]))
      """)
  }

  /// Text inside a text area, with its lines.
  private static func escapedArea(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }
      .joined(separator: "\n")
  }

  private static func dreams(_ night: KeptNight, _ request: HomeRequest) async throws -> String {
    let words = request.words
    var kept = ""
    if request.may(.readDreams, about: request.subject) {
      for dream in try await request.house.store.dreams(of: night.sleeper)
      where dream.evening == night.evening {
        kept += "<blockquote class=\"dream\"><p>\(escapedArea(dream.text))</p>"
        kept += HTML.form(
          "/mornings/\(night.id)/forget", request.visitor,
          HTML.button(words[.dreamForget], kind: "small", name: "dream", value: String(dream.id)))
        kept += "</blockquote>"
      }
    }
    return """
      <section><h2>\(words[.dream])</h2>\(kept)
      """
        + HTML.form(
          "/mornings/\(night.id)/dream", request.visitor,
          """
          <label for="dream">\(words[.dreamWrite])</label>
          <textarea id="dream" name="text" rows="4" maxlength="20000" required aria-describedby="dream-hint"></textarea>
          <p class="soft" id="dream-hint">\(words[.dreamHint])</p>
          \(HTML.button(words[.save], kind: "quiet"))
          """) + "</section>"
  }

  private static func reaction(_ night: KeptNight, _ request: HomeRequest) async throws -> String {
    let words = request.words
    let last = try await request.house.store.reactionTests(
      of: night.sleeper, from: night.evening, to: night.evening
    ).last
    return """
      <section><h2>\(words[.reaction])</h2>
      \(last.map { ReactionPage.result($0.test, words) } ?? "<p>\(words[.reactionHint])</p>")
      <p class="deeds"><a class="button quiet" href="/mornings/\(night.id)/reaction">\(words[.reactionTake])</a></p>
      </section>
      """
  }
}
