/// The text that a new program begins with: whole, verified, and meant to be changed.
public enum ProgramTemplate: String, Sendable, CaseIterable {
  /// Sound while falling asleep, a silent night, a dawn.
  case quiet
  /// Pulses in deep sleep.
  case pulses
  /// For children: nothing after sleep has begun.
  case child
  /// A short sleep by day.
  case nap

  /// The text of a new program.
  ///
  /// - Parameters:
  ///   - name: its short name: small letters, digits and hyphens.
  ///   - schema: where editors find the language's schema, or `nil` to leave that line out.
  /// - Returns: the YAML, already tidy.
  /// - Throws: ``ProgramError`` where the name is none.
  public func text(name: String, schema: String? = nil) throws(ProgramError) -> String {
    guard ProgramHead.isName(name) else {
      throw ProgramError(
        file: name, line: 1, column: 1, problem: "`\(name)` is not a short name",
        remedy: "Use small letters, digits and hyphens, at most 60. For example: luma program new my-night")
    }
    let title = name.split(separator: "-").joined(separator: " ")
    return (schema.map { "# yaml-language-server: $schema=\($0)\n" } ?? "") + """
      # Change what you like; `luma program verify` says what is still safe, `luma program explain` what a night is like.
      lumapod: \(LanguageWords.tag)
      name: \(name)
      title: "\(title.prefix(1).uppercased())\(title.dropFirst())"
      version: "0.1.0"
      \(body)

      """
  }

  private var body: String {
    switch self {
    case .quiet: Self.quietBody
    case .pulses: Self.pulsesBody
    case .child: Self.childBody
    case .nap: Self.napBody
    }
  }

  private static let quietBody = """
    for: [adult, teen]
    about: >
      Rain while you settle. It fades once you sleep, and the night is silent until a dawn.
    evidence:
      - {claim: Rain helps me to fall asleep., finding: untested, source: nobody has looked yet}

    start: settle
    wake: wake

    scenes:
      settle:
        about: Rain until you sleep.
        sound:
          rain: {level: 36 dBA, over: 30 s}  # at the ear
        next:
          - {stage: asleep, held: 3 min, go: night}
        longest: 45 min  # and then, whether you sleep or not
        then: night

      night:
        about: Silence.
        let-go: 10 min  # what is not named here fades in this time
        next:
          - {before-wake: 20 min, go: dawn}
        longest: 12 h
        then: end

      dawn:
        about: A light too dim to wake you.
        light: {level: 1 lx, over: 20 min}
        longest: 30 min
        then: end

      wake:
        about: Birds and light.
        sound:
          dawn-chorus: {level: 50 dBA, over: 3 min}
        light: {level: 150 lx, over: 5 min}
        longest: 15 min
        then: end

      end:
        about: Silence.
    """

  private static let pulsesBody = """
    for: [adult]
    nights: 4  # of a week; stimulation needs free nights
    about: >
      Silence, and in deep sleep quiet pulses that follow the slow waves.
    evidence:
      - {claim: Pulses make slow waves larger., finding: supported, source: "Ngo et al., Neuron 2013"}
      - {claim: I feel better for it., finding: untested, source: nobody has looked yet}

    start: wait
    wake: wake

    scenes:
      wait:
        about: Silence until deep sleep.
        next:
          - {stage: N3, held: 2 min, go: deep}
        longest: 2 h
        then: deep

      deep:
        about: Trains of six pulses in deep sleep only.
        pulses:
          level: 45 dBA  # the loudest moment of each (LAFmax)
          phase: -45 deg  # 0 is the positive peak of the wave
          length: 50 ms
          rise: 5 ms
          wave: 37.5 uV
          apart: 1 s
          train: 6
          pause: 15 s
          most: 600
        longest: 3 h
        then: rest

      rest:
        about: Silence.
        longest: 12 h
        then: end

      wake:
        about: Birds and light.
        sound:
          dawn-chorus: {level: 50 dBA, over: 3 min}
        light: {level: 150 lx, over: 5 min}
        longest: 15 min
        then: end

      end:
        about: Silence.
    """

  private static let childBody = """
    for: [child]
    about: >
      Rain and a dim light beside the bedtime story. Nothing after sleep has begun.
    evidence:
      - {claim: Rain makes bedtime easier., finding: untested, source: nobody has looked yet}

    start: story

    scenes:
      story:
        about: Rain and a dim light.
        sound:
          rain: {level: 36 dBA, over: 30 s}
        light: {level: 8 lx, over: 10 s, only: awake}
        next:
          - {lights: off, held: 1 min, go: fade}
          - {stage: asleep, held: 1 min, go: fade}
        longest: 40 min
        then: fade

      fade:
        about: The rain goes.
        sound:
          rain: {level: silence, over: 5 min}
        longest: 5 min
        then: end

      end:
        about: Nothing, all night.
    """

  private static let napBody = """
    for: [adult, teen]
    about: >
      Soft noise until you doze, twenty minutes of silence, and birds.
    evidence:
      - {claim: A short nap makes me more alert., finding: supported, source: "Brooks and Lack, Sleep 2006"}

    start: settle

    scenes:
      settle:
        about: Soft noise.
        sound:
          brown-noise: {level: 38 dBA, over: 20 s}
        next:
          - {stage: asleep, held: 1 min, go: sleep}
        longest: 15 min
        then: sleep

      sleep:
        about: Silence.
        let-go: 1 min
        next:
          - {stage: N3, held: 1 min, go: rouse}  # waking from deep sleep is hard
        longest: 20 min
        then: rouse

      rouse:
        about: Birds, slowly nearer.
        sound:
          dawn-chorus: {level: 50 dBA, over: 2 min}
        next:
          - {bed: empty, held: 10 s, go: end}
        longest: 8 min
        then: end

      end:
        about: Silence.
    """
}
