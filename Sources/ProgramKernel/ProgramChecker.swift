public import SleepCore

/// A program that the kernel has checked for one sleeper's age; only ``ProgramChecker`` can make one, and only
/// this can be run.
public struct VerifiedProgram: Sendable {
  /// The program.
  public let program: CompiledProgram
  /// What it was proved with.
  public let certificate: Certificate
  /// The limits it was proved against.
  public let limits: SafetyLimits

  fileprivate init(program: CompiledProgram, certificate: Certificate, limits: SafetyLimits) {
    self.program = program
    self.certificate = certificate
    self.limits = limits
  }
}

/// Why the kernel refuses a program.
public struct RefusedProgram: ExplainedError, Hashable {
  /// The program, and the scene where there is one.
  public let place: String
  /// Which limit it breaks, with both numbers.
  public let problem: String
  /// What to change.
  public let remedy: String
}

/// The small, independent check that stands between a program and a night: a loop over scenes and edges with
/// whole-number comparisons.
public enum ProgramChecker {
  /// Checks a program and its certificate against the limits of one age group.
  ///
  /// - Parameters:
  ///   - program: what would run.
  ///   - certificate: the bounds it carries.
  ///   - limits: the limits of the sleeper's age group.
  ///   - limitsHash: SHA-256 (hex) of the limits table they come from.
  /// - Returns: the program in the only form that can be run.
  /// - Throws: ``RefusedProgram`` with the first thing that is not shown to hold.
  public static func verify(
    _ program: CompiledProgram, certificate: Certificate, limits: SafetyLimits, limitsHash: String
  ) throws(RefusedProgram) -> VerifiedProgram {
    try checkShape(program, certificate, limits, limitsHash)
    let after = program.scenesAfterWake()
    let highest = program.highestBeds()
    for here in program.scenes.indices {
      let scene = program.scenes[here]
      let place = "program \(program.name), scene \(scene.name)"
      try checkBeds(scene, total: highest[here].total, limits, isAfterWake: after[here], place)
      try checkLight(scene, limits, isAfterWake: after[here], place)
      if let pulses = scene.pulses { try checkPulses(pulses, limits, isAfterWake: after[here], place) }
      if scene.longest == nil { try checkLast(scene, place) }
      try checkBound(program, certificate, here, highest, isAfterWake: after[here], place)
    }
    try checkTotals(program, certificate.scenes[0], limits)
    return VerifiedProgram(program: program, certificate: certificate, limits: limits)
  }

  private static func checkShape(
    _ program: CompiledProgram, _ certificate: Certificate, _ limits: SafetyLimits, _ limitsHash: String
  ) throws(RefusedProgram) {
    let place = "program \(program.name)"
    guard program.ages.contains(limits.age) else {
      throw RefusedProgram(
        place: place, problem: "it is not for the age group \(limits.age.rawValue)",
        remedy: "It is for \(program.ages.map(\.rawValue).joined(separator: ", ")); choose another program.")
    }
    guard certificate.programHash == program.sourceHash, certificate.limitsHash == limitsHash,
      certificate.scenes.count == program.scenes.count, !program.scenes.isEmpty
    else {
      throw RefusedProgram(
        place: place, problem: "its certificate belongs to another program or another limits table",
        remedy: "Make the certificate again from this very file.")
    }
    for scene in program.scenes {
      for next in scene.successors where !program.scenes.indices.contains(next) {
        throw RefusedProgram(
          place: "\(place), scene \(scene.name)",
          problem: "it leads to scene number \(next), which is not there",
          remedy: "Lead to one of the program's \(program.scenes.count) scenes.")
      }
    }
  }

  private static func checkBeds(
    _ scene: CompiledProgram.Scene, total: SoundLevel, _ limits: SafetyLimits, isAfterWake: Bool,
    _ place: String
  ) throws(RefusedProgram) {
    let most = isAfterWake ? limits.alarm : limits.windDownSound
    guard total <= most else {
      throw RefusedProgram(
        place: place, problem: "its beds of sound together can reach \(total.dBA) dBA, above \(most.dBA) dBA",
        remedy: "Lower their levels.")
    }
    let rise = isAfterWake ? limits.alarmRise : limits.bedRise
    for bed in scene.beds where !bed.level.isSilent && bed.over < rise {
      throw RefusedProgram(
        place: place,
        problem: "\(bed.kind.name) comes up in \(bed.over.seconds) s, faster than \(rise.seconds) s",
        remedy: "Give it `over: \(Int(rise.seconds)) s` or more.")
    }
    guard Set(scene.beds.map(\.kind)).count == scene.beds.count else {
      throw RefusedProgram(
        place: place, problem: "a bed of sound is named twice", remedy: "Name each bed once.")
    }
  }

  private static func checkLight(
    _ scene: CompiledProgram.Scene, _ limits: SafetyLimits, isAfterWake: Bool, _ place: String
  ) throws(RefusedProgram) {
    guard let light = scene.light else { return }
    let most = isAfterWake ? limits.lightWaking : limits.lightAsleep
    guard light.level <= most else {
      throw RefusedProgram(
        place: place,
        problem: "its light reaches \(light.level.lux) lx (melanopic EDI), above \(most.lux) lx",
        remedy: "Lower it, or bring it in a scene that only begins at the wake time.")
    }
  }

  private static func checkPulses(
    _ plan: CompiledProgram.PulsePlan, _ limits: SafetyLimits, isAfterWake: Bool, _ place: String
  ) throws(RefusedProgram) {
    guard let loudest = limits.eventAsleep?.absolute, limits.pulsesPerMinute > 0, !isAfterWake else {
      throw RefusedProgram(
        place: place, problem: "pulses are not allowed here for the age group \(limits.age.rawValue)",
        remedy: "Leave the pulses out.")
    }
    guard plan.level <= loudest else {
      throw RefusedProgram(
        place: place, problem: "its pulses are \(plan.level.dBA) dBA (LAFmax), above \(loudest.dBA) dBA",
        remedy: "Lower them.")
    }
    guard plan.rise >= limits.pulseRise, plan.rise.ticks <= plan.length.ticks / 2, plan.length <= .seconds(1)
    else {
      throw RefusedProgram(
        place: place, problem: "its pulses rise in \(plan.rise.seconds) s and last \(plan.length.seconds) s",
        remedy:
          "Let them rise in \(limits.pulseRise.seconds) s or more, at most half their length, and last 1 s at most."
      )
    }
    let minute = NightTime.Span.minutes(1)
    guard plan.apart.ticks > 0, plan.apart.ticks >= minute.ticks / Int64(limits.pulsesPerMinute),
      plan.apart >= plan.length
    else {
      throw RefusedProgram(
        place: place, problem: "its pulses may follow each other after \(plan.apart.seconds) s",
        remedy: "Keep them apart by \(60.0 / Double(limits.pulsesPerMinute)) s or more.")
    }
    guard plan.most > 0, plan.minimumNanovolts >= 0, abs(plan.phaseMilliDegrees) <= 180_000 else {
      throw RefusedProgram(
        place: place, problem: "its pulses have no sensible count, wave height or phase",
        remedy: "Give a count of 1 or more, a height of 0 µV or more and a phase of -180 to 180 degrees.")
    }
  }

  private static func checkLast(_ scene: CompiledProgram.Scene, _ place: String) throws(RefusedProgram) {
    guard scene.beds.allSatisfy(\.level.isSilent), scene.light?.level ?? .dark == .dark, scene.pulses == nil,
      scene.transitions.isEmpty
    else {
      throw RefusedProgram(
        place: place, problem: "the night can stay here for ever, and it is not silent and dark",
        remedy: "Give it a `longest` stay and a scene that follows.")
    }
  }

  private static func checkBound(
    _ program: CompiledProgram, _ certificate: Certificate, _ here: Int, _ highest: [BedLevels],
    isAfterWake: Bool,
    _ place: String
  ) throws(RefusedProgram) {
    let bound = certificate.scenes[here]
    let own = program.worstExposure(of: here, highest: highest)
    let asleep = isAfterWake ? SoundDose.zero : own
    let pulses = program.scenes[here].pulses?.most ?? 0
    let enough =
      bound.rank >= 0 && bound.exposure >= own && bound.exposureAsleep >= asleep && bound.pulses >= pulses
    guard enough else {
      throw RefusedProgram(
        place: place, problem: "the certificate's bound is below what the scene itself can emit",
        remedy: "Make the certificate again.")
    }
    for next in program.scenes[here].successors {
      let then = certificate.scenes[next]
      let covers =
        bound.rank > then.rank && bound.exposure >= own + then.exposure
        && bound.exposureAsleep >= asleep + then.exposureAsleep && bound.pulses - pulses >= then.pulses
      guard covers else {
        throw RefusedProgram(
          place: place,
          problem: "the certificate does not cover going on to scene \(program.scenes[next].name)",
          remedy: "Make the certificate again; scenes may not lead back to one that was left.")
      }
    }
  }

  private static func checkTotals(
    _ program: CompiledProgram, _ start: Certificate.SceneBound, _ limits: SafetyLimits
  ) throws(RefusedProgram) {
    let place = "program \(program.name)"
    let eightHours = NightTime.Span.minutes(480)
    let steady = start.exposureAsleep.equivalentLevel(over: eightHours)
    guard steady <= limits.steadySoundAsleep.absolute else {
      throw RefusedProgram(
        place: place,
        problem: "its sound before waking can reach LAeq \(steady.dBA) dBA over 8 h, "
          + "above \(limits.steadySoundAsleep.absolute.dBA) dBA",
        remedy: "Lower the levels or shorten the longest stays.")
    }
    guard start.pulses <= limits.pulsesPerNight else {
      throw RefusedProgram(
        place: place, problem: "\(start.pulses) pulses can come in a night, above \(limits.pulsesPerNight)",
        remedy: "Lower `most`.")
    }
    let week = start.exposure.picoPascalSquaredSeconds.multipliedReportingOverflow(by: 7)
    guard !week.overflow, SoundDose(picoPascalSquaredSeconds: week.partialValue) <= limits.weeklyDose else {
      throw RefusedProgram(
        place: place, problem: "seven such nights can exceed the weekly sound exposure",
        remedy: "Lower the levels or shorten the longest stays.")
    }
  }
}
