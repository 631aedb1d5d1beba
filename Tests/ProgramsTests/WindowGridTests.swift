import ProgramKernel
import Programs
import SleepCore
import TestKit
import Testing

/// The fullest windows by looking at every hold of every scene, one by one.
private struct EveryHold {
  let graph: SceneGraph
  let flow: Flow
  let window: Int
  private(set) var fromHold: [[Int64]]

  init(_ graph: SceneGraph, _ flow: Flow, window: Int) {
    self.graph = graph
    self.flow = flow
    self.window = window
    fromHold = graph.scenes.map { _ in [] }
    for here in graph.scenes.indices.reversed() where !graph.scenes[here].isAfterWake {
      let hold = flow.holds[here]
      fromHold[here] = (0...window).map { hold.emitted(in: min($0, hold.latest)) }
      for way in graph.out[here] {
        for t in 0...window {
          for d in graph.edges[way].hold where d <= t {
            fromHold[here][t] = max(fromHold[here][t], hold.emitted(in: d) + after(way, t - d))
          }
        }
      }
    }
  }

  /// The most in some seconds from the moment a way is taken, or from a later second of its entering.
  func after(_ way: Int, _ seconds: Int, from second: Int = 0) -> Int64 {
    let length = graph.edges[way].entering.count - second
    let entering = flow.entering[way].dropFirst(second).prefix(seconds).reduce(0, +)
    return seconds > length ? entering + fromHold[graph.edges[way].to][seconds - length] : entering
  }

  var highest: Int64 {
    var highest: Int64 = 0
    for way in graph.edges.indices {
      for second in graph.edges[way].entering.indices {
        highest = max(highest, after(way, window, from: second))
      }
    }
    for here in graph.scenes.indices where !graph.scenes[here].isAfterWake {
      highest = max(highest, inside(here))
    }
    return highest
  }

  /// The most in a window that begins anywhere in a scene's hold.
  func inside(_ here: Int) -> Int64 {
    let hold = flow.holds[here]
    var highest = hold.emitted(in: min(window, hold.latest))
    for way in graph.out[here] {
      for d in 0...min(hold.latest, window) {
        highest = max(highest, hold.emitted(in: d) + after(way, window - d))
      }
    }
    return highest
  }
}

@Suite("the kernel's counting of every second finds what looking at every hold finds")
struct WindowGridTests {
  @Test("for sound, pulses and scent of generated programs and windows of any length", arguments: 0..<8)
  func sameAsEveryHold(part: Int) throws {
    for i in 0..<tries(25, soak: 2000) {
      let seed = UInt64(part * 100_000 + i)
      var random = SeededRandom(seed: seed, stream: 81)
      let graph = SceneGraph(try GeneratedProgram(seed: seed).program.scenes)
      let window = 1 + Int(random.next() % 150)
      for emission in [Emission.exposure, .pulses, .scent] {
        let flow = graph.flow(of: emission)
        let grid = WindowGrid(window: window, graph: graph, flow: flow)
        let slow = EveryHold(graph, flow, window: window)
        #expect(grid.fromHold == slow.fromHold, "seed \(seed), \(emission.rawValue), \(window) s")
        #expect(grid.highest == slow.highest, "seed \(seed), \(emission.rawValue), \(window) s")
        checkNext(grid, slow, seed)
      }
    }
  }

  @Test(
    "for a series that breaks off within a train, whatever the hold before the only way out",
    arguments: 1...20)
  func brokenTrain(hold: Int) throws {
    let train = Built.pulses(30_000, apart: 1000, train: 4, pause: 4000, most: 6)
    let graph = SceneGraph([
      Built.scene(stimuli: train, hold: hold, then: 1),
      Built.scene(stimuli: Built.pulses(30_000, most: 5), hold: 4, then: 2), Built.end(),
    ])
    let flow = graph.flow(of: .pulses)
    for window in 1...30 {
      let grid = WindowGrid(window: window, graph: graph, flow: flow)
      let slow = EveryHold(graph, flow, window: window)
      #expect(grid.fromHold == slow.fromHold && grid.highest == slow.highest, "\(window) s")
    }
  }

  @Test("for a crossfade that is louder than all around it", arguments: 1...40)
  func crossfade(window: Int) throws {
    let graph = SceneGraph([
      Built.scene(beds: [Built.bed(.rain, 50_000)], hold: 9, then: 1),
      Built.scene(beds: [Built.bed(.waves, 50_000, over: 3)], letGo: 30, hold: 9, then: 2), Built.end(),
    ])
    let flow = graph.flow(of: .exposure)
    let grid = WindowGrid(window: window, graph: graph, flow: flow)
    #expect(grid.highest == EveryHold(graph, flow, window: window).highest)
  }

  @Test("in a night without anything no window holds anything, by lines or by seconds")
  func nothing() {
    let graph = SceneGraph([Built.scene(hold: 9, then: 1), Built.end()])
    for emission in [Emission.exposure, .pulses, .scent] {
      let flow = graph.flow(of: emission)
      #expect(WindowGrid(window: 60, graph: graph, flow: flow).highest == 0)
      let line = WindowLine.lowest(slope: 0, graph: graph, flow: flow)
      #expect(line.bound(window: 60, graph: graph, flow: flow) == 0)
    }
  }

  /// The way that a night with the fullest window takes really leads to it.
  private func checkNext(_ grid: WindowGrid, _ slow: EveryHold, _ seed: UInt64) {
    let graph = slow.graph
    for here in graph.scenes.indices where !graph.scenes[here].isAfterWake {
      let hold = slow.flow.holds[here]
      for isInside in [false, true] {
        let most = isInside ? slow.inside(here) : slow.fromHold[here][grid.window]
        let (held, way) = grid.next(scene: here, left: grid.window, fromInside: isInside)
        guard let way else {
          #expect(hold.emitted(in: min(grid.window, hold.latest)) == most, "seed \(seed)")
          continue
        }
        #expect(graph.edges[way].from == here)
        #expect(isInside ? held <= hold.latest : graph.edges[way].hold.contains(held))
        let amount = hold.emitted(in: held) + slow.after(way, grid.window - held)
        #expect(amount == most, "seed \(seed), scene \(here)")
      }
    }
  }
}
