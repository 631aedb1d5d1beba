package import SleepCore

/// The scenes of a program before the wake time, as the graph that a proof walks.
///
/// A scene holds its levels for `earliest...latest` seconds before a way out is taken; all of these are possible,
/// because every way out can fire at any second from its first on (``ProgramShape``). The wake time can end the walk in
/// any second; what it cuts off only takes away.
package struct SceneGraph: Sendable {
  /// A way from one scene to another, with everything that happens while its levels travel.
  package struct Edge: Sendable {
    /// The scene left; `nil` for the beginning of the night.
    package let from: Int?
    /// The scene entered.
    package let to: Int
    /// The shortest and the longest hold before the way is taken.
    package let hold: ClosedRange<Int>
    /// The exposure of each second of the entering, in 10⁻¹² Pa²·s.
    package let entering: [Int64]
  }

  /// The scenes before the wake time have their own indices; the others have no ways here.
  package let scenes: [CompiledProgram.Scene]
  /// All ways, the first being the beginning of the night.
  package let edges: [Edge]
  /// For each scene, the ways out of it.
  package let out: [[Int]]

  /// Builds the graph.
  ///
  /// - Precondition: the program has the shape that ``ProgramShape`` checks.
  package init(_ scenes: [CompiledProgram.Scene]) {
    var edges = [Edge(from: nil, to: 0, hold: 0...0, entering: Self.entering(.silence, scenes[0]))]
    var out = scenes.map { _ in [Int]() }
    for (here, scene) in scenes.enumerated() where !scene.isAfterWake {
      let levels = scene.levels
      let latest = scene.longestHold.wholeSeconds
      let entering = scene.entering.wholeSeconds
      var ways = scene.transitions.filter { $0.condition.sign != .wakeTime }
        .map { ($0.next, max($0.condition.held.wholeSeconds - entering, 0)) }
      if let stay = scene.longest { ways.append((stay.next, latest)) }
      for (next, earliest) in ways {
        out[here].append(edges.count)
        edges.append(
          Edge(
            from: here, to: next, hold: earliest...latest, entering: Self.entering(levels, scenes[next])))
      }
    }
    self.scenes = scenes
    self.edges = edges
    self.out = out
  }

  /// The exposure of every second in which a scene's levels travel: each bed at the louder end of the second.
  package static func entering(_ from: BedLevels, _ scene: CompiledProgram.Scene) -> [Int64] {
    var before = from
    return (1...max(scene.entering.wholeSeconds, 1)).map { second in
      let after = from.travelling(into: scene, second: second)
      defer { before = after }
      return BedLevels.secondOfExposure(from: before, to: after)
    }
  }
}

/// One kind of what comes out, over the whole graph.
package struct Flow: Sendable {
  /// For each way, each second of the entering; empty where nothing comes then.
  package var entering: [[Int64]]
  /// For each scene.
  package var holds: [Hold]
}

/// What a proof counts.
package enum Emission: String, Sendable, CaseIterable {
  /// Sound exposure in 10⁻¹² Pa²·s.
  case exposure
  /// Pulses, in thousandths.
  case pulses
  /// Time with scent in milliseconds.
  case scent
  /// Seconds in which something stimulates.
  case stimulation
  /// Seconds with sound.
  case sound
  /// Seconds.
  case time
}

extension SceneGraph {
  /// One kind of emission over the graph.
  package func flow(of emission: Emission) -> Flow {
    Flow(
      entering: edges.map { edge in
        switch emission {
        case .exposure: edge.entering
        case .sound: edge.entering.map { $0 > 0 ? 1 : 0 }
        case .time: edge.entering.map { _ in 1 }
        case .pulses, .scent, .stimulation: []
        }
      }, holds: scenes.map { Self.hold(of: emission, in: $0) })
  }

  private static func hold(of emission: Emission, in scene: CompiledProgram.Scene) -> Hold {
    var hold = Hold(latest: scene.longestHold.wholeSeconds)
    let stimuli = scene.stimuli
    switch emission {
    case .exposure:
      hold.rate = scene.levels.secondOfExposure
      if let plan = stimuli.pulses {
        hold.each =
          Pulse(onset: .start, level: plan.level, length: plan.length, rise: plan.rise).dose
          .picoPascalSquaredSeconds
        hold.pieces = .series(plan.series)
      } else if let plan = stimuli.speech {
        hold.each = plan.dose.picoPascalSquaredSeconds
        hold.pieces = .series(plan.series)
      }
    case .pulses:
      guard let plan = stimuli.pulses else { break }
      (hold.each, hold.pieces) = (1000, .series(plan.series))
    case .scent:
      guard let plan = stimuli.scent else { break }
      (hold.each, hold.pieces) = (1000, .scent(plan))
    case .stimulation: hold.rate = stimuli.stimulates ? 1 : 0
    case .sound:
      hold.rate = scene.levels == .silence && stimuli.pulses == nil && stimuli.speech == nil ? 0 : 1
    case .time: hold.rate = 1
    }
    return hold
  }
}

extension CompiledProgram.SpeechPlan {
  /// An upper bound on the exposure of one cue, counted as its onset comes (see ``SleepCore/Pulse/dose``).
  package var dose: SoundDose { SoundDose(level: level, over: length + .milliseconds(125)) }
}
