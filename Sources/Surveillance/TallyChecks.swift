public import PublicRecord
public import SleepCore

extension Tally {
  /// By how many seconds a home's clock may be ahead.
  public static let clockTolerance = 300

  /// Whether a tally may be taken: its day has begun and is not too long ago, and its program is the one that
  /// the record knows by this hash.
  ///
  /// A program that is in no record runs on no pod, and is watched in none: or whoever made names up could
  /// use up the chance of a false signal that later programs need.
  ///
  /// - Parameters:
  ///   - reading: what the record says.
  ///   - now: the time.
  /// - Throws: ``TallyError``.
  public func check(reading: RecordReading, now: UTCTime) throws(TallyError) {
    let place = "tally of \(program.name) on \(UTCTime.name(ofDay: day))"
    guard day <= UTCTime(seconds: now.seconds + Self.clockTolerance).day else {
      throw TallyError(
        .future, "its day has not begun: it is \(now) here", at: place,
        remedy: "Set the home's clock; a night belongs to the UTC day in which it ended.")
    }
    guard day >= now.day - TallyJournal.window else {
      throw TallyError(
        .old, "its day is more than \(TallyJournal.window) days ago", at: place,
        remedy: "Send a day's tally within \(TallyJournal.window) days.")
    }
    guard let known = reading.programs[program.sha256] else {
      throw TallyError(
        .unknownProgram, "this record does not know its program \(program.sha256.prefix(12))…", at: place,
        remedy: "Publish the program first: luma record append --program FILE.")
    }
    guard known.name == program.name, known.version == program.version else {
      throw TallyError(
        .unknownProgram, "the record knows its program as \(known.name) \(known.version)", at: place,
        remedy: "Name it as the record does.")
    }
  }
}
