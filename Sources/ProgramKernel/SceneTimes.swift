public import SleepCore

extension CompiledProgram.Series {
  /// The most onsets that any stretch of whole seconds can hold, its beginning included and its end not.
  ///
  /// A train of n onsets a apart takes (n − 1)·a, and the next may begin a pause after its last onset; without trains
  /// an onset may follow every a.
  public func count(in seconds: Int) -> Int {
    guard apart > .zero else { return 0 }
    let length = NightTime.Span.seconds(seconds).ticks
    guard let train else { return min(most, Int((length + apart.ticks - 1) / apart.ticks)) }
    let cycle = Int64(train - 1) * apart.ticks + pause.ticks
    guard cycle > 0 else { return most }
    let (whole, rest) = length.quotientAndRemainder(dividingBy: cycle)
    let last = min(Int64(train), (rest + apart.ticks - 1) / apart.ticks)
    return min(most, Int(whole) * train + Int(last))
  }

  /// The shortest number of whole seconds after which the pattern of onsets repeats.
  package var period: Int {
    let cycle = train.map { Int64($0 - 1) * apart.ticks + pause.ticks } ?? apart.ticks
    var (common, rest) = (cycle, NightTime.ticksPerSecond)
    while rest != 0 { (common, rest) = (rest, common % rest) }
    return max(Int(cycle / common), 1)
  }
}

extension CompiledProgram.ScentPlan {
  /// The most seconds with scent in any stretch of whole seconds.
  public func seconds(in seconds: Int) -> Int {
    let (burst, apart) = (burst.wholeSeconds, series.apart.wholeSeconds)
    guard apart > 0 else { return 0 }
    let (whole, rest) = seconds.quotientAndRemainder(dividingBy: apart)
    return min(burst * series.most, whole * burst + min(burst, rest))
  }
}

extension NightTime.Span {
  /// The length in seconds, rounded down; a program's times are whole seconds.
  public var wholeSeconds: Int { Int(ticks / NightTime.ticksPerSecond) }
  /// The length in milliseconds, rounded down.
  package var wholeMilliseconds: Int64 { ticks / 10_000 }
}

extension BedLevels {
  /// Where the beds of sound are, `second` seconds after a scene was entered with `self`.
  ///
  /// Each bed travels on a straight line in decibels, 0 dBA (the threshold of hearing) being the end next to silence.
  public func travelling(into scene: CompiledProgram.Scene, second: Int) -> BedLevels {
    var levels = BedLevels.silence
    for kind in Soundscape.allCases {
      let plan = scene.beds.first(where: { $0.kind == kind })
      levels[kind] = Self.fade(
        from: self[kind], to: plan?.level ?? .silence, over: (plan?.over ?? scene.letGo).wholeSeconds,
        second: second)
    }
    return levels
  }

  /// The levels with which a scene after waking is entered: what it does not name stops, and nothing begins louder than
  /// it is meant to become.
  public func stopping(for scene: CompiledProgram.Scene) -> BedLevels {
    var levels = BedLevels.silence
    for bed in scene.beds { levels[bed.kind] = min(self[bed.kind], bed.level) }
    return levels
  }

  private static func fade(from start: SoundLevel, to target: SoundLevel, over: Int, second: Int)
    -> SoundLevel
  {
    if second >= over || start == target { return target }
    let low = Int(max(start.milliDecibels, 0))
    let high = Int(max(target.milliDecibels, 0))
    return SoundLevel(milliDecibels: Int32(low + (high - low) * second / over))
  }
}
