internal import Consent
internal import SleepCore

/// The tables of evenings and mornings on the pages.
extension ExportTables {
  static func reactions(_ archive: HouseholdArchive) -> String {
    let header = ["sleeper", "evening", "at", "trials", "lapses", "false_starts", "median_ms"]
    return table(header + ["mean_speed_milli_per_s"], archive) { chapter in
      chapter.reactions.map { kept in
        let test = kept.test
        let numbers = [
          test.trials, test.lapses, test.falseStarts, test.medianMilliseconds, test.meanSpeedMilliPerSecond,
        ]
        return [chapter.person.id.description, day(kept.evening), test.at.description]
          + numbers.map { String($0) }
      }
    }
  }

  static func routines(_ archive: HouseholdArchive) -> String {
    table(["sleeper", "position", "step", "done_on"], archive) { chapter in
      chapter.routine.map {
        [chapter.person.id.description, String($0.position), $0.text, $0.doneOn.map { day($0) }]
      }
    }
  }

  static func alerts(_ archive: HouseholdArchive) -> String {
    table(["sleeper", "kind", "at", "night", "answered", "answered_by"], archive) { chapter in
      chapter.alerts.map {
        [
          $0.sleeper.description, $0.kind, $0.at.description, text($0.night), $0.answered?.description,
          $0.answeredBy?.description,
        ]
      }
    }
  }

  static func settings(_ archive: HouseholdArchive) -> String {
    var csv = CSVText(["name", "value"])
    for (name, value) in archive.settings { csv.add([name, value]) }
    return csv.text
  }
}
