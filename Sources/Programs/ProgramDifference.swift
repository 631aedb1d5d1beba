internal import ProgramKernel
internal import SleepCore

/// What changed from one program to another: for the sleeper, and for safety.
public struct ProgramDifference: Sendable {
  /// What a sleeper would notice or should know.
  public let forSleeper: [String]
  /// What changed in the numbers that are proved, and in who it is for.
  public let forSafety: [String]
  /// What changed in what the program says about itself.
  public let inWords: [String]

  /// Whether nothing changed at all.
  public var isNothing: Bool { forSleeper.isEmpty && forSafety.isEmpty && inWords.isEmpty }

  /// Compares two programs.
  ///
  /// - Parameters:
  ///   - before: the one that was.
  ///   - after: the one that is.
  ///   - boundsBefore: what was proved about the first; empty where it is not verified.
  ///   - boundsAfter: what was proved about the second.
  public init(
    from before: SleepProgram, to after: SleepProgram, boundsBefore: [ProgramExplanation.Bound] = [],
    boundsAfter: [ProgramExplanation.Bound] = []
  ) {
    forSleeper = Self.scenes(before, after)
    forSafety = Self.frame(before, after) + Self.bounds(boundsBefore, boundsAfter)
    inWords = Self.words(before, after)
  }

  /// The lines of all three parts.
  public var lines: [String] {
    if isNothing { return ["Nothing changed."] }
    var lines = ["For the sleeper"]
    lines += forSleeper.isEmpty ? ["  Nothing changed."] : forSleeper.map { "  " + $0 }
    lines.append("For safety")
    lines += forSafety.isEmpty ? ["  Nothing changed."] : forSafety.map { "  " + $0 }
    if !inWords.isEmpty { lines += ["In what it says about itself"] + inWords.map { "  " + $0 } }
    return lines
  }

  /// The lines as one text.
  public var text: String { lines.joined(separator: "\n") }

  private static func scenes(_ before: SleepProgram, _ after: SleepProgram) -> [String] {
    var lines: [String] = []
    func name(_ program: SleepProgram, _ index: Int?) -> String {
      index.map { program.scenes[$0].name } ?? "nothing"
    }
    change("the night starts with", name(before, before.start), name(after, after.start), &lines)
    change("the wake time leads to", name(before, before.wake), name(after, after.wake), &lines)
    for old in before.scenes where !after.scenes.contains(where: { $0.name == old.name }) {
      lines.append("\(old.name): gone.")
    }
    for new in after.scenes {
      guard let old = before.scenes.first(where: { $0.name == new.name }) else {
        let words = SceneWords.doings(of: new, inDetail: false).map(\.words)
        lines.append(
          "\(new.name): new; \(words.isEmpty ? "silence and darkness" : words.joined(separator: "; ")).")
        continue
      }
      lines += doings(old, new) + ways(old, before, new, after)
    }
    return lines
  }

  private static func doings(_ old: SceneText, _ new: SceneText) -> [String] {
    let (was, now) = (SceneWords.doings(of: old, inDetail: true), SceneWords.doings(of: new, inDetail: true))
    var lines: [String] = []
    for one in was where !now.contains(where: { $0.word == one.word }) {
      lines.append("\(new.name): no more: \(one.words).")
    }
    for one in now {
      guard let other = was.first(where: { $0.word == one.word }) else {
        lines.append("\(new.name): new: \(one.words).")
        continue
      }
      if other.words != one.words {
        lines.append("\(new.name): \(other.words) → \(one.words)\(direction(one.word, old, new)).")
      }
    }
    return lines
  }

  /// What a change of level means to an ear or an eye.
  private static func direction(_ word: String, _ old: SceneText, _ new: SceneText) -> String {
    if let was = old.scene.light?.level, let now = new.scene.light?.level, word == "light", was != now {
      return was < now ? " (brighter)" : " (dimmer)"
    }
    if let was = old.scene.stimuli.warmth?.level, let now = new.scene.stimuli.warmth?.level, word == "warmth",
      was != now
    {
      return was < now ? " (warmer)" : " (cooler)"
    }
    let levels = [old, new].map { text -> SoundLevel? in
      switch word {
      case "pulses": text.scene.stimuli.pulses?.level
      case "speech": text.scene.stimuli.speech?.level
      default: text.scene.beds.first { $0.kind.name == word }?.level
      }
    }
    guard let was = levels[0], let now = levels[1], was != now else { return "" }
    return was < now ? " (louder)" : " (quieter)"
  }

  private static func ways(_ old: SceneText, _ before: SleepProgram, _ new: SceneText, _ after: SleepProgram)
    -> [String]
  {
    func words(_ scene: SceneText, _ program: SleepProgram) -> [String] {
      scene.ways.map { way in
        "when \(SceneWords.waits(for: way)), on to \(program.scenes[way.go].name)"
          + (way.atMost.map { ", at most \($0) times a night" } ?? "")
      }
    }
    func stay(_ scene: SceneText, _ program: SleepProgram) -> String {
      scene.stay.map { "\(SpanWords.text($0.time)), then \(program.scenes[$0.then].name)" } ?? "for good"
    }
    var lines: [String] = []
    let (was, now) = (words(old, before), words(new, after))
    for way in was where !now.contains(way) { lines.append("\(new.name): no more: \(way).") }
    for way in now where !was.contains(way) { lines.append("\(new.name): new: \(way).") }
    if was != now, Set(was) == Set(now) {
      lines.append("\(new.name): of several ways out another one wins: \(now.joined(separator: "; ")).")
    }
    change("\(new.name): lasts at most", stay(old, before), stay(new, after), &lines)
    return lines
  }

  /// Who may use it, and how often.
  private static func frame(_ before: SleepProgram, _ after: SleepProgram) -> [String] {
    let (old, new) = (before.compiled, after.compiled)
    var lines: [String] = []
    change("for", SceneWords.people(old.ages), SceneWords.people(new.ages), &lines)
    change("nights of a week:", "\(old.nightsAWeek)", "\(new.nightsAWeek)", &lines)
    if old.isDreamProgram != new.isDreamProgram {
      lines.append(
        new.isDreamProgram ? "It may now speak to someone asleep." : "It no longer speaks to someone asleep.")
    }
    return lines
  }

  private static func bounds(_ was: [ProgramExplanation.Bound], _ now: [ProgramExplanation.Bound]) -> [String]
  {
    var lines: [String] = []
    for one in now {
      let old = was.first { $0.name == one.name }?.value ?? "nothing"
      if old != one.value {
        lines.append("\(one.name), at worst: \(old) → \(one.value) (limit \(one.limit)).")
      }
    }
    for one in was where !now.contains(where: { $0.name == one.name }) {
      lines.append("\(one.name), at worst: \(one.value) → nothing.")
    }
    return lines
  }

  private static func words(_ before: SleepProgram, _ after: SleepProgram) -> [String] {
    var lines: [String] = []
    change("name:", before.compiled.name, after.compiled.name, &lines)
    change("title:", before.compiled.title, after.compiled.title, &lines)
    change("version:", before.compiled.version, after.compiled.version, &lines)
    if before.about != after.about { lines.append("what it says a night is like (`about`) is worded anew.") }
    change("needs:", before.needs.joined(separator: ", "), after.needs.joined(separator: ", "), &lines)
    for claim in before.evidence where !after.evidence.contains(claim) {
      lines.append("evidence gone or changed: \(claim.claim) (\(claim.finding))")
    }
    for claim in after.evidence where !before.evidence.contains(claim) {
      lines.append("evidence new or changed: \(claim.claim) (\(claim.finding))")
    }
    for scene in after.scenes {
      guard let old = before.scenes.first(where: { $0.name == scene.name }), old.about != scene.about else {
        continue
      }
      lines.append("\(scene.name): what it says about itself is worded anew.")
    }
    return lines
  }

  private static func change(_ what: String, _ was: String, _ now: String, _ lines: inout [String]) {
    if was != now { lines.append("\(what) \(was) → \(now).") }
  }
}
