import ProgramKernel
import Programs
import SleepCore

/// Compiled programs put together by hand, without the language: small enough to see what every number does.
enum Built {
  /// A program of scenes for one age group.
  static func program(
    _ age: AgeGroup, nights: Int = 5, dream: Bool = false, _ scenes: [CompiledProgram.Scene]
  ) -> CompiledProgram {
    let audience: CompiledProgram.Audience =
      switch age {
      case .adult: .grown([.adult], scenes)
      case .teen: .grown([.teen], scenes)
      case .child: .young([.child], scenes.map(\.calm))
      case .underThree: .young([.underThree], scenes.map(\.calm))
      }
    return CompiledProgram(
      name: "built", title: "Built", version: "1", sourceHash: "h", nightsAWeek: nights,
      isDreamProgram: dream,
      audience: audience)
  }

  /// A scene before the wake time that holds its levels for some seconds and then leads on.
  static func scene(
    _ name: String = "scene", beds: [CompiledProgram.BedPlan] = [], letGo: Int = 1,
    light: CompiledProgram.LightPlan? = nil, stimuli: CompiledProgram.Stimuli = .init(),
    ways: [CompiledProgram.Transition] = [], hold: Int, then next: Int
  ) -> CompiledProgram.Scene {
    var scene = CompiledProgram.Scene(
      .init(name: name, beds: beds, letGo: .seconds(letGo), light: light, transitions: ways), stimuli: stimuli
    )
    scene.longest = .init(time: scene.entering + .seconds(hold), next: next)
    return scene
  }

  /// The same after the wake time.
  static func waking(
    _ name: String = "waking", beds: [CompiledProgram.BedPlan] = [], letGo: Int = 1,
    light: CompiledProgram.LightPlan? = nil, hold: Int, then next: Int
  ) -> CompiledProgram.Scene {
    var scene = Self.scene(name, beds: beds, letGo: letGo, light: light, hold: hold, then: next)
    scene.isAfterWake = true
    return scene
  }

  /// A last scene, silent and dark.
  static func end(letGo: Int = 1, isAfterWake: Bool = false) -> CompiledProgram.Scene {
    .init(.init(name: isAfterWake ? "up" : "end", isAfterWake: isAfterWake, letGo: .seconds(letGo)))
  }

  /// A bed at so many thousandths of a decibel.
  static func bed(_ kind: Soundscape, _ milli: Int32, over: Int = 5) -> CompiledProgram.BedPlan {
    .init(kind: kind, level: SoundLevel(milliDecibels: milli), over: .seconds(over))
  }

  /// A light in thousandths of a lux.
  static func light(_ milli: Int32, over: Int = 1, onlyAwake: Bool = false) -> CompiledProgram.LightPlan {
    .init(level: Illuminance(millilux: milli), over: .seconds(over), onlyAwake: onlyAwake)
  }

  /// Pulses, in thousandths of a decibel and milliseconds.
  static func pulses(
    _ milli: Int32, length: Int = 50, rise: Int = 5, apart: Int = 500, train: Int? = nil, pause: Int = 0,
    most: Int
  ) -> CompiledProgram.Stimuli {
    .init(
      pulses: .init(
        level: SoundLevel(milliDecibels: milli), phaseMilliDegrees: -45_000, length: .milliseconds(length),
        rise: .milliseconds(rise), minimumNanovolts: 0,
        series: .init(apart: .milliseconds(apart), train: train, pause: .milliseconds(pause), most: most)))
  }

  /// Speech, in thousandths of a decibel and seconds.
  static func speech(
    _ milli: Int32, length: Int = 2, stages: Set<SleepStage> = [.wake], apart: Int = 10, most: Int = 3
  ) -> CompiledProgram.Stimuli {
    .init(
      speech: .init(
        texts: ["one", "two"], level: SoundLevel(milliDecibels: milli), length: .seconds(length),
        stages: stages,
        series: .init(apart: .seconds(apart), most: most)))
  }

  /// Scent, in seconds.
  static func scent(burst: Int, apart: Int, most: Int, onlyAwake: Bool = true) -> CompiledProgram.Stimuli {
    .init(
      scent: .init(
        name: "lavender", share: Share(perMille: 300), burst: .seconds(burst), onlyAwake: onlyAwake,
        series: .init(apart: .seconds(apart), most: most)))
  }

  /// Touches of a strength in thousandths.
  static func touch(_ perMille: Int, apart: Int = 10, most: Int = 3) -> CompiledProgram.Stimuli {
    .init(
      touch: .init(
        strength: Share(perMille: perMille), length: .seconds(1), stages: [.rem],
        series: .init(apart: .seconds(apart), most: most)))
  }

  /// Flashes, so many in a second.
  static func flashes(_ perSecond: Int, milli: Int32 = 500, apart: Int = 10, most: Int = 3)
    -> CompiledProgram.Stimuli
  {
    .init(
      flashes: .init(
        level: Illuminance(millilux: milli), length: .milliseconds(50), stages: [.rem], perSecond: perSecond,
        series: .init(apart: .seconds(apart), most: most)))
  }

  /// Warmth in thousandths of a degree.
  static func warmth(_ milli: Int32, over: Int) -> CompiledProgram.Stimuli {
    .init(warmth: .init(level: Temperature(milliCelsius: milli), over: .seconds(over)))
  }

  /// A way out.
  static func way(
    _ sign: CompiledProgram.Sign, held: Int = 1, to next: Int
  ) -> CompiledProgram.Transition { .init(condition: .init(sign, held: .seconds(held)), next: next) }
}

extension CompiledProgram {
  /// The program, proved for an age group.
  func proved(_ age: AgeGroup = .adult) throws -> VerifiedProgram {
    try ProgramVerifier.verify(self, limits: try SafetyLimitsTable.limits(for: age), limitsHash: "l")
  }

  /// Why it is refused; `nil` where it is not.
  func refused(_ age: AgeGroup = .adult) throws -> RefusedNight? {
    let limits = try SafetyLimitsTable.limits(for: age)
    do throws(RefusedNight) {
      _ = try ProgramVerifier.verify(self, limits: limits, limitsHash: "l")
      return nil
    } catch {
      return error
    }
  }

  /// What a night of senses comes to, proved or not.
  func night(_ stretches: [(seconds: Int, senses: Senses)], _ age: AgeGroup = .adult) throws
    -> NightSimulation
  {
    let limits = try SafetyLimitsTable.limits(for: age)
    var night = NightSimulation(ProgramEngine(scenes: scenes, limits: limits))
    for stretch in stretches { for _ in 0..<stretch.seconds { night.second(stretch.senses) } }
    return night
  }
}
