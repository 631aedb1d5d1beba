import ClosedLoop
import Foundation
import Night
import ProgramKernel
import Signals
import SleepCore
import Staging
import TestKit
import Testing
import VirtualSleeper

@Suite("a night is a pure step")
struct NightRuntimeTests {
  @Test("the same decisions come out whatever the size of the blocks", arguments: [64, 32, 1024])
  func blockSize(size: Int) throws {
    let sleeper = VirtualSleeper(seed: 19, hours: 1.5)
    let whole = try RecutSource(sleeper, samplesPerBlock: 256, rate: 256)
    let recut = try RecutSource(sleeper, samplesPerBlock: size, rate: 256)
    let wake = NightTime(seconds: 80 * 60)
    let a = try NightSamples.decisions(whole, wakeAt: wake).dropLast()
    let b = try NightSamples.decisions(recut, wakeAt: wake).dropLast()
    #expect(a.elementsEqual(b.prefix(a.count)))
    #expect(a.count > 5000)
    #expect(a.count(where: { if case .pulse = $0.event { true } else { false } }) > 100)
  }

  @Test("epochs of a night are those of the signal staged at once; a second's belief comes with the next")
  func epochsAreCausal() throws {
    let sleeper = VirtualSleeper(seed: 11, hours: 1)
    var source = try RecutSource(sleeper, samplesPerBlock: 256, rate: 256)
    let channel = source.description.channels[0]
    var (block, eeg) = (SignalBlock(for: source.description), [Double]())
    let scale = channel.gain * (try #require(channel.microvoltsPerUnit))
    while source.next(&block) { for sample in block.samples { eeg.append(Double(sample) * scale) } }
    let staged = try WholeNightStager.stageCausally(
      microvolts: eeg, samplingRate: .hertz(256), model: NightSamples.models().stager)
    let night = try NightSamples.decisions(RecutSource(sleeper, samplesPerBlock: 256, rate: 256))
    var count = 0
    for event in night {
      guard case .epoch(let epoch, let stage, _) = event.event else { continue }
      #expect(epoch == count && stage == staged[epoch].stage)
      #expect(event.time == NightTime(seconds: (epoch + 1) * 30))
      count += 1
    }
    #expect(count == 120 && staged.count == 120)
    // The belief about an epoch's last second stands in the line of the second after it.
    for event in night {
      guard case .belief(let belief, _, .good) = event.event else { continue }
      let (second, rest) = (event.time.wholeSeconds - 1, (event.time.wholeSeconds - 1) % 30)
      if rest == 0, second > 0 { #expect(belief == staged[second / 30 - 1]) }
    }
  }

  @Test("a night has its road: rain, pulses in deep sleep, silence, a dawn at the wake time")
  func road() throws {
    let sleeper = VirtualSleeper(seed: 1)
    let source = sleeper.description
    let wake = try #require(NightConfiguration.usualWakeTime(for: source))
    var timeline = NightTimeline()
    for event in try NightSamples.decisions(sleeper, wakeAt: wake) { timeline.add(event) }
    let scenes = timeline.scenes.map(\.to)
    #expect(
      scenes == ["settle", "drift", "deep", "rest", "dawn", "wake"]
        || scenes.starts(with: ["settle", "drift", "deep"]))
    #expect(timeline.scenes.last?.time == wake)
    #expect(timeline.pulses.count > 100)
    #expect(timeline.pulses.count <= 600)
    for pair in zip(timeline.pulses, timeline.pulses.dropFirst()) {
      #expect(pair.1.pulse.onset - pair.0.pulse.onset >= .milliseconds(2500))
    }
    let rain = timeline.levels.map(\.ambience.beds[.rain]).max()
    #expect(rain == .dBA(40))
    for level in timeline.levels where level.time < wake { #expect(level.ambience.light <= .lux(1)) }
    #expect(timeline.levels.contains { $0.ambience.light > .lux(150) })
    #expect(timeline.alarms.map(\.state) == ["armed", "ringing"])
  }

  @Test("pulses come only while N3 is believed on a good signal")
  func pulsesOnlyInN3() throws {
    var timeline = NightTimeline()
    for event in try NightSamples.decisions(VirtualSleeper(seed: 2, hours: 3)) { timeline.add(event) }
    #expect(!timeline.pulses.isEmpty)
    let bySecond = Dictionary(uniqueKeysWithValues: timeline.beliefs.map { ($0.time.wholeSeconds, $0) })
    for pulse in timeline.pulses {
      let decided = pulse.pulse.onset - .milliseconds(30)
      // The last belief before the decision permits it; the decision is at most a sample before the onset.
      let candidates = [decided.wholeSeconds, decided.wholeSeconds - 1].compactMap { bySecond[$0] }
      #expect(candidates.contains { $0.belief.stage == .n3 && $0.signal == "good" })
    }
  }

  @Test("a gap stops pulses and belief, and neither the program nor the alarm waits for it")
  func gap() throws {
    let sleeper = VirtualSleeper(seed: 3, hours: 1)
    let source = try RecutSource(sleeper, samplesPerBlock: 256, rate: 256, gaps: [600: 1500])
    let wake = NightTime(seconds: 1800)
    var timeline = NightTimeline()
    for event in try NightSamples.decisions(source, wakeAt: wake) { timeline.add(event) }
    #expect(timeline.gaps.map(\.start) == [NightTime(seconds: 600)])
    #expect(timeline.gaps.map(\.length) == [.seconds(1500)])
    let inside = timeline.beliefs.filter { $0.time.seconds > 600 && $0.time.seconds <= 2100 }
    #expect(inside.count == 1500)
    #expect(inside.allSatisfy { !$0.belief.isKnown && $0.signal == "flat" })
    #expect(timeline.scenes.contains { $0.to == "wake" && $0.time == wake })
    #expect(timeline.alarms.contains { $0.state == "ringing" && $0.time == wake })
    #expect(timeline.levels.contains { $0.ambience.beds[.dawnChorus] >= .dBA(50) && $0.time.seconds < 2100 })
  }

  @Test("a gap of more than a day is refused by name, not stepped through")
  func gapOfDays() throws {
    let sleeper = VirtualSleeper(seed: 3, hours: 0.1)
    let source = try RecutSource(sleeper, samplesPerBlock: 256, rate: 256, gaps: [60: 86_401])
    let scratch = try ScratchFolder()
    let error = #expect(throws: NightError.self) {
      try NightSamples.record(source, into: NightFolder(path: scratch.file("night").path))
    }
    #expect(error?.description.contains("86401 s") == true && error?.place.contains("00:01:00") == true)
  }

  @Test("a dream program's words are said while awake or in N1, apart as it asks, and stand on record")
  func words() throws {
    let sleeper = VirtualSleeper(seed: 5, hours: 0.6)
    var runtime = try NightRuntime(
      NightSamples.configuration(sleeper.description), program: NightSamples.program("dreamscape").verified,
      models: NightSamples.models())
    var source: any SignalSource = sleeper
    var block = SignalBlock(for: sleeper.description)
    var events: [TimedEvent] = []
    while try source.next(&block) { runtime.step(block, into: &events) }
    var said: [NightTime] = []
    var stage = SleepStage.unknown
    var lines = EventLines()
    for event in events {
      switch event.event {
      case .belief(let belief, slowWaveNanovolts: _, signal: _): stage = belief.stage
      case .gesture(let gesture):
        guard case .speech(let text, let level, _) = gesture else { continue }
        #expect(text.contains("tree") && level == .dBA(40))
        #expect(stage == .wake || stage == .n1)
        #expect(said.last.map { event.time - $0 >= .seconds(90) } ?? true)
        said.append(event.time)
        let line = lines.line(for: event)
        guard
          case .event(let read) = try EventParsing.line(line, number: lines.count - 1, file: "events.jsonl")
        else {
          Issue.record("no event")
          continue
        }
        #expect(read == event)
      case .withheld: Issue.record("what was proved is not reduced: \(event)")
      default: break
      }
    }
    #expect(said.count >= 2, "said \(said.count) times")
  }

  @Test("the alarm wakes even where the program has no waking")
  func alarmIsTheNights() throws {
    var program = try NightSamples.program().verified.program
    program.audience = .grown([.adult], [.init(.init(name: "silence"))])
    let verified = try NightSamples.verify(program)
    let sleeper = VirtualSleeper(seed: 4, hours: 0.5)
    let wake = NightTime(seconds: 600)
    var runtime = try NightRuntime(
      NightSamples.configuration(sleeper.description, wakeAt: wake), program: verified,
      models: NightSamples.models())
    var source: any SignalSource = sleeper
    var block = SignalBlock(for: sleeper.description)
    var events: [TimedEvent] = []
    while try source.next(&block) { runtime.step(block, into: &events) }
    var timeline = NightTimeline()
    for event in events { timeline.add(event) }
    let loudest = timeline.levels.map(\.ambience.beds[.dawnChorus]).max()
    #expect(loudest == .dBA(50))
    #expect(timeline.levels.allSatisfy { $0.time >= wake - .seconds(1) })
    #expect(timeline.levels.last?.ambience == .nothing)
  }

  @Test("a channel that is no voltage, or has an absurd rate, is refused by name")
  func badChannels() throws {
    let good = VirtualSleeper(seed: 1, hours: 0.1).description
    func description(unit: String, samples: Int) -> SourceDescription {
      let channel = SignalChannel(
        label: "EEG X", unit: unit, role: .eeg, samplesPerBlock: samples, digitalRange: -100...100,
        physicalMinimum: -1, physicalMaximum: 1)
      return SourceDescription(
        name: "bad.edf", start: good.start, channels: [channel], primary: 0, blockLength: .seconds(1),
        knownLength: nil)
    }
    for (unit, samples, word) in [("degC", 128, "degC"), ("uV", 3, "3.0"), ("uV", 30_000, "30000.0")] {
      let error = #expect(throws: NightError.self) {
        try NightRuntime(
          NightSamples.configuration(description(unit: unit, samples: samples)),
          program: NightSamples.program().verified, models: NightSamples.models())
      }
      #expect(error?.description.contains(word) == true && error?.description.contains("EEG X") == true)
    }
  }

  @Test("a latency that no wave can be foreseen over is refused by name, not met by a trap")
  func badLatency() throws {
    let source = VirtualSleeper(seed: 1, hours: 0.1).description
    for (latency, isGood) in [(0, true), (1000, true), (1001, false), (60_000, false), (-1, false)] {
      var configuration = try NightSamples.configuration(source)
      configuration.latency = .milliseconds(latency)
      func make() throws -> NightRuntime {
        try NightRuntime(
          configuration, program: NightSamples.program().verified, models: NightSamples.models())
      }
      guard !isGood else {
        _ = try make()
        continue
      }
      let error = #expect(throws: NightError.self) { try make() }
      #expect(error?.description.contains("\(latency) ms") == true, "\(error?.description ?? "")")
      #expect(error?.description.contains("luma latency") == true)
    }
  }

  @Test("a heart that races in R reaches a program that waits for a nightmare; without a heart nothing comes")
  func nightmares() throws {
    var person = VirtualSleeper.Person()
    (person.nightmares, person.hasBody, person.faults) = (2, true, [])
    for hasBody in [true, false] {
      person.hasBody = hasBody
      let sleeper = VirtualSleeper(seed: 2, hours: 5, person: person)
      try #require(!sleeper.sleepCourse.nightmares.isEmpty)
      var runtime = try NightRuntime(
        NightSamples.configuration(sleeper.description),
        program: NightSamples.program("nightmare-nudge").verified, models: NightSamples.models())
      var source = sleeper
      var block = SignalBlock(for: source.description)
      var events: [TimedEvent] = []
      while source.next(&block) { runtime.step(block, into: &events) }
      var timeline = NightTimeline()
      for event in events { timeline.add(event) }
      #expect(timeline.gestures.isEmpty == !hasBody)
      #expect(timeline.scenes.contains { $0.to == "nudge" && $0.why.contains("nightmare") } == hasBody)
      for touch in timeline.gestures {
        let second = touch.time.wholeSeconds
        #expect(
          sleeper.sleepCourse.nightmares.contains { ($0.lowerBound..<($0.upperBound + 120)).contains(second) }
        )
      }
      // Nobody wakes for nothing: the awakening after a nightmare is an arousal in the record as well.
      #expect(!timeline.arousals.isEmpty)
    }
  }

  @Test("the loop over samples allocates nothing", .enabled(if: allocationsAreCounted))
  func allocatesNothing() throws {
    var source = VirtualSleeper(seed: 19, hours: 1.5)
    let description = source.description
    var runtime = try NightRuntime(
      NightSamples.configuration(description), program: NightSamples.program().verified,
      models: NightSamples.models())
    var events: [TimedEvent] = []
    events.reserveCapacity(10_000)
    var block = SignalBlock(for: description)
    func isPulse(_ event: TimedEvent) -> Bool { if case .pulse = event.event { true } else { false } }
    // Until the first pulse has been given: what is counted is deep sleep, where everything runs.
    while !events.contains(where: isPulse), source.next(&block) {
      events.removeAll(keepingCapacity: true)
      runtime.step(block, into: &events)
    }
    // Ten seconds at a time, so that the few seconds with words in them (a scene) can be told from the rest.
    var counts: [Int] = []
    var pulses = 0
    for _ in 0..<100 {
      _ = source.next(&block)
      events.removeAll(keepingCapacity: true)
      let quiet = block
      counts.append(allocations { runtime.step(quiet, into: &events) })
      pulses += events.count(where: isPulse)
    }
    #expect(counts.filter { $0 == 0 }.count >= 95, "\(counts)")
    #expect(pulses > 10)
  }
}
