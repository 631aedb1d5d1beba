internal import Bedroom
internal import Consent
internal import Foundation
internal import Household
internal import ProgramKernel
internal import Programs
internal import SignIn
internal import SleepCore

/// What stands under the choice of the evening: what is armed, what asks for a consent, what is not for this sleeper.
enum TonightLists {
  static func all(_ evening: TonightEvening, _ request: HomeRequest) -> String {
    armed(evening, request) + consents(evening, request) + closed(evening, request)
  }

  /// What a night that starts now has.
  private static func armed(_ evening: TonightEvening, _ request: HomeRequest) -> String {
    guard let age = evening.subject.age, !evening.choices.isEmpty else { return "" }
    let words = request.words
    let place = request.house.nights.place
    var lines: [(sign: String, text: String)] = []
    if evening.choices.contains(where: { $0.standing == .ready }) {
      lines.append(("yes", words(.provedFor, words[.age(age)])))
    }
    lines.append(place.device == nil ? ("no", words[.soundAbsent]) : ("yes", words[.soundArmed]))
    switch place.source {
    case .virtual: lines.append(("no", words[.sensorVirtual]))
    case .recording: lines.append(("no", words[.sensorReplay]))
    }
    if age != .adult {
      if evening.person.id != request.visitor.id { lines.append(("yes", words(.exitArmed, evening.name))) }
      lines.append(
        evening.hasSaidYes
          ? ("yes", words(.hasSaidYes, evening.name))
          : evening.waitsForYes ? ("no", words(.hasToSayYes, evening.name)) : ("yes", words[.mayStop]))
    }
    if evening.hasSaidYes || age == .adult { lines.append(("yes", words[.mayStop])) }
    let items = lines.map { "<li class=\"\($0.sign)\">\(escaped($0.text))</li>" }.joined()
    return "<section><h2>\(words[.armed])</h2><ul class=\"armed\">\(items)</ul></section>"
  }

  /// What can be chosen once somebody has read it and consented.
  private static func consents(_ evening: TonightEvening, _ request: HomeRequest) -> String {
    let words = request.words
    let waiting = evening.choices.filter { $0.standing == .consent }
    guard !waiting.isEmpty, evening.mayChoose else { return "" }
    let isOpen = evening.ready.isEmpty ? " open" : ""
    let rows = waiting.map { choice in
      let name = HomeSite.encoded(choice.entry.offer.name)
      let why = choice.outlook.waiting?.why.phrase
      return """
        <li><b>\(HTML.authored(choice.entry.program.compiled.title, words))</b>
        <span class="about">\(HTML.authored(firstSentence(choice.entry.program.about), words))</span>
        <span class="about">\(why.map { escaped(words[$0]) } ?? "")</span>
        <a class="button quiet" href="/consents/new?sleeper=\(evening.person.id)&amp;program=\(name)">
        \(words[.askConsent])</a></li>
        """
    }.joined(separator: "\n")
    return
      "<details class=\"list\"\(isOpen)><summary>\(words[.openPrograms]) (\(waiting.count))</summary>"
      + "<ul>\(rows)</ul></details>"
  }

  /// What is not for this sleeper, with why.
  private static func closed(_ evening: TonightEvening, _ request: HomeRequest) -> String {
    let words = request.words
    let closed = evening.choices.filter { $0.standing == .closed }
    guard !closed.isEmpty, evening.mayChoose else { return "" }
    let rows = closed.map { choice in
      let why = choice.outlook.closed?.why.phrase
      return "<li><b>\(HTML.authored(choice.entry.program.compiled.title, words))</b> "
        + "<span class=\"about\">\(why.map { escaped(words[$0]) } ?? "")</span></li>"
    }.joined(separator: "\n")
    let head =
      evening.person.id == request.visitor.id
      ? words[.notForYou] : escaped(words(.notFor, evening.name))
    return "<details class=\"list\"><summary>\(head) (\(closed.count))</summary><ul>\(rows)</ul></details>"
  }

  /// What an author says first: a sentence, or what stands before its colon.
  static func firstSentence(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    let ends = [". ", ": "].compactMap { line.range(of: $0)?.lowerBound }
    guard let end = ends.min() else { return line }
    return String(line[..<end]) + "."
  }
}
