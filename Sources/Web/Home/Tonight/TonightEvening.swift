internal import Bedroom
internal import Consent
internal import Household
internal import SignIn
internal import SleepCore

/// All that the evening knows about one sleeper.
struct TonightEvening {
  /// A program, and how it stands tonight.
  struct Choice {
    let entry: ProgramShelf.Entry
    let outlook: ProgramOutlook
    let standing: Standing
  }
  /// How a program stands tonight.
  enum Standing {
    /// It can begin, once those who are here have said yes.
    case ready
    /// Somebody has to read and consent first.
    case consent
    /// It is not for this sleeper.
    case closed
  }

  let person: Person
  let subject: Subject
  let name: String
  let running: NightNow?
  let choices: [Choice]
  let pods: [Pod]
  /// The plan of the week for tonight.
  let plan: PlannedNight?
  /// The program of the last night.
  let last: String?
  /// Whether the sleeper has to say yes, and has not since the last no.
  let waitsForYes: Bool
  let hasSaidYes: Bool
  /// Whether somebody said no tonight.
  let isAfterNo: Bool
  /// Whether the visitor may choose, and start.
  let mayChoose: Bool
  let mayStart: Bool

  static func of(_ person: Person, _ subject: Subject, _ request: HomeRequest) async throws -> TonightEvening
  {
    let store = request.house.store
    let evening = request.evening
    let shelf = await request.house.nights.shelf
    let outlooks = try await store.outlook(
      shelf.offers, sleeper: person.id, night: evening, now: request.now)
    let choices = zip(shelf.entries, outlooks).map {
      Choice(entry: $0, outlook: $1, standing: standing($1))
    }
    let answers = try await store.consentState(for: person.id, night: evening).answers
      .filter { $0.sleeper == person.id && $0.night == evening }
    let lastNo = answers.lastIndex { !$0.isYes }
    let since = lastNo.map { answers[($0 + 1)...] } ?? answers[...]
    let hasSaidYes = since.contains { $0.by == person.id }
    let isMinor = subject.age == .child || subject.age == .teen
    let plan = WeekSchedule.next(try await store.week(of: person.id), after: request.now)
    return TonightEvening(
      person: person, subject: subject, name: request.name(of: person),
      running: await request.house.nights.night(of: person.id), choices: choices,
      pods: try await store.pods(), plan: plan?.evening == evening ? plan : nil,
      last: try await store.nights(of: person.id, limit: 1).first?.programName,
      waitsForYes: isMinor && !hasSaidYes && request.visitor.id != person.id, hasSaidYes: hasSaidYes,
      isAfterNo: lastNo != nil, mayChoose: request.may(.chooseProgram, about: subject),
      mayStart: request.may(.startNight, about: subject))
  }

  private static func standing(_ outlook: ProgramOutlook) -> Standing {
    if outlook.closed != nil { return .closed }
    switch outlook.waiting?.why {
    case nil, .noYes, .saidNo: return .ready
    default: return .consent
    }
  }

  /// What can begin tonight, what is suggested first.
  var ready: [Choice] {
    let all = choices.filter { $0.standing == .ready }
    guard let suggested else { return all }
    return [suggested] + all.filter { $0.entry.offer.name != suggested.entry.offer.name }
  }

  /// The plan of the week, else what there was last time, else the first that can begin.
  var suggested: Choice? {
    let all = choices.filter { $0.standing == .ready }
    for name in [plan?.entry.programName, last] {
      if let name, let found = all.first(where: { $0.entry.offer.name == name }) { return found }
    }
    return plan == nil ? all.first : nil
  }

  /// Whether the suggestion is the week's plan.
  var isPlanned: Bool { plan != nil && plan?.entry.programName == suggested?.entry.offer.name }

  /// When the plan wakes, as a clock for a form; empty where nobody is woken.
  var wake: String {
    guard let minute = plan?.entry.wake else { return "" }
    let (hour, rest) = (minute / 60, minute % 60)
    return (hour < 10 ? "0" : "") + "\(hour):" + (rest < 10 ? "0" : "") + "\(rest)"
  }
}
