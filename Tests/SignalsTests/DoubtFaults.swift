import Foundation
import Signals
import SleepCore
import Testing

/// Faults that electrodes and amplifiers have, put into a signal.
enum DoubtFault: String, CaseIterable, CustomTestStringConvertible {
  case flat, saturated, pop, hum50, hum60, movement, muscle, disconnected, missing

  var testDescription: String { rawValue }

  /// The reason that the fault must be given.
  var reason: DoubtReasons {
    switch self {
    case .flat: .flat
    case .saturated: .saturated
    case .pop: .pop
    case .hum50, .hum60: .hum
    case .movement: .movement
    case .muscle: .muscle
    case .disconnected: .disconnected
    case .missing: .missing
    }
  }

  /// Whether an epoch with the fault is to be staged.
  var isRefused: Bool { [.flat, .saturated, .disconnected, .missing].contains(self) }

  /// Whether it can be told at a sampling rate.
  func isVisible(rate: Int) -> Bool {
    switch self {
    case .hum50: rate > 108
    case .hum60: rate > 128
    default: true
    }
  }

  /// Puts the fault into the epoch that begins at `start`.
  func inject(_ x: inout [Float], start: Int, rate: Int, seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let length = 30 * rate
    func at(_ second: Double) -> Int { start + Int(second * Double(rate)) }
    let epoch = x[start..<(start + length)].map(Double.init)
    let rms = (epoch.reduce(0) { $0 + $1 * $1 } / Double(length)).squareRoot()
    switch self {
    case .flat: for n in at(6)..<at(28) { x[n] = x[at(6)] }
    case .missing: for n in at(6)..<at(28) { x[n] = .nan }
    case .saturated:
      // An amplifier whose offset ran away: waves up to its rail, and held there.
      for n in at(4)..<at(28) { x[n] = min(x[n] + Float(1.5 * rms), Float(0.8 * rms)) }
    case .pop:
      for second in stride(from: 3.3, to: 28, by: 6) {
        // A step of 700 µV that an amplifier's high-pass of 0.3 Hz lets decay.
        for n in at(second)..<min(at(second + 3), start + length) {
          x[n] += Float(700 * exp(-Double(n - at(second)) / Double(rate) / 0.53))
        }
      }
    case .hum50, .hum60:
      let mains = self == .hum50 ? 50.0 : 60.0
      for n in start..<(start + length) {
        x[n] += Float(0.7 * rms * sin(2 * .pi * mains * Double(n) / Double(rate)))
      }
    case .movement:
      for n in at(9)..<at(14) { x[n] = 9 * x[n] + Float(4 * rms * random.gaussian()) }
    case .muscle:
      // White noise without its slow part: what the difference of two samples leaves.
      var before = random.gaussian()
      for n in at(10)..<at(16) {
        let now = random.gaussian()
        x[n] += Float(0.8 * rms * (now - before))
        before = now
      }
    case .disconnected: for n in start..<(start + length) { x[n] = Float(15 * random.gaussian()) }
    }
  }
}
