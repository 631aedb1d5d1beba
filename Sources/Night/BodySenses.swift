internal import Signals
internal import SleepCore
internal import Staging

/// What a night knows of the body besides the EEG: heart and movement, where the source has them.
struct BodySenses {
  /// A channel of the block, and the scale of its samples.
  private struct Place {
    let sample: Int
    let gain: Double
    let offset: Double

    /// The last sample of a channel's part of a block.
    init?(_ role: ChannelRole, in source: SourceDescription) {
      guard let index = source.channels.firstIndex(where: { $0.role == role }) else { return nil }
      let channel = source.channels[index]
      guard channel.samplesPerBlock > 0 else { return nil }
      sample = source.channels[...index].reduce(0) { $0 + $1.samplesPerBlock } - 1
      (gain, offset) = (channel.gain, channel.offset)
    }

    func value(in block: borrowing SignalBlock) -> Double { Double(block.samples[sample]) * gain + offset }
  }

  private let heart: Place?
  private let movement: Place?
  private var heartRate: Double?
  private var milliG: Double?
  private var detector = NightmareDetector()
  /// Whether there are signs of a nightmare.
  private(set) var isNightmare = false

  /// From so many thousandths of g on a body has moved; our own choice, over what breathing and noise do to a wrist.
  private static let moving = 30.0

  init(_ source: SourceDescription) {
    heart = Place(.heartRate, in: source)
    movement = Place(.movement, in: source)
  }

  /// Takes in what a block says of the body.
  mutating func take(_ block: borrowing SignalBlock) {
    heartRate = heart?.value(in: block)
    milliG = movement?.value(in: block)
  }

  /// Ends a second.
  ///
  /// - Parameters:
  ///   - belief: what is believed of the stage.
  ///   - isDisturbed: whether the EEG was disturbed as by a movement.
  ///   - isGap: whether there was no signal at all.
  mutating func endSecond(belief: StageBelief, isDisturbed: Bool, isGap: Bool) {
    if isGap { (heartRate, milliG) = (nil, nil) }
    isNightmare = detector.second(
      rem: Double(belief.perMille(.rem)) / 1000, heartRate: heartRate,
      isMoving: isDisturbed || (milliG ?? 0) >= Self.moving)
  }
}
