import SleepCore
import Soundscapes
import TestKit
import Testing

@Suite("Pulses") struct PulseTests {
  @Test(
    "a pulse alone reads its level as LAFmax",
    arguments: [(50, 5), (20, 5), (100, 20), (300, 5), (1500, 100), (50, 40)], [40.0, 55.0])
  func level(shape: (length: Int, rise: Int), dBA: Double) {
    let one = pulse(at: 0.4, dBA, length: shape.length, rise: shape.rise)
    let reading = measured(render(seconds: 3, pulses: [one]) { _ in .silence })
    #expect(abs(reading.fastMaximum.dBA - dBA) < 0.05)
  }

  @Test(
    "a pulse begins on the sample of its onset and lasts its length, also across seconds",
    arguments: [0, 1_234_567, 9_999_999, 9_999_900, 9_800_000, 20_000_104] as [Int64])
  func onset(ticks: Int64) throws {
    let one = Pulse(
      onset: NightTime(ticks: ticks), level: .dBA(50), length: .milliseconds(50), rise: .milliseconds(5))
    let sound = render(seconds: 4, pulses: [one]) { _ in .silence }
    let first = try #require(sound.firstIndex { $0 != 0 })
    let last = try #require(sound.lastIndex { $0 != 0 })
    #expect(first == Int((Double(ticks) / 1e7 * 48_000).rounded()))
    #expect(last - first == 2_399)
  }

  @Test("every pulse of a night is the same burst, and its rise is soft")
  func sameBurst() {
    let pulses = [pulse(at: 0.1, 45), pulse(at: 1.2, 45)]
    let sound = render(seconds: 2, pulses: pulses) { _ in .silence }
    #expect(sound[4_800..<7_200].elementsEqual(sound[57_600..<60_000]))
    let peak = sound.map(\.magnitude).max()!
    // In the first tenth of a raised-cosine rise the gain is under 2.5 %.
    #expect(sound[4_800..<4_824].allSatisfy { $0.magnitude < 0.03 * peak })
  }

  @Test("a pulse adds to the bed under it and leaves it as it was elsewhere")
  func overBed() {
    let one = [pulse(at: 0.5, 45)]
    let bed = render(seconds: 1) { _ in beds((.rain, 30)) }
    let both = render(seconds: 1, pulses: one) { _ in beds((.rain, 30)) }
    #expect(both[..<24_000].elementsEqual(bed[..<24_000]))
    #expect(both[26_400...].elementsEqual(bed[26_400...]))
    #expect(!both[24_000..<26_400].elementsEqual(bed[24_000..<26_400]))
  }

  @Test(
    "odd pulses do no harm",
    arguments: [
      Pulse(onset: NightTime(ticks: .max), level: .dBA(40), length: .seconds(1), rise: .zero),
      Pulse(onset: NightTime(ticks: .min), level: .dBA(40), length: .seconds(1), rise: .zero),
      Pulse(
        onset: .start, level: .dBA(40), length: NightTime.Span(ticks: .max), rise: NightTime.Span(ticks: .max)
      ),
      Pulse(
        onset: .start, level: .dBA(40), length: NightTime.Span(ticks: -5), rise: NightTime.Span(ticks: -5)),
      Pulse(onset: .start, level: .dBA(40), length: NightTime.Span(ticks: 1), rise: .seconds(3)),
    ])
  func odd(pulse: Pulse) {
    let sound = render(seconds: 2, pulses: [pulse]) { _ in .silence }
    #expect(sound.allSatisfy { $0.isFinite && $0.magnitude < 1 })
  }

  @Test("a rendered and measured second allocates nothing once its sounds are known")
  func allocations() {
    var mixer = NightMixer(seed: 3)
    var meter = AWeightedMeter()
    var buffer = [Float](repeating: 0, count: NightMixer.samplesPerSecond)
    var all = BedLevels.silence
    for kind in Soundscape.allCases { all[kind] = .dBA(35) }
    let pulses = [pulse(at: 0.2, 45), pulse(at: 0.7, 45), pulse(at: 2.2, 45)]
    func second(_ k: Int) {
      var span = buffer.mutableSpan
      mixer.renderSecond(
        from: all, to: all.changed(byMilliDecibels: 50), pulses: pulses.span, second: k, into: &span)
      meter.measure(buffer.span)
    }
    second(0)
    let count = TestKit.allocations { for k in 1..<6 { second(k) } }
    #expect(count == 0)
    #expect(meter.overall.samples == 6 * 48_000)
  }
}
