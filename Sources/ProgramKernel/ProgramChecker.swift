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
  /// For every limit that the program touches, the worst that can come about.
  public let bounds: [Fact]

  fileprivate init(
    program: CompiledProgram, certificate: Certificate, limits: SafetyLimits, bounds: [Fact]
  ) {
    self.program = program
    self.certificate = certificate
    self.limits = limits
    self.bounds = bounds
  }
}

/// Why the kernel refuses a program.
public struct RefusedProgram: ExplainedError, Hashable {
  /// The program, and the scene where there is one.
  public let place: String
  /// What is wrong.
  public let problem: String
  /// What to change.
  public let remedy: String
  /// The fact that breaks a limit; `nil` where the program or its certificate is not of a form that can run.
  public let fact: Fact?

  /// Creates a refusal.
  package init(place: String, problem: String, remedy: String, fact: Fact? = nil) {
    self.place = place
    self.problem = problem
    self.remedy = remedy
    self.fact = fact
  }
}

/// The small, independent check that stands between a program and a night: loops over scenes and ways with
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
    try checkForm(program, certificate, limits, limitsHash)
    let graph = SceneGraph(program.scenes)
    var worst: [Fact] = []
    for fact in PointFacts(program, graph: graph, limits: limits).facts {
      try require(fact, program)
      note(fact, in: &worst)
    }
    for fact in try totals(program, certificate, graph, limits) + windows(program, certificate, graph, limits)
    {
      try require(fact, program)
      note(fact, in: &worst)
    }
    return VerifiedProgram(program: program, certificate: certificate, limits: limits, bounds: worst)
  }

  private static func checkForm(
    _ program: CompiledProgram, _ certificate: Certificate, _ limits: SafetyLimits, _ limitsHash: String
  ) throws(RefusedProgram) {
    let place = "program \(program.name)"
    try checkShape(program, limits)
    guard certificate.programHash == program.sourceHash, certificate.limitsHash == limitsHash,
      certificate.age == limits.age, certificate.scenes.count == program.scenes.count,
      certificate.windows.count == Window.allCases.count
    else {
      throw RefusedProgram(
        place: place,
        problem: "its certificate belongs to another program, another age or another limits table",
        remedy: "Make the certificate again from this very file.")
    }
  }

  /// Checks all that does not depend on a certificate or a number of the limits table.
  package static func checkShape(_ program: CompiledProgram, _ limits: SafetyLimits) throws(RefusedProgram) {
    let place = "program \(program.name)"
    guard program.ages.contains(limits.age) else {
      throw RefusedProgram(
        place: place, problem: "it is not for the age group \(limits.age.rawValue)",
        remedy: "It is for \(program.ages.map(\.rawValue).joined(separator: ", ")); choose another program.")
    }
    if let (scene, problem) = ProgramShape.flaw(of: program) {
      let scenes = program.scenes
      throw RefusedProgram(
        place: scene.map { "\(place), scene \(scenes[$0].name)" } ?? place, problem: problem,
        remedy: "Compile it again from its text; the language cannot say this.")
    }
    for scene in program.scenes where scene.isAfterWake {
      for bed in scene.beds where !bed.level.isSilent && bed.over < limits.alarmRise {
        throw RefusedProgram(
          place: "\(place), scene \(scene.name)", problem: "its \(bed.kind.name) wakes too suddenly",
          remedy: "Let it rise over \(limits.alarmRise.wholeSeconds) s or more.")
      }
    }
    // In the second in which the wake time comes, what sounded before is still there, risen by a second's part of an
    // alarm's rise at most, and up to five beds begin. That must stay below an alarm for the table to make sense.
    let rise =
      Int64(limits.alarm.milliDecibels) * NightTime.ticksPerSecond / max(limits.alarmRise.ticks, 1) + 1
    let step = SoundLevel(milliDecibels: Int32(min(rise, 110_000)))
    let first = SoundLevel(milliDecibels: limits.windDownSound.milliDecibels + step.milliDecibels)
    guard first.secondOfExposure + 5 * step.secondOfExposure <= limits.alarm.secondOfExposure else {
      throw RefusedProgram(
        place: "limits table", problem: "a wind-down may be as loud as an alarm",
        remedy: "Use a released limits table.")
    }
  }

  /// What the whole night comes to, by the certificate's own bounds where they are shown to hold.
  private static func totals(
    _ program: CompiledProgram, _ certificate: Certificate, _ graph: SceneGraph, _ limits: SafetyLimits
  ) throws(RefusedProgram) -> [Fact] {
    var facts: [Fact] = []
    let totals = NightTotals(graph: graph, limits: limits)
    for (emission, rest) in Certificate.Rest.all {
      guard let total = totals.total(of: emission, rest: rest, in: certificate) else {
        throw RefusedProgram(
          place: "program \(program.name)",
          problem: "its certificate's bound on \(emission.rawValue) does not cover what can follow",
          remedy: "Make the certificate again.")
      }
      facts.append(fact(of: emission, total: total, program, limits))
    }
    return facts
  }

  /// A whole night's emission beside its limit.
  package static func fact(
    of emission: Emission, total: Int64, _ program: CompiledProgram, _ limits: SafetyLimits
  ) -> Fact {
    func times(_ factor: Int64) -> Int64 {
      let (product, overflow) = total.multipliedReportingOverflow(by: factor)
      return overflow ? .max : product
    }
    switch emission {
    case .exposure:
      return Fact(
        "weekly-dose", times(Int64(program.nightsAWeek)), most: limits.weeklyDose.picoPascalSquaredSeconds,
        .dose,
        .night)
    case .pulses:
      return Fact(
        "pulses-per-night", total, most: Int64(limits.pulsesPerNight) * 1000, .thousandths, .night)
    case .scent:
      return Fact("scent-night", total, most: limits.scentPerNight.wholeMilliseconds, .milliseconds, .night)
    case .stimulation:
      return Fact(
        "stimulated-time", times(1000), most: limits.stimulatedTime.wholeMilliseconds, .milliseconds, .night)
    case .sound:
      return Fact("sound-time", times(1000), most: limits.soundTime.wholeMilliseconds, .milliseconds, .night)
    case .time:
      return Fact(
        "longest-night", times(1000), most: limits.longestNight.wholeMilliseconds, .milliseconds, .night)
    }
  }

  private static func windows(
    _ program: CompiledProgram, _ certificate: Certificate, _ graph: SceneGraph, _ limits: SafetyLimits
  ) throws(RefusedProgram) -> [Fact] {
    var facts: [Fact] = []
    for (window, proof) in zip(Window.allCases, certificate.windows) {
      let flow = graph.flow(of: window.emission)
      let bound: Int64?
      switch proof {
      case .line(let slope, let heights):
        bound = WindowLine(slope: slope, heights: heights)
          .bound(window: window.seconds, graph: graph, flow: flow)
      case .grid: bound = WindowGrid(window: window.seconds, graph: graph, flow: flow).highest
      }
      guard let bound else {
        throw RefusedProgram(
          place: "program \(program.name)",
          problem: "its certificate's heights for \(window.rawValue) do not cover what can follow",
          remedy: "Make the certificate again.")
      }
      facts.append(fact(of: window, most: bound, limits))
    }
    return facts
  }

  /// The fullest window beside its limit.
  package static func fact(of window: Window, most value: Int64, _ limits: SafetyLimits) -> Fact {
    let unit: Fact.Unit =
      switch window.emission {
      case .exposure: .exposure(seconds: window.seconds)
      case .pulses: .thousandths
      default: .milliseconds
      }
    return Fact(window.rawValue, value, most: window.most(limits), unit, .window(window))
  }

  private static func require(_ fact: Fact, _ program: CompiledProgram) throws(RefusedProgram) {
    guard fact.holds else { throw refusal(of: fact, program) }
  }

  /// The refusal for a fact that breaks its limit.
  package static func refusal(of fact: Fact, _ program: CompiledProgram) -> RefusedProgram {
    let scene: Int? =
      switch fact.moment {
      case .hold(let scene), .waking(let scene): scene
      case .entering(let way, _): SceneGraph(program.scenes).edges[way].to
      case .night, .window: nil
      }
    let place = "program \(program.name)" + (scene.map { ", scene \(program.scenes[$0].name)" } ?? "")
    return RefusedProgram(
      place: place,
      problem:
        "\(fact.limit): \(fact.valueText) where \(fact.isAtLeast ? "at least" : "at most") \(fact.boundText) is allowed",
      remedy: FactWords.remedy(for: fact.limit), fact: fact)
  }

  /// Keeps the worst fact of every limit, by window where the same limit is met in several ways.
  private static func note(_ fact: Fact, in worst: inout [Fact]) {
    guard let i = worst.firstIndex(where: { $0.limit == fact.limit && $0.unit == fact.unit }) else {
      worst.append(fact)
      return
    }
    if fact.isWorse(than: worst[i]) { worst[i] = fact }
  }
}
