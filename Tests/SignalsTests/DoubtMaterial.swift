import Foundation
import Signals
import SleepCore
import TestKit

/// Signals for the tests of doubt, the same every time.
enum DoubtMaterial {
  /// An EEG-like signal in µV: noise whose density falls with the square of the frequency over 1 Hz, a 10 Hz rhythm
  /// that comes and goes, and a little white noise.
  static func eeg(seconds: Int, rate: Int, seed: UInt64 = 1, rms: Double = 25) -> [Float] {
    var random = SeededRandom(seed: seed)
    let pull = exp(-2 * Double.pi / Double(rate))
    // What keeps the variance of a first-order low-pass of 1 Hz at 1.
    let push = (1 - pull * pull).squareRoot()
    var slow = 0.0
    return (0..<(seconds * rate)).map { n in
      let t = Double(n) / Double(rate)
      slow = pull * slow + push * random.gaussian()
      let alpha = 8 * sin(2 * .pi * 10.1 * t) * sin(2 * .pi * 0.13 * t)
      return Float(rms * slow + alpha + 1 * random.gaussian())
    }
  }

  static func white(seconds: Int, rate: Int, seed: UInt64, rms: Double) -> [Float] {
    var random = SeededRandom(seed: seed)
    return (0..<(seconds * rate)).map { _ in Float(rms * random.gaussian()) }
  }

  /// Heartbeats of Gaussian waves P, Q, R, S, T with an R wave of 1 mV, at about 63 a minute, in µV.
  static func ecg(seconds: Int, rate: Int, seed: UInt64) -> [Float] {
    var random = SeededRandom(seed: seed)
    var x = (0..<(seconds * rate)).map { _ in Float(10 * random.gaussian()) }
    let waves: [(size: Double, at: Double, width: Double)] = [
      (100, -0.17, 0.025), (-120, -0.03, 0.01), (1000, 0, 0.012), (-250, 0.03, 0.012), (300, 0.25, 0.05),
    ]
    var beat = 0.5
    while beat < Double(seconds) {
      for wave in waves {
        let centre = beat + wave.at
        let first = max(0, Int((centre - 4 * wave.width) * Double(rate)))
        for n in first..<max(first, min(x.count, Int((centre + 4 * wave.width) * Double(rate)))) {
          let d = (Double(n) / Double(rate) - centre) / wave.width
          x[n] += Float(wave.size * exp(-d * d / 2))
        }
      }
      beat += 0.95 * (1 + 0.05 * random.gaussian())
    }
    return x
  }

  /// Breathing at about 15 a minute of uneven depth, with a converter's noise.
  static func breathing(seconds: Int, rate: Int, seed: UInt64) -> [Float] {
    var random = SeededRandom(seed: seed)
    var phase = 0.0
    return (0..<(seconds * rate)).map { n in
      let t = Double(n) / Double(rate)
      phase += 2 * .pi * (0.25 + 0.03 * sin(0.05 * t)) / Double(rate)
      let depth = 200 * (1 + 0.3 * sin(0.11 * t))
      return Float(depth * (sin(phase) + 0.2 * sin(2 * phase)) + 0.2 * random.gaussian())
    }
  }

  /// One night of the UCD database in µV at 128 Hz, and which of its epochs carry a signal.
  static func ucd(_ subject: String) throws -> (samples: [Float], stages: [String], hasSignal: [Bool])? {
    guard let recording = SharedMaterial.recording("ucddb/ucd\(subject).edf"),
      let scored = SharedMaterial.recording("ucddb/ucd\(subject)-stages.csv")
    else { return nil }
    let file = try EDFFile(path: recording.path)
    let rows = try String(contentsOf: scored, encoding: .utf8).split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",") }
    return (
      file.physicalFloat(signal: file.sampledSignals[0]), rows.map { String($0[1]) },
      rows.map { $0[2] == "1" }
    )
  }

  static func qualities(_ samples: [Float], rate: Double, rails: ClosedRange<Double>? = nil) throws
    -> [EpochQuality]
  {
    try ChannelDoubt.epochs(of: samples, samplingRate: .hertz(rate), rails: rails)
  }
}
