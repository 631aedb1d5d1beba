package import SleepCore

extension CompiledProgram {
  /// Whether the wake time has come whenever a scene runs: every way into it is the wake time, or another such scene.
  ///
  /// The first scene never is. The largest such set is found by striking out until nothing changes.
  package func scenesAfterWake() -> [Bool] {
    var after = scenes.map { _ in true }
    if !after.isEmpty { after[0] = false }
    var changed = true
    while changed {
      changed = false
      for (here, scene) in scenes.enumerated() where !after[here] {
        var ways = scene.transitions.compactMap { $0.condition == .wakeTime ? nil : $0.next }
        if let stay = scene.longest { ways.append(stay.next) }
        for next in ways where after.indices.contains(next) && after[next] {
          after[next] = false
          changed = true
        }
      }
    }
    return after
  }

  /// The highest level each bed can have in each scene: what it is led to there, or what it can still be fading from.
  ///
  /// A bed that a scene leads to silence may enter it at the level any scene before it left it at.
  package func highestBeds() -> [BedLevels] {
    var highest = scenes.map { scene in
      var levels = BedLevels.silence
      for bed in scene.beds { levels[bed.kind] = max(levels[bed.kind], bed.level) }
      return levels
    }
    func raise(_ next: Int, _ kind: Soundscape, to level: SoundLevel) {
      guard scenes.indices.contains(next) else { return }
      highest[next][kind] = max(highest[next][kind], level)
    }
    // Each pass carries levels one edge further, and no simple path is longer than the number of scenes.
    for _ in scenes.indices {
      for (here, scene) in scenes.enumerated() {
        for kind in Soundscape.allCases {
          for way in scene.transitions { raise(way.next, kind, to: highest[here][kind]) }
          guard let stay = scene.longest else { continue }
          raise(stay.next, kind, to: scene.level(of: kind, after: stay.time, highest: highest[here][kind]))
        }
      }
    }
    return highest
  }

  /// An upper bound on the exposure of one scene: each bed at its highest while it may still be fading, at its own
  /// level for the rest of the longest stay, and all the pulses.
  package func worstExposure(of scene: Int, highest: [BedLevels]) -> SoundDose {
    let here = scenes[scene]
    var sum = SoundDose.zero
    for kind in Soundscape.allCases {
      let plan = here.beds.first(where: { $0.kind == kind })
      let fade = plan?.over ?? here.letGo
      let stay = here.longest?.time ?? fade
      sum = sum + SoundDose(level: highest[scene][kind], over: min(fade, stay))
      if stay > fade, let plan { sum = sum + SoundDose(level: plan.level, over: stay - fade) }
    }
    guard let plan = here.pulses else { return sum }
    let one = Pulse(onset: .start, level: plan.level, length: plan.length, rise: plan.rise).dose
    let (all, overflow) = one.picoPascalSquaredSeconds.multipliedReportingOverflow(by: Int64(plan.most))
    return sum + SoundDose(picoPascalSquaredSeconds: overflow ? .max : all)
  }
}

extension CompiledProgram.Scene {
  /// A bed's level at the end of the whole longest stay: what it was led to, unless the fade takes longer than that.
  fileprivate func level(of kind: Soundscape, after stay: NightTime.Span, highest: SoundLevel) -> SoundLevel {
    let plan = beds.first(where: { $0.kind == kind })
    return (plan?.over ?? letGo) <= stay ? plan?.level ?? .silence : highest
  }
}
