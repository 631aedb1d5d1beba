internal import Household
internal import Signals
internal import SleepCore

/// A source whose first sample is taken now: a recording or a virtual sleeper that plays tonight's sleeper.
struct SourceFromNow<Base: SignalSource>: SignalSource {
  private var base: Base
  let description: SourceDescription

  init(_ base: Base, started: UTCTime, clock: WallClock) {
    self.base = base
    let source = base.description
    let (day, minute) = clock.reading(started)
    let (year, month, date) = GregorianDay.date(day)
    description = SourceDescription(
      name: source.name,
      start: CivilTime(
        year: year, month: month, day: date, secondOfDay: minute * 60 + started.seconds % 60),
      channels: source.channels, primary: source.primary, blockLength: source.blockLength,
      knownLength: source.knownLength)
  }

  var isInBed: Bool? { base.isInBed }

  mutating func next(_ block: inout SignalBlock) throws -> Bool { try base.next(&block) }
}
