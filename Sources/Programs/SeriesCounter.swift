internal import ProgramKernel
internal import SleepCore

/// Keeps a series of onsets to its distances, its trains and its count, within one stay in a scene.
struct SeriesCounter: Sendable {
  private(set) var count = 0
  private var last: NightTime?

  /// Whether an onset may come at a moment.
  func mayCome(at time: NightTime, in series: CompiledProgram.Series) -> Bool {
    guard count < series.most else { return false }
    guard let last else { return true }
    let isTrainOver = series.train.map { count.isMultiple(of: $0) } ?? false
    return time - last >= (isTrainOver ? series.pause : series.apart)
  }

  /// Counts an onset.
  mutating func come(at time: NightTime) {
    count += 1
    last = time
  }

  /// The latest onset.
  var latest: NightTime? { last }
}
