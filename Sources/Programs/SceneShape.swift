internal import ProgramKernel
internal import SleepCore

/// What every scene must look like by itself, so that its bounds can be computed exactly.
///
/// The kernel checks all of it again; here a mistake still has a line, and a way out.
struct SceneShape {
  /// All scenes in the order of the file, for the names of those that ways lead to.
  let scenes: [SceneText]

  /// Throws the first mistake.
  func check() throws(ProgramError) {
    for scene in scenes {
      try checkStay(scene)
      try checkWays(scene)
    }
  }

  private func checkStay(_ text: SceneText) throws(ProgramError) {
    let entering = text.scene.entering
    let needed = text.heldStimuli.isEmpty ? entering : entering + .seconds(1)
    guard let stay = text.stay else { return try checkLast(text) }
    guard stay.time >= entering else {
      throw stay.place.error(
        "the stay of \(SpanWords.text(stay.time)) ends before the scene's levels are reached, which takes "
          + "\(SpanWords.text(entering))\(slowest(text, entering))",
        "Stay at least as long, or fade faster. For example: longest: \(SpanWords.text(entering))")
    }
    guard stay.time >= needed else {
      throw stay.place.error(
        "there is no time for \(text.heldStimuli.joined(separator: " and ")): they come once the levels are "
          + "reached, after \(SpanWords.text(entering))",
        "Stay longer than that. For example: longest: \(SpanWords.text(entering + .seconds(1800)))")
    }
  }

  /// Says where the time goes where nothing that is written takes it.
  private func slowest(_ text: SceneText, _ entering: NightTime.Span) -> String {
    let named =
      text.scene.beds.map(\.over)
      + [text.scene.light?.over, text.scene.stimuli.warmth?.over]
      .compactMap { $0 }
    return named.contains(entering)
      ? "" : " (`let-go`, \(SpanWords.text(.seconds(10))) where it is not written)"
  }

  /// A scene without a longest stay is the last: silent, dark and still.
  private func checkLast(_ text: SceneText) throws(ProgramError) {
    let loud = text.scene.beds.first { !$0.level.isSilent }.map { text.place(of: $0.kind.name) }
    let bright = (text.scene.light?.level ?? .dark) > .dark ? text.place(of: "light") : nil
    let stimulus = LanguageWords.stimuli.lazy.compactMap { text.places[$0] }.first
    let place = loud ?? bright ?? stimulus ?? text.ways.first?.place
    guard let place else { return }
    throw place.error(
      "scene `\(text.name)` has no `longest`, so it is a last scene and lasts for good; such a scene is silent, dark "
        + "and leads nowhere",
      "Say how long it lasts. For example: longest: 45 min, then: end")
  }

  private func checkWays(_ text: SceneText) throws(ProgramError) {
    guard let stay = text.stay else { return }
    for (i, way) in text.ways.enumerated() {
      guard way.held <= stay.time else {
        throw way.place.error(
          "this way waits for \(SpanWords.text(way.held)), but the scene lasts \(SpanWords.text(stay.time)) at most",
          "Wait for less, or stay longer. For example: held: \(SpanWords.text(min(way.held, .seconds(60), stay.time)))"
        )
      }
      let quicker = text.ways.enumerated()
        .filter { j, other in j < i && other.held <= way.held || j > i && other.held < way.held }
        .map(\.element)
      guard let beating = beating(way.sign, quicker) else { continue }
      throw way.place.error(
        "the way to `\(scenes[way.go].name)` is never taken: \(beating) is always quicker",
        "Take one of the two out, or let this one wait for something else or stand first. For example: "
          + "{stage: [N3], held: 1 min, go: \(scenes[way.go].name)}")
    }
  }

  /// The way that always comes before one with this sign, in words; `nil` where there is a moment for it.
  private func beating(_ sign: CompiledProgram.Sign, _ others: [SceneText.Way]) -> String? {
    func words(_ way: SceneText.Way) -> String {
      "the way to `\(scenes[way.go].name)` in line \(way.place.line)"
    }
    switch sign {
    case .stage(let mine):
      var left = mine
      var beaten: [SceneText.Way] = []
      for other in others {
        guard case .stage(let stages) = other.sign, !left.isDisjoint(with: stages) else { continue }
        left.subtract(stages)
        beaten.append(other)
        if left.isEmpty { return beaten.map(words).joined(separator: " or ") }
      }
      return nil
    case .beforeWake(let mine):
      let first = others.first { other in
        if case .beforeWake(let span) = other.sign { span >= mine } else { false }
      }
      return first.map(words)
    case .wakeTime: return nil
    case .presence, .dark, .arousal, .nightmare, .wish:
      return others.first(where: { $0.sign == sign }).map(words)
    }
  }
}
