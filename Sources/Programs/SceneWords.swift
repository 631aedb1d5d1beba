internal import ProgramKernel
internal import SleepCore

/// What a scene does, in plain words: the ground of explanations and of differences.
enum SceneWords {
  /// Everything a scene does, each with the word that it is written under.
  ///
  /// - Parameters:
  ///   - text: the scene.
  ///   - inDetail: whether to say also what no sleeper would notice, such as the phase of a pulse.
  /// - Returns: a phrase for each, in the order of the language.
  static func doings(of text: SceneText, inDetail: Bool) -> [(word: String, words: String)] {
    let scene = text.scene
    var doings: [(word: String, words: String)] = []
    for bed in scene.beds {
      let name = bed.kind.name.replacing("-", with: " ")
      doings.append(
        (
          bed.kind.name,
          bed.level.isSilent
            ? "\(name) fades away over \(SpanWords.text(bed.over))"
            : "\(name) at \(level(bed.level)), reached over \(SpanWords.text(bed.over))"
        ))
    }
    if let light = scene.light, light.level > .dark {
      doings.append(
        (
          "light",
          "light of \(lux(light.level)), reached over \(SpanWords.text(light.over))"
            + (light.onlyAwake ? ", dimmed when you are not surely awake" : "")
        ))
    }
    doings += stimuli(scene.stimuli, inDetail: inDetail)
    if inDetail {
      doings.append(("let-go", "what was there before fades over \(SpanWords.text(scene.letGo))"))
    }
    return doings
  }

  private static func stimuli(_ stimuli: CompiledProgram.Stimuli, inDetail: Bool) -> [(
    word: String, words: String
  )] {
    var doings: [(word: String, words: String)] = []
    if let plan = stimuli.pulses {
      let train =
        plan.series.train.map { train in
          " in trains of \(train) with \(SpanWords.text(plan.series.pause)) of rest"
            + (plan.level.isSilent ? "" : ", of every two trains one, drawn by lot, without sound")
        } ?? ""
      let detail =
        inDetail
        ? " (\(ThousandthsWords.text(plan.phaseMilliDegrees)) degrees, waves of "
          + "\(ThousandthsWords.text(plan.minimumNanovolts)) µV and more, each \(SpanWords.text(plan.length)) long with a "
          + "rise of \(SpanWords.text(plan.rise)))" : ""
      let kind = plan.level.isSilent ? "marks without any sound" : "soft pulses of up to \(level(plan.level))"
      doings.append(
        (
          "pulses",
          "\(kind) on the slow waves of deep sleep\(detail)\(train), \(often(plan.series))"
        ))
    }
    if let plan = stimuli.speech {
      let said = plan.texts.map { "“\($0)”" }.joined(separator: " or ")
      doings.append(
        (
          "speech",
          "a voice at \(level(plan.level)) says \(said) (up to \(SpanWords.text(plan.length))) while you are "
            + "\(stages(plan.stages)), \(often(plan.series))"
        ))
    }
    if let plan = stimuli.touch {
      doings.append(
        (
          "touch",
          "a touch of \(share(plan.strength)) for \(SpanWords.text(plan.length)) while you are \(stages(plan.stages)), "
            + often(plan.series)
        ))
    }
    if let plan = stimuli.flashes {
      doings.append(
        (
          "flashes",
          "\(plan.perSecond) flashes of \(lux(plan.level)) in a second, each \(SpanWords.text(plan.length)), while you "
            + "are \(stages(plan.stages)), \(often(plan.series))"
        ))
    }
    if let plan = stimuli.scent {
      doings.append(
        (
          "scent",
          "a breath of \(plan.name) (\(share(plan.share)) for \(SpanWords.text(plan.burst)))"
            + "\(plan.onlyAwake ? " while you are awake" : ""), \(often(plan.series))"
        ))
    }
    if let plan = stimuli.warmth {
      doings.append(
        (
          "warmth",
          "warmth of \(ThousandthsWords.text(Int(plan.level.milliCelsius))) °C, reached over \(SpanWords.text(plan.over))"
        ))
    }
    return doings
  }

  private static func often(_ series: CompiledProgram.Series) -> String {
    "at least \(SpanWords.text(series.apart)) apart, \(series.most) at most"
  }

  /// What a way out waits for, as in “until …”.
  static func waits(for way: SceneText.Way) -> String {
    let held = SpanWords.text(way.held)
    let isMoment = way.held <= .seconds(1)
    switch way.sign {
    case .stage(let stages): return "you have been \(Self.stages(stages)) for \(held)"
    case .presence(let isThere):
      let state = isThere ? "in bed" : "out of bed"
      return isMoment ? "you are \(state)" : "you have been \(state) for \(held)"
    case .dark(let isDark):
      let state = isDark ? "off" : "on"
      return isMoment ? "the lights are \(state)" : "the lights have been \(state) for \(held)"
    case .arousal: return isMoment ? "you stir" : "you stir for \(held)"
    case .nightmare: return isMoment ? "a nightmare seems to begin" : "a nightmare seems to go on for \(held)"
    case .wish(.next): return "you ask to go on"
    case .wish(let wish): return wish == .quiet ? "you ask for quiet" : "you ask for \(wish.rawValue)"
    case .beforeWake(let span): return "it is \(SpanWords.text(span)) to your wake time"
    case .wakeTime: return "your wake time comes"
    }
  }

  /// Stages, as in “you are …”.
  static func stages(_ stages: Set<SleepStage>) -> String {
    if stages == Set(SleepStage.scored.filter(\.isAsleep)) { return "asleep" }
    if stages == [.wake] { return "awake" }
    let words = SleepStage.scored.filter(stages.contains).map { stage in
      switch stage {
      case .wake: "awake"
      case .rem: "dreaming (R)"
      case .n3: "in deep sleep (N3)"
      default: "in \(stage.code)"
      }
    }
    return list(words, "or")
  }

  /// A level with something to compare it with.
  static func level(_ level: SoundLevel) -> String {
    let like =
      switch level.dBA {
      case ..<25: "barely there"
      case ..<35: "like a whisper"
      case ..<45: "like a quiet library"
      case ..<55: "like soft talk"
      default: "like talk close by"
      }
    return "\(ThousandthsWords.text(Int(level.milliDecibels))) dBA (\(like))"
  }

  private static func lux(_ level: Illuminance) -> String {
    let like =
      switch level.lux {
      case ...1: "too dim to read by"
      case ...10: "like a candle nearby"
      case ...100: "like a dim room"
      default: "like a bright room"
      }
    return "\(ThousandthsWords.text(Int(level.millilux))) lx (\(like))"
  }

  private static func share(_ share: Share) -> String {
    "\(ThousandthsWords.text(share.perMille * 100)) % of what the device can"
  }

  /// Words as a list with a last joining word.
  static func list(_ words: [String], _ last: String) -> String {
    guard words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(last) " + (words.last ?? "")
  }

  /// Who an age group is.
  static func people(_ ages: [AgeGroup]) -> String {
    list(
      ages.map { age in
        switch age {
        case .adult: "adults"
        case .teen: "teens from 13 to 17"
        case .child: "children from 3 to 12"
        case .underThree: "children under 3"
        }
      }, "and")
  }
}
