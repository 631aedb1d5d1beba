import Foundation
import ProgramKernel
import Programs
import SleepCore
import TestKit
import Testing

@Suite("an independent solver finds the same fullest windows")
struct BoundedNightTests {
  @Test("z3, given only what the engine does, finds no night above a bound and one at it")
  func agreesWithZ3() throws {
    guard let python = peerPython else { return }
    let scratch = try ScratchFolder()
    let file = scratch.file("cases.jsonl")
    let count = tries(40, soak: 10_000)
    let cases = (0..<UInt64(count)).map { SmallProgram(seed: $0) }
    try Data(cases.map(\.json).joined(separator: "\n").utf8).write(to: file)
    let script = SharedMaterial.projectRoot.appending(path: "Tests/peers/bounded_nights.py").path
    let (status, output, error) = try run(python, [script, file.path])
    try #require(status == 0, "\(error)")
    let answers = output.split(separator: "\n")
    #expect(answers.count == count)
    for (i, answer) in answers.enumerated() {
      #expect(answer == #"{"seed": \#(i), "more": "unsat", "reached": "sat"}"#, "bound \(cases[i].bound)")
    }
  }

  @Test("the highest point of a hold over a slope is found without looking at every second")
  func highestOfAHold() throws {
    for seed in 0..<UInt64(tries(3000, soak: 100_000)) {
      var random = SeededRandom(seed: seed, stream: 80)
      func below(_ n: Int) -> Int { Int(random.next() % UInt64(n)) }
      var hold = Hold()
      hold.rate = Int64(below(3)) * Int64(below(1000))
      hold.each = Int64(below(5000))
      let apart = NightTime.Span.milliseconds(500 * (1 + below(9)))
      let hasTrain = below(2) == 0
      let pause = NightTime.Span(ticks: apart.ticks + Int64(below(20)) * 5_000_000)
      hold.pieces = .series(
        .init(apart: apart, train: hasTrain ? 2 + below(6) : nil, pause: pause, most: 1 + below(60)))
      if below(4) == 0 {
        hold.pieces = .scent(
          .init(
            name: "", share: .none, burst: .seconds(1 + below(9)), onlyAwake: false,
            series: .init(apart: .seconds(11 + below(20)), most: 1 + below(9))))
      }
      let low = below(90)
      let range = low...(low + below(400))
      let slope = Int64(below(3000))
      let slow = range.map { hold.emitted(in: $0) - slope * Int64($0) }.max()
      #expect(hold.highest(above: slope, over: range) == slow, "seed \(seed)")
    }
  }

  @Test("a line never promises less than counting every second finds")
  func linesAreBounds() throws {
    for seed in 0..<UInt64(tries(400, soak: 20_000)) {
      let small = SmallProgram(seed: seed)
      let (graph, flow) = (small.graph, small.flow)
      var random = SeededRandom(seed: seed, stream: 5)
      for _ in 0..<20 {
        let slope = Int64(random.uniform() * random.uniform() * 5e6)
        let line = WindowLine.lowest(slope: slope, graph: graph, flow: flow)
        let bound = try #require(line.bound(window: small.window, graph: graph, flow: flow))
        #expect(bound >= small.bound)
        // Every height is needed: one less anywhere is refused, or promises no less.
        for here in line.heights.indices where line.heights[here] > 0 && !graph.scenes[here].isAfterWake {
          var heights = line.heights
          heights[here] -= 1
          let lower = WindowLine(slope: slope, heights: heights)
            .bound(window: small.window, graph: graph, flow: flow)
          #expect(lower == nil, "seed \(seed) scene \(here)")
        }
      }
    }
  }
}

/// A program of a few seconds, small enough for every night of it to be looked at.
private struct SmallProgram {
  let seed: UInt64
  let scenes: [CompiledProgram.Scene]
  let window: Int
  let graph: SceneGraph
  let flow: Flow
  let bound: Int64

  init(seed: UInt64) {
    self.seed = seed
    var random = SeededRandom(seed: seed, stream: 79)
    func below(_ n: Int) -> Int { Int(random.next() % UInt64(n)) }
    let count = 2 + below(2)
    var scenes: [CompiledProgram.Scene] = []
    for here in 0..<count {
      var calm = CompiledProgram.CalmScene(name: "s\(here)", letGo: .seconds(1 + below(2)))
      for kind in [Soundscape.rain, .waves] where below(2) == 0 {
        let level = below(4) == 0 ? SoundLevel.silence : SoundLevel(milliDecibels: Int32(below(50_000)))
        calm.beds.append(.init(kind: kind, level: level, over: .seconds(1 + below(3))))
      }
      var scene = CompiledProgram.Scene(calm)
      if below(2) == 0 {
        let hasTrain = below(2) == 0
        let apart = 1 + below(2)
        scene.stimuli.pulses = .init(
          level: SoundLevel(milliDecibels: Int32(30_000 + below(20_000))), phaseMilliDegrees: 0,
          length: .milliseconds(50), rise: .milliseconds(5), minimumNanovolts: 0,
          series: .init(
            apart: .seconds(apart), train: hasTrain ? 2 : nil,
            pause: hasTrain ? .seconds(apart + below(3)) : .zero, most: 1 + below(4)))
      }
      let stay = scene.entering.wholeSeconds + 1 + below(3)
      scene.longest = .init(time: .seconds(stay), next: here + 1 + below(count - here))
      var stages: [SleepStage] = SleepStage.scored
      for _ in 0..<below(3) {
        let signs: [CompiledProgram.Sign] = [
          .stage([stages.removeFirst()]), .arousal, .wish(.next), .beforeWake(.seconds(60)), .presence(false),
          .dark(true),
        ]
        let sign = signs[below(below(2) == 0 ? 1 : signs.count)]
        guard !scene.transitions.contains(where: { $0.condition.sign == sign }) else { continue }
        scene.transitions.append(
          .init(
            condition: .init(sign, held: .seconds(1 + below(stay))), next: here + 1 + below(count - here)))
      }
      scenes.append(scene)
    }
    scenes.append(.init(.init(name: "end", letGo: .seconds(1 + below(3)))))
    for here in 1...count where !scenes[..<here].contains(where: { $0.successors.contains(here) }) {
      scenes[here - 1].longest?.next = here
    }
    self.scenes = scenes
    window = 2 + below(6)
    graph = SceneGraph(scenes)
    flow = graph.flow(of: .exposure)
    bound = WindowGrid(window: window, graph: graph, flow: flow).highest
  }

  var json: String {
    let horizon = scenes.reduce(0) { $0 + ($1.longest?.time.wholeSeconds ?? $1.entering.wholeSeconds) }
    return #"{"seed":\#(seed),"window":\#(window),"bound":\#(bound),"horizon":\#(horizon),"scenes":["#
      + scenes.map(text).joined(separator: ",") + "]}"
  }

  private func text(_ scene: CompiledProgram.Scene) -> String {
    let beds = scene.beds.map {
      #""\#($0.kind.rawValue)":[\#($0.level.milliDecibels),\#($0.over.wholeSeconds)]"#
    }
    let ways = scene.transitions.map {
      #"{"sign":\#(text($0.condition.sign)),"held":\#($0.condition.held.wholeSeconds),"to":\#($0.next)}"#
    }
    var json = #"{"entering":\#(scene.entering.wholeSeconds),"letGo":\#(scene.letGo.wholeSeconds),"#
    json += #""beds":{\#(beds.joined(separator: ","))},"ways":[\#(ways.joined(separator: ","))],"#
    json += #""next":\#(scene.successors),"longest":"#
    json += scene.longest.map { #"\#($0.time.wholeSeconds),"then":\#($0.next)"# } ?? "null"
    if let plan = scene.stimuli.pulses {
      let each = Pulse(onset: .start, level: plan.level, length: plan.length, rise: plan.rise).dose
      json += #","pulses":{"each":\#(each.picoPascalSquaredSeconds),"most":\#(plan.series.most),"#
      json += #""apart":\#(plan.series.apart.wholeSeconds),"train":\#(plan.series.train ?? 0),"#
      json += #""pause":\#(plan.series.pause.wholeSeconds)}"#
    }
    return json + "}"
  }

  private func text(_ sign: CompiledProgram.Sign) -> String {
    switch sign {
    case .stage(let stages):
      #"{"kind":"stage","stages":[\#(stages.map { "\"\($0.code)\"" }.joined(separator: ","))]}"#
    case .presence(let value): #"{"kind":"presence","value":\#(value)}"#
    case .dark(let value): #"{"kind":"dark","value":\#(value)}"#
    case .arousal: #"{"kind":"arousal"}"#
    case .nightmare: #"{"kind":"nightmare"}"#
    case .wish: #"{"kind":"wish","value":1}"#
    case .beforeWake(let span): #"{"kind":"beforeWake","value":\#(span.wholeSeconds)}"#
    case .wakeTime: #"{"kind":"beforeWake","value":0}"#
    }
  }
}
