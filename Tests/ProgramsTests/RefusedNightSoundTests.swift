import ProgramKernel
import Programs
import SleepCore
import Soundscapes
import TestKit
import Testing

@Suite("a refused night is really too loud")
struct RefusedNightSoundTests {
  @Test(
    "rendered to sound and measured, the night that a refusal shows exceeds the limit", arguments: [1, 2])
  func exceedsByTheMeter(seed: UInt64) throws {
    // A child's 44 dBA for half an hour are 32 dBA over eight hours; 30 are allowed.
    var rain = CompiledProgram.CalmScene(name: "rain")
    rain.beds = [.init(kind: seed == 1 ? .rain : .pinkNoise, level: .dBA(44), over: .seconds(30))]
    rain.longest = .init(time: .minutes(30), next: 1)
    let program = CompiledProgram(
      name: "too-loud", title: "", version: "1", sourceHash: "h",
      audience: .young([.child], [rain, .init(name: "end")]))
    let limits = try SafetyLimitsTable.limits(for: .child)
    let refused = #expect(throws: RefusedNight.self) {
      try ProgramVerifier.verify(program, limits: limits, limitsHash: "l")
    }
    let trace = try #require(refused?.trace)
    #expect(refused?.refusal.fact?.limit == "steady-sound-asleep")
    let energy = try measure(program, trace, limits: limits, seed: seed)
    let level = SoundLevel(meanSquarePressure: energy / 28_800)
    #expect(level > limits.steadySoundAsleep.absolute, "the meter read LAeq,8h \(level.dBA) dBA")
    // And what was counted is what sounds: never less, and not much more.
    let counted = Double(try #require(refused?.reached)) * 1e-12
    #expect(energy < counted * 1.02 && energy > counted * 0.9)
  }

  /// The exposure in Pa²·s that the sound of a night comes to by the meter.
  private func measure(
    _ program: CompiledProgram, _ trace: NightTrace, limits: SafetyLimits, seed: UInt64
  ) throws -> Double {
    var engine = ProgramEngine(scenes: program.scenes, limits: limits)
    var mixer = NightMixer(seed: seed)
    var meter = AWeightedMeter()
    var sound = [Float](repeating: 0, count: NightMixer.samplesPerSecond)
    var before = BedLevels.silence
    var second = 1
    let none: [Pulse] = []
    func play(_ senses: Senses) {
      let levels = engine.second(endingAt: NightTime(seconds: second), senses: senses).wish.beds
      var out = sound.mutableSpan
      mixer.renderSecond(from: before, to: levels, pulses: none.span, second: second, into: &out)
      meter.measure(sound.span)
      before = levels
      second += 1
    }
    play(.nothing)
    for stretch in trace.stretches { for _ in 0..<stretch.seconds { play(stretch.senses) } }
    let reading = meter.overall
    return reading.meanSquarePressure * Double(reading.samples) / Double(NightMixer.samplesPerSecond)
  }
}
