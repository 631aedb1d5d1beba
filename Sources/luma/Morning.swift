internal import Foundation
internal import Night
internal import Report
internal import Signals
internal import SleepCore
internal import Soundscapes

/// Makes what a person looks at and listens to, from a night's record alone.
enum Morning {
  /// Renders the night's sound, and writes beside it which seconds of the night stand where in it.
  @concurrent
  static func renderSound(
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
  static func writePages(_ folder: NightFolder, _ timeline: NightTimeline) throws -> String {
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

/// One channel of a recording in µV, laid on its own clock.
enum RecordingChannel {
  /// Every sample, with NaN where the file has a gap.
  ///
  /// A gap of more than a day is cut to a day.
  static func microvolts(of signal: Int, in file: EDFFile) -> (samples: [Float], rate: Frequency) {
    let header = file.header.signals[signal]
    let scale: Float = Float(VoltageUnit.microvolts(header.physicalDimension) ?? 1)
    let all = file.physicalFloat(signal: signal)
    let rate = Frequency(exactly: file.header.sampleRate(of: signal)) ?? .hertz(0)
    var samples: [Float] = []
    samples.reserveCapacity(all.count)
    var next = 0
    for gap in file.gaps {
      let end = gap.record * header.samplesPerRecord
      samples.append(contentsOf: all[next..<end].map { $0 * scale })
      let missing = min(gap.length.seconds, 86_400) * rate.hertz
      samples.append(contentsOf: repeatElement(.nan, count: max(0, Int(missing.rounded()))))
      next = end
    }
    samples.append(contentsOf: all[next...].map { $0 * scale })
    return (samples, rate)
  }
}
