internal import Bedroom
internal import Consent
internal import Household
internal import ProgramKernel
internal import Programs
internal import SignIn
internal import SleepCore

/// The nights of a sleeper, the latest first.
enum MorningList {
  static func answer(_ request: HomeRequest) async throws -> HomeAnswer {
    let words = request.words
    let subject = try request.about()
    let person = try await request.house.store.person(subject.id)
    let nights = try await request.house.store.nights(of: subject.id, limit: 60)
    let title =
      subject.id == request.visitor.id
      ? words[.mornings] : words(.morningsOf, request.name(of: person))
    let shelf = await request.house.nights.shelf
    let rows = nights.enumerated().map { i, night in
      let program = shelf[night.programName]?.program.compiled.title ?? night.programName
      let title = HTML.authored(program, words)
      // Without figures there is one sentence for all nights: it stands once.
      let isSaid = i == 0 || !person.profile.hidesFigures
      return
        """
        <li><a href="/mornings/\(night.id)"\(i == 0 ? " class=\"latest\"" : "")>
        <span class="when">\(escaped(words.day(night.evening)))</span>
        \(isSaid ? "<b>\(escaped(request.sentence(night, person)))</b>" : "")
        <span class="soft">\(title)</span></a></li>
        """
    }.joined(separator: "\n")
    let all = try await request.sleepers()
    let body = """
      \(HTML.sleepers(all, chosen: subject.id, path: "/mornings", request))
      <h1>\(escaped(title))</h1>
      \(nights.isEmpty ? "<p class=\"first\">\(words[.noNights])</p>" : "<ul class=\"nights\">\(rows)</ul>")
      """
    return .page(HomePage(title: title, body: body, place: .morning))
  }
}
