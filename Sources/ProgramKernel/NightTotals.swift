package import SleepCore

/// What a whole night can come to, shown by the certificate's bounds on the rest of it.
///
/// Every bound is checked where it stands: what a scene holds and what each way adds must fit under it together with the
/// bound of the scene that follows. Ways lead forward only, so the sums reach to the end.
package struct NightTotals {
  let graph: SceneGraph
  let limits: SafetyLimits

  /// Totals of a graph under limits.
  package init(graph: SceneGraph, limits: SafetyLimits) {
    self.graph = graph
    self.limits = limits
  }

  /// Checks every scene's bound, and returns the whole night's; `nil` where one does not cover what follows.
  func total(of emission: Emission, rest: KeyPath<Certificate.Rest, Int64>, in certificate: Certificate)
    -> Int64?
  {
    let flow = graph.flow(of: emission)
    let bounds = certificate.scenes.map { $0[keyPath: rest] }
    guard bounds.allSatisfy({ (0...Int64.max / 8).contains($0) }) else { return nil }
    for here in graph.scenes.indices where bounds[here] < needed(here, flow, emission, bounds) { return nil }
    return flow.entering[0].reduce(0, +) + bounds[0]
  }

  /// The least bound of a scene, given those of the scenes after it.
  package func needed(_ here: Int, _ flow: Flow, _ emission: Emission, _ bounds: [Int64]) -> Int64 {
    let own = flow.holds[here].emitted(in: flow.holds[here].latest)
    var most = own
    for way in graph.out[here] {
      most = max(most, own + flow.entering[way].reduce(0, +) + bounds[graph.edges[way].to])
    }
    for (_, amount) in afterWaking(here, emission, bounds) { most = max(most, own + amount) }
    return most
  }

  /// The scenes after waking that can follow a scene, each with the most that comes from then on.
  package func afterWaking(
    _ here: Int, _ emission: Emission, _ bounds: [Int64]
  ) -> [(next: Int, amount: Int64)] {
    guard emission == .exposure || emission == .time else { return [] }
    return waking(from: here).map { next in
      let entering = Int64(graph.scenes[next].entering.wholeSeconds)
      guard emission == .exposure else { return (next, entering + bounds[next]) }
      // In its first second what sounded before still counts; then nothing is above what the scenes lead it to.
      let before = graph.scenes[here].isAfterWake ? graph.scenes[here].levels : .silence
      let levels = graph.scenes[next].levels.secondOfExposure + before.secondOfExposure
      return (next, entering * levels + limits.windDownSound.secondOfExposure + bounds[next])
    }
  }

  /// The scenes after waking that follow a scene.
  private func waking(from here: Int) -> [Int] {
    let scene = graph.scenes[here]
    if scene.isAfterWake { return scene.successors }
    return scene.transitions.filter { $0.condition.sign == .wakeTime }.map(\.next)
  }
}

extension Certificate.Rest {
  /// Each emission with its number here.
  package static var all: [(Emission, WritableKeyPath<Certificate.Rest, Int64>)] {
    [
      (.exposure, \.exposure), (.pulses, \.pulses), (.scent, \.scent), (.stimulation, \.stimulation),
      (.sound, \.sound), (.time, \.time),
    ]
  }
}
