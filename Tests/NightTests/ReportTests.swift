import Foundation
import Night
import Report
import SleepCore
import TestKit
import Testing

@Suite("The morning's report")
struct ReportTests {
  @Test("the first sentence says sleep, sound and pulses in plain words")
  func sentence() {
    let night = ReportSamples.night()
    let expected =
      "You slept 28 min; rain faded at 23:10; \(night.timeline.pulses.count) soft pulses, the loudest 46 dBA; "
      + "the signal was missing for 4 min."
    #expect(ReportSamples.report(night).sentence == expected)
    #expect(night.timeline.epochs.count { $0.isAsleep } == 56)
    #expect(ReportSamples.page(night).shows(expected))
  }

  @Test("nothing on the page comes from outside it")
  func selfContained() throws {
    let html = ReportSamples.page(
      ReportSamples.night(), charts: (try? ChartLibrary.load()) ?? ReportSamples.stubCharts)
    // Every attribute and rule that makes a browser fetch something may only hold data, or point into the page.
    for attribute in ["src", "href", "srcset", "poster", "action", "formaction", "xlink:href"] {
      for match in html.text.matches(
        of: try Regex("[\\s\"']\(attribute)\\s*=\\s*[\"']([^\"']*)", as: (Substring, Substring).self))
      {
        #expect(match.1.hasPrefix("data:image/png;base64,"), "\(attribute)=\(match.1.prefix(80))")
      }
    }
    #expect(!html.shows("@import"))
    #expect(!html.shows("url("))
    #expect(!html.shows("sourceMappingURL"))
    #expect(!html.shows("<link"))
    #expect(!html.shows("<iframe"))
    #expect(html.shows("default-src 'none'"))
    #expect(html.text.utf8.count < 3_000_000)
  }

  @Test("texts from files appear as text, never as markup or script")
  func hostileTexts() throws {
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)><!--\u{0}\u{202E}&amp;\u{2028}"
    var night = ReportSamples.night()
    let harmless = ReportSamples.page(night)
    night.timeline.header.programTitle = evil
    night.timeline.header.programVersion = evil
    night.timeline.header.engine = evil
    night.timeline.header.source = evil
    night.timeline.header.primaryLabel = evil
    night.timeline.header.started = evil
    for i in night.timeline.scenes.indices {
      night.timeline.scenes[i].from = evil
      night.timeline.scenes[i].to = evil
      night.timeline.scenes[i].why = evil
    }
    night.timeline.withheld = [.init(time: .start, what: evil, asked: evil, allowed: evil, why: evil)]
    night.timeline.alarms = [.init(time: .start, state: evil)]
    night.timeline.end = .init(time: NightTime(seconds: 2640), why: evil)
    let html = ReportSamples.page(night)
    #expect(
      html.shows(
        "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;&lt;img src=x onerror=alert(2)&gt;&lt;!--"))
    #expect(!html.shows("<script>alert"))
    #expect(!html.shows("<img src=x"))
    #expect(!html.shows("\u{202E}"))
    #expect(!html.shows("\u{0}"))
    // The page has as many tags of every dangerous kind as with harmless texts.
    for tag in ["<script", "</script", "<img", "<!--", "</title", "</style", "<noscript"] {
      #expect(
        html.text.components(separatedBy: tag).count == harmless.text.components(separatedBy: tag).count,
        "\(tag)")
    }
    // What the charts read is still the text that stood in the file.
    let scenes = try #require(try ReportSamples.data(in: html.text)["scenes"] as? [[Any]])
    #expect(scenes.last?[1] as? String == String(evil.prefix(60)))
  }

  @Test("a chart library that would end its own script element cannot")
  func hostileLibrary() {
    let charts = ChartLibrary(
      script: "var a = \"</script><b>\"; // Dygraph\n//# sourceMappingURL=https://example.org/x.map",
      style: "a{} /*# sourceMappingURL=x.css.map */")
    let html = ReportSamples.page(ReportSamples.night(), charts: charts)
    #expect(html.shows("<\\/script><b>"))
    #expect(!html.shows("</script><b>"))
    #expect(!html.shows("example.org"))
    #expect(!html.shows("x.css.map"))
  }

  @Test("the charts get every epoch, pulse, gap and the right times")
  func data() throws {
    var night = ReportSamples.night()
    night.timeline.gaps = [
      .init(start: NightTime(seconds: 100), length: .seconds(20)),
      .init(start: NightTime(seconds: 110), length: .seconds(40)),
    ]
    let html = ReportSamples.page(night)
    let data = try ReportSamples.data(in: html.text)
    let stages = try #require(data["stages"] as? String)
    #expect(stages == night.timeline.epochs.map { String($0.rawValue) }.joined())
    #expect(data["length"] as? Int == 2_640_000)
    // 2026-03-14T23:00:00 is 20,526 days and 23 h after 1970-01-01T00:00:00.
    #expect(data["start"] as? Int == 20_526 * 86_400 + 23 * 3600)
    #expect((data["pulses"] as? [[Int]])?.count == night.timeline.pulses.count)
    #expect(
      (data["pulses"] as? [[Int]])?.first?[0] == night.timeline.pulses[0].pulse.onset.wholeSeconds * 1000)
    #expect(data["gaps"] as? [[Int]] == [[1000, 1500]])
    let belief = try #require(data["belief"] as? [[Any]])
    #expect(belief.count == 5)
    #expect(belief.allSatisfy { $0.count == 264 })
    // The second N3 epoch is N3 at nine parts in 9.8.
    #expect(belief[3][1000 / 10] as? Int == 918)
    // Every belief stands at its own second: at no change of stage is a column of 10 s a mixture.
    for column in belief { #expect(Set(column.compactMap { $0 as? Int }).isSubset(of: [20, 21, 918])) }
    #expect(belief[3][263] is NSNull)
    #expect(html.shows("the signal was missing for"))
  }

  @Test("a fade keeps its shape: no kept level is further than half a decibel from what came out")
  func thinnedLevels() throws {
    let night = ReportSamples.night()
    let data = try ReportSamples.data(in: ReportSamples.page(night).text)
    let rows = try #require(data["levels"] as? [[Any]])
    #expect(rows.count < 200)
    for level in night.timeline.levels where level.time.wholeSeconds < 598 {
      let at = (level.time.wholeSeconds + 1) * 10
      let after = try #require(rows.first { ($0[0] as? Int ?? 0) >= at })
      let shown = Double(try #require(after[1] as? Int)) / 100
      #expect(abs(shown - level.ambience.beds[.rain].dBA) < 0.5)
    }
    #expect(rows.last?[1] is NSNull)
  }

  @Test("the found phase of pulses at the peaks of a steady wave is 0°, and its error is told")
  func phases() {
    let night = ReportSamples.night()
    let html = ReportSamples.page(night)
    let n = night.timeline.pulses.count
    #expect(n > 50)
    #expect(html.shows("n = \(n), mean 10°, R = 1.00"))
    #expect(html.shows("n = \(n), mean 0°, R = 1.00"))
    #expect(
      html.shows("100 % of the pulses began within 45° of their prediction; found minus predicted is −10°")
    )
  }

  @Test("what the sound did is told from the marks beside it: larger by so much, or no difference seen")
  func contrast() {
    var night = ReportSamples.night()
    var random = SeededRandom(seed: 8)
    var isFirstHeard = true
    night.timeline.pulses = night.timeline.pulses.enumerated().map { i, event in
      if i % 6 == 0 { isFirstHeard = random.uniform() < 0.5 }
      guard (i / 3).isMultiple(of: 2) != isFirstHeard else { return event }
      let mark = Pulse(
        onset: event.pulse.onset, level: .silence, length: event.pulse.length, rise: event.pulse.rise)
      return .init(pulse: mark, predicted: event.predicted)
    }
    let (heard, marks) = (night.timeline.heardPulses, night.timeline.marks)
    #expect(heard.count > 20 && marks.count > 20)
    let same = ReportSamples.page(night)
    #expect(same.shows("drawn by lot. In this night no difference was seen between sound and no sound: "))
    #expect(same.shows("\(heard.count) pulses, \(marks.count) marks"))
    #expect(same.shows("\(marks.count) moments marked"))
    for pulse in heard {
      let start = Int(pulse.pulse.onset.seconds * ReportSamples.rate)
      for i in (start + 16)..<(start + 112) { night.eeg[i] *= 1.5 }
    }
    #expect(ReportSamples.page(night).shows("After a sound the slow wave was larger than after a moment"))
  }

  @Test("pulses a quarter period after the peak are found at 90°, on the falling side")
  func phaseDirection() {
    var night = ReportSamples.night()
    night.timeline.pulses = night.timeline.pulses.map { event in
      let late = Pulse(
        onset: event.pulse.onset + .milliseconds(250), level: event.pulse.level, length: event.pulse.length,
        rise: event.pulse.rise)
      return .init(pulse: late, predicted: .degrees(-40))
    }
    let html = ReportSamples.page(night)
    #expect(html.shows("n = \(night.timeline.pulses.count), mean 90°, R = 1.00"))
    #expect(
      html.shows("0 % of the pulses began within 45° of their prediction; found minus predicted is 130°"))
  }

  @Test("a sine of 20 µV at 12 Hz has 200 µV² in the spectrogram, at 12 Hz; a column of gap has nothing")
  func spectrogram() throws {
    let rate = 250.0
    var eeg = (0..<Int(rate) * 60).map { Float(20 * sin(2 * .pi * 12 * Double($0) / rate)) }
    for i in Int(rate) * 30..<Int(rate) * 40 { eeg[i] = .nan }
    let picture = try #require(Spectrogram(eeg, samplingRate: .hertz(rate), columnSeconds: 10))
    #expect(picture.columns == 6)
    let width = (picture.band.upperBound - picture.band.lowerBound) / Double(picture.bins)
    for column in 0..<6 where column != 3 {
      let density = (0..<picture.bins).map {
        pow(10, Double(picture.level(column: column, bin: $0) ?? -99) / 10)
      }
      #expect(abs(density.reduce(0, +) * width - 200) < 1)
      let peak = try #require(density.indices.max { density[$0] < density[$1] })
      #expect(abs(picture.band.lowerBound + (Double(peak) + 0.5) * width - 12) < width)
    }
    #expect(picture.level(column: 3, bin: 0) == nil)
  }

  @Test("pulses beside a gap are left out of the found phases and counted as such")
  func phasesBesideGaps() {
    var night = ReportSamples.night()
    let first = night.timeline.pulses[0].pulse.onset.wholeSeconds
    for i in (first - 1) * 64..<(first + 1) * 64 { night.eeg[i] = .nan }
    let html = ReportSamples.page(night)
    #expect(html.shows("n = \(night.timeline.pulses.count - 1), mean 0°"))
    #expect(html.shows("Around 1 pulse there is too little signal to tell"))
  }

  @Test("the same night gives the same bytes")
  func deterministic() {
    let night = ReportSamples.night()
    let isSame = ReportSamples.page(night).text == ReportSamples.page(night).text
    #expect(isSame)
  }

  @Test("an empty night has a page that claims nothing")
  func empty() throws {
    let report = ReportSamples.report((NightTimeline(), []))
    #expect(report.sentence == "No sleep could be scored; no soft pulses.")
    let html = ReportSamples.Page(text: report.html())
    #expect(html.shows("There were no pulses in this night."))
    #expect(try ReportSamples.data(in: html.text)["stages"] as? String == "")
  }

  @Test("a night cut short says where it breaks off")
  func cutShort() {
    var night = ReportSamples.night()
    night.timeline.end = nil
    #expect(ReportSamples.report(night).sentence.hasSuffix("; the record breaks off at 23:44."))
  }

  @Test("a night that was all gap has no spectrogram, no phases and says so")
  func allGap() throws {
    var night = ReportSamples.night()
    night.timeline.epochs = night.timeline.epochs.map { _ in .unknown }
    night.timeline.beliefs = []
    night.timeline.gaps = [.init(start: .start, length: .minutes(44))]
    night.eeg = night.eeg.map { _ in .nan }
    let report = ReportSamples.report(night)
    #expect(report.sentence.hasPrefix("No sleep could be scored;"))
    #expect(report.sentence.contains("the signal was missing for 44 min"))
    #expect(ReportSamples.Page(text: report.html()).shows("no pulse could be found"))
  }

  @Test("a night without pulses or sound says so")
  func zeroPulses() {
    var night = ReportSamples.night()
    night.timeline.pulses = []
    night.timeline.levels = []
    night.timeline.doses = []
    let expected = "You slept 28 min; no soft pulses; the signal was missing for 4 min."
    #expect(ReportSamples.report(night).sentence == expected)
    #expect(ReportSamples.page(night).shows("No sound was played."))
  }

  @Test("times at the ends of the clock and absurd levels stop no report")
  func absurdRecord() throws {
    var night = ReportSamples.night()
    for ticks in [Int64.min, -1, Int64.max] {
      let time = NightTime(ticks: ticks)
      let pulse = Pulse(
        onset: time, level: SoundLevel(milliDecibels: .max), length: .seconds(1), rise: .seconds(1))
      night.timeline.pulses.append(.init(pulse: pulse, predicted: .degrees(0)))
      night.timeline.gaps.append(.init(start: time, length: .init(ticks: .max)))
      night.timeline.scenes.append(.init(time: time, from: "a", to: "b", why: ""))
      night.timeline.withheld.append(.init(time: time, what: "a", asked: "b", allowed: "c", why: "d"))
      night.timeline.alarms.append(.init(time: time, state: "ringing"))
      var ambience = Ambience.nothing
      ambience.beds[.waves] = SoundLevel(milliDecibels: .max)
      ambience.light = Illuminance(millilux: .max)
      night.timeline.levels.append(.init(time: time, ambience: ambience))
      night.timeline.beliefs.append(
        .init(time: time, belief: .unknown, slowWaveMicrovolts: .nan, signal: "good"))
      night.timeline.doses.append(
        .init(
          time: time, lastMinute: SoundLevel(milliDecibels: .max), night: .silence,
          dose: SoundDose(picoPascalSquaredSeconds: .max)))
    }
    night.timeline.header.wakeAt = NightTime(ticks: .max)
    night.eeg[1000] = .infinity
    _ = try ReportSamples.data(in: ReportSamples.page(night).text)
  }

  @Test("a missing chart library is explained with the way to install it")
  func missingLibrary() throws {
    let folder = try ScratchFolder()
    let error = #expect(throws: ReportError.self) { try ChartLibrary.load(from: folder.url.path) }
    #expect(error?.place == folder.file("dygraph.min.js").path)
    #expect(error?.remedy.contains("apt install libjs-dygraphs") == true)
  }

  @Test("a report that cannot be written says which file")
  func unwritable() throws {
    let folder = try ScratchFolder()
    let path = folder.file("absent/report.html").path
    let error = #expect(throws: ReportError.self) {
      try ReportSamples.report(ReportSamples.night()).write(to: path)
    }
    #expect(error?.place == path)
  }
}
