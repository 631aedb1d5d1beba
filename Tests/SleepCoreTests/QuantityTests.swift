import SleepCore
import Testing

@Suite("levels, doses and beliefs are whole numbers that add up")
struct QuantityTests {
  @Test(
    "a level turned into pressure and back is itself",
    arguments: [0, 1, 28_000, 39_999, 40_000, 45_000, 60_000, 94_000])
  func levelRoundTrip(milli: Int32) {
    let level = SoundLevel(milliDecibels: milli)
    #expect(SoundLevel(meanSquarePressure: level.meanSquarePressure) == level)
  }

  @Test("94 dB is one pascal")
  func onePascal() {
    #expect(abs(SoundLevel.dBA(93.979).meanSquarePressure - 1) < 1e-4)
  }

  @Test("two equal independent sounds are 3 dB louder than one, rounded up")
  func energySum() {
    var beds = BedLevels.silence
    beds[.rain] = .dBA(40)
    beds[.pinkNoise] = .dBA(40)
    #expect(beds.total == .dBA(43.011))
  }

  @Test("40 hours of 80 dBA are the 1.6 Pa²·h of ITU-T H.870")
  func weeklyDose() {
    let dose = SoundDose(level: .dBA(80), over: .seconds(40 * 3600))
    #expect(abs(dose.pascalSquaredHours - 1.6) < 1e-3)
  }

  @Test("a dose never rounds down")
  func doseRoundsUp() {
    let tiny = SoundDose(meanSquarePressure: 1e-13, over: .seconds(1))
    #expect(tiny.picoPascalSquaredSeconds == 1)
  }

  @Test("silence has no power and is lower than every sound")
  func silence() {
    #expect(SoundLevel.silence.meanSquarePressure == 0)
    #expect(SoundLevel.silence < .dBA(-100))
    #expect(BedLevels.silence.total == .silence)
  }

  @Test("a belief's shares add up to 1,000 for any weights")
  func beliefSharesAddUp() {
    var random = SeededRandom(seed: 1)
    for _ in 0..<2000 {
      var weights: [5 of Double] = [0, 0, 0, 0, 0]
      for i in 0..<5 { weights[i] = random.uniform() * random.exponential(mean: 3) }
      let belief = StageBelief(weights: weights)
      #expect(SleepStage.scored.map(belief.perMille).reduce(0, +) == 1000)
      #expect(StageBelief(perMille: SleepStage.scored.map(belief.perMille)) == belief)
    }
  }

  @Test("weights that mean nothing give no belief")
  func noBelief() {
    #expect(StageBelief(weights: [0, 0, 0, 0, 0]) == .unknown)
    #expect(StageBelief(weights: [1, .nan, 0, 0, 0]) == .unknown)
    #expect(StageBelief(weights: [1, -1, 0, 0, 0]).stage == .unknown)
  }

  @Test(
    "a sample's time is exact over a night at any rate",
    arguments: [(128, 1.0), (100, 30.0), (256, 1.0), (7, 0.1)])
  func sampleTime(samples: Int, seconds: Double) {
    let ticks = Int64(seconds * 1e7)
    for record in [0, 1, 100_000] {
      #expect(
        NightTime(sample: record * samples, samplesPerRecord: samples, recordTicks: ticks).ticks == Int64(
          record) * ticks)
    }
  }

  @Test("times print as a clock would")
  func timeText() {
    #expect(NightTime(seconds: 3723).description == "01:02:03")
    #expect(NightTime(ticks: 15_000_000).description == "00:00:01.5")
    #expect(NightTime(ticks: -10_000_000).description == "-00:00:01")
  }

  @Test("phases wrap into (-180, 180]")
  func phaseWraps() {
    #expect(abs(Phase.degrees(190).degrees + 170) < 1e-9)
    #expect(abs(Phase.degrees(-180).degrees - 180) < 1e-9)
    #expect(Phase(radians: .infinity).radians == 0)
  }

  @Test("stages are read as EDF+ and the older scoring name them")
  func stageNames() {
    #expect(SleepStage(annotation: "Sleep stage 4") == .n3)
    #expect(SleepStage(annotation: "Sleep stage R") == .rem)
    #expect(SleepStage(annotation: "Sleep stage X") == nil)
    for stage in SleepStage.allCases { #expect(SleepStage(annotation: stage.annotation) == stage) }
  }
}

@Suite("the limits table says what the sources say")
struct SafetyLimitsTests {
  @Test("every age group has limits, and none is laxer than an older one's")
  func everyAge() throws {
    let all = try AgeGroup.allCases.map { try SafetyLimitsTable.limits(for: $0) }
    for (older, younger) in zip(all, all.dropFirst()) {
      #expect(younger.steadySoundAsleep.absolute <= older.steadySoundAsleep.absolute)
      #expect(younger.windDownSound <= older.windDownSound)
      #expect(younger.pulsesPerNight <= older.pulsesPerNight)
      #expect(younger.weeklyDose <= older.weeklyDose)
      #expect(younger.bedRise >= older.bedRise)
      #expect(younger.stimulationNightsPerWeek <= older.stimulationNightsPerWeek)
    }
  }

  @Test("the numbers of an adult are those of the sources")
  func adult() throws {
    let adult = try SafetyLimitsTable.limits(for: .adult)
    #expect(adult.steadySoundAsleep.recommended == .dBA(30))
    #expect(adult.steadySoundAsleep.absolute == .dBA(40))
    #expect(adult.eventAsleep?.absolute == .dBA(55))
    #expect(adult.weeklyDose == .pascalSquaredHours(1.6))
    #expect(adult.lightAsleep == .lux(1))
    #expect(adult.pulsesPerMinute == 60 && adult.pulsesPerNight == 1500)
    #expect(adult.stopFade == .milliseconds(100))
  }

  @Test("no pulses for children, and no single event for the smallest")
  func children() throws {
    #expect(try SafetyLimitsTable.limits(for: .child).pulsesPerMinute == 0)
    #expect(try SafetyLimitsTable.limits(for: .underThree).eventAsleep == nil)
  }

  @Test("every row names its source")
  func sources() {
    for row in SafetyLimitsTable.rows { #expect(row.source.count > 10, "\(row.key)") }
    #expect(Set(SafetyLimitsTable.rows.map(\.key)).count == SafetyLimitsTable.rows.count)
  }
}

@Suite("JSON text is the same bytes every time")
struct JSONTextTests {
  @Test("fixed-point numbers keep three decimals and their sign")
  func numbers() {
    var json = JSONText()
    json.add("a", thousandths: 42_000)
    json.add("b", thousandths: -5)
    json.add("c", Int?.none)
    #expect(json.text == #"{"a":42.000,"b":-0.005,"c":null}"#)
  }

  @Test("texts are escaped")
  func escapes() {
    var json = JSONText()
    json.add("t", "a\"b\\c\n\u{1}é")
    #expect(json.text == #"{"t":"a\"b\\c\u000a\u0001é"}"#)
  }
}
