internal import ProgramKernel
internal import SleepCore

/// What a night with a program will be like, in plain words that can be read aloud.
public struct ProgramExplanation: Sendable {
  /// One number that a proof has shown, in words: what is bounded, the worst it can be, and its limit.
  public typealias Bound = (name: String, value: String, limit: String)

  /// The explanation, a paragraph a line; empty lines part its sections.
  public let lines: [String]

  /// The lines as one text.
  public var text: String { lines.joined(separator: "\n") }

  /// Explains a program.
  ///
  /// - Parameters:
  ///   - program: what to explain.
  ///   - bounds: what was proved about it; leave it empty where nothing was.
  public init(_ program: SleepProgram, bounds: [Bound] = []) {
    let compiled = program.compiled
    var lines = ["\(compiled.title) (\(compiled.name) \(compiled.version))"]
    let nights =
      compiled.nightsAWeek == 7 ? "on any night" : "on at most \(compiled.nightsAWeek) nights of a week"
    let needs = program.needs.map { $0.replacing("-", with: " ") }
    lines.append(
      "For \(SceneWords.people(compiled.ages)), \(nights)."
        + (needs.isEmpty ? "" : " Written with this in mind: \(SceneWords.list(needs, "and")).")
        + (compiled.isDreamProgram
          ? " It may speak to you while you sleep, in the words below and no others." : ""))
    lines += ["", "The night"]
    lines += Self.night(program)
    lines += ["", "How far it can go, and how it stops"]
    lines.append(Self.worst(bounds))
    lines.append(Self.stopping(program))
    lines += ["", "What is known, and what is not"]
    lines += program.evidence.map(Self.words)
    self.lines = lines
  }

  /// A line for every scene, the first being where the night starts, the waking ones last.
  private static func night(_ program: SleepProgram) -> [String] {
    let roads = SceneRoads(scenes: program.scenes, start: program.start, wake: program.wake)
    let indices = program.scenes.indices.filter { $0 != program.start }
    let before = [program.start] + indices.filter { roads.before.contains($0) }
    let after = indices.filter { roads.after.contains($0) && !roads.before.contains($0) }
    var lines: [String] = []
    for index in before where program.scenes[index].stay != nil {
      lines.append(scene(index, program))
    }
    if let wake = program.wake {
      lines.append(
        "At your wake time, wherever the night is by then, it leads to \(program.scenes[wake].name).")
      for index in ([wake] + after.filter { $0 != wake }) where program.scenes[index].stay != nil {
        lines.append(scene(index, program))
      }
    } else {
      lines.append("It does not wake you; an alarm that you set is your own.")
    }
    let last = program.scenes.filter { $0.stay == nil }.map(\.name)
    lines.append("Last, \(SceneWords.list(last, "or")): silence and darkness, for good.")
    return lines
  }

  private static func scene(_ index: Int, _ program: SleepProgram) -> String {
    let text = program.scenes[index]
    let doings = SceneWords.doings(of: text, inDetail: false).map(\.words)
    var what = doings.joined(separator: "; ")
    if doings.isEmpty {
      let fading = somethingComesBefore(index, program)
      what =
        fading
        ? "what was there fades over \(SpanWords.text(text.scene.letGo)); then silence and darkness"
        : "silence and darkness"
    }
    let line = "\(index == program.start ? "First, " : "")\(text.name): \(what)."
    // Reasons for going to the same scene are said together, in the order in which they win.
    var roads: [(go: Int, whens: [String])] = []
    func add(_ go: Int, _ when: String) {
      if let i = roads.firstIndex(where: { $0.go == go }) {
        roads[i].whens.append(when)
      } else {
        roads.append((go, [when]))
      }
    }
    for way in text.ways {
      let often = way.atMost.map { " (\($0 == 1 ? "once" : "\($0) times") a night at most)" } ?? ""
      add(way.go, "when \(SceneWords.waits(for: way))\(often)")
    }
    if let stay = text.stay {
      add(
        stay.then,
        text.ways.isEmpty
          ? "after \(SpanWords.text(stay.time))" : "after \(SpanWords.text(stay.time)) at the latest")
    }
    let words = roads.map { road in
      "\(road.whens.joined(separator: ", or ")), it goes on to \(program.scenes[road.go].name)"
    }
    guard let first = words.first else { return line }
    return line + " "
      + ([first.prefix(1).uppercased() + first.dropFirst()] + words.dropFirst()).joined(separator: "; ") + "."
  }

  /// Whether a scene that leads here sounds, shines or warms.
  private static func somethingComesBefore(_ index: Int, _ program: SleepProgram) -> Bool {
    program.scenes.contains { text in
      (text.ways.contains { $0.go == index } || text.stay?.then == index)
        && (text.scene.levels != .silence || text.scene.light?.level ?? .dark > .dark
          || text.scene.stimuli.warmth != nil)
    }
  }

  private static func worst(_ bounds: [Bound]) -> String {
    guard !bounds.isEmpty else {
      return "Nothing is proved here; `luma program verify` shows the worst night there can be."
    }
    let words = bounds.map { "\($0.name) \($0.value) (limit \($0.limit))" }
    return "The worst night there can be, whatever the sensors say: \(words.joined(separator: "; "))."
  }

  private static func stopping(_ program: SleepProgram) -> String {
    let fade = (try? SafetyLimitsTable.limits(for: program.compiled.ages.first ?? .adult))?.stopFade
    let within = fade.map { " within \(SpanWords.text($0))" } ?? ""
    let wish = program.scenes.contains { $0.ways.contains { $0.sign == .wish(.quiet) } }
    return "You can stop it at any moment: it is silent\(within), and no program can hold that up."
      + (wish ? " Where it says so you can also ask for quiet." : "")
      + " A wake alarm that you set still rings."
  }

  private static func words(_ evidence: SleepProgram.Evidence) -> String {
    let finding =
      switch evidence.finding {
      case "supported": "Shown"
      case "mixed": "Studies disagree"
      case "null": "Looked for and not found"
      default: "Not known"
      }
    func trimmed(_ text: String) -> String {
      var text = text
      while let last = text.last, last.isWhitespace || last == "." { text.removeLast() }
      return text
    }
    return "\(finding): \(trimmed(evidence.claim)). (\(trimmed(evidence.source)).)"
  }
}
