internal import ProgramKernel
internal import SleepCore

/// Looks for the numbers of a certificate, and for nights where there are none.
struct ProofSearch {
  let program: CompiledProgram
  let limits: SafetyLimits
  let graph: SceneGraph

  /// Prepares the search in a program of sound shape.
  init(_ program: CompiledProgram, limits: SafetyLimits) {
    self.program = program
    self.limits = limits
    graph = SceneGraph(program.scenes)
  }

  /// For every window the tightest line, or every second counted where no line is tight enough.
  func windows() -> [Certificate.WindowProof] {
    Window.allCases.map { window in
      let (line, bound) = bestLine(window)
      return bound <= window.most(limits) ? .line(slope: line.slope, heights: line.heights) : .grid
    }
  }

  /// The certificate; the kernel accepts it wherever ``excess()`` and ``overfullWindow(_:)`` find none.
  func certificate(limitsHash: String, windows: [Certificate.WindowProof]) -> Certificate {
    var scenes = graph.scenes.map { _ in Certificate.Rest.nothing }
    for (emission, path) in Certificate.Rest.all {
      for (here, rest) in rests(of: emission).enumerated() { scenes[here][keyPath: path] = rest }
    }
    return Certificate(
      programHash: program.sourceHash, limitsHash: limitsHash, age: limits.age, scenes: scenes,
      windows: windows)
  }

  /// For every scene the most that can still come; ways lead forward, so one pass backwards finds it.
  private func rests(of emission: Emission) -> [Int64] {
    let flow = graph.flow(of: emission)
    let totals = NightTotals(graph: graph, limits: limits)
    var rests = graph.scenes.map { _ in Int64(0) }
    for here in graph.scenes.indices.reversed() { rests[here] = totals.needed(here, flow, emission, rests) }
    return rests
  }

  /// The line with the lowest bound, and of those the flattest.
  ///
  /// The bound is convex in the slope: it falls with every step up to that slope and with none after it, so the
  /// slope's bits are found from the highest down. A slope steeper than the limit's own mean promises too much by
  /// itself.
  private func bestLine(_ window: Window) -> (line: WindowLine, bound: Int64) {
    let flow = graph.flow(of: window.emission)
    func line(_ slope: Int64) -> (line: WindowLine, bound: Int64) {
      let line = WindowLine.lowest(slope: slope, graph: graph, flow: flow)
      return (line, line.bound(window: window.seconds, graph: graph, flow: flow) ?? .max)
    }
    let steepest = window.most(limits) / Int64(window.seconds)
    var slope: Int64 = 0
    for bit in (0..<Int64.bitWidth - steepest.leadingZeroBitCount).reversed() {
      let steeper = slope + (1 << bit)
      if line(steeper).bound < line(steeper - 1).bound { slope = steeper }
    }
    return line(slope)
  }

  // MARK: nights that exceed

  /// The first limit that a night exceeds of those that can be read off scenes and ways, or added up along them.
  func excess() -> RefusedNight? {
    for fact in PointFacts(program, graph: graph, limits: limits).facts where !fact.holds {
      return refused(fact, point(fact))
    }
    for emission in Emission.allCases {
      let rests = rests(of: emission)
      let total = graph.flow(of: emission).entering[0].reduce(0, +) + rests[0]
      let fact = ProgramChecker.fact(of: emission, total: total, program, limits)
      if !fact.holds { return refused(fact, longest(emission, rests)) }
    }
    return nil
  }

  /// The first window that a night overfills; only where no line is tight enough is every second counted.
  func overfullWindow(_ proofs: [Certificate.WindowProof]) -> RefusedNight? {
    for (window, proof) in zip(Window.allCases, proofs) where proof == .grid {
      let flow = graph.flow(of: window.emission)
      let grid = WindowGrid(window: window.seconds, graph: graph, flow: flow)
      let fact = ProgramChecker.fact(of: window, most: grid.highest, limits)
      if !fact.holds { return refused(fact, fullest(grid, window.emission)) }
    }
    return nil
  }

  private func refused(_ fact: Fact, _ trace: NightTrace) -> RefusedNight {
    var night = NightSimulation(ProgramEngine(scenes: graph.scenes, limits: limits))
    night.run(trace)
    return RefusedNight(
      refusal: ProgramChecker.refusal(of: fact, program), trace: trace,
      reached: night.meter.reading(of: fact, nightsAWeek: program.nightsAWeek))
  }

  /// A night that comes to the place of a fact.
  private func point(_ fact: Fact) -> NightTrace {
    var writer = TraceWriter(graph)
    switch fact.moment {
    case .entering(let way, _):
      if let from = graph.edges[way].from {
        writer.go(to: from)
        writer.leave(by: way, hold: graph.edges[way].hold.lowerBound)
      }
      writer.stay(seconds: graph.scenes[graph.edges[way].to].entering.wholeSeconds)
    case .hold(let scene): hold(&writer, scene, for: fact.limit)
    case .waking(let scene): wake(&writer, to: scene, for: fact)
    case .night, .window:
      if let scene = graph.scenes.firstIndex(where: \.stimuli.stimulates) {
        hold(&writer, scene, for: fact.limit)
      }
    }
    return writer.trace
  }

  /// A night that goes to a scene and stays there, for an hour at most: no single place needs longer to show.
  private func hold(_ writer: inout TraceWriter, _ scene: Int, for limit: String) {
    writer.go(to: scene)
    let here = graph.scenes[scene]
    let stay = here.entering.wholeSeconds + min(here.longestHold.wholeSeconds, 3600)
    writer.stay(seconds: stay, sure: sure(for: limit, in: here))
  }

  /// A night that wakes, and goes on to a scene after waking until it holds its levels.
  private func wake(_ writer: inout TraceWriter, to goal: Int, for fact: Fact) {
    let scenes = graph.scenes
    // Backwards from the goal to the waking. A crossfade can be louder than the goal itself: by that way first.
    var path = [goal]
    if let before = scenes.indices.first(where: {
      scenes[$0].isAfterWake && scenes[$0].successors.contains(goal)
        && SceneGraph.entering(scenes[$0].levels, scenes[goal]).max() == fact.value
    }) {
      path = [before] + path
    }
    while let first = path.first {
      if let from = scenes.indices.first(where: {
        !scenes[$0].isAfterWake && scenes[$0].transitions.first?.next == first
      }) {
        writer.go(to: from)
        writer.wake(after: scenes[from].entering.wholeSeconds)
        break
      }
      guard let before = scenes.firstIndex(where: { $0.successors.contains(first) }) else { return }
      path = [before] + path
    }
    for next in path.dropFirst() { writer.leaveAfterWaking(to: next) }
    writer.stay(seconds: scenes[goal].entering.wholeSeconds + 1)
  }

  /// The stage that must be sure for a limit's quantity to come about.
  private func sure(for limit: String, in scene: CompiledProgram.Scene) -> SleepStage {
    let stimuli = scene.stimuli
    func one(of stages: Set<SleepStage>?, not other: SleepStage? = nil) -> SleepStage {
      SleepStage.scored.first { stages?.contains($0) == true && $0 != other } ?? .unknown
    }
    switch limit {
    case "light-before-bed": return .wake
    case "pulse-rise": return .n3
    case "speech-asleep": return one(of: stimuli.speech?.stages, not: .wake)
    case "speech-level", "speech-above-beds": return one(of: stimuli.speech?.stages)
    case "touch": return one(of: stimuli.touch?.stages)
    case "flashes-per-second": return one(of: stimuli.flashes?.stages)
    case "light-asleep": return one(of: stimuli.flashes?.stages)
    case "scent-burst": return .wake
    case "scent-asleep": return .n2
    default: return stimuli.pulses != nil ? .n3 : one(of: stimuli.speech?.stages)
    }
  }

  /// A night of the most, given the most that can still come from every scene on.
  private func longest(_ emission: Emission, _ rests: [Int64]) -> NightTrace {
    let flow = graph.flow(of: emission)
    let totals = NightTotals(graph: graph, limits: limits)
    var writer = TraceWriter(graph)
    var isAwake = false
    while true {
      let here = writer.scene
      let scene = graph.scenes[here]
      let sure = sure(for: emission, in: scene)
      let left = rests[here] - flow.holds[here].emitted(in: flow.holds[here].latest)
      let waking = totals.afterWaking(here, emission, rests)
      if let way = graph.out[here].first(where: {
        flow.entering[$0].reduce(0, +) + rests[graph.edges[$0].to] == left
      }) {
        writer.leave(by: way, hold: graph.edges[way].hold.upperBound, sure: sure)
      } else if let (next, _) = waking.first(where: { $0.amount == left }) {
        if isAwake {
          writer.leaveAfterWaking(to: next, isLate: true)
        } else {
          let stay = scene.longest?.time ?? scene.entering
          writer.wake(after: stay.wholeSeconds, sure: sure)
          isAwake = true
        }
      } else {
        writer.stay(seconds: scene.entering.wholeSeconds + 1)
        return writer.trace
      }
    }
  }

  private func sure(for emission: Emission, in scene: CompiledProgram.Scene) -> SleepStage {
    switch emission {
    case .scent: .wake
    default: sure(for: "", in: scene)
    }
  }

  /// A night with the fullest window.
  private func fullest(_ grid: WindowGrid, _ emission: Emission) -> NightTrace {
    var writer = TraceWriter(graph)
    var left = grid.window
    var isInside = false
    switch grid.worst.beginning {
    case .entering(let way, let second):
      if let from = graph.edges[way].from {
        writer.go(to: from)
        writer.leave(by: way, hold: graph.edges[way].hold.lowerBound)
      }
      left -= graph.edges[way].entering.count - second
    case .holding(let scene):
      writer.go(to: scene)
      isInside = true
    }
    while true {
      let here = writer.scene
      let scene = graph.scenes[here]
      let stage = sure(for: emission, in: scene)
      let (hold, way) = grid.next(scene: here, left: left, fromInside: isInside)
      guard let way else {
        writer.stay(
          seconds: scene.entering.wholeSeconds + min(left, scene.longestHold.wholeSeconds), sure: stage)
        return writer.trace
      }
      // A window that begins inside a hold needs no more of it than it counts; the way may need a longer one.
      writer.leave(
        by: way, hold: max(hold, graph.edges[way].hold.lowerBound), sure: stage, sureFor: hold)
      left = max(left - hold - graph.edges[way].entering.count, 0)
      isInside = false
    }
  }
}
