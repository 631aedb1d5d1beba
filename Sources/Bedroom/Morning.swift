internal import Foundation
public import Night
internal import Report
internal import Signals
internal import SleepCore
public import Soundscapes

/// Makes what a person looks at and listens to, from a night's record alone.
public enum Morning {
  /// Renders the night's sound, and writes beside it which seconds of the night stand where in it.
  @concurrent
  public static func renderSound(
    _ timeline: NightTimeline, extent: NightSoundPlan.Extent?, to folder: NightFolder
  ) async throws {
    guard let extent else { return }
    let plan = NightSoundPlan(
      seed: 1, levels: timeline.levelsBySecond, pulses: timeline.pulses.map(\.pulse), extent: extent)
    let rendered = try NightRenderer.render(plan, to: folder.sound, title: timeline.header.programTitle)
    var json = JSONText()
    json.add("format", "lumapod-sound/1")
    json.add("file", "sound.flac")
    json.add("full_scale_sine_db_spl", thousandths: Int((SoundScale.fullScale * 1000).rounded()))
    json.add(
      "segments",
      json: "["
        + rendered.segments.map { segment in
          var one = JSONText()
          one.add("night_s", segment.nightSecond)
          one.add("file_s", segment.fileSecond)
          one.add("length_s", segment.seconds)
          return one.text
        }.joined(separator: ",") + "]")
    try NightFolder.write(Array((json.text + "\n").utf8), to: folder.path + "/sound.json")
  }

  /// Writes the report and the pictures of the hypnogram, and returns the night in one sentence.
  @discardableResult
  public static func writePages(_ folder: NightFolder, _ timeline: NightTimeline) throws -> String {
    let charts = try ChartLibrary.load()
    let file = try EDFFile(path: folder.signals)
    let (eeg, rate) = RecordingChannel.microvolts(of: timeline.header.primary, in: file)
    let report = NightReport(timeline: timeline, eeg: eeg, samplingRate: rate, charts: charts)
    try report.write(to: folder.report)
    let picture = HypnogramPicture(
      timeline.hypnogram, started: timeline.header.started, title: timeline.header.programTitle)
    try picture.write(svg: folder.hypnogramSVG)
    try picture.write(png: folder.hypnogramPNG)
    return report.sentence
  }
}
