internal import Foundation
internal import SleepCore

/// An electrode that is not always well: what it makes of the voltage under it.
struct Electrode {
  private let faults: [VirtualSleeper.Fault]
  private let samplingRate: Double
  private var random: SeededRandom
  private var now: VirtualSleeper.Fault.Kind?
  private var jump = 0.0
  private var sample = 0

  init(seed: UInt64, channel: Int, faults: [VirtualSleeper.Fault], samplingRate: Int) {
    self.faults = faults.filter { $0.channel == channel }
    self.samplingRate = Double(samplingRate)
    random = SeededRandom(seed: seed, stream: 20 + UInt64(channel))
  }

  mutating func begin(second: Int) {
    now = nil
    for fault in faults where fault.seconds.contains(second) { now = fault.kind }
    sample = second * Int(samplingRate)
    if now == .popping, random.uniform() < 0.7 { jump = 800 * (random.uniform() - 0.5) }
  }

  @inline(__always)
  mutating func measured(_ microvolts: Double) -> Double {
    guard let now else { return microvolts }
    defer { sample += 1 }
    switch now {
    case .off: return 0
    case .popping:
      jump *= 0.99
      if random.uniform() < 2 / samplingRate { jump = 800 * (random.uniform() - 0.5) }
      return microvolts + jump
    case .mains: return microvolts + 80 * sin(2 * .pi * 50 * Double(sample) / samplingRate)
    case .sweat: return microvolts + 200 * sin(2 * .pi * 0.05 * Double(sample) / samplingRate)
    }
  }
}
