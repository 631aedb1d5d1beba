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

  /// The tightest line of every window.
  func lines() -> [(line: WindowLine, bound: Int64)] {
    Window.allCases.map { bestLine($0, graph.flow(of: $0.emission)) }
  }

  /// The certificate; the kernel accepts it wherever ``excess()`` finds none.
  func certificate(limitsHash: String, lines: [(line: WindowLine, bound: Int64)]) -> Certificate {
    var scenes = graph.scenes.map { _ in Certificate.Rest.nothing }
    let totals = NightTotals(graph: graph, limits: limits)
    for (emission, path) in Certificate.Rest.all {
      let flow = graph.flow(of: emission)
      var bounds = graph.scenes.map { _ in Int64(0) }
      for here in graph.scenes.indices.reversed() {
        bounds[here] = totals.needed(here, flow, emission, bounds)
        scenes[here][keyPath: path] = bounds[here]
      }
    }
    return Certificate(
      programHash: program.sourceHash, limitsHash: limitsHash, age: limits.age, scenes: scenes,
      windows: zip(Window.allCases, lines).map(proof))
  }

  /// The tightest line for a window, or every second counted where no line is tight enough.
  private func proof(of window: Window, by line: (line: WindowLine, bound: Int64)) -> Certificate.WindowProof
  {
    guard line.bound <= window.most(limits) else { return .grid }
    return .line(slope: line.line.slope, heights: line.line.heights)
  }

  /// The slope with the lowest bound: the bound is convex in the slope, so three points always show the way.
  private func bestLine(_ window: Window, _ flow: Flow) -> (line: WindowLine, bound: Int64) {
    func line(_ slope: Int64) -> (line: WindowLine, bound: Int64) {
      let line = WindowLine.lowest(slope: slope, graph: graph, flow: flow)
      return (line, line.bound(window: window.seconds, graph: graph, flow: flow) ?? .max)
    }
    var low: Int64 = 0
    var high = steepest(flow)
    while high - low > 2 {
      let third = (high - low) / 3
      if line(low + third).bound <= line(high - third).bound { high -= third } else { low += third }
    }
    var best = line(low)
    for slope in low + 1..<max(high + 1, low + 2) {
      let other = line(slope)
      if other.bound < best.bound { best = other }
    }
    return best
  }

  /// No second emits more than this, so no steeper slope is ever better.
  private func steepest(_ flow: Flow) -> Int64 {
    var most: Int64 = 1
    for amounts in flow.entering { most = max(most, amounts.max() ?? 0) }
    for hold in flow.holds { most = max(most, hold.emitted(in: 1)) }
    return most
  }

  // MARK: nights that exceed

  /// The first limit that a night exceeds of those that can be read off scenes and ways, or added up along them.
  func excess() -> RefusedNight? {
    for fact in PointFacts(program, graph: graph, limits: limits).facts where !fact.holds {
      return refused(fact, point(fact))
    }
    for emission in Emission.allCases {
      let (total, ways, waking) = longest(emission)
      let fact = ProgramChecker.fact(of: emission, total: total, program, limits)
      if !fact.holds { return refused(fact, night(along: ways, waking: waking, emission)) }
    }
    return nil
  }

  /// The first window that a night overfills; only where no line is tight enough is every second counted.
  func overfullWindow(_ lines: [(line: WindowLine, bound: Int64)]) -> RefusedNight? {
    for (window, line) in zip(Window.allCases, lines) where line.bound > window.most(limits) {
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
      writer.stay(seconds: graph.scenes[graph.edges[way].to].entering.wholeSeconds + 1)
    case .hold(let scene):
      writer.go(to: scene)
      let here = graph.scenes[scene]
      let stay = here.entering.wholeSeconds + max(min(here.longestHold.wholeSeconds, 3600), 1)
      writer.stay(seconds: stay, sure: sure(for: fact.limit, in: here))
    case .waking(let scene): wake(&writer, to: scene)
    case .night, .window:
      guard let scene = graph.scenes.firstIndex(where: \.stimuli.stimulates) else { break }
      writer.go(to: scene)
      writer.stay(seconds: graph.scenes[scene].entering.wholeSeconds + 2, sure: .n3)
    }
    return writer.trace
  }

  /// A night that wakes, and goes on to a scene after waking until it holds its levels.
  private func wake(_ writer: inout TraceWriter, to goal: Int) {
    let scenes = graph.scenes
    // Backwards from the goal to the waking, by longest stays where they lead there.
    var path = [goal]
    while let first = path.first,
      let before = scenes.indices.first(where: {
        scenes[$0].isAfterWake && scenes[$0].successors.contains(first)
      })
    {
      path.insert(before, at: 0)
    }
    guard
      let from = scenes.indices.first(where: {
        !scenes[$0].isAfterWake && scenes[$0].transitions.first?.next == path[0]
      })
    else { return }
    writer.go(to: from)
    writer.wake(after: scenes[from].entering.wholeSeconds)
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

  /// The most of a whole night, the ways that lead there, and the scenes after waking that follow them.
  private func longest(_ emission: Emission) -> (total: Int64, ways: [Int], waking: [Int]) {
    let flow = graph.flow(of: emission)
    let totals = NightTotals(graph: graph, limits: limits)
    var most = graph.scenes.map { _ in Int64(0) }
    var best = graph.scenes.map { _ in (amount: Int64(-1), way: Int?.none, next: Int?.none) }
    for here in graph.scenes.indices.reversed() {
      most[here] = totals.needed(here, flow, emission, most)
      for way in graph.out[here] {
        let next = graph.edges[way].to
        let amount = flow.entering[way].reduce(0, +) + most[next]
        if amount > best[here].amount { best[here] = (amount, way, next) }
      }
      for (next, amount) in totals.afterWaking(here, emission, most) where amount > best[here].amount {
        best[here] = (amount, nil, next)
      }
    }
    var (ways, waking) = ([Int](), [Int]())
    var here = 0
    while let next = best[here].next {
      if let way = best[here].way { ways.append(way) } else { waking.append(next) }
      here = next
    }
    return (flow.entering[0].reduce(0, +) + most[0], ways, waking)
  }

  private func night(along ways: [Int], waking: [Int], _ emission: Emission) -> NightTrace {
    var writer = TraceWriter(graph)
    for way in ways {
      let scene = graph.scenes[writer.scene]
      writer.leave(by: way, hold: graph.edges[way].hold.upperBound, sure: sure(for: emission, in: scene))
    }
    if !waking.isEmpty {
      let scene = graph.scenes[writer.scene]
      let stay = scene.longest?.time ?? scene.entering
      writer.wake(after: stay.wholeSeconds, sure: sure(for: emission, in: scene))
      for next in waking.dropFirst() { writer.leaveAfterWaking(to: next, isLate: true) }
    }
    writer.stay(seconds: graph.scenes[writer.scene].entering.wholeSeconds + 1)
    return writer.trace
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
    while left > 0 {
      let here = writer.scene
      let scene = graph.scenes[here]
      let stage = sure(for: emission, in: scene)
      let (hold, way) = grid.next(scene: here, left: left, fromInside: isInside)
      guard let way else {
        writer.stay(
          seconds: scene.entering.wholeSeconds + min(left, scene.longestHold.wholeSeconds), sure: stage)
        break
      }
      // A window that begins inside a hold needs no more of it than it counts; the way may need a longer one.
      writer.leave(
        by: way, hold: max(hold, graph.edges[way].hold.lowerBound), sure: stage, sureFor: hold)
      left -= hold + graph.edges[way].entering.count
      isInside = false
    }
    if left <= 0 { writer.stay(seconds: graph.scenes[writer.scene].entering.wholeSeconds) }
    return writer.trace
  }
}
