internal import ProgramKernel
internal import SleepCore

/// Reads what stimulates in a scene.
struct StimulusReader {
  private let fields: YAMLReader.Fields
  private let isDream: Bool

  /// Creates a reader of a scene's fields.
  init(_ fields: YAMLReader.Fields, isDream: Bool) {
    self.fields = fields
    self.isDream = isDream
  }

  /// Everything that stimulates.
  func read() throws(ProgramError) -> CompiledProgram.Stimuli {
    var stimuli = CompiledProgram.Stimuli()
    if let reader = fields["pulses"] { stimuli.pulses = try pulses(reader) }
    if let reader = fields["speech"] { stimuli.speech = try speech(reader) }
    if let reader = fields["touch"] { stimuli.touch = try touch(reader) }
    if let reader = fields["flashes"] { stimuli.flashes = try flashes(reader) }
    if let reader = fields["scent"] { stimuli.scent = try scent(reader) }
    if let reader = fields["warmth"] { stimuli.warmth = try warmth(reader) }
    if stimuli.pulses != nil, let speech = fields.name("speech") {
      throw speech.error(
        "pulses and speech do not go together in one scene",
        "Put one of them into a scene of its own. For example: murmur: {speech: \(LanguageWords.speech.example), "
          + "longest: 30 min, then: end}")
    }
    return stimuli
  }

  private func pulses(_ reader: YAMLReader) throws(ProgramError) -> CompiledProgram.PulsePlan {
    let fields = try reader.fields(LanguageWords.pulses)
    var level = SoundLevel.silence
    if let sham = fields["sham"] {
      try sham.yes(example: "sham: true")
      if let place = fields.name("level") {
        throw place.error(
          "a sham pulse has no level", "Keep one of the two: `sham: true`, or for example `level: 45 dBA`")
      }
    } else if let audible = fields["level"] {
      level = try audible.audibleLevel(example: "level: 45 dBA` or, for pulses without sound, `sham: true")
    } else {
      throw reader.error(
        "pulses lack `level`",
        "Write `level: 45 dBA`, or `sham: true` for none. For example: \(LanguageWords.pulses.example)")
    }
    let length = try fields.required("length").shortTime(2...1000, example: "length: 50 ms")
    let rise = try fields.required("rise").shortTime(1...500, example: "rise: 5 ms")
    guard rise.ticks * 2 <= length.ticks else {
      throw try fields.required("rise").error(
        "a pulse of \(SpanWords.text(length)) has no room for a rise and a fall of \(SpanWords.text(rise))",
        "Write a rise of half its length or less. For example: rise: 5 ms, length: 50 ms")
    }
    return CompiledProgram.PulsePlan(
      level: level,
      phaseMilliDegrees: try fields.required("phase").thousandths(
        unit: "deg", -180_000...180_000, example: "phase: -45 deg"),
      length: length, rise: rise,
      minimumNanovolts: try fields.required("wave").thousandths(
        unit: "uV", 0...1_000_000, example: "wave: 40 uV"),
      series: try series(fields, of: "a pulse", length: length, step: 500))
  }

  private func speech(_ reader: YAMLReader) throws(ProgramError) -> CompiledProgram.SpeechPlan {
    let fields = try reader.fields(LanguageWords.speech)
    var texts: [String] = []
    let say = try fields.required("say")
    for item in try say.items(1...16, example: "say: [You are dreaming.]") {
      texts.append(try item.text(longest: 200, example: "say: [You are dreaming.]"))
    }
    let stages = try fields.required("stage").stages()
    guard isDream || !stages.contains(where: \.isAsleep) else {
      throw try fields.required("stage").error(
        "only a dream program speaks to someone asleep",
        "Write `dream: true` at the top, or speak only while awake. For example: stage: awake")
    }
    let length = try fields.required("length").time(1...30, example: "length: 3 s")
    return CompiledProgram.SpeechPlan(
      texts: texts,
      level: try fields.required("level").audibleLevel(example: "level: 38 dBA"), length: length,
      stages: stages, series: try series(fields, of: "a cue", length: length, step: 1000))
  }

  private func touch(_ reader: YAMLReader) throws(ProgramError) -> CompiledProgram.TouchPlan {
    let fields = try reader.fields(LanguageWords.touch)
    let length = try fields.required("length").shortTime(1...60_000, example: "length: 500 ms")
    return CompiledProgram.TouchPlan(
      strength: try fields.required("strength").share(example: "strength: 20 %"), length: length,
      stages: try fields.required("stage").stages(),
      series: try series(fields, of: "a touch", length: length, step: 1000))
  }

  private func flashes(_ reader: YAMLReader) throws(ProgramError) -> CompiledProgram.FlashPlan {
    let fields = try reader.fields(LanguageWords.flashes)
    let perSecond = try fields.required("per-second").count(1...20, example: "per-second: 2")
    let length = try fields.required("length").shortTime(1...1000, example: "length: 100 ms")
    guard length.ticks * Int64(perSecond) <= NightTime.ticksPerSecond else {
      throw try fields.required("length").error(
        "\(perSecond) flashes of \(SpanWords.text(length)) do not fit into a second",
        "Write shorter or fewer ones. For example: per-second: 2, length: 100 ms")
    }
    return CompiledProgram.FlashPlan(
      level: try fields.required("level").brightness(), length: length,
      stages: try fields.required("stage").stages(), perSecond: perSecond,
      series: try series(fields, of: "a second of flashes", length: .seconds(1), step: 1000))
  }

  private func scent(_ reader: YAMLReader) throws(ProgramError) -> CompiledProgram.ScentPlan {
    let fields = try reader.fields(LanguageWords.scent)
    let burst = try fields.required("burst").time(1...3600, example: "burst: 30 s")
    return CompiledProgram.ScentPlan(
      name: try fields.required("name").text(longest: 60, example: "name: lavender"),
      share: try fields.required("share").share(example: "share: 30 %"), burst: burst,
      onlyAwake: try fields["only"]?.onlyAwake() ?? false,
      series: try series(fields, of: "a burst", length: burst, step: 1000))
  }

  private func warmth(_ reader: YAMLReader) throws(ProgramError) -> CompiledProgram.WarmthPlan {
    let fields = try reader.fields(LanguageWords.warmth)
    let level = try fields.required("level").thousandths(
      unit: "degC", 33_000...45_000, example: "level: 36 degC")
    return CompiledProgram.WarmthPlan(
      level: Temperature(milliCelsius: Int32(level)),
      over: try fields.required("over").time(1...3600, example: "over: 20 min"))
  }

  /// How often something comes; `step` is in milliseconds.
  private func series(_ fields: YAMLReader.Fields, of one: String, length: NightTime.Span, step: Int)
    throws(ProgramError) -> CompiledProgram.Series
  {
    let reader = try fields.required("apart")
    let apart = try reader.shortTime(
      step...3_600_000, step: step, example: step == 500 ? "apart: 2.5 s" : "apart: 5 min")
    guard apart >= length else {
      throw reader.error(
        "\(one) of \(SpanWords.text(length)) is longer than the \(SpanWords.text(apart)) from one to the next",
        "Write a longer `apart`. For example: apart: \(SpanWords.text(length.rounded(up: step)))")
    }
    let most = try fields.required("most").count(1...10_000, example: "most: 600")
    guard let trainReader = fields["train"] else {
      if let pause = fields.name("pause") {
        throw pause.error(
          "`pause` comes after a train, but there is no `train`",
          "Say how many follow each other. For example: train: 6, pause: 15 s")
      }
      return .init(apart: apart, most: most)
    }
    let train = try trainReader.count(2...7200, example: "train: 6")
    guard let pauseReader = fields["pause"] else {
      throw trainReader.error(
        "a `train` needs a `pause` after it", "For example: train: 6, pause: 15 s")
    }
    let pause = try pauseReader.shortTime(step...3_600_000, step: step, example: "pause: 15 s")
    guard pause >= apart else {
      throw pauseReader.error(
        "the pause of \(SpanWords.text(pause)) is shorter than the \(SpanWords.text(apart)) inside a train",
        "Write a longer `pause`. For example: apart: 2.5 s, train: 6, pause: 15 s")
    }
    guard Int64(train - 1) * apart.ticks + pause.ticks <= NightTime.Span.seconds(3600).ticks else {
      throw trainReader.error(
        "a train and its pause take longer than 1 h",
        "Write fewer, or closer together. For example: apart: 2.5 s, train: 6, pause: 15 s")
    }
    return .init(apart: apart, train: train, pause: pause, most: most)
  }
}

extension YAMLReader {
  /// Stages: a list, or one word; `asleep` is N1, N2, N3 and R, `awake` is W.
  func stages() throws(ProgramError) -> Set<SleepStage> {
    let example = "stage: [N2, N3]"
    let words = SleepStage.scored.map(\.code) + ["asleep", "awake"]
    var stages: Set<SleepStage> = []
    for item in isList ? try items(1...7, example: example) : [self] {
      let some: [SleepStage] = try item.choice("stage", of: words, example: example) { word in
        switch word {
        case "asleep": SleepStage.scored.filter(\.isAsleep)
        case "awake": [.wake]
        default: words.contains(word) ? SleepStage(code: word).map { [$0] } : nil
        }
      }
      stages.formUnion(some)
    }
    return stages
  }

  /// The word `awake`, as in `only: awake`.
  func onlyAwake() throws(ProgramError) -> Bool {
    try choice("time for `only`", of: ["awake"], example: "only: awake") { $0 == "awake" ? true : nil }
  }
}

extension NightTime.Span {
  /// The next multiple of a step in milliseconds.
  fileprivate func rounded(up step: Int) -> NightTime.Span {
    let ticks = Int64(step) * 10_000
    return NightTime.Span(ticks: (self.ticks + ticks - 1) / ticks * ticks)
  }
}
