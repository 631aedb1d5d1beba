import Incidents
import SleepCore
import TestKit
import Testing

@Suite("seven questions, three of them needed, and one catalogue for command line, page and paper")
struct QuestionScriptTests {
  private static let today = CalendarDay("2026-11-25") ?? CalendarDay(number: 0)

  private static func report(_ answers: [(QuestionID, String)], _ language: Language = .en) throws
    -> IncidentReport
  {
    var all = ReportAnswers(language: language)
    for (id, text) in answers { try all.answer(text, to: id) }
    return try all.report(home: "home-7f3k2m9q", received: Samples.morning, today: today)
  }

  @Test("there are seven at most and three are needed; every text is there in every language")
  func catalogue() {
    let questions = QuestionScript.questions
    #expect(questions.count == 7 && questions.filter(\.isRequired).map(\.id) == [.what, .howBad, .who])
    for question in questions {
      for language in Language.allCases {
        let texts = [question.short, question.title, question.help] + question.choices.map(\.label)
        #expect(texts.allSatisfy { !$0[language].isEmpty })
        #expect(Set(question.choices.map { $0.label[language] }).count == question.choices.count)
      }
      #expect(Set(question.choices.map(\.code)).count == question.choices.count)
    }
    let codes = questions.flatMap { question in question.choices.map(\.code) }
    for kind in IncidentKind.allCases { #expect(codes.contains(kind.rawValue)) }
    for criterion in SeriousnessCriterion.allCases { #expect(codes.contains(criterion.rawValue)) }
  }

  @Test("three answers make a report of last night")
  func shortest() throws {
    let report = try Self.report([(.what, "1"), (.howBad, "mild"), (.who, "child")])
    #expect(report.kind == .nightmares && report.severity == .mild && report.age == .child)
    #expect(report.night.text == "2026-11-24" && report.program == nil && report.reporter == .unstated)
  }

  @Test("a choice is answered by number, code word or the words on the form, in every language")
  func everyChoice() throws {
    for question in QuestionScript.questions where !question.choices.isEmpty {
      for (i, choice) in question.choices.enumerated() {
        var seen: Set<ReportAnswers> = []
        for text in ["\(i + 1)", choice.code, choice.code.uppercased()]
          + Language.allCases.map({ choice.label[$0] })
        {
          var answers = ReportAnswers(language: .en)
          // "the person died" is an outcome and a criterion, but never two choices of one question.
          try answers.answer(" \(text) ", to: question.id)
          seen.insert(answers)
        }
        #expect(seen.count == 1)
      }
    }
  }

  @Test("how bad takes one strength and every criterion that is true; a criterion alone counts as severe")
  func howBad() throws {
    let both = try Self.report([(.what, "skin"), (.howBad, "mild, hospital lasting-harm"), (.who, "adult")])
    #expect(both.severity == .mild && both.criteria == [.hospitalisation, .disability])
    let alone = try Self.report([(.what, "skin"), (.howBad, "life-threatening"), (.who, "adult")])
    #expect(alone.severity == .severe && alone.criteria == [.lifeThreatening])
    #expect(throws: IncidentError.self) { try Self.report([(.howBad, "mild severe")]) }
    #expect(throws: IncidentError.self) { try Self.report([(.howBad, "mild awful")]) }
  }

  @Test("that a person died is taken from either answer")
  func death() throws {
    let start: [(QuestionID, String)] = [(.what, "other"), (.who, "adult")]
    for more: [(QuestionID, String)] in [[(.howBad, "death")], [(.howBad, "severe"), (.now, "fatal")]] {
      let report = try Self.report(start + more)
      #expect(report.outcome == .fatal && report.criteria == [.death])
    }
  }

  @Test("the night is a date, a program's name, or both")
  func night() throws {
    let start: [(QuestionID, String)] = [(.what, "other"), (.howBad, "mild"), (.who, "adult")]
    let both = try Self.report(start + [(.night, "2026-11-20 rain-to-dawn")])
    #expect(both.night.text == "2026-11-20" && both.program?.name == "rain-to-dawn")
    let name = try Self.report(start + [(.night, "nap")])
    #expect(name.night.text == "2026-11-24" && name.program?.name == "nap")
    let cleared = try Self.report(start + [(.night, "nap"), (.night, " ")])
    #expect(cleared.program == nil)
    for wrong in ["24.11.2026", "2026-11-31", "nap nap", "2026-11-20 2026-11-21"] {
      #expect(throws: IncidentError.self) { try Self.report(start + [(.night, wrong)]) }
    }
    var answers = ReportAnswers(language: .de)
    for (id, text) in start { try answers.answer(text, to: id) }
    let known = try answers.report(
      home: "home-7f3k2m9q", received: Samples.morning, today: Self.today,
      program: { night, name in
        night == CalendarDay("2026-11-24") && name == nil ? try? Samples.program() : nil
      },
      nightRecord: { _ in try? NightCommitment(eventsHead: Samples.hash, lines: 7) })
    #expect(known.program?.sha256 == Samples.hash && known.nightRecord?.lines == 7)
  }

  @Test("a needed answer that is empty or missing is named; what is unknown lists what may be answered")
  func refusals() throws {
    var answers = ReportAnswers(language: .es)
    #expect(answers.missing == [.what, .howBad, .who])
    #expect(throws: IncidentError.missing(field: "what")) { try answers.answer("  ", to: .what) }
    let error = #expect(throws: IncidentError.self) { try answers.answer("elephant", to: .who) }
    #expect(error?.remedy.contains("under-three") == true)
    #expect(throws: IncidentError.self) { try answers.answer("11", to: .what) }
    #expect(throws: IncidentError.self) { try answers.answer("0", to: .what) }
    #expect(throws: IncidentError.missing(field: "what")) {
      try answers.report(home: "home-7f3k2m9q", received: Samples.morning, today: Self.today)
    }
  }

  @Test("any typing is an answer or an explained error")
  func anyTyping() {
    var random = SeededRandom(seed: 64)
    let pieces = [
      "1", "99", "mild", "hospital", "2026-11-24", "nap", ",", " ", "\n", "é", "😱", "\u{0}", "-", "+7",
      "nein",
    ]
    for _ in 0..<tries(3000, soak: 300_000) {
      var answers = ReportAnswers(language: .en)
      let text = (0..<Int.random(in: 0..<6, using: &random)).compactMap { _ in
        pieces.randomElement(using: &random)
      }
      .joined()
      for id in QuestionID.allCases {
        do throws(IncidentError) { try answers.answer(text, to: id) } catch {
          #expect(!error.description.isEmpty)
        }
      }
    }
  }
}
