internal import Night
internal import SleepCore

/// The numbers that the page's charts draw, as compact JSON: whole numbers, thinned to what a screen can show.
struct NightData {
  private var bytes: [UInt8] = []
  private let timeline: NightTimeline
  private let figures: NightFigures
  private let spectrogram: Spectrogram?

  /// Rows at most of what changes when it changes; a screen shows no more.
  private static let mostRows = 6000

  private init(_ timeline: NightTimeline, _ figures: NightFigures, _ spectrogram: Spectrogram?) {
    self.timeline = timeline
    self.figures = figures
    self.spectrogram = spectrogram
  }

  /// How many seconds one point of a steady series stands for: 10 s, more where the night is longer than ten hours.
  static func step(for length: Double) -> Int { max(10, Int((length / 3600).rounded(.up))) }

  /// The JSON text.
  ///
  /// Times are tenths of a second since the start where nothing else is said.
  static func json(
    _ timeline: NightTimeline, figures: NightFigures, clock: LocalClock, spectrogram: Spectrogram?
  )
    -> [UInt8]
  {
    var data = NightData(timeline, figures, spectrogram)
    data.put("{\"start\":\(clock.start),\"length\":\(Int(max(figures.length, 60) * 1000))")
    let stages = timeline.epochs.map { UInt8(ascii: "0") + $0.rawValue }
    data.put(",\"epoch\":30,\"stages\":\"\(String(decoding: stages, as: UTF8.self))\"")
    data.addBeliefs()
    data.addLevels()
    data.addEvents()
    if let spectrogram {
      let span = Double(spectrogram.columns) * spectrogram.columnSeconds
      data.put(",\"spectrum\":{\"length\":\(Int(span * 1000)),\"low\":\(milli(spectrogram.band.lowerBound))")
      data.put(",\"high\":\(milli(spectrogram.band.upperBound))}")
    }
    data.put("}")
    return data.bytes
  }

  private static func milli(_ value: Double) -> Int {
    value.isFinite ? Int((min(max(value, -1e12), 1e12) * 1000).rounded()) : 0
  }
  private static func tenths(_ seconds: Double) -> Int { milli(seconds / 100) }

  private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func put(text: String) { JSONText.append(quoted: text, to: &bytes) }

  private mutating func list<Items: Sequence>(
    _ items: Items, _ write: (inout NightData, Items.Element) -> Void
  ) {
    put("[")
    var isFirst = true
    for item in items {
      if !isFirst { put(",") }
      isFirst = false
      write(&self, item)
    }
    put("]")
  }

  private mutating func numbers(_ values: some Sequence<Int?>) {
    list(values) { data, value in data.put(value.map(String.init) ?? "null") }
  }

  /// Means of the shares (thousandths) and of the slow wave (tenths of µV, good signal only) over each step.
  private mutating func addBeliefs() {
    let step = Self.step(for: figures.length)
    let count = Int((figures.length / Double(step)).rounded(.up))
    var sums = [Int](repeating: 0, count: count * 5)
    var known = [Int](repeating: 0, count: count)
    var slow = [Double](repeating: 0, count: count)
    var good = [Int](repeating: 0, count: count)
    for entry in timeline.beliefs {
      // An entry speaks of the second that ends with it, and its belief of the one before.
      let seconds = entry.time.wholeSeconds - 1
      let bin = max(seconds, 0) / step
      guard seconds >= -1, bin < count else { continue }
      if entry.belief.isKnown {
        let before = max(seconds - 1, 0) / step
        known[before] += 1
        for (i, stage) in SleepStage.scored.enumerated() {
          sums[before * 5 + i] += entry.belief.perMille(stage)
        }
      }
      if entry.signal == "good", entry.slowWaveMicrovolts.isFinite {
        good[bin] += 1
        slow[bin] += min(max(entry.slowWaveMicrovolts, 0), 1e5)
      }
    }
    put(",\"step\":\(step),\"belief\":")
    list(0..<5) { data, i in
      data.numbers(
        (0..<count).lazy.map { known[$0] == 0 ? nil : (sums[$0 * 5 + i] + known[$0] / 2) / known[$0] })
    }
    put(",\"slow\":")
    numbers((0..<count).lazy.map { good[$0] == 0 ? nil : Int((slow[$0] / Double(good[$0]) * 10).rounded()) })
  }

  /// The levels: time, all beds together, each bed that ever sounded (hundredths of dBA, null for silence), light.
  private mutating func addLevels() {
    let beds = Soundscape.allCases.filter { bed in
      timeline.levels.contains { !$0.ambience.beds[bed].isSilent }
    }
    put(",\"beds\":")
    list(beds) { data, bed in data.put(text: Words.name(bed)) }
    put(",\"levels\":")
    func row(_ seconds: Double, _ ambience: Ambience) -> [Int?] {
      let levels = [ambience.beds.total] + beds.map { ambience.beds[$0] }
      let sound: [Int?] = levels.map { $0.isSilent ? nil : Int($0.milliDecibels / 10) }
      return [Self.tenths(seconds)] + sound + [Int(ambience.light.millilux)]
    }
    var rows: [[Int?]] = []
    var now = Ambience.nothing
    var reached = 0.0
    rows.append(row(0, now))
    for change in Self.thinned(timeline.levels) {
      let from = max(change.time.seconds, reached)
      guard from <= figures.length else { break }
      if from > reached { rows.append(row(from, now)) }
      now = change.ambience
      reached = min(from + 1, max(figures.length, 1))
      rows.append(row(reached, now))
    }
    if reached < figures.length { rows.append(row(figures.length, now)) }
    list(rows) { data, row in data.numbers(row) }
    put(",\"pulses\":")
    list(Self.thinned(timeline.heardPulses, to: 20_000)) { data, event in
      let onset = Self.milli(event.pulse.onset.seconds)
      data.put("[\(onset),\(event.pulse.level.milliDecibels / 10)]")
    }
    put(",\"dose\":")
    list(Self.thinned(timeline.doses, to: 5000)) { data, entry in
      // Millionths of mPa²h.
      let dose = entry.dose.pascalSquaredHours * 1e9
      let laeq = entry.lastMinute.isSilent ? "null" : String(entry.lastMinute.milliDecibels / 10)
      data.put("[\(Self.tenths(entry.time.seconds)),\(Int(min(dose, 9e15).rounded())),\(laeq)]")
    }
  }

  private mutating func addEvents() {
    put(",\"scenes\":")
    list(Self.thinned(timeline.scenes, to: 2000)) { data, scene in
      data.put("[\(Self.tenths(scene.time.seconds)),")
      data.put(text: String(scene.to.prefix(60)))
      data.put("]")
    }
    put(",\"gaps\":")
    list(Self.thinned(figures.gaps, to: 2000)) { data, gap in
      data.put("[\(Self.tenths(gap.lowerBound)),\(Self.tenths(gap.upperBound))]")
    }
    put(",\"marks\":")
    var marks: [(Double, String)] = []
    if let wake = timeline.header.wakeAt { marks.append((wake.seconds, "wake time")) }
    for alarm in timeline.alarms.prefix(100) where alarm.state == "ringing" {
      marks.append((alarm.time.seconds, "alarm"))
    }
    list(marks) { data, mark in
      data.put("[\(Self.tenths(mark.0)),")
      data.put(text: mark.1)
      data.put("]")
    }
  }

  private static func thinned<Item>(_ items: [Item], to most: Int) -> [Item] {
    guard items.count > most else { return items }
    return (0..<most).map { items[$0 * items.count / most] }
  }

  /// The changes without those in the middle of a fade that lie within a quarter of a decibel of what was kept;
  /// within more, where that leaves too many.
  private static func thinned(_ levels: [NightTimeline.Levels]) -> [NightTimeline.Levels] {
    var band = 250
    for _ in 0..<5 {
      let kept = thinned(levels, band: band)
      if kept.count <= mostRows / 2 { return kept }
      band *= 2
    }
    return thinned(thinned(levels, band: band), to: mostRows / 2)
  }

  private static func thinned(_ levels: [NightTimeline.Levels], band: Int) -> [NightTimeline.Levels] {
    func isFar(_ a: Ambience, _ b: Ambience) -> Bool {
      let light = abs(a.light.millilux - b.light.millilux)
      if (a.light == .dark) != (b.light == .dark) || light > max(a.light.millilux, b.light.millilux) / 20 {
        return true
      }
      return Soundscape.allCases.contains { bed in
        a.beds[bed].isSilent != b.beds[bed].isSilent
          || abs(Int(a.beds[bed].milliDecibels) - Int(b.beds[bed].milliDecibels)) >= band
      }
    }
    func stands(_ a: NightTimeline.Levels, before b: NightTimeline.Levels) -> Bool {
      b.time.seconds - a.time.seconds > 5
    }
    var kept: [NightTimeline.Levels] = []
    for (i, level) in levels.enumerated() {
      // The first and the last change of a fade stay, and what stands on either side of silence.
      if let last = kept.last, i + 1 < levels.count, !stands(levels[i - 1], before: level),
        !stands(level, before: levels[i + 1]), !isFar(last.ambience, level.ambience),
        !isFar(level.ambience, levels[i + 1].ambience)
      {
        continue
      }
      kept.append(level)
    }
    return kept
  }
}
