internal import Evidence
internal import Foundation
internal import Night
internal import Signals
internal import SleepCore

/// Where on the slow wave each pulse landed: as predicted when it was sent, and as the whole recording shows it.
struct PulsePhases {
  /// The phases that were predicted, one for each pulse.
  let predicted: CircularStatistics
  /// The phases found afterwards, for pulses with signal all round them.
  let found: CircularStatistics
  /// Found minus predicted, for the same pulses.
  let error: CircularStatistics
  /// What the sound did, where some moments were only marked.
  let contrast: PulseContrast?

  // Signal on either side of a pulse, in seconds: the band filter and the Hilbert transform have both died away.
  private static let margin = 24.0

  /// Finds the phases.
  ///
  /// The found phase is the angle of the analytic signal (Hilbert transform) of the EEG after a Butterworth band
  /// filter of order 2, 0.5-2 Hz, run forwards and backwards so that it shifts nothing. Each pulse is looked at
  /// in its own stretch of ±24 s, so the cost goes with the number of pulses, not with the length of the night.
  init(_ pulses: [NightTimeline.PulseEvent], eeg: [Float], samplingRate: Frequency) {
    predicted = CircularStatistics(pulses.map(\.predicted))
    var found: [Phase] = []
    var errors: [Phase] = []
    var moments: [PulseContrast.Moment] = []
    let sections = try? Butterworth.design(
      order: 2, kind: .bandpass(.hertz(0.5), .hertz(2)), samplingRate: samplingRate)
    if let sections {
      for stretch in Self.stretches(pulses, eeg: eeg, rate: samplingRate.hertz) {
        let samples = eeg[stretch.range].map(Double.init)
        guard let slow = try? ZeroPhase.filter(samples, sections: sections) else { continue }
        // A length with small factors is far quicker to transform, and costs a few samples at the end.
        var length = slow.count
        while length > 2, !Spectrogram.isSmooth(length) { length -= 1 }
        let wave = AnalyticSignal.hilbert(Array(slow[..<length]))
        for i in stretch.pulses {
          let at = pulses[i].pulse.onset.seconds * samplingRate.hertz - Double(stretch.range.lowerBound)
          let below = Int(at.rounded(.down))
          guard below >= 0, below + 1 < length else { continue }
          if let height = Self.height(of: wave, after: at, rate: samplingRate.hertz) {
            moments.append(.init(isHeard: !pulses[i].pulse.level.isSilent, microvolts: height))
          }
          let part = at - Double(below)
          let x = wave.real[below] * (1 - part) + wave.real[below + 1] * part
          let y = wave.imaginary[below] * (1 - part) + wave.imaginary[below + 1] * part
          // A flat signal has no phase.
          guard x * x + y * y > 1e-12 else { continue }
          let phase = Phase(radians: atan2(y, x))
          found.append(phase)
          errors.append(Phase(radians: phase.radians - pulses[i].predicted.radians))
        }
      }
    }
    self.found = CircularStatistics(found)
    error = CircularStatistics(errors)
    contrast = PulseContrast(moments)
  }

  /// The mean amplitude of the wave from 0.25 to 1.5 s after a moment, in µV; `nil` at the end of the signal.
  private static func height(
    of wave: (real: [Double], imaginary: [Double]), after moment: Double, rate: Double
  ) -> Double? {
    let first = Int(moment + 0.25 * rate)
    let end = Int(moment + 1.5 * rate)
    guard first >= 0, end > first, end <= wave.real.count else { return nil }
    var sum = 0.0
    for i in first..<end {
      sum += (wave.real[i] * wave.real[i] + wave.imaginary[i] * wave.imaginary[i]).squareRoot()
    }
    return sum / Double(end - first)
  }

  /// Pulses close together share one stretch of signal, up to two minutes long, without any gap inside.
  private static func stretches(_ pulses: [NightTimeline.PulseEvent], eeg: [Float], rate: Double)
    -> [(range: Range<Int>, pulses: [Int])]
  {
    let side = Int((margin * rate).rounded())
    let longest = 5 * side
    let order = pulses.indices.sorted { (pulses[$0].pulse.onset, $0) < (pulses[$1].pulse.onset, $1) }
    var stretches: [(range: Range<Int>, pulses: [Int])] = []
    for i in order {
      let exact = pulses[i].pulse.onset.seconds * rate
      guard exact >= 0, exact < Double(eeg.count - 1) else { continue }
      let onset = Int(exact)
      if let last = stretches.last, onset + side <= last.range.lowerBound + longest,
        onset - side < last.range.upperBound
      {
        let end = min(eeg.count, onset + side)
        let fresh = max(last.range.upperBound, last.range.lowerBound)..<max(end, last.range.upperBound)
        if !eeg[fresh].contains(where: { !$0.isFinite }) {
          stretches[stretches.count - 1].range = last.range.lowerBound..<fresh.upperBound
          stretches[stretches.count - 1].pulses.append(i)
          continue
        }
      }
      let around = max(0, onset - side)..<min(eeg.count, onset + side)
      // A second of signal on either side is the least that the band filter can say anything from.
      let near = max(0, onset - Int(rate))..<min(eeg.count, onset + Int(rate) + 2)
      guard !eeg[near].contains(where: { !$0.isFinite }) else { continue }
      var low = onset
      while low > around.lowerBound, eeg[low - 1].isFinite { low -= 1 }
      var high = onset + 1
      while high < around.upperBound, eeg[high].isFinite { high += 1 }
      stretches.append((low..<high, [i]))
    }
    return stretches
  }
}
