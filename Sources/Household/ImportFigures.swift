internal import Foundation
internal import SleepCore
internal import Staging

/// What readers of other systems' files share.
enum ImportFigures {
  /// The longest night that is read, in seconds: a day.
  static let longest = 86_400

  /// The figures of a night told in epochs.
  static func figures(_ stages: [SleepStage], epoch seconds: Int) -> SleepFigures {
    let hypnogram = Hypnogram(stages: stages, epochLength: .seconds(seconds))
    func whole(_ span: NightTime.Span) -> Int { Int(span.seconds) }
    return SleepFigures(
      length: stages.count * seconds, totalSleepTime: whole(hypnogram.totalSleepTime),
      sleepOnset: hypnogram.sleepOnset.map { whole($0 - .start) },
      wakeAfterSleepOnset: whole(hypnogram.wakeAfterSleepOnset),
      stages: SleepStage.allCases.map { whole(hypnogram.time(in: $0)) })
  }

  /// A moment as it is written, in seconds since 1970 by the written clock, and its zone where it states one.
  static func moment(_ text: String) -> (local: Int, zone: Int?)? {
    guard let parsed = CivilSeconds.parse(Array(text.utf8)[...]), parsed.local >= 0, parsed.local < 2.5e11
    else {
      return nil
    }
    return (Int(parsed.local.rounded(.down)), parsed.zone)
  }

  /// A moment in UTC: by its own zone, or else by the clock that is given.
  static func utc(_ moment: (local: Int, zone: Int?), _ clock: WallClock) -> UTCTime {
    if let zone = moment.zone { return UTCTime(seconds: moment.local - zone) }
    let minute = clock.moment(day: moment.local / 86_400, minute: moment.local % 86_400 / 60)
    return UTCTime(seconds: minute.seconds + moment.local % 60)
  }

  /// Decodes JSON; what is wrong is named by its place.
  static func decode<Value: Decodable>(_: Value.Type, _ bytes: [UInt8], _ file: String)
    throws(HouseholdError) -> Value
  {
    do {
      return try JSONDecoder().decode(Value.self, from: Data(bytes))
    } catch let error as DecodingError {
      let (path, problem): ([any CodingKey], String) =
        switch error {
        case .keyNotFound(let key, let context): (context.codingPath + [key], "it is missing")
        case .valueNotFound(_, let context): (context.codingPath, "it is empty")
        case .typeMismatch(_, let context): (context.codingPath, "it is of another kind than it should be")
        case .dataCorrupted(let context): (context.codingPath, "this cannot be read as JSON")
        @unknown default: ([], "this cannot be read")
        }
      let place = path.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }.joined()
      throw unreadable(problem, place.isEmpty ? file : "\(file), \(place)")
    } catch {
      throw unreadable("this cannot be read as JSON", file)
    }
  }

  static func unreadable(_ problem: String, _ place: String) -> HouseholdError {
    HouseholdError(
      .unreadable, problem, place: place,
      remedy: "Export it again from the other system, and give the file as it came; nothing was brought in.")
  }
}
