internal import Devices
internal import Foundation
internal import Signals
internal import SleepCore
internal import Soundscapes

/// Plays pulses at intended times and finds when they are heard, by one clock.
///
/// Both ends of the device are dated by ``SampleClock``: when a written sample has found room, and when a recorded sample
/// was there. What the device says of its own delay is added as the median over the run, since single readings jump.
struct LatencyMeter {
  /// One pulse.
  struct Pulse {
    /// When it was to be heard, in seconds of the meter's clock.
    let intended: Double
    /// How much sound waited before it, in seconds.
    let waiting: Double
  }

  private let output: any SoundOutput
  private let input: any SoundInput
  private let template: [Float]
  private let shape: [Int16]
  private let began = ContinuousClock.now
  private var played = SampleClock(nominalRate: .hertz(rate))
  private var heard = SampleClock(nominalRate: .hertz(rate))
  /// How many samples were written, and were lost to breaks of the device.
  private var written: Int { played.count }
  /// How much later a written sample leaves than it found room, by the device's own word; one for each block.
  private var delays: [Double] = []
  private var recording: [Int16] = []
  private var pulses: [Pulse] = []

  private static let rate = Double(SoundScale.sampleRate)
  /// 5 ms, as the guard writes.
  private static let block = 240
  /// Seconds before the first pulse, in which the clocks settle.
  private static let settling = 12.0
  /// Seconds between pulses, before a random part of as much as half of it.
  private static let pause = 0.5

  /// A meter that has heard nothing; the level is in dB re full scale.
  init(output: any SoundOutput, input: any SoundInput, level: Double) {
    (self.output, self.input) = (output, input)
    // 24 ms rising from 500 to 4000 Hz under a Hann window: one sharp peak when correlated, no sharp onset at the ear.
    let count = 1152
    template = (0..<count).map { n in
      let t = Double(n) / Self.rate
      let length = Double(count) / Self.rate
      let window = 0.5 - 0.5 * cos(2 * .pi * Double(n) / Double(count))
      return Float(window * sin(2 * .pi * (500 * t + 3500 * t * t / (2 * length))))
    }
    let size = 32_767 * Float(pow(10, level / 20))
    shape = template.map { Int16(($0 * size).rounded()) }
  }

  private var now: NightTime {
    let (seconds, atto) = (ContinuousClock.now - began).components
    return NightTime(ticks: seconds * NightTime.ticksPerSecond + atto / 100_000_000_000)
  }

  /// Plays and records; takes `count` times three quarters of a second, and the settling.
  ///
  /// - Parameters:
  ///   - count: how many pulses.
  ///   - offset: what is taken off the intended times because the device is so late, in seconds.
  /// - Returns: for each pulse that was found, how many seconds after the intended time it was heard, and what waited.
  /// - Throws: ``SoundOutputError`` where a device is gone.
  mutating func measure(_ count: Int, offset: Double) throws -> (late: [Double], waiting: [Double]) {
    var random = SeededRandom(seed: 0x6c61_7465)
    var target = Self.settling
    var current: Int?
    var block = [Int16](repeating: 0, count: Self.block)
    var buffer = [Int16](repeating: 0, count: 9600)
    let end = Self.settling + Double(count) * Self.pause * 1.5 + 2
    while now.seconds < end {
      for i in block.indices { block[i] = 0 }
      if current == nil, pulses.count < count, let at = place(of: target - offset), at < written + Self.block
      {
        // A pulse that comes too late to be on time is dated by when it comes.
        let intended = at < written ? target + Double(written - at) / Self.rate : target
        pulses.append(Pulse(intended: intended, waiting: Double(output.delay) / Self.rate))
        current = max(at, written)
        target = intended + Self.pause * (1 + 0.5 * random.uniform())
      }
      if let playing = current {
        for i in block.indices {
          let n = written + i - playing
          if n >= 0, n < shape.count { block[i] = shape[n] }
        }
        if written + Self.block >= playing + shape.count { current = nil }
      }
      try output.write(block.span)
      _ = played.take(samples: Self.block, at: now)
      let leaves = now.seconds + Double(output.delay) / Self.rate
      delays.append(leaves - played.time(ofSample: written).seconds)
      while true {
        let got = try input.read(into: &buffer)
        guard got > 0 else { break }
        recording.append(contentsOf: buffer[..<got])
        let lost = heard.take(samples: got, at: now).lost
        recording.append(contentsOf: repeatElement(0, count: lost))
      }
    }
    return found()
  }

  /// Where the sample that leaves the device at a moment will be written; `nil` while the clock settles.
  private func place(of seconds: Double) -> Int? {
    guard now.seconds >= Self.settling / 2 else { return nil }
    let recent = delays.suffix(400).sorted()
    let delay = recent.isEmpty ? 0 : recent[recent.count / 2]
    let origin = played.time(ofSample: 0).seconds + delay
    return Int(((seconds - origin) * played.rate.hertz).rounded(.up))
  }

  /// Finds each pulse in the recording.
  private func found() -> (late: [Double], waiting: [Double]) {
    var result: (late: [Double], waiting: [Double]) = ([], [])
    for pulse in pulses {
      let origin = heard.time(ofSample: 0).seconds
      let middle = Int((pulse.intended - origin) * heard.rate.hertz)
      guard let at = peak(from: middle - 7200, to: middle + 16_800) else { continue }
      // Part of a sample that rounding up cost at the start is far under what is measured.
      result.late.append(heard.time(ofSample: at).seconds - pulse.intended)
      result.waiting.append(pulse.waiting)
    }
    return result
  }

  /// Where the recording is most like the pulse, if it is like it at all: a normalised correlation over 0.5.
  private func peak(from: Int, to: Int) -> Int? {
    let (first, last) = (max(from, 0), min(to, recording.count - template.count))
    guard first < last else { return nil }
    let energy = template.reduce(0) { $0 + $1 * $1 }
    var best: (at: Int, value: Float)?
    for at in first..<last {
      var (product, power) = (Float(0), Float(0))
      for n in template.indices {
        let sample = Float(recording[at + n])
        product += sample * template[n]
        power += sample * sample
      }
      guard power > 0 else { continue }
      let value = product / (power * energy).squareRoot()
      if value > 0.5, value > best?.value ?? 0 { best = (at, value) }
    }
    return best?.at
  }
}
