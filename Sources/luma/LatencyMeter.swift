internal import Devices
internal import Foundation
internal import SleepCore
internal import Soundscapes

/// Plays pulses at intended times and finds when they are heard, by one clock.
///
/// When a written sample leaves is what the device says of its delay, as the median of a quarter of a second, since
/// single readings jump; when a recorded sample was there is what the earliest of the bursts around it says. Where
/// either side broke up near a pulse, as on a machine that is too busy, that pulse is not counted.
struct LatencyMeter {
  private let destination: SoundDestination
  private let input: any SoundInput
  private let template: [Float]
  private let shape: [Int16]
  private let began = ContinuousClock.now
  private var output: (any SoundOutput)?
  /// After each burst: how many samples were recorded, and the moment at which the first of all would have been there.
  private var arrivals: [(recorded: Int, seconds: Double)] = []
  private var written = 0
  /// After each block: how many samples were written, and the moment at which the first of all would have left.
  private var origins: [(written: Int, seconds: Double)] = []
  private var recording: [Int16] = []
  private var pulses: [Pulse] = []

  private struct Pulse {
    /// When it was to be heard, in seconds of the meter's clock.
    let intended: Double
    /// The place of its first sample among those that were written.
    let place: Int
    /// How much sound waited before it, in seconds.
    let waiting: Double
  }

  private static let rate = Double(SoundScale.sampleRate)
  /// 5 ms, as the guard writes.
  private static let block = 240
  /// Seconds before the first pulse, in which the clocks settle.
  private static let settling = 4.0
  /// Seconds between pulses, before a random part of as much as half of it.
  private static let pause = 0.6
  /// How many samples before and after a pulse the device's word is taken from.
  private static let near = 12_000
  /// How many samples before and after a pulse the bursts are taken from.
  private static let around = 60_000
  /// How far what is before and what is after a pulse may differ where nothing broke up, in seconds.
  private static let steady = 0.001

  /// A meter that has heard nothing; the level is in dB re full scale.
  init(destination: SoundDestination, input: any SoundInput, level: Double) {
    (self.destination, self.input) = (destination, input)
    // 24 ms rising from 500 to 4000 Hz under a Hann window: a sharp peak when correlated, no sharp onset at the ear.
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

  /// Plays and records; takes some three quarters of a second a pulse, and the settling.
  ///
  /// Pulses that could not be counted are played again, three times at most.
  ///
  /// - Parameters:
  ///   - count: how many pulses.
  ///   - offset: what is taken off the intended times because the device is so late, in seconds.
  /// - Returns: for each pulse that was found, how many seconds after the intended time it was heard, and what waited.
  /// - Throws: ``SoundOutputError`` where a device is gone.
  mutating func measure(_ count: Int, offset: Double) throws -> (late: [Double], waiting: [Double]) {
    defer { output?.close() }
    var random = SeededRandom(seed: 0x6c61_7465)
    var result: (late: [Double], waiting: [Double]) = ([], [])
    for _ in 0..<4 where result.late.count < count {
      try play(count - result.late.count, offset: offset, &random)
      result = found()
    }
    return result
  }

  private mutating func play(_ more: Int, offset: Double, _ random: inout SeededRandom) throws {
    var target = max(Self.settling, now.seconds + 1)
    var current: Int?
    var block = [Int16](repeating: 0, count: Self.block)
    let count = pulses.count + more
    var end = target + Double(more) * Self.pause * 1.5 + 3
    while now.seconds < end {
      for i in block.indices { block[i] = 0 }
      if current == nil, pulses.count < count, now.seconds > Self.settling / 2, let origin = origin(written) {
        let place = Int(((target - offset - origin) * Self.rate).rounded())
        if place < written {
          // It is too late for this one; a busy machine gets more time.
          target = now.seconds + 0.5
          end = max(end, target + Double(count - pulses.count) * Self.pause * 1.5 + 1)
        } else if place < written + Self.block {
          pulses.append(
            Pulse(intended: target, place: place, waiting: Double(output?.delay ?? 0) / Self.rate))
          current = place
          target += Self.pause * (1 + 0.5 * random.uniform())
        }
      }
      if let current {
        for i in block.indices where shape.indices.contains(written + i - current) {
          block[i] = shape[written + i - current]
        }
      }
      try play(block)
      if let begun = current, written >= begun + shape.count { current = nil }
      try listen()
    }
  }

  /// Writes a block, and asks when it leaves; a device that takes nothing for a moment is opened anew.
  private mutating func play(_ block: [Int16]) throws {
    var tries = 0
    while true {
      do {
        let output = try self.output ?? destination.open()
        self.output = output
        try output.write(block.span)
        written += block.count
        try checkPace(written, destination.name)
        let before = now.seconds
        let leaves = Double(output.delay) / Self.rate
        let after = now.seconds
        // Whoever was kept waiting between the two questions knows nothing.
        if after - before < 0.0005 {
          origins.append((written, (before + after) / 2 + leaves - Double(written) / Self.rate))
        }
        return
      } catch let error as SoundOutputError {
        output?.close()
        output = nil
        tries += 1
        guard tries < 40 else { throw error }
        Thread.sleep(forTimeInterval: 0.1)
      }
    }
  }

  /// Refuses a device that keeps no time, such as ALSA's `null`: it would take or give samples for ever.
  private func checkPace(_ samples: Int, _ name: String) throws {
    guard Double(samples) / Self.rate > now.seconds + 5 else { return }
    throw LoopError(
      place: "sound device \(name)", problem: "it takes or gives sound faster than time passes",
      remedy: "Name a real device; ALSA's null is none.")
  }

  private mutating func listen() throws {
    var buffer = [Int16](repeating: 0, count: 9600)
    while true {
      let got = try input.read(into: &buffer)
      guard got > 0 else { return }
      try checkPace(recording.count + got, input.name)
      recording.append(contentsOf: buffer[..<got])
      arrivals.append((recording.count, now.seconds - Double(recording.count) / Self.rate))
    }
  }

  /// When the first of all samples would have left, by what the device said in the quarter second before a sample, or
  /// after it.
  private func origin(_ place: Int, after: Bool = false) -> Double? {
    let from = after ? place + 1 : place - Self.near
    let to = after ? place + Self.near : place
    let last = origins.lastIndex { $0.written <= to } ?? -1
    guard last >= 0 else { return nil }
    var values: [Double] = []
    var i = last
    while i >= 0, origins[i].written >= from {
      values.append(origins[i].seconds)
      i -= 1
    }
    guard values.count >= 10 else { return nil }
    values.sort()
    return values[values.count / 2]
  }

  /// Finds each pulse in the recording.
  private func found() -> (late: [Double], waiting: [Double]) {
    var result: (late: [Double], waiting: [Double]) = ([], [])
    for pulse in pulses {
      guard let before = self.origin(pulse.place), let after = self.origin(pulse.place, after: true),
        (after - before).magnitude <= Self.steady
      else { continue }
      guard let near = arrivals.min(by: { early($0, pulse) < early($1, pulse) }) else { continue }
      let middle = Int((pulse.intended - near.seconds) * Self.rate)
      guard let at = peak(from: middle - 9600, to: middle + 16_800) else { continue }
      let bursts = arrivals.filter { abs($0.recorded - at) < Self.around }
      guard let earlier = bursts.filter({ $0.recorded <= at }).map(\.seconds).min(),
        let later = bursts.filter({ $0.recorded > at }).map(\.seconds).min(),
        (later - earlier).magnitude <= Self.steady
      else { continue }
      result.late.append(Double(at) / Self.rate + min(earlier, later) - pulse.intended)
      result.waiting.append(pulse.waiting)
    }
    return result
  }

  /// How far a burst came from when a pulse should be heard.
  private func early(_ burst: (recorded: Int, seconds: Double), _ pulse: Pulse) -> Double {
    (burst.seconds + Double(burst.recorded) / Self.rate - pulse.intended).magnitude
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
