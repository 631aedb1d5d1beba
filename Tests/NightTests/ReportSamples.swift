import Foundation
import Night
import Report
import SleepCore
import Testing

/// Nights made up for the report's tests; seeded, and small unless a length is asked for.
enum ReportSamples {
  static let rate = 64.0

  /// A chart library that need not be installed: what the page's text is about does not depend on it.
  static let stubCharts = ChartLibrary(
    script: "var Dygraph = null;", style: ".dygraph-legend{position:absolute}")

  /// A night of `minutes` with every kind of event; pulses come at the peaks of a wave of exactly 1 Hz.
  static func night(minutes: Int = 44) -> (timeline: NightTimeline, eeg: [Float]) {
    var random = SeededRandom(seed: 3)
    var night = NightTimeline()
    night.header.started = "2026-03-14T23:00:00"
    night.header.programName = "rain-and-waves"
    night.header.programTitle = "Rain and waves"
    night.header.primaryLabel = "EEG Fpz-Cz"
    night.header.wakeAt = NightTime(seconds: minutes * 60 - 60)
    let order: [SleepStage] = [.wake, .wake, .n1, .n2, .n3, .n3, .n2, .rem, .rem, .wake, .unknown]
    night.epochs = (0..<minutes * 2).map { order[$0 * order.count / (minutes * 2)] }
    var eeg: [Float] = []
    for s in 0..<minutes * 60 {
      let stage = night.epochs[s / 30]
      // As in a night, the belief that a second's end brings is about the second before.
      let believed = night.epochs[max(s - 1, 0) / 30]
      var weights: [5 of Double] = [0.02, 0.02, 0.02, 0.02, 0.02]
      if believed != .unknown { weights[Int(believed.rawValue)] = 0.9 }
      night.beliefs.append(
        .init(
          time: NightTime(seconds: s + 1),
          belief: believed == .unknown ? .unknown : StageBelief(weights: weights),
          slowWaveMicrovolts: stage == .n3 ? 70 : 8, signal: stage == .unknown ? "flat" : "good"))
      for i in 0..<Int(rate) {
        let t = Double(s) + Double(i) / rate
        eeg.append(Float(60 * cos(2 * .pi * t) + random.gaussian()))
      }
      if stage == .n3, s % 4 == 0 {
        let pulse = Pulse(
          onset: NightTime(seconds: s), level: .dBA(40 + Double(s % 7)), length: .milliseconds(50),
          rise: .milliseconds(10))
        night.pulses.append(.init(pulse: pulse, predicted: .degrees(10)))
      }
      var ambience = Ambience.nothing
      if s < 600 { ambience.beds[.rain] = .dBA(38 - Double(s) / 60) }
      ambience.light = s > minutes * 60 - 60 ? .lux(5) : .dark
      if night.levels.last?.ambience != ambience {
        night.levels.append(.init(time: NightTime(seconds: s), ambience: ambience))
      }
      if s % 60 == 59 {
        let dose = SoundDose(level: ambience.beds.total, over: .minutes(1))
        let sum = (night.doses.last?.dose ?? .zero) + dose
        let mean = sum.equivalentLevel(over: .seconds(s + 1))
        night.doses.append(
          .init(time: NightTime(seconds: s + 1), lastMinute: ambience.beds.total, night: mean, dose: sum))
      }
    }
    night.scenes = [
      .init(time: .start, from: "", to: "settle", why: "the night began"),
      .init(time: NightTime(seconds: 600), from: "settle", to: "deepen", why: "asleep"),
    ]
    night.withheld = [
      .init(
        time: NightTime(seconds: 700), what: "pulse", asked: "57 dBA", allowed: "55 dBA", why: "event asleep")
    ]
    night.alarms = [.init(time: NightTime(seconds: minutes * 60 - 60), state: "ringing")]
    night.end = .init(time: NightTime(seconds: minutes * 60), why: "woken by the alarm")
    return (night, eeg)
  }

  /// The report of a night.
  static func report(_ night: (timeline: NightTimeline, eeg: [Float]), charts: ChartLibrary = stubCharts)
    -> NightReport
  {
    NightReport(timeline: night.timeline, eeg: night.eeg, samplingRate: .hertz(rate), charts: charts)
  }

  /// A page, which a failed expectation does not print in full.
  struct Page: CustomTestStringConvertible {
    let text: String
    var testDescription: String { "the page" }
    func shows(_ part: String) -> Bool { text.contains(part) }
  }

  /// The page of a night.
  static func page(_ night: (timeline: NightTimeline, eeg: [Float]), charts: ChartLibrary = stubCharts)
    -> Page
  {
    Page(text: report(night, charts: charts).html())
  }

  /// The JSON that the page's charts draw.
  static func data(in html: String) throws -> [String: Any] {
    let start = try #require(html.range(of: "<script type=\"application/json\" id=\"night\">"))
    let end = try #require(html.range(of: "</script>", range: start.upperBound..<html.endIndex))
    let json = Data(html[start.upperBound..<end.lowerBound].utf8)
    return try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
  }
}
