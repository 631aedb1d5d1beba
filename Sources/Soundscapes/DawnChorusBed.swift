internal import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A quiet dawn chorus at 1 Pa² A-weighted: a soft chord that breathes, and five birds at some distance.
///
/// Every bird has three phrases of whistled notes, made once with a little room around them, each of the same
/// A-weighted energy. It sings one of them every six seconds, up to 2.4 s late, so the mean power is known exactly.
/// No note comes up in less than 40 ms. Takes some 4 MB.
struct DawnChorusBed: Sendable {
  private static let birds = 5
  private static let phrases = 3
  /// Samples of a phrase with its reverberation.
  private static let length = 132_000
  private static let slot = 6 * SoundScale.sampleRate
  /// How late in its slot a bird may begin, in seconds; what it sang before has ended by then.
  private static let latest = 2.4
  /// How near the bird is, from slot to slot, as an amplitude.
  private static let nearness: [Float] = [1, 0.75, 1.15, 0.85, 1.05]
  /// G3 D4 G4 A4 B4 D5 in whole millihertz, so that the phase at any second is exact, and their amplitudes.
  private static let chord: [(millihertz: Int, amplitude: Double, breath: Double)] = [
    (196_000, 1.0, 23), (293_660, 0.9, 17), (392_000, 0.7, 29), (440_000, 0.30, 13), (493_880, 0.35, 19),
    (587_330, 0.25, 11),
  ]
  private static let breathDepth = 0.45

  private let seed: UInt64
  private let table: [Float]
  private let birdGain: Float
  private let chordGain: Double
  private let air: NoiseLayer<PinkColour>

  init(seed: UInt64) {
    self.seed = seed
    air = NoiseLayer(seed: seed, stream: 6, colour: PinkColour(), power: 0.12)
    var chordPower = 0.0
    let scale = SoundScale.pascalsPerUnit * SoundScale.pascalsPerUnit
    for note in Self.chord {
      let weight = pow(10, AWeightingFilter.decibels(hertz: Double(note.millihertz) / 1000) / 10)
      // A line between points of a slow sine: its mean square is the sine's within a per cent.
      let breathing = 1 + Self.breathDepth * Self.breathDepth / 2
      chordPower += note.amplitude * note.amplitude / 2 * breathing * weight * scale
    }
    chordGain = (0.46 / chordPower).squareRoot()

    var table: [Float] = []
    table.reserveCapacity(Self.birds * Self.phrases * Self.length)
    for bird in 0..<Self.birds {
      for phrase in 0..<Self.phrases {
        let song = Birdsong.phrase(phrase, bird: bird, seed: seed, length: Self.length)
        let level = Float(1 / AWeightingFilter.energy(of: song.span).squareRoot())
        for sample in song { table.append(sample * level) }
      }
    }
    self.table = table
    let strength = Self.nearness.reduce(0) { $0 + Double($1 * $1) } / Double(Self.nearness.count)
    let perSample = strength * Double(Self.birds) / Double(Self.slot)
    birdGain = Float((0.42 / perSample).squareRoot())
  }

  func render(second: Int, into out: inout MutableSpan<Float>) {
    air.render(second: second, into: &out)
    addChord(second: second, to: &out)
    let begin = second * SoundScale.sampleRate
    for bird in 0..<Self.birds {
      let own = bird * Self.slot / Self.birds
      let current = (begin + SoundScale.sampleRate - own) / Self.slot
      for slot in current - 1...current {
        var random = SeededRandom(
          seed: seed, stream: UInt64(8 + bird) << 48 ^ UInt64(bitPattern: Int64(slot)))
        let late = Int(random.uniform() * Self.latest * Double(SoundScale.sampleRate))
        let phrase = Int(random.uniform() * Double(Self.phrases))
        let start = slot * Self.slot + own + late - begin
        let lower = max(start, 0)
        let upper = min(start + Self.length, SoundScale.sampleRate)
        guard lower < upper else { continue }
        let turn = ((slot + 2 * bird) % 5 + 5) % 5
        let strength = Self.nearness[turn] * birdGain
        let from = (bird * Self.phrases + phrase) * Self.length + lower - start
        out.add(table.span.extracting(from..<from + upper - lower), gain: strength, at: lower)
      }
    }
  }

  private func addChord(second: Int, to out: inout MutableSpan<Float>) {
    let rate = Double(SoundScale.sampleRate)
    for (index, note) in Self.chord.enumerated() {
      func breath(_ second: Int) -> Double {
        1 + Self.breathDepth * sin(2 * .pi * (Double(second) / note.breath + Double(index) * 0.31))
      }
      let hertz = Double(note.millihertz) / 1000
      // The part of a turn at the second's first sample, in whole thousandths.
      let phase = Double(note.millihertz % 1000 * (second % 1000) % 1000) / 1000 * 2 * .pi
      let (turnRe, turnIm) = (cos(2 * .pi * hertz / rate), sin(2 * .pi * hertz / rate))
      var (re, im) = (cos(phase), sin(phase))
      var amplitude = note.amplitude * chordGain * breath(second)
      let slope = (note.amplitude * chordGain * breath(second + 1) - amplitude) / rate
      for i in out.indices {
        out[i] += Float(im * amplitude)
        (re, im) = (re * turnRe - im * turnIm, re * turnIm + im * turnRe)
        amplitude += slope
      }
    }
  }
}

/// Whistled phrases, made from nothing but sines.
enum Birdsong {
  /// The lowest note of each bird in hertz, and how its notes go.
  private static let voices: [(hertz: Double, note: Double, gap: Double, bend: Double, notes: Int)] = [
    (1_650, 0.20, 0.07, 0.06, 4),
    (2_200, 0.15, 0.05, 0.12, 5),
    (2_750, 0.26, 0.10, -0.08, 3),
    (3_300, 0.12, 0.05, 0.16, 6),
    (1_950, 0.32, 0.12, -0.10, 2),
  ]

  /// A phrase of one bird and its reverberation, at rest at both ends.
  static func phrase(_ phrase: Int, bird: Int, seed: UInt64, length count: Int) -> [Float] {
    let voice = voices[bird % voices.count]
    var random = SeededRandom(seed: seed, stream: 7 << 48 ^ UInt64(bird * 16 + phrase))
    let rate = Double(SoundScale.sampleRate)
    var out = [Float](repeating: 0, count: count)
    var at = 0.0
    for _ in 0..<voice.notes {
      // Notes of a pentatonic scale, so that no two birds jar.
      let step = [0.0, 2, 4, 7, 9][Int(random.uniform() * 5)]
      let hertz = voice.hertz * pow(2, step / 12)
      let length = voice.note * (0.85 + 0.4 * random.uniform())
      let bend = voice.bend * (0.6 + 0.8 * random.uniform())
      let strength = 0.7 + 0.3 * random.uniform()
      let samples = Int(length * rate)
      let first = Int(at * rate)
      var phase = 0.0
      for i in 0..<max(0, min(samples, count - first)) {
        let u = (Double(i) + 0.5) / Double(samples)
        let flutter = 0.006 * sin(2 * .pi * 11 * Double(i) / rate)
        phase += 2 * .pi * hertz * (1 + bend * sin(.pi * u) + flutter) / rate
        let bow = sin(.pi * u)
        // A trace of the octave makes it a whistle rather than a test tone.
        out[first + i] += Float(strength * bow * bow * (sin(phase) + 0.06 * sin(2 * phase)))
      }
      at += length + voice.gap * (0.7 + 0.6 * random.uniform())
    }
    reverberate(&out)
    return out
  }

  /// Adds a small room: four combs in parallel and two all-passes after them (Schroeder 1962).
  private static func reverberate(_ sound: inout [Float]) {
    let count = sound.count
    var wet = [Float](repeating: 0, count: count)
    for delay in [1_687, 1_933, 2_251, 2_539] {
      var line = [Float](repeating: 0, count: delay)
      var damped: Float = 0
      var at = 0
      for i in 0..<count {
        let out = line[at]
        damped += (out - damped) * 0.55
        line[at] = sound[i] + damped * 0.74
        wet[i] += out * 0.25
        at = at + 1 == delay ? 0 : at + 1
      }
    }
    for delay in [241, 83] {
      var line = [Float](repeating: 0, count: delay)
      var at = 0
      for i in 0..<count {
        let held = line[at]
        let input = wet[i] + held * 0.6
        wet[i] = held - input * 0.6
        line[at] = input
        at = at + 1 == delay ? 0 : at + 1
      }
    }
    // The last tenth of a second closes softly.
    let close = SoundScale.block
    for i in 0..<count {
      let left = Float(count - 1 - i) / Float(close)
      sound[i] = (sound[i] + wet[i] * 0.8) * (left < 1 ? left * left * (3 - 2 * left) : 1)
    }
  }
}
