internal import Consent
internal import SleepCore

/// Nights as Open mHealth data points: `omh:sleep-duration:2.0` and `omh:sleep-episode:1.1`, with
/// `omh:header:1.2`.
enum OpenMHealth {
  /// One data point a line, in canonical JSON.
  static func lines(_ archive: HouseholdArchive, now: UTCTime) -> String {
    var lines = ""
    for chapter in archive.chapters {
      let id = chapter.person.id.description
      for night in chapter.nights {
        guard let figures = night.figures, let ended = night.ended else { continue }
        for point in points("lumapod-\(id)-\(night.id)", id, "lumapod", figures, night.started, ended, now) {
          lines += point.string + "\n"
        }
      }
      for (i, night) in chapter.imported.enumerated() {
        let key = "lumapod-\(id)-\(night.source.rawValue)-\(i)"
        for point in points(key, id, night.source.rawValue, night.figures, night.started, night.ended, now) {
          lines += point.string + "\n"
        }
      }
    }
    return lines
  }

  private static func points(
    _ key: String, _ person: String, _ source: String, _ figures: SleepFigures, _ start: UTCTime,
    _ end: UTCTime, _ now: UTCTime
  ) -> [CanonicalJSON] {
    func header(_ name: String, _ version: String) -> CanonicalJSON {
      [
        "id": .text("\(key)-\(name)"), "creation_date_time": .text(now.description),
        "schema_id": ["namespace": "omh", "name": .text(name), "version": .text(version)],
        "acquisition_provenance": ["source_name": .text(source), "modality": "sensed"],
        "user_id": .text(person),
      ]
    }
    func seconds(_ value: Int) -> CanonicalJSON { ["value": .number(value), "unit": "sec"] }
    func frame(_ start: UTCTime, _ end: UTCTime) -> CanonicalJSON {
      [
        "time_interval": [
          "start_date_time": .text(start.description), "end_date_time": .text(end.description),
        ]
      ]
    }
    let duration: CanonicalJSON = [
      "header": header("sleep-duration", "2.0"),
      "body": [
        "sleep_duration": seconds(figures.totalSleepTime), "effective_time_frame": frame(start, end),
      ],
    ]
    // An episode lies between sleep onset and the last waking: without an onset there is none.
    guard let onset = figures.sleepOnset else { return [duration] }
    let begin = UTCTime(seconds: start.seconds + onset)
    let last = UTCTime(seconds: begin.seconds + figures.totalSleepTime + figures.wakeAfterSleepOnset)
    let episode: CanonicalJSON = [
      "header": header("sleep-episode", "1.1"),
      "body": [
        "effective_time_frame": frame(begin, last), "latency_to_sleep_onset": seconds(onset),
        "total_sleep_time": seconds(figures.totalSleepTime),
        "wake_after_sleep_onset": seconds(figures.wakeAfterSleepOnset),
      ],
    ]
    return [duration, episode]
  }
}
