internal import Foundation
public import Night
public import SleepCore

/// The morning's report: one page of HTML that holds everything it needs and opens without a network.
///
/// Pure: the same night, signal and chart library give the same bytes. It reads no clock and no file.
public struct NightReport: Sendable {
  private let timeline: NightTimeline
  private let eeg: [Float]
  private let samplingRate: Frequency
  private let charts: ChartLibrary

  /// Prepares a report.
  ///
  /// - Parameters:
  ///   - timeline: what the record of the night says.
  ///   - eeg: the primary channel in µV on the night's clock, from its first sample on; NaN where there is no signal.
  ///   - samplingRate: samples of `eeg` in a second.
  ///   - charts: the chart library that goes into the page.
  public init(timeline: NightTimeline, eeg: [Float], samplingRate: Frequency, charts: ChartLibrary) {
    self.timeline = timeline
    self.eeg = eeg
    self.samplingRate = samplingRate
    self.charts = charts
  }

  /// The page, in UTF-8 not over 3 MB for a night; about a second of work for 8 h at 256 Hz.
  public func html() -> String {
    let rate = samplingRate.hertz
    let figures = NightFigures(timeline, signalSeconds: rate > 0 ? Double(eeg.count) / rate : 0)
    let page = ReportPage(
      timeline: timeline, figures: figures, clock: LocalClock(iso8601: timeline.header.started),
      spectrogram: Spectrogram(
        eeg, samplingRate: samplingRate, columnSeconds: Double(NightData.step(for: figures.length))),
      phases: PulsePhases(timeline.pulses, eeg: eeg, samplingRate: samplingRate),
      events: NightEvents(timeline, gaps: figures.gaps))
    return page.html(charts: charts)
  }

  /// The night in one sentence.
  ///
  /// Such as `You slept 6 h 12 min; rain faded at 23:41; 312 soft pulses, the loudest 46 dBA.`
  public var sentence: String {
    let rate = samplingRate.hertz
    return NightSentence(
      timeline: timeline,
      figures: NightFigures(timeline, signalSeconds: rate > 0 ? Double(eeg.count) / rate : 0),
      clock: LocalClock(iso8601: timeline.header.started)
    ).text
  }

  /// Writes the page.
  ///
  /// - Throws: ``ReportError`` where the file cannot be written.
  public func write(to path: String) throws(ReportError) {
    do { try Data(html().utf8).write(to: URL(filePath: path), options: .atomic) } catch {
      throw .unwritable(path)
    }
  }
}
