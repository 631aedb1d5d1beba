internal import Night
internal import ProgramKernel
internal import SleepCore

/// Two programs on one recorded night as a picture: the stages once, then each program's scenes, sound, light
/// and pulses, one below the other on one clock.
public struct ReplayPicture: Sendable {
  private let comparison: ReplayComparison
  private let words: WorkbenchWords

  /// Prepares a picture in a language.
  public init(_ comparison: ReplayComparison, words: WorkbenchWords) {
    self.comparison = comparison
    self.words = words
  }

  private var seconds: Int {
    max(
      comparison.first.summary.length.wholeSeconds, comparison.second.summary.length.wholeSeconds,
      comparison.first.timeline.epochs.count * 30, 1)
  }

  /// Seconds of the day at which the recording began, from its ISO 8601 start; `nil` where it says none.
  private var start: Int? {
    let parts = comparison.first.timeline.header.started.split(separator: "T").last?
      .split(separator: ":").map { Int($0) }
    guard let parts, parts.count == 3, let h = parts[0], let m = parts[1], let s = parts[2],
      (0..<24).contains(h), (0..<60).contains(m), (0..<61).contains(s)
    else { return nil }
    return h * 3600 + m * 60 + s
  }

  private var about: String {
    func figures(_ side: ReplayComparison.Side) -> String {
      let level = side.summary.equivalentLevel
      return "\(side.program): \(side.summary.pulses) \(words.pulses), "
        + "LAeq \(level.isSilent ? "–" : NumberWords.short(level.dBA)) dBA."
    }
    return words.replayAbout(
      comparison.first.timeline.header.source,
      figures(comparison.first) + " " + figures(comparison.second)
        + (comparison.isSame ? " " + words.sameNight : ""))
  }

  /// The picture as SVG text; the same two nights give the same text.
  public func svg(_ width: PictureWidth = .wide) -> String {
    let title = words.replayTitle(comparison.first.program, comparison.second.program)
    var svg = SVGText(width: width.rawValue, title: title, about: about)
    let axis = ClockAxis(left: 30, right: width.rawValue - 8, seconds: seconds, start: start)
    svg.text(words.stages, .soft, 8, 14, size: 11)
    var y = drawStages(&svg, axis, top: 20)
    let sides = [("A", comparison.first), ("B", comparison.second)]
    let beds = sides.map { side in
      side.1.levelsBySecond.map { $0.total }.map { $0.isSilent ? nil : Int64($0.milliDecibels) }
    }
    let lights = sides.map { Self.lights($0.1, seconds: seconds) }
    // One scale for both, or a louder program would look like a quieter one.
    let loudest = beds.joined().compactMap { $0 }.max() ?? 0
    let brightest = lights.joined().max() ?? 0
    for (i, (letter, side)) in sides.enumerated() {
      svg.line(.line, 8, y + 4, axis.right, y + 4)
      y += 22
      svg.text(letter, .accent, 8, y, size: 15, isBold: true)
      svg.text(
        SVGText.fitted(side.program, into: axis.right - axis.left, size: 13, isBold: true), .ink, axis.left,
        y, size: 13,
        isBold: true)
      Lanes.scenes(&svg, axis, stays(side), y: y + 8)
      y += 40
      if loudest > 0 {
        y = lane(&svg, axis, y, words.bedLevel, beds[i], most: loudest, height: 34, .ink)
      }
      if brightest > 0 {
        y = lane(&svg, axis, y, words.light, lights[i].map { $0 }, most: brightest, height: 20, .good)
      }
      let pulses = side.timeline.heardPulses.map { $0.pulse.onset.wholeSeconds }
      svg.text("\(words.pulses): \(pulses.count)", .soft, axis.left, y + 12, size: 11)
      Lanes.ticks(&svg, axis, pulses, y: y + 17)
      y += 38
    }
    y = Lanes.clock(&svg, axis, bottom: y + 4)
    return svg.closed(height: y)
  }

  private func lane(
    _ svg: inout SVGText, _ axis: ClockAxis, _ y: Double, _ name: String, _ values: [Int64?], most: Int64,
    height: Double, _ colour: SVGText.Colour
  ) -> Double {
    svg.text(name, .soft, axis.left, y + 12, size: 11)
    svg.text(
      NumberWords.short(Double(values.compactMap { $0 }.max() ?? 0) / 1000), .soft, axis.right, y + 12,
      anchor: .end, size: 11)
    Lanes.area(&svg, axis, values, top: y + 16, bottom: y + 16 + height, colour: colour, most: most)
    return y + 22 + height
  }

  /// The light at the end of every second, in millilux.
  private static func lights(_ side: ReplayComparison.Side, seconds: Int) -> [Int64] {
    var lights = [Int64](repeating: 0, count: seconds)
    for (i, change) in side.timeline.levels.enumerated() {
      let from = max(change.time.wholeSeconds, 0)
      let next =
        side.timeline.levels.indices.contains(i + 1) ? side.timeline.levels[i + 1].time.wholeSeconds : seconds
      guard from < min(next, seconds) else { continue }
      for second in from..<min(next, seconds) { lights[second] = Int64(change.ambience.light.millilux) }
    }
    return lights
  }

  private func stays(_ side: ReplayComparison.Side) -> [(name: String, seconds: Range<Int>)] {
    side.timeline.scenes.enumerated().compactMap { i, change in
      let next =
        side.timeline.scenes.indices.contains(i + 1) ? side.timeline.scenes[i + 1].time.wholeSeconds : seconds
      let from = max(change.time.wholeSeconds, 0)
      return next > from ? (change.to, from..<next) : nil
    }
  }

  /// The hypnogram, W on top and REM as a thick bar.
  ///
  /// Returns where the next thing may stand.
  private func drawStages(_ svg: inout SVGText, _ axis: ClockAxis, top: Double) -> Double {
    let rows: [SleepStage] = [.wake, .rem, .n1, .n2, .n3]
    let height = 15.0
    func y(_ stage: SleepStage) -> Double? {
      rows.firstIndex(of: stage).map { top + (Double($0) + 0.5) * height }
    }
    for stage in rows {
      guard let at = y(stage) else { continue }
      svg.text(stage.code, .soft, axis.left - 6, at + 4, anchor: .end, size: 11)
      svg.line(.line, axis.left, at, axis.right, at)
    }
    var epoch = 0
    var before: Double?
    let stages = comparison.first.timeline.epochs
    while epoch < stages.count {
      let end = stages[epoch...].firstIndex { $0 != stages[epoch] } ?? stages.count
      let (from, to) = (axis.x(epoch * 30), axis.x(end * 30))
      if let at = y(stages[epoch]) {
        if let before { svg.line(.soft, from, before, from, at) }
        let half = stages[epoch] == .rem ? 4.5 : 2.5
        svg.fill(stages[epoch] == .rem ? .accent : .ink, from, at - half, to - from, half * 2, opacity: 0.85)
        before = at
      } else {
        before = nil
      }
      epoch = end
    }
    return top + height * Double(rows.count) + 6
  }
}
