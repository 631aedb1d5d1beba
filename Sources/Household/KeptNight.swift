public import Consent
public import PublicRecord
public import SleepCore

/// The figures of a night, in whole seconds.
public struct SleepFigures: Sendable, Hashable {
  /// From the first to the last sample.
  public var length: Int
  /// Total sleep time.
  public var totalSleepTime: Int
  /// From the first sample to sleep onset; `nil` where there was no sleep.
  public var sleepOnset: Int?
  /// Wake after sleep onset.
  public var wakeAfterSleepOnset: Int
  /// Seconds in W, N1, N2, N3, R and unknown, in this order; empty where stages are not known.
  public var stages: [Int]

  /// Creates figures.
  public init(
    length: Int, totalSleepTime: Int, sleepOnset: Int?, wakeAfterSleepOnset: Int, stages: [Int] = []
  ) {
    (self.length, self.totalSleepTime, self.sleepOnset) = (length, totalSleepTime, sleepOnset)
    (self.wakeAfterSleepOnset, self.stages) = (wakeAfterSleepOnset, stages)
  }
}

/// A night of the household.
public struct KeptNight: Sendable, Hashable, Identifiable {
  /// The row.
  public let id: Int
  /// Whose.
  public let sleeper: PersonID
  /// In which pod.
  public let pod: PersonID
  /// The evening on which it began: days since 1970-01-01, by the home's own calendar.
  public let evening: Int
  /// The folder of its record.
  public let folder: String
  /// The SHA-256 of the program.
  public let program: String
  /// The program's short name.
  public let programName: String
  /// The program's version.
  public let programVersion: String
  /// The step that the program belongs to.
  public let stage: UnlockStage
  /// The receipt that it ran under.
  public let receipt: String
  /// Where the program stood in a public record; `nil` where nobody asked.
  public let clearance: RecordClearance?
  /// When it began.
  public let started: UTCTime
  /// When it ended; `nil` while it runs, and after a crash.
  public let ended: UTCTime?
  /// Its figures, once they are known.
  public let figures: SleepFigures?
  /// What somebody noted about it.
  public let note: String
}

/// What of a night is sealed.
struct SealedNight: SealedRecord {
  var figures: SleepFigures?
  var note = ""

  init() {}

  var json: CanonicalJSON { ["note": .text(note), "figures": figures.map(\.json)] }

  init?(json: CanonicalJSON) {
    note = json["note"]?.text ?? ""
    figures = json["figures"].flatMap(SleepFigures.init(json:))
  }
}

extension SleepFigures: SealedRecord {
  var json: CanonicalJSON {
    [
      "length": .number(length), "tst": .number(totalSleepTime), "sol": sleepOnset.map { .number($0) },
      "waso": .number(wakeAfterSleepOnset), "stages": .list(stages.map { .number($0) }),
    ]
  }

  init?(json: CanonicalJSON) {
    guard let length = json["length"]?.number, let sleep = json["tst"]?.number,
      let wake = json["waso"]?.number
    else { return nil }
    self.init(
      length: length, totalSleepTime: sleep, sleepOnset: json["sol"]?.number, wakeAfterSleepOnset: wake,
      stages: (json["stages"]?.list ?? []).compactMap(\.number))
  }
}

/// A pod of the household.
public struct Pod: Sendable, Hashable, Identifiable {
  /// Which: an identifier as people have one.
  public let id: PersonID
  /// What it is called.
  public var name: String
}
