internal import Consent
internal import PublicRecord
internal import SleepCore

/// An archive as a FHIR R4 (4.0.1) bundle of Patient, Consent, Observation and QuestionnaireResponse.
///
/// Codes: LOINC for sleep durations as HL7's Personal Health Records guide lists them (value set
/// pcd-sleep-observation-code); what has no code there has a text. A patient has a name only where one was
/// given.
enum FHIRBundle {
  static func json(_ archive: HouseholdArchive, now: UTCTime, withNames: Bool) -> CanonicalJSON {
    var entries: [CanonicalJSON] = []
    func add(_ resource: CanonicalJSON) {
      let kind = resource["resourceType"]?.text ?? ""
      let id = resource["id"]?.text ?? ""
      entries.append(["fullUrl": .text("urn:lumapod:\(kind)/\(id)"), "resource": resource])
    }
    for chapter in archive.chapters {
      let id = chapter.person.id.description
      let name = chapter.person.profile.name
      add([
        "resourceType": "Patient", "id": .text(id),
        "identifier": [["system": "urn:lumapod:person", "value": .text(id)]],
        "name": withNames && !name.isEmpty ? [["text": .text(name)]] : nil,
      ])
      for resource in consents(chapter, now: now) { add(resource) }
      for night in chapter.nights {
        guard let figures = night.figures, let ended = night.ended else { continue }
        for resource in observations("n\(night.id)", id, figures, night.started, ended) { add(resource) }
      }
      for (i, night) in chapter.imported.enumerated() {
        let key = "i\(id.prefix(12))-\(i)"
        for resource in observations(key, id, night.figures, night.started, night.ended) { add(resource) }
      }
      for (evening, diary) in chapter.diaries { add(questionnaire(diary, evening, id)) }
    }
    return [
      "resourceType": "Bundle", "type": "collection", "timestamp": .text(now.description),
      "entry": entries.isEmpty ? nil : .list(entries),
    ]
  }

  private static func patient(_ id: String) -> CanonicalJSON {
    ["reference": .text("urn:lumapod:Patient/\(id)")]
  }

  private static func consents(_ chapter: HouseholdArchive.Chapter, now: UTCTime) -> [CanonicalJSON] {
    ConsentGate.standings(chapter.entries, now: now).map { receipt, standing in
      let terms = receipt.terms
      return [
        "resourceType": "Consent", "id": .text(receipt.id),
        "status": standing == .live ? "active" : "inactive",
        "scope": [
          "coding": [
            ["system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "treatment"]
          ]
        ],
        "category": [
          ["coding": [["system": "http://loinc.org", "code": "59284-0", "display": "Consent Document"]]]
        ],
        "patient": patient(terms.sleeper.description), "dateTime": .text(terms.issued.description),
        "performer": [
          ["identifier": ["system": "urn:lumapod:person", "value": .text(terms.giver.description)]]
        ],
        "policyRule": [
          "text": .text("\(terms.program) \(terms.version) (\(terms.sha256)): \(terms.purpose.rawValue)")
        ],
        "sourceAttachment": [
          "contentType": "text/plain; charset=utf-8", "language": .text(terms.language),
          "title": "The receipt, a signed note", "data": .text(Base64.text(receipt.bytes)),
        ],
        "provision": [
          "type": "permit",
          "period": ["start": .text(terms.issued.description), "end": .text(terms.expires.description)],
        ],
      ]
    }
  }

  private static func observations(
    _ key: String, _ patient: String, _ figures: SleepFigures, _ start: UTCTime, _ end: UTCTime
  ) -> [CanonicalJSON] {
    var out: [CanonicalJSON] = []
    func add(_ name: String, _ loinc: String?, _ text: String, _ seconds: Int?) {
      guard let seconds else { return }
      let coding: CanonicalJSON? = loinc.map {
        [["system": "http://loinc.org", "code": .text($0), "display": .text(text)]]
      }
      out.append([
        "resourceType": "Observation", "id": .text("\(key)-\(name)"), "status": "final",
        "category": [
          [
            "coding": [
              [
                "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "activity",
                "display": "Activity",
              ]
            ]
          ]
        ],
        "code": ["coding": coding, "text": .text(text)], "subject": Self.patient(patient),
        "effectivePeriod": ["start": .text(start.description), "end": .text(end.description)],
        "valueQuantity": [
          "value": .number(seconds), "unit": "s", "system": "http://unitsofmeasure.org", "code": "s",
        ],
      ])
    }
    add("tst", "93832-4", "Sleep duration", figures.totalSleepTime)
    add("sol", nil, "Time from the beginning of the recording to sleep onset", figures.sleepOnset)
    add("waso", nil, "Wake after sleep onset", figures.wakeAfterSleepOnset)
    if figures.stages.count == 6 {
      add("light", "93830-8", "Light sleep duration", figures.stages[1] + figures.stages[2])
      add("deep", "93831-6", "Deep sleep duration", figures.stages[3])
      add("rem", "93829-0", "REM sleep duration", figures.stages[4])
    }
    return out
  }

  /// What the diary asks, in our own words, by the names of its fields.
  static let questions = [
    "nightmare": "Was there a nightmare?", "unreal": "Did anything feel unreal?",
    "in_bed": "When did you get into bed?", "lights_out": "When did you mean to fall asleep?",
    "minutes_to_sleep": "How many minutes did that take?", "awakenings": "How often did you wake?",
    "minutes_awake": "How many minutes were you awake by that?",
    "last_waking": "When did you wake for the last time?", "out_of_bed": "When did you get up?",
    "quality": "How good was the sleep, from 1 to 5?", "comment": "Anything else?",
  ]

  private static func questionnaire(_ diary: SleepDiary, _ evening: Int, _ patient: String) -> CanonicalJSON {
    var items: [CanonicalJSON] = []
    func add(_ name: String, _ answer: CanonicalJSON?) {
      guard let answer else { return }
      items.append([
        "linkId": .text(name), "text": .text(questions[name] ?? name), "answer": [answer],
      ])
    }
    add("nightmare", diary.hadNightmare.map { ["valueBoolean": .bool($0)] })
    add("unreal", diary.feltUnreal.map { ["valueBoolean": .bool($0)] })
    let clocks: Set = ["in_bed", "lights_out", "last_waking", "out_of_bed"]
    for (name, path) in SleepDiary.numbers {
      add(
        name,
        diary[keyPath: path].map { number in
          clocks.contains(name)
            ? ["valueTime": .text(clock(number))] : ["valueInteger": .number(number)]
        })
    }
    // A string of FHIR is never empty.
    add("comment", diary.comment.contains { !$0.isWhitespace } ? ["valueString": .text(diary.comment)] : nil)
    return [
      "resourceType": "QuestionnaireResponse", "id": .text("d\(evening)-\(patient.prefix(12))"),
      "status": "completed", "subject": Self.patient(patient),
      "authored": .text(UTCTime.name(ofDay: evening + 1)), "item": items.isEmpty ? nil : .list(items),
    ]
  }

  private static func clock(_ minute: Int) -> String {
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return "\(two(minute / 60)):\(two(minute % 60)):00"
  }
}
