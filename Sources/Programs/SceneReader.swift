internal import ProgramKernel
internal import SleepCore

/// Reads the scenes of a program and joins them by name.
struct SceneReader {
  private let entries: [(key: String, value: YAMLReader, name: YAMLReader)]
  private let order: [Int]
  private let wake: Int?

  /// Reads the names; the scene called in `start` comes first.
  init(scenes: YAMLReader, start: YAMLReader, wake: YAMLReader?) throws(ProgramError) {
    let entries = try scenes.entries()
    guard !entries.isEmpty, entries.count <= 64 else {
      throw scenes.error("there must be 1 to 64 scenes", "Write a first scene under `scenes`.")
    }
    let names = entries.map(\.key)
    let first: Int = try start.choice(names) { names.firstIndex(of: $0) }
    self.entries = entries
    order = [first] + entries.indices.filter { $0 != first }
    var wakeScene: Int?
    if let wake {
      let found: Int = try wake.choice(names) { names.firstIndex(of: $0) }
      wakeScene = order.firstIndex(of: found)
      guard found != first else {
        throw wake.error("the night cannot begin with waking", "Name another scene in `wake` or in `start`.")
      }
    }
    self.wake = wakeScene
  }

  /// All scenes.
  ///
  /// Where the program names a wake scene, every scene that can run before the wake time leads there first of all
  /// when it comes: no scene can hold the waking back.
  func compile() throws(ProgramError) -> [CompiledProgram.Scene] {
    var scenes: [CompiledProgram.Scene] = []
    for index in order { scenes.append(try scene(entries[index].key, entries[index].value)) }
    guard let wake else { return scenes }
    var fromWaking: Set<Int> = []
    var queue = [wake]
    while let next = queue.popLast() {
      if fromWaking.insert(next).inserted { queue.append(contentsOf: scenes[next].successors) }
    }
    for index in scenes.indices where !fromWaking.contains(index) {
      scenes[index].transitions.insert(.init(condition: .wakeTime, next: wake), at: 0)
    }
    return scenes
  }

  private func reference(_ reader: YAMLReader) throws(ProgramError) -> Int {
    let names = order.map { entries[$0].key }
    return try reader.choice(names) { names.firstIndex(of: $0) }
  }

  private func scene(_ name: String, _ reader: YAMLReader) throws(ProgramError) -> CompiledProgram.Scene {
    let fields = try reader.fields(
      ["about", "sound", "let-go", "light", "pulses", "next", "longest", "then"],
      example: "{sound: {rain: {level: 40 dBA, over: 30 s}}, longest: 45 min, then: drift}")
    var scene = CompiledProgram.Scene(name: name)
    for (kind, bed, name) in try fields["sound"]?.entries() ?? [] {
      let names = Soundscape.allCases.map(\.name)
      guard let soundscape = Soundscape(name: kind) else {
        let meant = nearest(to: kind, in: names).map { "Did you mean `\($0)`?" }
        throw name.error(
          "`\(kind)` is not a known sound", meant ?? "Known: \(names.joined(separator: ", ")).")
      }
      let values = try bed.fields(["level", "over"], example: "{level: 40 dBA, over: 30 s}")
      scene.beds.append(
        .init(
          kind: soundscape, level: try values.required("level").level(),
          over: try values.required("over").time()))
    }
    if let fade = fields["let-go"] { scene.letGo = try fade.time() }
    if let light = fields["light"] {
      let values = try light.fields(["level", "over"], example: "{level: 1 lx, over: 20 min}")
      let lux = try values.required("level").thousandths(unit: "lx", 0...100_000_000, example: "1 lx")
      scene.light = .init(level: Illuminance(millilux: Int32(lux)), over: try values.required("over").time())
    }
    if let pulses = fields["pulses"] { scene.pulses = try plan(pulses) }
    for way in try fields["next"]?.items() ?? [] { scene.transitions.append(try transition(way)) }
    if let longest = fields["longest"] {
      scene.longest = .init(time: try longest.time(), next: try reference(fields.required("then")))
    } else if let then = fields["then"] {
      throw then.error(
        "`then` says where the longest stay leads, but there is no `longest`", "Add `longest: 45 min`.")
    }
    return scene
  }

  private func plan(_ reader: YAMLReader) throws(ProgramError) -> CompiledProgram.PulsePlan {
    let fields = try reader.fields(
      ["level", "phase", "length", "rise", "apart", "wave", "most"],
      example:
        "{level: 45 dBA, phase: -45 deg, length: 50 ms, rise: 5 ms, apart: 2.5 s, wave: 40 uV, most: 600}")
    return CompiledProgram.PulsePlan(
      level: try fields.required("level").level(),
      phaseMilliDegrees: try fields.required("phase").thousandths(
        unit: "deg", -180_000...180_000, example: "-45 deg"),
      length: try fields.required("length").time(), rise: try fields.required("rise").time(),
      apart: try fields.required("apart").time(),
      minimumNanovolts: try fields.required("wave").thousandths(unit: "uV", 0...1_000_000, example: "40 uV"),
      most: try fields.required("most").count(1...1500))
  }

  private func transition(_ reader: YAMLReader) throws(ProgramError) -> CompiledProgram.Transition {
    let fields = try reader.fields(
      ["stage", "held", "before-wake", "go"], example: "{stage: [N1, N2], held: 2 min, go: drift}")
    let next = try reference(fields.required("go"))
    if let before = fields["before-wake"] {
      guard fields["stage"] == nil, fields["held"] == nil else {
        throw reader.error("a way out has one condition", "Write two ways out, one for each.")
      }
      return .init(condition: .beforeWake(try before.time()), next: next)
    }
    var stages: Set<SleepStage> = []
    for item in try fields.required("stage").items() {
      let codes = SleepStage.scored.map(\.code)
      stages.insert(try item.choice(codes) { codes.contains($0) ? SleepStage(code: $0) : nil })
    }
    return .init(condition: .held(stages, for: try fields.required("held").time()), next: next)
  }
}
