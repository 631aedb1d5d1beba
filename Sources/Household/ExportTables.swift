internal import Consent
internal import PublicRecord
internal import SleepCore

/// The tables of an archive, one file each.
enum ExportTables {
  static func files(_ archive: HouseholdArchive) -> [(name: String, text: String)] {
    [
      ("people", people(archive)), ("guardians", guardians(archive)), ("pods", pods(archive)),
      ("consents", consents(archive)), ("withdrawals", withdrawals(archive)), ("answers", answers(archive)),
      ("attempts", attempts(archive)), ("unlocks", unlocks(archive)), ("schedules", schedules(archive)),
      ("nights", nights(archive)), ("diary", diary(archive)), ("dreams", dreams(archive)),
      ("imported", imported(archive)), ("commitments", commitments(archive)), ("audit", audit(archive)),
      ("reaction_tests", reactions(archive)), ("routines", routines(archive)), ("alerts", alerts(archive)),
      ("settings", settings(archive)),
    ].map { (name: "csv/\($0.0).csv", text: $0.1) }
  }

  static func table(
    _ header: [String], _ archive: HouseholdArchive, _ rows: (HouseholdArchive.Chapter) -> [[String?]]
  ) -> String {
    var csv = CSVText(header)
    for chapter in archive.chapters { for row in rows(chapter) { csv.add(row) } }
    return csv.text
  }

  static func day(_ day: Int) -> String { UTCTime.name(ofDay: day) }
  static func text(_ number: Int?) -> String? { number.map(String.init) }

  private static func people(_ archive: HouseholdArchive) -> String {
    let header = [
      "person", "since", "roles", "name", "age_group", "born", "needs", "sensitivities", "language",
    ]
    return table(header + ["hearing_left", "hearing_right"], archive) { chapter in
      let profile = chapter.person.profile
      let (stated, born): (String?, String?) =
        switch profile.age {
        case .stated(let group): (group.rawValue, nil)
        case .born(let month): (nil, month.description)
        case nil: (nil, nil)
        }
      func curve(_ ear: [Int: Int]?) -> String? {
        ear?.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ")
      }
      return [
        [
          chapter.person.id.description, chapter.person.since.description,
          chapter.person.roles.map(\.rawValue).sorted().joined(separator: " "), profile.name, stated, born,
          profile.needs.joined(separator: " "),
          profile.sensitivities.map(\.rawValue).sorted().joined(separator: " "), profile.language,
          curve(profile.hearing?.left), curve(profile.hearing?.right),
        ]
      ]
    }
  }

  private static func guardians(_ archive: HouseholdArchive) -> String {
    table(["sleeper", "guardian"], archive) { chapter in
      chapter.guardians.map { [chapter.person.id.description, $0.description] }
    }
  }

  private static func pods(_ archive: HouseholdArchive) -> String {
    var csv = CSVText(["pod", "name"])
    for pod in archive.pods { csv.add([pod.id.description, pod.name]) }
    return csv.text
  }

  private static func commitments(_ archive: HouseholdArchive) -> String {
    var csv = CSVText(["commitment"])
    for hash in archive.commitments { csv.add([hash]) }
    return csv.text
  }

  private static func audit(_ archive: HouseholdArchive) -> String {
    var csv = CSVText(["at", "way", "by", "act", "about"])
    for line in archive.audit {
      csv.add([line.at.description, line.way, line.by?.description, line.act, line.about])
    }
    return csv.text
  }

  private static func consents(_ archive: HouseholdArchive) -> String {
    let header = [
      "receipt", "sleeper", "giver", "program", "version", "sha256", "purpose", "issued", "expires",
    ]
    return table(header + ["language", "text"], archive) { chapter in
      chapter.entries.compactMap { entry in
        guard case .receipt(let receipt) = entry else { return nil }
        let terms = receipt.terms
        return [
          receipt.id, terms.sleeper.description, terms.giver.description, terms.program, terms.version,
          terms.sha256, terms.purpose.rawValue, terms.issued.description, terms.expires.description,
          terms.language, terms.text,
        ]
      }
    }
  }

  private static func withdrawals(_ archive: HouseholdArchive) -> String {
    table(["sleeper", "receipt", "at"], archive) { chapter in
      chapter.entries.compactMap { entry in
        guard case .withdrawal(let one) = entry else { return nil }
        return [one.sleeper.description, one.receipt ?? "all", one.at.description]
      }
    }
  }

  private static func answers(_ archive: HouseholdArchive) -> String {
    table(["sleeper", "by", "evening", "answer"], archive) { chapter in
      chapter.answers.map {
        [$0.sleeper.description, $0.by.description, day($0.night), $0.isYes ? "yes" : "no"]
      }
    }
  }

  private static func attempts(_ archive: HouseholdArchive) -> String {
    table(["at", "way", "by", "sleeper", "program_sha256", "door", "refused_for"], archive) { chapter in
      chapter.attempts.map {
        [
          $0.at.description, $0.way, $0.by?.description, $0.sleeper.description, $0.program, $0.door.rawValue,
          $0.code,
        ]
      }
    }
  }

  private static func unlocks(_ archive: HouseholdArchive) -> String {
    table(["sleeper", "step", "by"], archive) { chapter in
      chapter.steps.map { [$0.sleeper.description, $0.stage.name, $0.by.description] }
    }
  }

  private static func schedules(_ archive: HouseholdArchive) -> String {
    let header = ["sleeper", "weekday", "pod", "program", "sha256", "bed_minute", "wake_minute", "zone"]
    return table(header, archive) { chapter in
      chapter.week.map {
        [
          $0.sleeper.description, String($0.weekday), $0.pod.description, $0.programName, $0.program,
          String($0.bed), text($0.wake), $0.zone,
        ]
      }
    }
  }

  private static let figures = [
    "length_s", "tst_s", "sol_s", "waso_s", "wake_s", "n1_s", "n2_s", "n3_s", "rem_s", "unknown_s",
  ]

  private static func columns(_ figures: SleepFigures?) -> [String?] {
    guard let figures else { return [String?](repeating: nil, count: Self.figures.count) }
    let stages =
      figures.stages.count == 6 ? figures.stages.map { String($0) } : [String?](repeating: nil, count: 6)
    return [
      String(figures.length), String(figures.totalSleepTime), text(figures.sleepOnset),
      String(figures.wakeAfterSleepOnset),
    ] + stages
  }

  private static func nights(_ archive: HouseholdArchive) -> String {
    let header = ["night", "sleeper", "pod", "evening", "started", "ended", "program", "version", "sha256"]
    return table(header + ["receipt", "record", "record_entry"] + figures + ["note"], archive) { chapter in
      chapter.nights.map { night in
        let head = [
          String(night.id), night.sleeper.description, night.pod.description, day(night.evening),
          night.started.description, night.ended?.description, night.programName, night.programVersion,
          night.program, night.receipt, night.clearance?.origin, text(night.clearance?.index),
        ]
        return head + columns(night.figures) + [night.note]
      }
    }
  }

  private static func diary(_ archive: HouseholdArchive) -> String {
    let header = ["sleeper", "evening", "nightmare", "unreal"] + SleepDiary.numbers.map(\.name) + ["comment"]
    return table(header, archive) { chapter in
      chapter.diaries.map { evening, diary in
        let yes = [diary.hadNightmare, diary.feltUnreal].map { $0.map { $0 ? "yes" : "no" } }
        let numbers = SleepDiary.numbers.map { text(diary[keyPath: $0.path]) }
        return [chapter.person.id.description, day(evening)] + yes + numbers + [diary.comment]
      }
    }
  }

  private static func dreams(_ archive: HouseholdArchive) -> String {
    table(["sleeper", "evening", "dream"], archive) { chapter in
      chapter.dreams.map { [chapter.person.id.description, day($0.evening), $0.text] }
    }
  }

  private static func imported(_ archive: HouseholdArchive) -> String {
    table(["sleeper", "source", "started", "ended"] + figures, archive) { chapter in
      chapter.imported.map {
        [
          chapter.person.id.description, $0.source.rawValue, $0.started.description, $0.ended.description,
        ] + columns($0.figures)
      }
    }
  }
}
