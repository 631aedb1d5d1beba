internal import SleepCore

/// A morning's answers: two questions, and the two-minute diary.
///
/// The diary asks what the core of the Consensus Sleep Diary asks (Carney et al., Sleep 2012; 35: 287-302),
/// in words of our own. Everything can be left out.
public struct SleepDiary: Sendable, Hashable {
  /// Whether there was a nightmare.
  public var hadNightmare: Bool?
  /// Whether anything felt unreal.
  public var feltUnreal: Bool?
  /// The clock when they got into bed, minutes of the day, 0 to 1439.
  public var inBed: Int?
  /// The clock when they meant to fall asleep.
  public var lightsOut: Int?
  /// How long that took, minutes.
  public var minutesToSleep: Int?
  /// How often they woke, the last time not counted.
  public var awakenings: Int?
  /// How long they were awake by that, minutes.
  public var minutesAwake: Int?
  /// The clock when they woke for the last time.
  public var lastWaking: Int?
  /// The clock when they got out of bed.
  public var outOfBed: Int?
  /// How good the sleep was, from 1 (very poor) to 5 (very good).
  public var quality: Int?
  /// Their own words.
  public var comment: String

  /// An empty diary.
  public init() { comment = "" }

  /// The first field that holds what cannot be, or `nil`.
  public var flaw: String? {
    let clocks = [
      ("inBed", inBed), ("lightsOut", lightsOut), ("lastWaking", lastWaking), ("outOfBed", outOfBed),
      ("minutesToSleep", minutesToSleep), ("minutesAwake", minutesAwake),
    ]
    for (name, value) in clocks { if let value, !(0...1439).contains(value) { return name } }
    if let awakenings, !(0...200).contains(awakenings) { return "awakenings" }
    if let quality, !(1...5).contains(quality) { return "quality" }
    return nil
  }
}

extension SleepDiary: SealedRecord {
  /// The numbers by their names in files, which stay.
  static let numbers: [(name: String, path: any WritableKeyPath<SleepDiary, Int?> & Sendable)] = [
    ("in_bed", \.inBed), ("lights_out", \.lightsOut), ("minutes_to_sleep", \.minutesToSleep),
    ("awakenings", \.awakenings), ("minutes_awake", \.minutesAwake), ("last_waking", \.lastWaking),
    ("out_of_bed", \.outOfBed), ("quality", \.quality),
  ]

  var json: CanonicalJSON {
    var json: CanonicalJSON = [
      "nightmare": hadNightmare.map { .bool($0) }, "unreal": feltUnreal.map { .bool($0) },
      "comment": .text(comment),
    ]
    for (name, path) in Self.numbers { json = json.with(name, self[keyPath: path].map { .number($0) }) }
    return json
  }

  init?(json: CanonicalJSON) {
    guard json.isObject else { return nil }
    self.init()
    hadNightmare = json["nightmare"]?.bool
    feltUnreal = json["unreal"]?.bool
    comment = json["comment"]?.text ?? ""
    for (name, path) in Self.numbers { self[keyPath: path] = json[name]?.number }
  }
}

/// A dream as its dreamer tells it: for nobody else's eyes.
public struct DreamNote: Sendable, Hashable, Identifiable {
  /// The row.
  public let id: Int
  /// The evening on which its night began: days since 1970-01-01.
  public let evening: Int
  /// What was written.
  public let text: String
}

struct SealedText: SealedRecord {
  let text: String
  init(_ text: String) { self.text = text }
  var json: CanonicalJSON { ["text": .text(text)] }
  init?(json: CanonicalJSON) {
    guard let text = json["text"]?.text else { return nil }
    self.text = text
  }
}
