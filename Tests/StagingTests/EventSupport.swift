import Foundation
import Signals
import SleepCore
import Staging
import TestKit

/// A signal whose power falls with the square of the frequency from 0.6 Hz on, as sleep's does, in microvolts.
///
/// From 11 to 16 Hz it has a standard deviation of about 1 µV at any rate.
func sleepNoise(seconds: Double, rate: Double, seed: UInt64) throws -> [Double] {
  // Near half a sampling rate the recursion is no longer a fall with the square, nor is any amplifier.
  guard rate >= 100 else {
    return try PolyphaseResampler.resample(
      sleepNoise(seconds: seconds, rate: 4 * rate, seed: seed), up: 1, down: 4)
  }
  var random = SeededRandom(seed: seed)
  let pole = exp(-2 * .pi * 0.6 / rate)
  let drive = 2 * (200 / rate).squareRoot()
  var level = 0.0
  return (0..<Int(seconds * rate)).map { _ in
    level = pole * level + drive * random.gaussian()
    return level
  }
}

/// Adds a wave train under a smooth envelope.
func addTrain(
  to signal: inout [Double], at start: Double, length: Double, hertz: Double, amplitude: Double, rate: Double
) {
  for n in 0..<Int(length * rate) {
    let t = Double(n) / rate
    let envelope = sin(.pi * t / length).squareRoot()
    signal[Int(start * rate) + n] += amplitude * envelope * cos(2 * .pi * hertz * t)
  }
}

/// A stretch of time in seconds.
struct Stretch {
  let start: Double
  let end: Double
}

extension SpindleEvent {
  var stretch: Stretch { Stretch(start: start.seconds, end: end.seconds) }
}

/// How well events agree: pairs of one found and one true event whose intersection is at least `threshold` of their
/// union, as many pairs as can be.
func pairs(_ found: [Stretch], _ truth: [Stretch], threshold: Double = 0.2) -> [(found: Int, truth: Int)] {
  var partner = [Int?](repeating: nil, count: truth.count)
  func overlaps(_ a: Stretch, _ b: Stretch) -> Bool {
    let shared = min(a.end, b.end) - max(a.start, b.start)
    return shared > 0 && shared >= threshold * (a.end - a.start + b.end - b.start - shared) * (1 - 1e-9)
  }
  func place(_ f: Int, _ seen: inout Set<Int>) -> Bool {
    for t in truth.indices where overlaps(found[f], truth[t]) && seen.insert(t).inserted {
      if let other = partner[t] { guard place(other, &seen) else { continue } }
      partner[t] = f
      return true
    }
    return false
  }
  for f in found.indices {
    var seen: Set<Int> = []
    _ = place(f, &seen)
  }
  return partner.enumerated().compactMap { t, f in f.map { ($0, t) } }
}

/// A DREAMS excerpt and what its two experts marked, or `nil` where it is absent.
func dreamsExcerpt(_ number: Int) throws -> (eeg: [Double], rate: Frequency, experts: [[Stretch]])? {
  let rates = [1: 100.0, 2: 200, 3: 50, 4: 200]
  guard let url = SharedMaterial.recording("dreams/excerpt\(number).txt"), let rate = rates[number] else {
    return nil
  }
  let eeg = try ColumnText(bytes: [UInt8](Data(contentsOf: url)), file: url.lastPathComponent).values
  var experts: [[Stretch]] = []
  for expert in 1...2 {
    let name = "dreams/Visual_scoring\(expert)_excerpt\(number).txt"
    guard let url = SharedMaterial.recording(name) else { return nil }
    let bytes = [UInt8](try Data(contentsOf: url))
    let onsets = try ColumnText(bytes: bytes, file: name).values
    let lengths = try ColumnText(bytes: bytes, file: name, column: .index(1)).values
    experts.append(zip(onsets, lengths).map { Stretch(start: $0, end: $0 + $1) })
  }
  return (eeg, .hertz(rate), experts)
}
