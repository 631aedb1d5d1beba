public import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What a rendered file holds.
public struct RenderedSound: Sendable, Hashable {
  /// Which seconds of the night stand where in the file.
  public let segments: [NightSoundPlan.Segment]
  /// What our meter read on the file's own samples, from its beginning to its end.
  public let reading: SoundReading
  /// Samples that were beyond full scale and were held at it; 0 at any level the limits allow.
  public let clippedSamples: Int
}

/// Renders a night's sound to a file.
public enum NightRenderer {
  /// The fade at both ends of a segment that was cut out of the night, so that cuts do not click: 10 ms.
  public static let cutFade = NightTime.Span.milliseconds(10)

  /// Renders what a plan asks for into a FLAC or WAV file.
  ///
  /// The same plan gives the same samples, and an excerpt the same as the whole night but for the fades at its cuts.
  /// One core renders some 850 s of rain in a second, and 2900 s of silence, where encoding is all there is to do.
  ///
  /// - Parameters:
  ///   - plan: what sounded, and which part of it to render.
  ///   - path: where; it ends in `.flac` or `.wav`.
  ///   - title: what the file is, for its reader.
  /// - Returns: what the file holds, and what a meter reads on it.
  /// - Throws: ``SoundFileError`` where the file cannot be written; no unfinished file stays behind.
  public static func render(
    _ plan: NightSoundPlan, to path: String, title: String = "The sound of a night"
  ) throws(SoundFileError) -> RenderedSound {
    let segments = plan.segments
    var writer = try SoundFileWriter(path: path, title: title)
    var mixer = NightMixer(seed: plan.seed)
    var quantiser = Quantiser(seed: plan.seed)
    var meter = AWeightedMeter()
    var sound = [Float](repeating: 0, count: SoundScale.sampleRate)
    var numbers = [Int16](repeating: 0, count: SoundScale.sampleRate)
    var isZero = true
    var (begin, end) = (0, 0)
    for segment in segments {
      let last = segment.nightSecond + segment.seconds - 1
      for second in segment.nightSecond...last {
        // Pulses that may still sound, up to those that begin within the second.
        let (now, next) = (NightTime(seconds: second), NightTime(seconds: second + 1))
        let oldest = now - NightMixer.longestPulse
        while begin < plan.pulses.count, plan.pulses[begin].onset < oldest { begin += 1 }
        end = max(end, begin)
        while end < plan.pulses.count, plan.pulses[end].onset < next { end += 1 }
        let from = second > 0 ? plan.levels[second - 1] : .silence
        let to = plan.levels[second]
        let pulses = plan.pulses.span.extracting(begin..<end)
        if from == .silence, to == .silence, !Self.anySounds(pulses, from: now) {
          if !isZero {
            for i in numbers.indices { numbers[i] = 0 }
            isZero = true
          }
        } else {
          isZero = false
          do {
            var span = sound.mutableSpan
            mixer.renderSecond(from: from, to: to, pulses: pulses, second: second, into: &span)
            // The night itself begins in silence, so its own first second needs no fade.
            let isCutIn = second == segment.nightSecond && second > 0
            fade(&span, atStart: isCutIn, atEnd: second == last)
          }
          var span = numbers.mutableSpan
          quantiser.quantise(sound.span, second: second, into: &span)
        }
        meter.measure(numbers.span)
        try writer.append(numbers.span)
      }
    }
    try writer.close()
    return RenderedSound(segments: segments, reading: meter.overall, clippedSamples: quantiser.clipped)
  }

  /// Whether any of the pulses, which begin before the second's end, reaches into the second that begins at `now`.
  private static func anySounds(_ pulses: Span<Pulse>, from now: NightTime) -> Bool {
    for i in pulses.indices {
      // A sample more than the length, for its rounding.
      let end = pulses[i].onset + min(pulses[i].length, NightMixer.longestPulse) + .milliseconds(1)
      if end > now { return true }
    }
    return false
  }

  private static func fade(_ sound: inout MutableSpan<Float>, atStart: Bool, atEnd: Bool) {
    guard atStart || atEnd else { return }
    let length = SoundScale.sample(ticks: cutFade.ticks)
    for i in 0..<length {
      let s = sin(.pi / 2 * (Double(i) + 0.5) / Double(length))
      let gain = Float(s * s)
      if atStart { sound[i] *= gain }
      if atEnd { sound[sound.count - 1 - i] *= gain }
    }
  }
}
