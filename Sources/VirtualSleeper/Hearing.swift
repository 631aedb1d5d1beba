internal import Foundation
internal import SleepCore

/// What a sound does to a sleeper: how strongly it reaches the thalamus, and how likely it wakes.
enum Hearing {
  /// What a pulse adds to the relay cells' input, in spikes a millisecond.
  ///
  /// 0 up to 25 dBA, 0.7 at 55 dBA (the level of closed-loop studies: Ngo and others, Neuron 78:545, 2013), linear
  /// between, 1 at most. The published model has a pulse of 70 spikes a second over 80 ms in its own integrator's
  /// measure; how level becomes input is this house's choice.
  static func strength(of level: SoundLevel) -> Double {
    min(max(0.7 * (level.dBA - 25) / 30, 0), 1)
  }

  /// How likely a sound event wakes someone within its epoch, beyond waking anyway: 0 to 1.
  ///
  /// Road traffic at the sleeper's ear by its largest level L: −3.3188 − 0.0478·L + 0.0037·L² percent (Basner and
  /// McGuire, Int. J. Environ. Res. Public Health 15:519, 2018, the review behind WHO's guidelines of 2018): 1 % at 42 dBA,
  /// 3.5 % at 50, 5.2 % at 55, 7.1 % at 60. Those events last tens of seconds; that a pulse of 50 ms wakes as often is on
  /// the side of caution.
  static func awakening(at level: SoundLevel) -> Double {
    let l = max(level.dBA, 0)
    return min(max(-3.3188 - 0.0478 * l + 0.0037 * l * l, 0) / 100, 1)
  }

  /// How likely a shorter arousal is, over an awakening.
  static let arousalFactor = 3.0

  /// Deep sleepers are harder to wake: half as likely in N3.
  ///
  /// Thresholds are highest there (Rechtschaffen and others, Percept. Mot. Skills 22:927, 1966); how much is this house's
  /// choice.
  static func factor(_ stage: SleepStage) -> Double { stage == .n3 ? 0.5 : 1 }

  /// What has been heard often wakes less: down to half after some sixty epochs with sound (this house's choice).
  static func habituation(epochsHeard: Int) -> Double { 0.5 + 0.5 * exp(-Double(epochsHeard) / 60) }
}
