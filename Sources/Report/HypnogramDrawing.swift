internal import SleepCore

/// A hypnogram as plain shapes: where every bar, line and label stands, whoever paints them.
struct HypnogramDrawing {
  /// Epochs of one stage in a row, drawn as one bar.
  struct Run: Equatable {
    var stage: SleepStage
    var first: Int
    var count: Int
  }
  /// A label of the clock at the bottom.
  struct Tick {
    var x: Double
    var label: String
  }

  /// The stages from the top down: W, R, N1, N2, N3.
  static let rows: [SleepStage] = [.wake, .rem, .n1, .n2, .n3]

  let width: Double
  let height: Double
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  let runs: [Run]
  let ticks: [Tick]
  private let epochs: Int

  /// Lays a hypnogram out; an empty one gets an hour of empty axis.
  init(
    _ hypnogram: Hypnogram, clock: LocalClock, width: Double, height: Double, left: Double = 64,
    right: Double = 24,
    top: Double = 56, bottom: Double = 44
  ) {
    (self.width, self.height) = (width, height)
    (self.left, self.right) = (left, width - right)
    (self.top, self.bottom) = (top, height - bottom)
    runs = Self.runs(of: hypnogram.stages)
    epochs = hypnogram.stages.count
    let epoch = max(hypnogram.epochLength.seconds, 0.001)
    let length = epochs == 0 ? 3600 : Double(epochs) * epoch
    // Labels stand at whole hours of the clock, or closer in a short night, with room to breathe between them.
    let room = max(2, Int((width - left - right) / 70))
    let steps = [60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800]
    let step = steps.first { Int(length) / $0 < room } ?? (Int(length) / room + 1)
    var second = (step - clock.start % step) % step
    var ticks: [Tick] = []
    while Double(second) <= length, ticks.count < 1000 {
      let x = left + Double(second) / length * (width - left - right)
      ticks.append(Tick(x: x, label: clock.time(Double(second))))
      second += step
    }
    self.ticks = ticks
  }

  /// Neighbouring epochs of the same stage, joined.
  static func runs(of stages: [SleepStage]) -> [Run] {
    var runs: [Run] = []
    for (i, stage) in stages.enumerated() {
      if let last = runs.last, last.stage == stage {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(Run(stage: stage, first: i, count: 1))
      }
    }
    return runs
  }

  /// Where an epoch begins.
  func x(_ epoch: Int) -> Double { left + (right - left) * Double(epoch) / Double(max(epochs, 1)) }

  /// The middle of a stage's row, or `nil` for a stage that has none.
  func y(_ stage: SleepStage) -> Double? {
    guard let row = Self.rows.firstIndex(of: stage) else { return nil }
    let height = (bottom - top) / Double(Self.rows.count)
    return top + (Double(row) + 0.5) * height
  }

  /// How thick a stage's bar is; REM stands out.
  func thickness(_ stage: SleepStage) -> Double { stage == .rem ? 12 : 6 }
}
