import Foundation
import SleepCore
import Soundscapes

func beds(_ levels: (Soundscape, Double)...) -> BedLevels {
  var result = BedLevels.silence
  for (kind, level) in levels { result[kind] = .dBA(level) }
  return result
}

func pulse(at seconds: Double, _ level: Double, length: Int = 50, rise: Int = 5) -> Pulse {
  Pulse(
    onset: NightTime(ticks: Int64((seconds * 1e7).rounded())), level: .dBA(level),
    length: .milliseconds(length),
    rise: .milliseconds(rise))
}

/// Renders seconds of steady levels, or of a ramp given second by second, with a mixer of its own.
func render(
  seed: UInt64 = 11, from start: Int = 0, seconds: Int, pulses: [Pulse] = [], levels: (Int) -> BedLevels
) -> [Float] {
  var mixer = NightMixer(seed: seed)
  var all: [Float] = []
  var buffer = [Float](repeating: .nan, count: NightMixer.samplesPerSecond)
  for second in start..<start + seconds {
    var span = buffer.mutableSpan
    mixer.renderSecond(
      from: levels(second - 1), to: levels(second), pulses: pulses.span, second: second, into: &span)
    all += buffer
  }
  return all
}

func measured(_ sound: [Float]) -> SoundReading {
  var meter = AWeightedMeter()
  meter.measure(sound.span)
  return meter.overall
}

/// The 16-bit samples of a WAV file, found by its `data` chunk.
func waveSamples(_ url: URL) throws -> [Int16] {
  let bytes = [UInt8](try Data(contentsOf: url))
  var at = 12
  while at + 8 <= bytes.count {
    let size = (0..<4).reduce(0) { $0 | Int(bytes[at + 4 + $1]) << (8 * $1) }
    if bytes[at..<at + 4].elementsEqual("data".utf8) {
      return stride(from: at + 8, to: at + 8 + size, by: 2).map {
        Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
      }
    }
    at += 8 + size + size % 2
  }
  return []
}
