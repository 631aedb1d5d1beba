public import SleepCore

/// A case as a FHIR R4 (4.0.1) AdverseEvent, for the systems of hospitals and regulators.
///
/// Element names and codes are those of hl7.org/fhir/R4/adverseevent.html and its value sets: actuality
/// (required), category (extensible), seriousness and severity (example), outcome (required). Whether the
/// program caused the event is left open: `suspectEntity` has no `causality`, which is for people to judge.
public enum AdverseEvent {
  /// The resource of a case.
  ///
  /// The subject is a contained Patient without any demographic member: the home's pseudonym identifies it,
  /// and the age group stands in its text. The program is a contained Device. Free words are left out unless
  /// asked for.
  ///
  /// - Parameters:
  ///   - found: the case.
  ///   - vocabulary: for the term's name; a term that it does not have is given by its code alone.
  ///   - withWords: whether the reporter's words go along; only with their consent.
  /// - Returns: the resource, as JSON in canonical form.
  public static func json(_ found: IncidentCase, vocabulary: Vocabulary?, withWords: Bool = false)
    -> CanonicalJSON
  {
    let report = found.report
    var contained: [CanonicalJSON] = [
      [
        "resourceType": "Patient", "id": "subject",
        "identifier": [["system": "urn:lumapod:home", "value": .text(report.home)]],
      ]
    ]
    if let program = report.program { contained.append(device(program)) }
    return [
      "resourceType": "AdverseEvent", "contained": .list(contained),
      "identifier": ["system": "urn:lumapod:report", "value": .text(found.id)], "actuality": "actual",
      // The nearest of the published categories: an event with a product in use, and no error of use
      // presumed.
      "category": [concept("adverse-event-category", "product-problem", "Product Problem")],
      "event": event(found, vocabulary),
      "subject": ["reference": "#subject", "display": .text(report.age.label[.en])],
      "date": .text(report.night.text), "detected": .text(report.receivedText),
      "recordedDate": .text(report.receivedText), "seriousness": seriousness(found.criteria),
      "severity": concept("adverse-event-severity", report.severity.rawValue, capital(report.severity)),
      "outcome": outcome(found.outcome),
      "suspectEntity": report.program == nil ? nil : [["instance": ["reference": "#program"]]],
      "text": withWords && !report.words.isEmpty ? narrative(report.words) : nil,
    ]
  }

  private static func capital(_ severity: Severity) -> String {
    switch severity {
    case .mild: "Mild"
    case .moderate: "Moderate"
    case .severe: "Severe"
    }
  }

  private static func device(_ program: ProgramReference) -> CanonicalJSON {
    [
      "resourceType": "Device", "id": "program",
      "identifier": program.sha256.map { [["system": "urn:lumapod:program-sha256", "value": .text($0)]] },
      "deviceName": [["name": .text(program.name), "type": "user-friendly-name"]],
      "version": program.version.map { [["value": .text($0)]] },
    ]
  }

  private static func event(_ found: IncidentCase, _ vocabulary: Vocabulary?) -> CanonicalJSON {
    let kind = found.report.kind
    guard let coding = found.codings.last else { return ["text": .text(kind.label[.en])] }
    let name = vocabulary?.term(coding.term)?.name.en
    return [
      "coding": [
        [
          "system": "urn:lumapod:incident-vocabulary", "version": .text(coding.vocabulary),
          "code": .text(coding.term),
          "display": name.map { .text($0) },
        ]
      ],
      "text": .text(kind.label[.en]),
    ]
  }

  private static func concept(_ system: String, _ code: String, _ display: String) -> CanonicalJSON {
    [
      "coding": [
        [
          "system": .text("http://terminology.hl7.org/CodeSystem/" + system), "code": .text(code),
          "display": .text(display),
        ]
      ]
    ]
  }

  /// One concept can hold several codings; each criterion is one.
  private static func seriousness(_ criteria: [SeriousnessCriterion]) -> CanonicalJSON {
    func coding(_ code: String, _ display: String) -> CanonicalJSON {
      concept("adverse-event-seriousness", code, display)["coding"]?[0] ?? .null
    }
    guard !criteria.isEmpty else { return ["coding": [coding("Non-serious", "Non-serious")]] }
    return .object([
      "coding": .list(
        criteria.map { criterion in
          switch criterion {
          case .death: coding("SeriousResultsInDeath", "Results in death")
          case .lifeThreatening: coding("SeriousIsLifeThreatening", "Is Life-threatening")
          case .hospitalisation:
            coding("SeriousResultsInHospitalization", "Requires or prolongs inpatient hospitalization")
          case .disability:
            coding("SeriousResultsInDisability", "Results in persistent or significant disability/incapacity")
          case .congenitalAnomaly: coding("SeriousIsBirthDefect", "Is a congenital anomaly/birth defect")
          case .medicallyImportant:
            coding(
              "SeriousRequiresPreventImpairment", "Requires intervention to prevent permanent impairment")
          }
        })
    ])
  }

  private static func outcome(_ outcome: Outcome) -> CanonicalJSON {
    let (code, display) =
      switch outcome {
      case .recovered: ("resolved", "Resolved")
      case .recovering: ("recovering", "Recovering")
      case .ongoing: ("ongoing", "Ongoing")
      case .recoveredWithEffects: ("resolvedWithSequelae", "Resolved with Sequelae")
      case .fatal: ("fatal", "Fatal")
      case .unknown: ("unknown", "Unknown")
      }
    return concept("adverse-event-outcome", code, display)
  }

  private static func narrative(_ words: String) -> CanonicalJSON {
    let text = PageText.escaped(words, lineEnd: "<br/>")
    return [
      "status": "additional",
      "div": .text("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>\(text)</p></div>"),
    ]
  }
}
