internal import Household
internal import SleepCore

/// The psychomotor vigilance test of three minutes, and what it says about driving.
///
/// As Basner, Mollicone and Dinges have it (Acta Astronautica 2011; 69: 949-959): a sign after 1 to 4 s at random, a lapse at
/// 355 ms or more, a false start before the sign or within 100 ms of it.
enum ReactionPage {
  /// From how many late or early answers on somebody is told not to drive yet.
  ///
  /// In 36 people over 34 h awake, 11 and 20 lapses of 355 ms best parted high from medium and medium from low
  /// performance in a task of watchfulness, simulated luggage screening (Basner and Rubinstein, J Occup Environ Med
  /// 2011; 53: 1146-1154). The lower of the two is taken, and false starts count too, so that who guesses gains
  /// nothing. It was not a study of driving, and a touch screen adds its own delay: the rule errs towards «not yet».
  static let notFit = 11
  /// Under so many signs nothing is said: three minutes bring some fifty.
  static let enough = 20

  static let fields: [HomeField] = [
    .needed("lapses", .number(0...1000), "Answers after 355 ms or more."),
    .needed("false_starts", .number(0...10_000), "Answers before the sign or within 100 ms of it."),
    .needed("median_ms", .number(0...65_000), "The middle of the times that count, in milliseconds."),
    .needed("speed_milli", .number(0...10_000), "The mean of 1/RT, in thousandths of one a second."),
    .needed("trials", .number(1...1000), "How many signs there were."),
  ]

  static func answer(_ request: HomeRequest) async throws -> HomeAnswer {
    let words = request.words
    let night = try await MorningRoutes.kept(request)
    let values = fields.map { HTML.hidden($0.name, "0") }.joined()
    let body = """
      <h1>\(words[.reaction])</h1>
      <p class="first">\(words[.reactionHow])</p>
      <noscript><p class="note">\(words[.reactionScript])</p></noscript>
      <div id="pvt" hidden data-wait="\(words[.reactionWait])" data-early="\(words[.reactionEarly])"
      data-left="\(words[.reactionLeft])">
      <button type="button" class="sign">\(words[.reactionTake])</button>
      <p class="soft" data-left-text></p></div>
      \(HTML.form("/mornings/\(night.id)/reaction", request.visitor, id: "pvt-result", values))
      <p><a href="/mornings/\(night.id)">\(words[.back])</a></p>
      """
    return .page(
      HomePage(title: words[.reaction], body: body, scripts: ["pvt.js"], place: .morning))
  }

  static func keep(_ request: HomeRequest) async throws -> HomeAnswer {
    let night = try await MorningRoutes.kept(request)
    let test = ReactionTest(
      lapses: request.number("lapses") ?? 0, falseStarts: request.number("false_starts") ?? 0,
      medianMilliseconds: request.number("median_ms") ?? 0,
      meanSpeedMilliPerSecond: request.number("speed_milli") ?? 0, trials: request.number("trials") ?? 0,
      at: request.now)
    try await request.house.store.keep(test, of: night.sleeper, evening: night.evening)
    return .done(
      path: "/mornings/\(night.id)?kept=yes",
      json: ["done": true, "not_yet_fit_to_drive": .bool(isNotFit(test))])
  }

  static func isNotFit(_ test: ReactionTest) -> Bool { test.lapses + test.falseStarts >= notFit }

  /// What a test came to, in plain words.
  static func result(_ test: ReactionTest, _ words: Words) -> String {
    let off = words.number(test.lapses + test.falseStarts)
    let all = words.number(test.trials + test.falseStarts)
    if isNotFit(test) {
      return "<p class=\"note\"><b>\(words[.reactionNotFit])</b> \(words(.reactionNotFitWhy, off, all))</p>"
    }
    guard test.trials >= enough else { return "<p class=\"note\">\(words[.reactionShort])</p>" }
    return "<p><b>\(words[.reactionFine])</b> \(words(.reactionFineWhy, off, all))</p>"
      + "<p class=\"soft\">\(words(.reactionMedian, words.number(test.medianMilliseconds)))</p>"
  }
}
