internal import SleepCore

/// What the sound did in this night: the slow wave after pulses that sounded, against that after moments only marked.
///
/// Which train sounds and which is marked is drawn by lot, so that nothing but the sound tells them apart. What is
/// compared is the mean amplitude of the 0.5-2 Hz wave from 0.25 to 1.5 s after the onset, in which an evoked slow wave
/// lies (Ngo et al., Neuron 2013).
package struct PulseContrast {
  /// How large the wave was after one moment.
  package struct Moment {
    package let isHeard: Bool
    package let microvolts: Double

    package init(isHeard: Bool, microvolts: Double) {
      self.isHeard = isHeard
      self.microvolts = microvolts
    }
  }

  /// How many moments of each kind could be looked at.
  package let heardCount: Int
  package let markedCount: Int
  /// Heard over marked, as a share: 0.1 is a wave a tenth larger.
  package let change: Double
  /// In which it lies with 95 % confidence: percentiles of a bootstrap over trains.
  package let interval: ClosedRange<Double>

  /// Compares; `nil` with fewer than ``fewestTrains`` trains of either kind.
  ///
  /// - Parameter moments: in the order of their onsets; a train ends where what follows is of the other kind.
  package init?(_ moments: [Moment]) {
    var trains: [Train] = []
    for moment in moments {
      if trains.last?.isHeard != moment.isHeard { trains.append(Train(isHeard: moment.isHeard)) }
      trains[trains.count - 1].sum += moment.microvolts
      trains[trains.count - 1].count += 1
    }
    let heard = trains.filter(\.isHeard)
    let marked = trains.filter { !$0.isHeard }
    guard heard.count >= Self.fewestTrains, marked.count >= Self.fewestTrains else { return nil }
    let reference = Self.mean(marked)
    guard reference > 0 else { return nil }
    var random = SeededRandom(seed: 1)
    var changes: [Double] = []
    for _ in 0..<Self.resamples {
      let other = Self.mean(Self.resampled(marked, &random))
      if other > 0 { changes.append(Self.mean(Self.resampled(heard, &random)) / other - 1) }
    }
    changes.sort()
    heardCount = heard.reduce(0) { $0 + $1.count }
    markedCount = marked.reduce(0) { $0 + $1.count }
    change = Self.mean(heard) / reference - 1
    interval = changes[changes.count / 40]...changes[changes.count - 1 - changes.count / 40]
  }

  /// With fewer nothing can be said.
  static let fewestTrains = 10
  private static let resamples = 2000

  private struct Train {
    let isHeard: Bool
    var sum = 0.0
    var count = 0
  }

  private static func mean(_ trains: [Train]) -> Double {
    trains.reduce(0) { $0 + $1.sum } / Double(max(trains.reduce(0) { $0 + $1.count }, 1))
  }

  private static func resampled(_ trains: [Train], _ random: inout SeededRandom) -> [Train] {
    trains.map { _ in trains[min(Int(random.uniform() * Double(trains.count)), trains.count - 1)] }
  }
}
