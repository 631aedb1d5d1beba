import ClosedLoop
import Signals
import SleepCore
import Testing
import VirtualSleeper

@Suite("What a virtual sleeper hears, and what its electrodes and body do")
struct VirtualHearingTests {
  private func samples(_ sleeper: VirtualSleeper, sound: Pulse? = nil) -> [Int16] {
    var sleeper = sleeper
    if let sound { sleeper.hear(sound) }
    var block = SignalBlock(for: sleeper.description)
    var all: [Int16] = []
    while sleeper.next(&block) { all += block.samples[..<sleeper.description.channels[0].samplesPerBlock] }
    return all
  }

  private func pulse(_ seconds: Double, _ level: Double) -> Pulse {
    Pulse(
      onset: NightTime(ticks: Int64(seconds * 1e7)), level: .dBA(level), length: .milliseconds(50),
      rise: .milliseconds(5))
  }

  @Test("blocks of a second and of a sixteenth hold the same samples, at 250 Hz too", arguments: [256, 250])
  func blockLength(rate: Int) {
    var person = VirtualSleeper.Person()
    person.samplingRate = rate
    let long = samples(VirtualSleeper(seed: 4, hours: 0.5, person: person))
    person.hasShortBlocks = true
    let short = VirtualSleeper(seed: 4, hours: 0.5, person: person)
    #expect(short.description.blockLength < .milliseconds(101))
    #expect(samples(short) == long && long.count == 1800 * rate)
  }

  @Test("a pulse changes nothing before it, and a silent one nothing at all")
  func causes() {
    let sleeper = VirtualSleeper(seed: 2, hours: 0.6)
    let quiet = samples(sleeper)
    #expect(samples(sleeper, sound: pulse(1500.25, -120)) == quiet)
    let loud = samples(sleeper, sound: pulse(1500.25, 55))
    let first = quiet.indices.first { quiet[$0] != loud[$0] }
    #expect(first.map { (1500 * 256 + 64..<1501 * 256).contains($0) } ?? false)
  }

  /// How deep the wave after each pulse is and how high it rises, over sham triggers of the same phase, in one N3.
  private func evoked(degrees: Double, level: Double, seed: UInt64) -> (mean: Double, count: Int) {
    var person = VirtualSleeper.Person()
    (person.hasShortBlocks, person.faults) = (true, [])
    var sleeper = VirtualSleeper(seed: seed, hours: 2, person: person)
    var block = SignalBlock(for: sleeper.description)
    var tracker = KalmanPhase(samplingRate: .hertz(256), horizon: .milliseconds(100))
    var trigger = PhaseTrigger<KalmanPhase>(
      settings: .init(
        target: Phase(radians: degrees * .pi / 180), minimumAmplitudeMicrovolts: 30, refractory: .seconds(5)))
    var eeg: [Double] = []
    var onsets: [Int] = []
    while sleeper.next(&block) {
      let isDeep = sleeper.trueHypnogram.stage(at: block.start) == .n3
      for n in 0..<16 {
        let time = NightTime(sample: eeg.count, samplesPerRecord: 256, recordTicks: NightTime.ticksPerSecond)
        eeg.append(Double(block.samples[n]) * 0.1)
        tracker.push(eeg[eeg.count - 1])
        guard let found = trigger.step(time: time, estimator: tracker, allowed: isDeep) else { continue }
        onsets.append(Int(found.onset.seconds * 256))
        sleeper.hear(
          Pulse(
            onset: found.onset, level: .dBA(level), length: .milliseconds(50), rise: .milliseconds(5)))
      }
    }
    var sum = 0.0
    var count = 0
    for onset in onsets where onset + 384 < eeg.count {
      let smooth = (0..<359).map { n in eeg[(onset + n)..<(onset + n + 26)].reduce(0, +) / 26 }
      let low = smooth.indices.min { smooth[$0] < smooth[$1] } ?? 0
      sum += (smooth[low...].max() ?? 0) - smooth[low]
      count += 1
    }
    return (sum / Double(max(count, 1)), count)
  }

  @Test("pulses in the up-state raise the next slow wave, pulses against it do not")
  func phase() {
    var gains: [Double: [Double]] = [0: [], 180: []]
    // Three sleepers with half an hour of N3 in their first two.
    let deep = (101...200 as ClosedRange<UInt64>).filter { seed in
      SleepCourse(seed: seed, hours: 2).hypnogram.time(in: .n3) > .minutes(30)
    }
    for seed in deep.prefix(3) {
      for degrees in [0.0, 180] {
        let sham = evoked(degrees: degrees, level: -120, seed: seed)
        let real = evoked(degrees: degrees, level: 55, seed: seed)
        guard sham.count >= 30, real.count >= 30 else { continue }
        gains[degrees, default: []].append(real.mean / sham.mean - 1)
      }
    }
    func mean(_ v: [Double]) -> Double { v.reduce(0, +) / Double(max(v.count, 1)) }
    let (up, against) = (gains[0] ?? [], gains[180] ?? [])
    print("evoked, up-state: \(up), against it: \(against)")
    #expect(up.count == 3 && against.count == 3)
    #expect(mean(up) > 0.05 && up.allSatisfy { $0 > 0 })
    #expect(against.allSatisfy { $0 < 0 })
  }

  @Test("electrodes fail when they are told to")
  func faults() {
    var person = VirtualSleeper.Person()
    person.eegChannels = 2
    person.faults = []
    let seed: UInt64 = 5
    func run(_ faults: [VirtualSleeper.Fault]) -> [[Int16]] {
      var person = person
      person.faults = faults
      var sleeper = VirtualSleeper(seed: seed, hours: 0.1, person: person)
      var block = SignalBlock(for: sleeper.description)
      var channels: [[Int16]] = [[], []]
      while sleeper.next(&block) {
        channels[0] += block.samples[0..<256]
        channels[1] += block.samples[256..<512]
      }
      return channels
    }
    let whole = run([])
    let off = run([VirtualSleeper.Fault(.off, seconds: 100..<110, channel: 1)])
    #expect(off[0] == whole[0])
    #expect(off[1][25_600..<28_160].allSatisfy { $0 == 0 } && off[1][..<25_600] == whole[1][..<25_600])
    func spread(_ x: ArraySlice<Int16>) -> Double {
      (x.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(x.count)).squareRoot() * 0.1
    }
    for kind in [VirtualSleeper.Fault.Kind.popping, .mains, .sweat] {
      let bad = run([VirtualSleeper.Fault(kind, seconds: 100..<110)])
      #expect(spread(bad[0][25_600..<28_160]) > spread(whole[0][25_600..<28_160]) + 20)
      #expect(bad[1] == whole[1] && bad[0][28_160...] == whole[0][28_160...])
    }
  }

  @Test("the heart rests in N3 and races in a nightmare")
  func heart() throws {
    var person = VirtualSleeper.Person()
    (person.hasBody, person.nightmares) = (true, 1)
    var sums: [SleepStage: (Double, Double)] = [:]
    var raised: [Double] = []
    for seed: UInt64 in 1...2 {
      var sleeper = VirtualSleeper(seed: seed, person: person)
      let course = sleeper.sleepCourse
      var block = SignalBlock(for: sleeper.description)
      var rates: [Double] = []
      while sleeper.next(&block) {
        #expect(Double(block.samples[block.samples.count - 2]) * 0.1 - sleeper.heartRate < 0.1)
        let old = sums[course.stage(inSecond: rates.count)] ?? (0, 0)
        sums[course.stage(inSecond: rates.count)] = (old.0 + sleeper.heartRate, old.1 + 1)
        rates.append(sleeper.heartRate)
      }
      for nightmare in course.nightmares {
        let end = rates[(nightmare.upperBound - 20)..<nightmare.upperBound].reduce(0, +) / 20
        let begin = rates[nightmare.lowerBound..<(nightmare.lowerBound + 60)].reduce(0, +) / 60
        raised.append(end - begin)
      }
    }
    func mean(_ stage: SleepStage) -> Double { sums[stage].map { $0.0 / $0.1 } ?? .nan }
    #expect(mean(.n3) < mean(.rem) && mean(.rem) < mean(.wake))
    #expect(!raised.isEmpty && raised.allSatisfy { $0 > 10 })
  }
}
