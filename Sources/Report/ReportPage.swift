internal import Evidence
internal import Foundation
internal import Night
internal import SleepCore

/// The page of a night, put together from its parts.
///
/// Every text that came from a file goes through
/// ``HTMLText/escaped(_:)``.
struct ReportPage {
  let timeline: NightTimeline
  let figures: NightFigures
  let clock: LocalClock
  let spectrogram: Spectrogram?
  let phases: PulsePhases
  let events: NightEvents

  /// The whole page.
  func html(charts: ChartLibrary) -> String {
    let title = clock.date.map { "Night of \($0)" } ?? "A night"
    var out = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src \
      'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title)</title>
      <style>\(charts.style)</style>
      <style>\(PageStyle.text)</style>
      </head>
      <body>
      <main>

      """
    out += header(title)
    out += figureTiles
    out += stageTable
    out += "<div id=\"static\"></div>\n<noscript id=\"plain\">\(plainHypnogram)</noscript>\n"
    out +=
      ChartSection(
        timeline: timeline, figures: figures, clock: clock, spectrogram: spectrogram
      ).html
    out += phaseSection
    out += eventSection
    out += footer
    out += "</main>\n<script type=\"application/json\" id=\"night\">"
    out += Words.insideScript(
      NightData.json(timeline, figures: figures, clock: clock, spectrogram: spectrogram))
    out +=
      "</script>\n<script>\(charts.script)</script>\n<script>\(PageScript.text)</script>\n</body>\n</html>\n"
    return out
  }

  private func header(_ title: String) -> String {
    let header = timeline.header
    let program = header.programTitle.isEmpty ? header.programName : header.programTitle
    var facts: [String] = []
    if !program.isEmpty {
      facts.append("Program: \(HTMLText.escaped(program)) \(HTMLText.escaped(header.programVersion))")
    }
    if !header.source.isEmpty { facts.append("signals: \(HTMLText.escaped(header.source))") }
    if !header.primaryLabel.isEmpty { facts.append("channel: \(HTMLText.escaped(header.primaryLabel))") }
    let times = "\(clock.time(0)) to \(clock.time(figures.length))"
    let note = clock.isKnown ? "" : " The record states no start, so times count from 00:00."
    let sentence = NightSentence(timeline: timeline, figures: figures, clock: clock).text
    return """
      <header>
      <h1>\(title), \(times)</h1>
      <p class="first">\(HTMLText.escaped(sentence))</p>
      <p class="soft">\(facts.joined(separator: " · "))\(note)</p>
      <p class="note">Stages are this program's own estimate, made while the night went on, mainly from one EEG \
      channel. This is not a medical device, and the page makes no diagnosis.</p>
      </header>

      """
  }

  private func tile(_ name: String, _ value: String, _ more: String = "") -> String {
    "<div><dt>\(name)</dt><dd>\(value)\(more.isEmpty ? "" : "<small>\(more)</small>")</dd></div>\n"
  }

  private var figureTiles: String {
    let hypnogram = figures.hypnogram
    let sleeps = hypnogram.totalSleepTime > .zero
    var out = "<section aria-label=\"Figures\"><dl class=\"figures\">\n"
    out += tile(
      "Asleep (TST)", sleeps ? Words.duration(hypnogram.totalSleepTime) : "–",
      "of \(Words.duration(NightTime.Span(ticks: Int64(figures.length * 1e7)))) recorded")
    out += tile(
      "Until first sleep (SOL)", figures.sleepOnsetLatency.map(Words.duration) ?? "–",
      "from the start of the record")
    out += tile(
      "Awake after that (WASO)", sleeps ? Words.duration(hypnogram.wakeAfterSleepOnset) : "–",
      "up to the last sleep")
    out += tile(
      "Soft pulses", "\(timeline.heardPulses.count)",
      [
        figures.loudest.map { "the loudest \(Words.level($0))" },
        timeline.marks.isEmpty ? nil : Words.count(timeline.marks.count, "moment marked", "moments marked"),
      ].compactMap(\.self).joined(separator: ", "))
    if !timeline.arousals.isEmpty { out += tile("Arousals", "\(timeline.arousals.count)", "3 s or longer") }
    out += tile(
      "Sound level (LAeq)", figures.equivalentLevel.map { Words.level($0) } ?? "–",
      "at the ear, mean of the record")
    out += tile("Sound exposure", figures.dose.map(exposure) ?? "–", exposureShare)
    out += tile("Withheld by the guard", "\(timeline.withheld.count)", withheldKinds)
    let without = NightTime.Span(ticks: Int64(figures.secondsWithoutSignal * 1e7))
    out += tile(
      "Without signal", without == .zero ? "none" : Words.duration(without),
      without == .zero
        ? ""
        : figures.gaps.isEmpty
          ? "a flat line" : "\(Words.count(figures.gaps.count, "gap", "gaps")) in the record")
    return out + "</dl></section>\n"
  }

  private func exposure(_ dose: SoundDose) -> String {
    Words.small(dose.pascalSquaredHours * 1000) + " mPa²h"
  }

  private var exposureShare: String {
    guard let dose = figures.dose, let limit = figures.weeklyLimit, limit > .zero else { return "" }
    let share = dose.pascalSquaredHours / limit.pascalSquaredHours * 100
    let amount = share > 0 && share < 0.01 ? "under 0.01 %" : "\(Words.small(share)) %"
    return "\(amount) of the limit for seven days, \(exposure(limit))"
  }

  private var withheldKinds: String {
    var counts: [String: Int] = [:]
    for entry in timeline.withheld { counts[entry.what, default: 0] += 1 }
    let kinds = counts.keys.sorted().prefix(4).map { "\(counts[$0] ?? 0) × \(HTMLText.escaped($0))" }
    return kinds.isEmpty ? "nothing was refused" : kinds.joined(separator: ", ")
  }

  private var stageTable: String {
    let hypnogram = figures.hypnogram
    var out = """
      <h2>Stages</h2>
      <div class="scroll"><table>
      <thead><tr><th>Stage</th><th class="number">Minutes</th><th class="number">Share of sleep</th>\
      <th class="number">Share of record</th></tr></thead>
      <tbody>

      """
    for stage in HypnogramDrawing.rows + [.unknown] {
      if stage == .unknown, hypnogram.time(in: .unknown) == .zero { continue }
      let share = figures.shareOfSleep(stage).map(Words.percent) ?? "–"
      out += "<tr><td><span class=\"key s\(stage.rawValue)\"></span>\(Words.name(stage))</td>"
      out += "<td class=\"number\">\(Words.minutes(hypnogram.time(in: stage)))</td>"
      out += "<td class=\"number\">\(share)</td>"
      out += "<td class=\"number\">\(Words.percent(figures.shareOfRecord(stage)))</td></tr>\n"
    }
    return out + "</tbody></table></div>\n"
  }

  /// The hypnogram as SVG inside the page, for readers whose browser runs no scripts.
  private var plainHypnogram: String {
    let drawing = HypnogramDrawing(
      figures.hypnogram, clock: clock, width: 1080, height: 220, left: 40, right: 16, top: 8, bottom: 28)
    var out = "<figure><figcaption><h3>Hypnogram</h3></figcaption><svg viewBox=\"0 0 1080 220\" role=\"img\""
    out += " aria-label=\"\(HTMLText.escaped(ChartSection.stageFacts(figures)))\">"
    for tick in drawing.ticks {
      let x = Words.plain(tick.x)
      out += "<path class=\"ring\" d=\"M\(x) \(Words.plain(drawing.top))V\(Words.plain(drawing.bottom))\"/>"
      out += "<text x=\"\(x)\" y=\"212\" text-anchor=\"middle\">\(tick.label)</text>"
    }
    for stage in HypnogramDrawing.rows {
      guard let y = drawing.y(stage) else { continue }
      out += "<text x=\"32\" y=\"\(Words.plain(y + 4))\" text-anchor=\"end\">\(stage.code)</text>"
    }
    var path = ""
    var bars = ""
    var joined = false
    for run in drawing.runs {
      let x = Words.plain(drawing.x(run.first))
      let width = Words.plain(drawing.x(run.first + run.count) - drawing.x(run.first))
      guard let y = drawing.y(run.stage) else {
        bars += "<rect class=\"s5\" x=\"\(x)\" y=\"8\" width=\"\(width)\" height=\"184\"/>"
        joined = false
        continue
      }
      path += joined ? "H\(x)V\(Words.plain(y))" : "M\(x) \(Words.plain(y))"
      joined = true
      let thick = drawing.thickness(run.stage)
      bars += "<rect class=\"s\(run.stage.rawValue)\" x=\"\(x)\" y=\"\(Words.plain(y - thick / 2))\""
      bars += " width=\"\(width)\" height=\"\(Words.plain(thick))\"/>"
    }
    return out + "<path class=\"connect\" d=\"\(path)\"/>\(bars)</svg></figure>"
  }

  private func facts(_ statistics: CircularStatistics) -> String {
    guard statistics.count > 0 else { return "no pulses" }
    var parts = ["n = \(statistics.count)"]
    if let mean = statistics.mean { parts.append("mean \(Words.degrees(mean))") }
    parts.append("R = \(Words.number(statistics.resultantLength, 2))")
    return parts.joined(separator: ", ")
  }

  private var phaseSection: String {
    guard !timeline.pulses.isEmpty else {
      return "<h2>Pulses and the slow wave</h2>\n<p>There were no pulses in this night.</p>\n"
    }
    func rose(_ title: String, _ statistics: CircularStatistics, _ style: String) -> String {
      let facts = facts(statistics)
      let picture = PhaseRose(statistics: statistics, style: style, label: "\(title): \(facts)").svg
      return "<figure><figcaption><h3>\(title)</h3><p>\(facts)</p></figcaption>\(picture)</figure>\n"
    }
    var out =
      "<h2>Pulses and the slow wave</h2>\n<p>Where on the 0.5–2 Hz wave each pulse began. At 0° the wave is at "
    out +=
      "its positive peak; time runs clockwise. R is 0 where phases are spread evenly and 1 where all are the same; "
    out += "the line points to their mean and is as long as R.</p>\n<div class=\"roses\">\n"
    out += rose("As predicted at that moment", phases.predicted, "petal0")
    if phases.found.count > 0 { out += rose("As the whole recording shows it", phases.found, "petal1") }
    out += "</div>\n"
    guard phases.found.count > 0 else {
      return out
        + "<p>There is too little signal around the pulses: no pulse could be found in the recording.</p>\n"
    }
    if let near = phases.error.share(of: Phase(radians: 0)), let mean = phases.error.mean {
      out +=
        "<p>\(Words.percent(near)) of the pulses began within 45° of their prediction; found minus predicted is "
      out += "\(Words.degrees(mean)) in the mean, with a circular standard deviation of "
      out += "\(Words.number(phases.error.standardDeviation / .pi * 180))°.</p>\n"
    }
    out += contrastText
    out +=
      "<p class=\"note\">The second rose comes from a zero-phase Butterworth band-pass of order 2 and the Hilbert "
    out += "transform, and so from signal before and after each pulse: what the sound itself evoked is in it."
    let lost = timeline.pulses.count - phases.found.count
    if lost > 0 {
      out += " Around \(Words.count(lost, "pulse", "pulses")) there is too little signal to tell."
    }
    return out + "</p>\n"
  }

  /// What the sound did, told plainly, a nothing included.
  private var contrastText: String {
    guard !timeline.marks.isEmpty, !timeline.heardPulses.isEmpty else { return "" }
    guard let contrast = phases.contrast else {
      return "<p>Too few trains sounded and were marked to say what the sound did.</p>\n"
    }
    func percent(_ share: Double) -> String {
      (share < 0 ? "−" : "+") + Words.number(abs(share) * 100, 0) + " %"
    }
    let said =
      contrast.interval.lowerBound > 0
      ? "After a sound the slow wave was larger than after a moment that was only marked"
      : contrast.interval.upperBound < 0
        ? "After a sound the slow wave was smaller than after a moment that was only marked"
        : "In this night no difference was seen between sound and no sound"
    return "<p>Which trains sounded and which were only marked was drawn by lot. \(said): "
      + "\(percent(contrast.change)) (95 % interval \(percent(contrast.interval.lowerBound)) to "
      + "\(percent(contrast.interval.upperBound)); \(contrast.heardCount) pulses, \(contrast.markedCount) marks).</p>\n"
  }

  private var eventSection: String {
    guard !events.rows.isEmpty else { return "<h2>What happened</h2>\n<p>The record holds no events.</p>\n" }
    var out = """
      <h2>What happened</h2>
      <div class="scroll"><table class="wide">
      <thead><tr><th>Time</th><th>Kind</th><th>What, and why</th></tr></thead>
      <tbody>

      """
    for row in events.rows {
      var time = clock.time(row.seconds, withSeconds: true)
      if let until = row.until { time += " – \(clock.time(until, withSeconds: true))" }
      let why = row.why.isEmpty ? "" : "<small>\(HTMLText.escaped(row.why))</small>"
      let times = row.count > 1 ? " (\(row.count) times)" : ""
      out += "<tr><td class=\"time\">\(time)</td><td>\(row.kind)</td><td>"
      out += "\(HTMLText.escaped(row.what))\(times)\(why)</td></tr>\n"
    }
    out += "</tbody></table></div>\n"
    if events.leftOut > 0 {
      out += "<p class=\"note\">\(events.leftOut) more stand in <code>events.jsonl</code>.</p>\n"
    }
    return out
  }

  private var footer: String {
    let engine = timeline.header.engine
    return """
      <footer>
      <h2>About this page</h2>
      <p class="note">Made from the night's own record\(engine.isEmpty ? "" : " by \(HTMLText.escaped(engine))"). It holds \
      everything it shows and asks no network for anything. TST, SOL and WASO are counted as the AASM manual counts \
      them, in epochs of 30 s. Levels are A-weighted at the ear; exposure is compared with the limit of \
      \(timeline.header.age.rawValue) sleepers after ITU-T H.870.</p>
      <details><summary class="note">Licence of the chart library</summary>
      <pre>\(Words.escapedLines(ChartLibrary.licence))</pre></details>
      </footer>

      """
  }
}
