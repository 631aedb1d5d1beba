internal import ProgramKernel
internal import SleepCore

/// Reads the scenes of a program.
struct SceneReader {
  private let entries: [YAMLReader.Entry]
  private let names: [String]
  private let isYoung: Bool
  private let isDream: Bool

  /// Reads the names.
  ///
  /// - Parameters:
  ///   - scenes: the mapping of scenes.
  ///   - isYoung: whether the program is for children, whose language has no words for stimuli.
  ///   - isDream: whether it is a dream program, in which alone speech may come while asleep.
  /// - Throws: ``ProgramError`` where there are no scenes, or too many.
  init(_ scenes: YAMLReader, isYoung: Bool, isDream: Bool) throws(ProgramError) {
    entries = try scenes.entries(example: "settle: \(LanguageWords.scene.example)")
    guard (1...64).contains(entries.count) else {
      throw scenes.error(
        "there must be 1 to 64 scenes, not \(entries.count)",
        "Write them under `scenes`. For example: end: {about: Silence.}")
    }
    names = entries.map(\.key)
    self.isYoung = isYoung
    self.isDream = isDream
  }

  /// The index of the scene that a value names.
  func reference(_ reader: YAMLReader, example: String) throws(ProgramError) -> Int {
    try reader.choice("scene", of: names, example: example) { names.firstIndex(of: $0) }
  }

  /// All scenes, in the order of the file.
  func read() throws(ProgramError) -> [SceneText] {
    var scenes: [SceneText] = []
    for entry in entries {
      guard entry.key.count <= 60, !entry.key.isEmpty,
        entry.key.unicodeScalars.allSatisfy({
          $0.value > 32 && $0.value != 127 && !"()`".unicodeScalars.contains($0)
        })
      else {
        throw entry.name.error(
          "`\(entry.key)` cannot be the name of a scene", "Write one short word. For example: settle")
      }
      scenes.append(try scene(entry))
    }
    return scenes
  }

  private func scene(_ entry: YAMLReader.Entry) throws(ProgramError) -> SceneText {
    let young = (
      words: LanguageWords.stimuli, problem: "is not a word of programs for children",
      remedy:
        "Take it out, or write a program of its own for grown sleepers with `for: [adult]`. A child's scene is for "
        + "example: \(LanguageWords.calmScene.example)"
    )
    let fields = try entry.value.called("scene `\(entry.key)`")
      .fields(isYoung ? LanguageWords.calmScene : LanguageWords.scene, barred: isYoung ? young : nil)
    var text = SceneText(
      name: entry.key, place: entry.name, about: try fields["about"]?.text(example: "about: Silence."),
      scene: CompiledProgram.Scene(.init(name: entry.key)))
    for word in LanguageWords.stimuli { text.places[word] = fields.name(word) }
    text.places["light"] = fields.name("light")
    if let sound = fields["sound"] { try beds(sound, into: &text) }
    if let fade = fields["let-go"] { text.scene.letGo = try fade.time(1...3600, example: "let-go: 5 min") }
    if let light = fields["light"] { text.scene.light = try Self.light(light) }
    text.scene.stimuli = try StimulusReader(fields, isDream: isDream).read()
    for way in try fields["next"]?.items(1...16, example: "[\(LanguageWords.way.example)]") ?? [] {
      text.ways.append(try self.way(way))
    }
    if let longest = fields["longest"] {
      let time = try longest.time(1...86_400, example: "longest: 45 min")
      guard let then = fields["then"] else {
        throw longest.error(
          "`longest` says how long, but not where it leads then", "Add `then`. For example: then: end")
      }
      text.stay = .init(
        time: time, then: try reference(then, example: "then: end"), place: longest.place,
        thenPlace: then.place)
    } else if let then = fields["then"] {
      throw then.error(
        "`then` says where the longest stay leads, but there is no `longest`",
        "Add for example: longest: 45 min")
    }
    return text
  }

  private func beds(_ sound: YAMLReader, into text: inout SceneText) throws(ProgramError) {
    for entry in try sound.entries(example: "{rain: \(LanguageWords.bed.example)}") {
      let names = Soundscape.allCases.map(\.name)
      guard let kind = Soundscape(name: entry.key) else {
        let meant = nearest(to: entry.key, in: names).map { "Did you mean `\($0)`?" }
        throw entry.name.error(
          "there is no sound `\(entry.key)`",
          "\(meant ?? "Known: \(names.joined(separator: ", ")).") For example: rain: \(LanguageWords.bed.example)"
        )
      }
      let values = try entry.value.fields(LanguageWords.bed)
      text.places[entry.key] = entry.name
      text.scene.beds.append(
        .init(
          kind: kind, level: try values.required("level").level(),
          over: try values.required("over").time(1...3600, example: "over: 30 s")))
    }
  }

  private static func light(_ reader: YAMLReader) throws(ProgramError) -> CompiledProgram.LightPlan {
    let values = try reader.fields(LanguageWords.light)
    return .init(
      level: try values.required("level").brightness(),
      over: try values.required("over").time(1...3600, example: "over: 20 min"),
      onlyAwake: try values["only"]?.onlyAwake() ?? false)
  }

  private func way(_ reader: YAMLReader) throws(ProgramError) -> SceneText.Way {
    let fields = try reader.called("a way out").fields(LanguageWords.way)
    let signs = fields.entries.filter { LanguageWords.signs.contains($0.key) }
    guard let entry = signs.first, signs.count == 1 else {
      throw reader.error(
        signs.isEmpty ? "a way out needs something to wait for" : "a way out waits for one thing",
        "Write one way out for each of \(LanguageWords.signs.joined(separator: ", ")). For example: "
          + LanguageWords.way.example)
    }
    let sign = try Self.sign(entry.key, entry.value)
    var held = NightTime.Span.seconds(1)
    switch sign {
    case .stage:
      held = try fields.required("held").time(1...86_400, example: "held: 3 min")
    case .presence, .dark, .arousal, .nightmare:
      if let value = fields["held"] { held = try value.time(1...86_400, example: "held: 1 min") }
    case .wish, .beforeWake, .wakeTime:
      if let place = fields.name("held") {
        throw place.error(
          "`\(entry.key)` is a moment and cannot be held",
          "Take `held` out. For example: \(sign.example)")
      }
    }
    return SceneText.Way(
      sign: sign, held: held, go: try reference(fields.required("go"), example: "go: end"),
      atMost: try fields["at-most"]?.count(1...5, example: "at-most: 3"), place: reader.place)
  }

  private static func sign(_ word: String, _ value: YAMLReader) throws(ProgramError)
    -> CompiledProgram.Sign
  {
    switch word {
    case "stage": return .stage(try value.stages())
    case "lights":
      let answer: Bool = try value.choice("state of the lights", of: ["off", "on"], example: "lights: off") {
        ["off": true, "on": false][$0]
      }
      return .dark(answer)
    case "bed":
      let answer: Bool = try value.choice("state of a bed", of: ["occupied", "empty"], example: "bed: empty")
      {
        ["occupied": true, "empty": false][$0]
      }
      return .presence(answer)
    case "arousal":
      try value.yes(example: "arousal: yes")
      return .arousal
    case "nightmare":
      try value.yes(example: "nightmare: yes")
      return .nightmare
    case "asks":
      let wishes = Senses.Wish.allCases.map(\.rawValue)
      return .wish(try value.choice("wish", of: wishes, example: "asks: quiet") { Senses.Wish(rawValue: $0) })
    default: return .beforeWake(try value.time(1...43_200, example: "before-wake: 20 min"))
    }
  }
}

extension CompiledProgram.Sign {
  /// An example of a way out that waits for it.
  fileprivate var example: String {
    switch self {
    case .wish: "{asks: quiet, go: end}"
    default: "{before-wake: 20 min, go: dawn}"
    }
  }
}
