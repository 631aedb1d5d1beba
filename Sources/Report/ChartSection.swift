internal import Foundation
internal import Night
internal import SleepCore

/// The charts of the page, each in a frame with its legend and its main facts in words.
struct ChartSection {
  let timeline: NightTimeline
  let figures: NightFigures
  let clock: LocalClock
  let spectrogram: Spectrogram?

  /// The spectrogram's picture outside the charts, for readers without scripts, then the charts.
  var html: String {
    var out = picture
    out += """
      <section id="charts" tabindex="0" role="group" aria-label="Charts of the night on one clock. Arrow keys move, \
      plus and minus zoom, 0 shows the whole night.">
      <h2>The night on one clock</h2>
      <p class="note">Drag across a chart to look closer, drag with Shift to move, double-click for the whole night; \
      on a touch screen pinch and drag. With the keyboard: arrows, + and −, 0.</p>
      <div class="tools">
      <button id="earlier" type="button" aria-label="Earlier">◀</button>
      <button id="later" type="button" aria-label="Later">▶</button>
      <button id="closer" type="button" aria-label="Closer">+</button>
      <button id="wider" type="button" aria-label="Wider">−</button>
      <button id="whole" type="button">Whole night</button>
      <output id="readout" aria-live="off"></output>
      </div>

      """
    out += chart("scenes", 62, "Scenes", "", sceneFacts)
    out += chart("hypnogram", 190, "Hypnogram", stageKeys, Self.stageFacts(figures))
    out += chart("belief", 130, "How sure the staging is", stageKeys, "Share given to each stage, over time.")
    out += chart("spectrum", 210, "EEG spectrogram, Hz", spectrumLegend, spectrumFacts)
    out += chart("slow", 130, "Slow wave 0.5–2 Hz, µV", "Amplitude, where the signal is good", slowFacts)
    out += chart("sound", 190, "Sound at the ear, dBA", soundKeys, soundFacts)
    out += chart(
      "light", 110, "Light at the eye, lx", "Melanopic equivalent daylight illuminance", lightFacts)
    out += chart("dose", 120, "Sound exposure so far, mPa²h", "", doseFacts)
    return out + "</section>\n"
  }

  private func chart(_ id: String, _ height: Int, _ title: String, _ legend: String, _ facts: String)
    -> String
  {
    let note = legend.isEmpty ? "" : "<p>\(legend)</p>"
    return """
      <figure><figcaption><h3 id="h-\(id)">\(title)</h3>\(note)</figcaption>
      <div class="plot" id="\(id)" style="height:\(height)px" role="img" aria-labelledby="h-\(id)" \
      aria-description="\(HTMLText.escaped(facts))">\(HTMLText.escaped(facts))</div></figure>

      """
  }

  private var picture: String {
    guard let png = spectrogram?.png() else { return "" }
    return """
      <figure id="spectrum-box"><figcaption><h3>EEG spectrogram</h3><p>\(spectrumLegend), from low \
      frequencies at the bottom to high ones at the top</p></figcaption>
      <img id="spectrum-image" alt="\(HTMLText.escaped(spectrumFacts))" \
      src="data:image/png;base64,\(Data(png).base64EncodedString())"></figure>

      """
  }

  /// An entry of a legend.
  private static func key(_ style: String, _ name: String) -> String {
    "<span class=\"item\"><span class=\"key \(style)\"></span>\(name)</span> "
  }

  private var stageKeys: String {
    HypnogramDrawing.rows.map { Self.key("s\($0.rawValue)", $0.code) }.joined() + Self.key("s5", "no signal")
  }

  private var soundKeys: String {
    let beds = Soundscape.allCases.filter { bed in
      timeline.levels.contains { !$0.ambience.beds[bed].isSilent }
    }
    var keys = Self.key("all", "all beds together")
    // Colours follow the order in which the beds stand in the data.
    for (i, bed) in beds.enumerated() { keys += Self.key("b\(i)", Words.name(bed)) }
    if !timeline.heardPulses.isEmpty { keys += Self.key("pulse", "pulse (LAFmax)") }
    return keys
  }

  /// The main facts of a hypnogram in words.
  static func stageFacts(_ figures: NightFigures) -> String {
    guard !figures.hypnogram.stages.isEmpty else { return "No epoch was scored." }
    let parts = HypnogramDrawing.rows.map { stage in
      "\(stage.code) \(Words.minutes(figures.hypnogram.time(in: stage))) min"
    }
    return parts.joined(separator: ", ") + "."
  }

  private var sceneFacts: String {
    guard !timeline.scenes.isEmpty else { return "The record holds no scenes." }
    let parts = timeline.scenes.prefix(12).map { "\($0.to) from \(clock.time($0.time.seconds))" }
    let more = timeline.scenes.count > 12 ? "; the rest stands in the table below" : ""
    return parts.joined(separator: ", ") + more + "."
  }

  private var spectrumLegend: String {
    guard let spectrogram else { return "There is too little signal for a spectrogram." }
    let colours = stride(from: 0, to: Spectrogram.palette.count, by: 6).map { i in
      "#" + String(Spectrogram.palette[i] & 0xFF_FFFF | 0x100_0000, radix: 16).dropFirst()
    }
    let low = Words.number(Double(spectrogram.limits.lowerBound))
    let high = Words.number(Double(spectrogram.limits.upperBound))
    return """
      \(low) <span class="ramp" style="background:linear-gradient(90deg,\(colours.joined(separator: ",")))"></span> \
      \(high) dB re 1 µV²/Hz
      """
  }

  private var spectrumFacts: String {
    guard let spectrogram else { return "There is too little signal for a spectrogram." }
    return "Power of the EEG from \(Words.number(spectrogram.band.lowerBound, 1)) to "
      + "\(Words.number(spectrogram.band.upperBound)) Hz over the night, one column for "
      + "\(Words.number(spectrogram.columnSeconds)) s."
  }

  private var slowFacts: String {
    let good = timeline.beliefs.filter { $0.signal == "good" && $0.slowWaveMicrovolts.isFinite }
    guard let most = good.max(by: { $0.slowWaveMicrovolts < $1.slowWaveMicrovolts }) else {
      return "No second of good signal."
    }
    return
      "Largest amplitude \(Words.number(most.slowWaveMicrovolts)) µV at \(clock.time(most.time.seconds))."
  }

  private var soundFacts: String {
    let loudest = timeline.levels.max { $0.ambience.beds.total < $1.ambience.beds.total }
    guard let loudest, !loudest.ambience.beds.total.isSilent else {
      return timeline.heardPulses.isEmpty ? "No sound was played." : "Pulses only, no bed of sound."
    }
    let level = Words.level(loudest.ambience.beds.total)
    return "Beds at most \(level), at \(clock.time(loudest.time.seconds)); "
      + Words.count(timeline.heardPulses.count, "pulse", "pulses") + "."
  }

  private var lightFacts: String {
    let most = timeline.levels.max { $0.ambience.light < $1.ambience.light }
    guard let most, most.ambience.light > .dark else { return "No light was on." }
    return "At most \(Words.number(most.ambience.light.lux, 1)) lx, at \(clock.time(most.time.seconds))."
  }

  private var doseFacts: String {
    guard let dose = figures.dose else { return "The record holds no exposure." }
    return "At the end \(Words.small(dose.pascalSquaredHours * 1000)) mPa²h."
  }
}
