import Foundation
import Incidents
import SleepCore
import TestKit
import Testing

@Suite("the page with the form asks the same questions and sends what the answers read")
struct ReportWebFormTests {
  private static let today = CalendarDay("2026-11-25") ?? CalendarDay(number: 0)

  private func answers(_ body: String, _ language: Language = .en) throws -> IncidentReport {
    try ReportAnswers(form: FormBody(Array(body.utf8)), language: language)
      .report(home: "home-7f3k2m9q", received: Samples.morning, today: Self.today)
  }

  @Test(
    "every choice of every question is a field whose value is the code word", arguments: Language.allCases)
  func fields(language: Language) {
    let page = ReportWebForm.html(
      language, action: "/report", hidden: [("token", "a\"b")], programs: ["nap", "<x>"])
    for question in QuestionScript.questions {
      #expect(page.contains("name=\"\(question.id.rawValue)\""))
      for choice in question.choices {
        #expect(page.contains("name=\"\(question.id.rawValue)\" value=\"\(choice.code)\""))
      }
    }
    #expect(page.contains("value=\"a&quot;b\"") && page.contains("&lt;x&gt;") && !page.contains("<script"))
    #expect(
      page.contains("form-action 'self'") && page.contains("name=\"lang\" value=\"\(language.rawValue)\""))
    #expect(!page.contains("role=\"alert\"") && !page.contains("<details open"))
  }

  @Test("what a browser sends makes the report")
  func sent() throws {
    let report = try answers(
      "token=x&what=skin&how-bad=mild&how-bad=hospital&who=teen&night=2026-11-20&night=rain-to-dawn&now=recovering"
        + "&reporter=parent&words=50%25+%26+m%C3%A1s%0D%0Aline")
    #expect(report.kind == .skin && report.criteria == [.hospitalisation] && report.age == .teen)
    #expect(report.night.text == "2026-11-20" && report.program?.name == "rain-to-dawn")
    #expect(report.words == "50% & más\nline" && report.reporter == .parent && report.outcome == .recovering)
    let short = try answers("what=other&how-bad=severe&who=adult&night=&night=&words=")
    #expect(short.night.text == "2026-11-24" && short.program == nil && short.words.isEmpty)
  }

  @Test("what is wrong is shown with what was given, so that nothing has to be typed twice")
  func again() throws {
    let given = try FormBody(
      Array("what=skin&how-bad=mild&how-bad=severe&who=child&words=a%3Cb&night=2026-11-20".utf8))
    let problem = #expect(throws: IncidentError.self) { try ReportAnswers(form: given, language: .en) }
    let page = ReportWebForm.html(.en, action: "/report", given: given, problem: problem)
    #expect(
      page.contains("role=\"alert\"") && page.contains("two strengths") && page.contains("<details open"))
    #expect(page.contains("value=\"skin\" checked") && page.contains("value=\"severe\" checked"))
    #expect(page.contains("a&lt;b</textarea>") && page.contains("value=\"2026-11-20\""))
    #expect(throws: IncidentError.missing(field: "who")) { try answers("what=skin&how-bad=mild") }
  }

  @Test("any bytes are values or an error, and a percent sign that is none stays")
  func total() throws {
    #expect(try FormBody(Array("a=%zz&b=%4&c&d=%41+%2B&&=x&a=2".utf8)).values("a") == ["%zz", "2"])
    #expect(try FormBody(Array("b=%4&c&d=%41+%2B".utf8)).values("d") == ["A +"])
    #expect(throws: IncidentError.self) { try FormBody(Array("a=%ff".utf8)) }
    #expect(throws: IncidentError.self) { try FormBody([UInt8](repeating: 0x61, count: 65_537)) }
    var random = SeededRandom(seed: 75)
    for _ in 0..<tries(2000, soak: 200_000) {
      let bytes = (0..<Int.random(in: 0..<30, using: &random)).map { _ in
        Array("what=&%+;0aF\u{e9}".utf8).randomElement(using: &random)
          ?? UInt8.random(in: 0...255, using: &random)
      }
      do throws(IncidentError) {
        _ = try ReportAnswers(form: FormBody(bytes), language: .en)
      } catch { #expect(!error.description.isEmpty) }
    }
  }
}
