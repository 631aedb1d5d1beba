internal import ProgramKernel
internal import SleepCore

/// Turns scenes that may come again into scenes that lead forward only.
///
/// What runs is a state: a scene, what is left of each way that may be taken a few times only, and whether the wake
/// time has come. Every state that can be reached becomes a compiled scene of its own.
struct SceneCompiler {
  private let roads: SceneRoads
  private var scenes: [SceneText] { roads.scenes }
  /// The ways that say how often.
  private let limited: [(scene: Int, way: Int, most: Int)]
  /// For each scene, which limited ways can still be reached from it, before the wake time and after.
  private let mattersBefore: [[Bool]]
  private let mattersAfter: [[Bool]]

  /// The most scenes that a program may compile to.
  static let mostScenes = 256

  private struct State: Hashable {
    var scene: Int
    /// What is left of each limited way; 0 where it can no longer be reached, so that equal states are one.
    var left: [Int]
    var isAfterWake: Bool
  }

  /// Prepares to compile scenes whose roads have been checked.
  init(_ roads: SceneRoads) {
    self.roads = roads
    var limited: [(scene: Int, way: Int, most: Int)] = []
    for (scene, text) in roads.scenes.enumerated() {
      for (way, one) in text.ways.enumerated() {
        if let most = one.atMost { limited.append((scene, way, most)) }
      }
    }
    self.limited = limited
    let afterWaking = roads.wake.map { SceneRoads.reached(from: $0, in: roads.scenes, afterWake: true) } ?? []
    func slots(in reached: Set<Int>) -> [Bool] { limited.map { reached.contains($0.scene) } }
    mattersBefore = roads.scenes.indices.map { here in
      let reached = SceneRoads.reached(from: here, in: roads.scenes, afterWake: false)
      return slots(in: roads.scenes[here].stay == nil ? [] : reached.union(afterWaking))
    }
    mattersAfter = roads.scenes.indices.map { here in
      slots(in: SceneRoads.reached(from: here, in: roads.scenes, afterWake: true))
    }
  }

  /// The compiled scenes, the first being where the night starts, every way leading forward.
  func compile() throws(ProgramError) -> [CompiledProgram.Scene] {
    let first = state(roads.start, limited.map(\.most), afterWake: false)
    var states: Set<State> = [first]
    var queue = [first]
    while let here = queue.popLast() {
      for (_, next) in successors(of: here) where states.insert(next).inserted { queue.append(next) }
      guard states.count <= Self.mostScenes else {
        let way = limited.max { $0.most < $1.most }
        let place = way.map { scenes[$0.scene].ways[$0.way].place } ?? scenes[here.scene].place
        throw place.error(
          "the ways back make more than \(Self.mostScenes) scenes of these \(scenes.count)",
          "Let fewer ways lead back, or fewer times. For example: at-most: 1")
      }
    }
    let order = forwardOrder(of: states)
    var index: [State: Int] = [:]
    for (i, state) in order.enumerated() { index[state] = i }
    var copies: [Int: Int] = [:]
    return order.map { state in
      copies[state.scene, default: 0] += 1
      return compiled(state, copy: copies[state.scene, default: 1], index)
    }
  }

  private func compiled(_ state: State, copy: Int, _ index: [State: Int]) -> CompiledProgram.Scene {
    let text = scenes[state.scene]
    var scene = text.scene
    scene.name = copy == 1 ? text.name : "\(text.name) (\(copy))"
    scene.isAfterWake = state.isAfterWake
    for (out, next) in successors(of: state) {
      guard let target = index[next] else { continue }
      switch out {
      case .wakeTime: scene.transitions.append(.init(condition: .init(.wakeTime), next: target))
      case .way(let i):
        scene.transitions.append(
          .init(condition: .init(text.ways[i].sign, held: text.ways[i].held), next: target))
      case .stay: scene.longest = text.stay.map { .init(time: $0.time, next: target) }
      }
    }
    return scene
  }

  private enum Out {
    case wakeTime
    case way(Int)
    case stay
  }

  /// Where a state leads, in the order in which the ways out win.
  private func successors(of here: State) -> [(Out, State)] {
    let text = scenes[here.scene]
    guard let stay = text.stay else { return [] }
    var next: [(Out, State)] = []
    if let wake = roads.wake, !here.isAfterWake {
      next.append((.wakeTime, state(wake, here.left, afterWake: true)))
    }
    for (i, way) in text.ways.enumerated() where !here.isAfterWake || !way.waitsForWaking {
      var left = here.left
      if let slot = limited.firstIndex(where: { $0.scene == here.scene && $0.way == i }) {
        guard left[slot] > 0 else { continue }
        left[slot] -= 1
      }
      next.append((.way(i), state(way.go, left, afterWake: here.isAfterWake)))
    }
    next.append((.stay, state(stay.then, here.left, afterWake: here.isAfterWake)))
    return next
  }

  private func state(_ scene: Int, _ left: [Int], afterWake: Bool) -> State {
    let matters = afterWake ? mattersAfter[scene] : mattersBefore[scene]
    return State(scene: scene, left: zip(left, matters).map { $1 ? $0 : 0 }, isAfterWake: afterWake)
  }

  /// Puts states in an order in which every way leads forward; where several could come next, the author's order counts.
  private func forwardOrder(of states: Set<State>) -> [State] {
    var open: [State: Int] = [:]
    for here in states {
      for next in Set(successors(of: here).map(\.1)) { open[next, default: 0] += 1 }
    }
    var ready = states.filter { open[$0] == nil }
    var order: [State] = []
    while let here = ready.min(by: {
      Self.rank($0, roads.start).lexicographicallyPrecedes(Self.rank($1, roads.start))
    }) {
      ready.remove(here)
      order.append(here)
      for next in Set(successors(of: here).map(\.1)) {
        open[next, default: 1] -= 1
        if open[next] == 0 { ready.insert(next) }
      }
    }
    return order
  }

  private static func rank(_ state: State, _ start: Int) -> [Int] {
    [state.isAfterWake ? 1 : 0, -state.left.reduce(0, +), state.scene == start ? -1 : state.scene]
      + state.left
  }
}
