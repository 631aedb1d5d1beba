internal import Bedroom
internal import Consent
internal import HTTPTypes
internal import Household
internal import Night
internal import SignIn
internal import SleepCore

/// What is done to a night.
enum NightDeeds {
  static func begin(_ request: HomeRequest) async throws -> HomeAnswer {
    let subject = try request.about()
    let store = request.house.store
    let week = try await store.week(of: subject.id)
    let planned = WeekSchedule.next(week, after: request.now).flatMap {
      $0.evening == request.evening ? $0.entry : nil
    }
    let program = request["program"] ?? ""
    // Who may not choose may begin what was chosen for them.
    if case .refused(let refusal) = HouseRules.decide(
      .chooseProgram, by: request.visitor.actor, about: subject), planned?.programName != program
    {
      throw refusal
    }
    let pod = try await pod(request, planned)
    // Whoever starts a night says yes to it; nobody else's yes comes from that.
    try await keep(true, request, subject)
    let wish = HomeNights.Wish(
      sleeper: subject.id, program: program, pod: pod,
      wakeAt: request.minute("wake").map { request.next(minute: $0, after: request.now) },
      by: request.visitor.id, way: request.wantsJSON ? "api" : "web")
    switch try await request.house.nights.begin(wish, at: request.now) {
    case .failure(let refusal): throw refusal
    case .success(let night):
      return .done(
        path: request.visitor.id == subject.id ? "/dark/\(pod)" : "/live/\(pod)",
        json: ["night": .number(night.id), "pod": .text(pod.description)])
    }
  }

  private static func pod(_ request: HomeRequest, _ planned: ScheduledEvening?) async throws -> PersonID {
    let pods = try await request.house.store.pods().map(\.id)
    if let named = request.id("pod") {
      guard pods.contains(named) else { throw HomeProblem.nothing }
      return named
    }
    if let planned = planned?.pod, pods.contains(planned) { return planned }
    guard pods.count == 1, let only = pods.first else {
      throw HomeProblem(
        .unprocessableContent, pods.isEmpty ? "no bedroom is set up yet" : "there are several bedrooms",
        place: "pod", remedy: pods.isEmpty ? "Let the owner add one: /house." : "Say in which: pod.")
    }
    return only
  }

  /// Says yes or no to tonight, in the visitor's own name alone.
  static func answer(_ request: HomeRequest) async throws -> HomeAnswer {
    let subject = try request.about()
    let isYes = request.flag("yes") ?? false
    try await keep(isYes, request, subject)
    if !isYes, let night = await request.house.nights.night(of: subject.id) {
      _ = await request.house.nights.stop(on: night.pod, by: request.visitor.id, at: request.now)
    }
    return .done(path: "/tonight?sleeper=\(subject.id)")
  }

  private static func keep(_ isYes: Bool, _ request: HomeRequest, _ subject: Subject) async throws {
    guard let by = request.visitor.id,
      request.may(by == subject.id ? .answerForSelf : .answerAsGuardian, about: subject)
    else { return }
    try await request.house.store.keep(
      NightAnswer(sleeper: subject.id, by: by, night: request.evening, isYes: isYes), now: request.now)
  }

  static func stop(_ request: HomeRequest) async throws -> HomeAnswer {
    let pod = try request.pod()
    let receipt = await request.house.nights.stop(on: pod, by: request.visitor.id, at: request.now)
    // To stop is to say no; whose voice does not count only stops.
    if receipt != nil, let subject = request.subject { try await keep(false, request, subject) }
    // The page that comes next shows what is: silence takes some hundredths of a second.
    for _ in 0..<60 {
      guard let night = await request.house.nights.now(on: pod), night.ended == nil else { break }
      try await Task.sleep(for: .milliseconds(25))
    }
    return try done(request, pod, receipt)
  }

  static func later(_ request: HomeRequest) async throws -> HomeAnswer {
    let pod = try request.pod()
    let nights = request.house.nights
    let (by, now) = (request.visitor.id, request.now)
    // Where nobody is to be woken, more time must not set an alarm.
    var receipt: CommandReceipt?
    if await nights.now(on: pod)?.wakeAt != nil {
      receipt = await nights.wakeLater(
        minutes: request.number("minutes") ?? 15, on: pod, by: by, at: now)
    }
    let more = await nights.say(.wish(.more), on: pod, by: by, at: now)
    return try done(request, pod, receipt ?? more)
  }

  static func wish(_ request: HomeRequest) async throws -> HomeAnswer {
    guard let wish = request["wish"].flatMap(Senses.Wish.init) else { throw HomeProblem.nothing }
    return try await say(.wish(wish), request)
  }

  static func wake(_ request: HomeRequest) async throws -> HomeAnswer {
    let pod = try request.pod()
    guard let minute = request.minute("at"), let night = await request.house.nights.now(on: pod) else {
      throw nothingRuns
    }
    let wakes = request.next(minute: minute, after: night.clock)
    return try await say(
      .wakeAt(NightTime(seconds: wakes.seconds - night.started.seconds)), request)
  }

  static func presence(_ request: HomeRequest) async throws -> HomeAnswer {
    // A tablet knows its own bed alone.
    if case .device(let pod) = request.visitor.actor.session, pod != request.id("pod") {
      throw HouseRefusal(act: .reportPresence, why: .device)
    }
    return try await say(.presence(request.flag("in_bed") ?? true), request)
  }

  private static func say(_ word: NightWord, _ request: HomeRequest) async throws -> HomeAnswer {
    let pod = try request.pod()
    let receipt = await request.house.nights.say(word, on: pod, by: request.visitor.id, at: request.now)
    return try done(request, pod, receipt)
  }

  private static func done(_ request: HomeRequest, _ pod: PersonID, _ receipt: CommandReceipt?) throws
    -> HomeAnswer
  {
    guard let receipt else {
      // A form that comes too late has what it wanted, or sees that it has not.
      if request.wantsJSON { throw nothingRuns }
      return .done(path: back(request, pod))
    }
    return .done(
      path: back(request, pod),
      json: ["receipt": .number(receipt.id), "asked": .text(receipt.asked.description)])
  }

  private static func back(_ request: HomeRequest, _ pod: PersonID) -> String {
    guard request.visitor.session != nil else { return "/stop" }
    switch request["from"] {
    case "dark": return "/dark/\(pod)"
    case "live": return "/live/\(pod)"
    default: return request.subject.map { "/tonight?sleeper=\($0.id)" } ?? "/tonight"
    }
  }

  private static let nothingRuns = HomeProblem(
    .conflict, "no night runs there", place: "this pod", remedy: "Start one first.", code: "no-night")
}
