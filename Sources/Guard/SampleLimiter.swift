public import SleepCore
internal import Soundscapes

/// The last hand on every sample: what leaves it never reads above a ceiling on a meter with A-weighting and time
/// weighting F, whatever comes in.
///
/// It holds three blocks back (7.5 ms). Before it lets a block out it has foreseen, sample by sample, what a meter will
/// read if from the end of that block everything fades to nothing within the blocks it holds. Only a gain for which that
/// stays under the ceiling is taken; where there is none, the fade that was foreseen last is followed. So there is a
/// safe way to silence at every moment, and nothing that comes later can close it.
///
/// The gain moves on straight lines from block to block. It rises by at most 0.3 % a block (10 dB a second) after it had
/// to be lowered, and from nothing to all within a second when sound begins; it falls by at most a third a block,
/// and to nothing within three where it must. While it is 1, what comes out is what came in, bit for bit, 7.5 ms later. Allocates nothing after it is
/// made.
public struct SampleLimiter: Sendable {
  /// Samples in a block: 2.5 ms.
  public static let block = 120
  /// Blocks that are held back.
  public static let heldBlocks = 3
  /// By how much the gain may rise in a block when sound begins.
  public static let opening: Float = 1 / 400
  /// By how much the gain may rise in a block after it had to be lowered, as a share of itself.
  public static let recovery: Float = 0.003
  /// Blocks in which the gain falls to nothing when sound has to end: 20 ms.
  public static let closing = 8

  /// Reads what came out.
  private var forecast = MeterForecast()
  /// Reads what came in.
  private var arriving: MeterForecast
  private var loudness = 0.0
  private var held: [Float]
  private var oldest = 0
  private var gain = Float.zero
  /// The gain that was found safe last, and how many blocks of the fade that was foreseen from it are over.
  private var fade = (from: Float.zero, blocks: heldBlocks)
  private var isOpening = true
  private var ceiling = 0.0
  private var closingStep: Float?
  private let peak: Float

  /// A limiter in silence.
  ///
  /// - Parameter peak: the highest amplitude that may come out, 1.0 being full scale.
  public init(peak: Float = 1) {
    held = [Float](repeating: .zero, count: Self.block * Self.ring)
    self.peak = peak
    arriving = forecast
  }

  /// The gain at the end of the last block.
  public var currentGain: Float { gain }

  /// Whether nothing is sounding, and nothing is held back.
  public var isSilent: Bool { gain == .zero }

  /// Takes a block in and lets the block out that came three blocks earlier.
  ///
  /// - Parameters:
  ///   - input: what should sound; what is not a number counts as silence.
  ///   - output: what may sound.
  ///   - level: the ceiling. Where it has come down, it counts as soon as a meter could have fallen to it.
  ///   - isOpen: whether anything may sound; if not, the gain goes to nothing.
  /// - Precondition: both hold ``block`` samples.
  public mutating func process(
    _ input: Span<Float>, into output: inout MutableSpan<Float>, ceiling level: SoundLevel, isOpen: Bool
  ) {
    precondition(input.count == Self.block, "a block is 120 samples")
    precondition(output.count == Self.block, "a block is 120 samples")
    take(input)
    // A float's rounding in the meter is far below a billionth.
    let wanted = MeterForecast.square(of: level) * (1 - 1e-9)
    let lowered = max(wanted, ceiling * Self.fallOfMeter)
    if let next = decide(isOpen: isOpen, under: lowered) {
      ceiling = lowered
      fade = (next, 0)
      play(to: next, into: &output)
    } else {
      // The fade that was foreseen under the last ceiling; a lower one waits until it is over.
      fade.blocks += 1
      play(to: foreseen(fade.blocks), into: &output)
    }
  }

  /// Blocks that there is room for: the held ones and the one that is let out.
  private static let ring = heldBlocks + 1

  /// What a meter falls by in a block of silence.
  private static let fallOfMeter = 1 - Double(block) / (0.125 * Double(SoundScale.sampleRate)) * 0.99

  private mutating func take(_ input: Span<Float>) {
    let start = place(Self.heldBlocks).lowerBound
    for i in input.indices {
      let sample = input[i]
      // Beyond full scale by a thousand is no sound either, and keeps every sum finite.
      held[start + i] = sample.isFinite ? min(max(sample, -1000), 1000) : .zero
    }
    var isZero = arriving.isAtRest
    for i in input.indices where held[start + i] != .zero { isZero = false }
    if isZero {
      arriving.rest(samples: Self.block)
      loudness = .zero
    } else {
      let blocks = held
      loudness = arriving.read(blocks.span.extracting(place(Self.heldBlocks)), from: 1, to: 1).highest
    }
  }

  /// Where a held block stands, 0 being the one that is let out next.
  private func place(_ index: Int) -> Range<Int> {
    let start = (oldest + index) % Self.ring * Self.block
    return start..<start + Self.block
  }

  /// The gain at the end of the block that is let out now, or `nil` where only the foreseen fade is safe.
  private mutating func decide(isOpen: Bool, under most: Double) -> Float? {
    if !isOpen {
      closingStep = closingStep ?? gain / Float(Self.closing)
      isOpening = true
    } else {
      closingStep = nil
    }
    let goal = goal(under: most)
    if goal < 1 { isOpening = false }
    let rise = isOpening ? Self.opening : max(gain * Self.recovery, 1e-6)
    let wish =
      isOpen
      ? max(min(goal, gain + rise), gain * Self.share(after: 1)) : max(.zero, gain - (closingStep ?? gain))
    if isSafe(wish, under: most) { return wish }
    if isOpen { isOpening = false }
    // The highest gain that is safe lies somewhere above the foreseen fade's, or nowhere.
    var (low, high) = (min(foreseen(fade.blocks + 1), wish), wish)
    var best: Float?
    for _ in 0..<8 {
      let middle = (low + high) / 2
      if isSafe(middle, under: most) {
        best = middle
        low = middle
      } else {
        high = middle
      }
    }
    return best
  }

  /// Where the gain should settle if the sound goes on as it comes in: 1 below the ceiling, and a little below what is
  /// needed above it, so that a steady sound gets a steady gain.
  private func goal(under most: Double) -> Float {
    guard loudness > most else { return 1 }
    let needed = Float((most / loudness).squareRoot())
    return needed * max(needed, 0.94)
  }

  /// The share of a gain that is left after some blocks of a fade to nothing; who fades and who foresees use the same.
  private static func share(after blocks: Int) -> Float {
    Float(heldBlocks - min(blocks, heldBlocks)) / Float(heldBlocks)
  }

  /// The gain at the end of a block of the foreseen fade.
  private func foreseen(_ blocks: Int) -> Float { fade.from * Self.share(after: blocks) }

  /// Whether a block that ends with this gain, and a fade to nothing after it, stay under the ceiling for ever.
  private func isSafe(_ next: Float, under most: Double) -> Bool {
    var trial = forecast
    var from = gain
    for i in 0...Self.heldBlocks {
      let to = next * Self.share(after: i)
      if from == .zero, to == .zero, trial.isAtRest { break }
      let (highest, loudest) = trial.read(held.span.extracting(place(i)), from: from, to: to)
      if highest > most || loudest > peak { return false }
      from = to
    }
    return trial.highestInSilence <= most
  }

  private mutating func play(to next: Float, into output: inout MutableSpan<Float>) {
    if gain == .zero, next == .zero, forecast.isAtRest {
      for i in output.indices { output[i] = .zero }
      forecast.rest(samples: Self.block)
    } else {
      let slope = (next - gain) / Float(Self.block)
      // A second name for the same memory, so that reading it and keeping what was read do not overlap.
      let blocks = held
      let samples = blocks.span.extracting(place(0))
      for i in output.indices {
        output[i] = MeterForecast.sample(samples[i], from: gain, slope: slope, at: i)
      }
      _ = forecast.read(samples, from: gain, to: next)
    }
    gain = next
    oldest = (oldest + 1) % Self.ring
  }
}
