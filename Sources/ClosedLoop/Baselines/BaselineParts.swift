internal import Foundation
internal import Signals
internal import SleepCore

/// The usual frequency of slow waves in hertz, where a method must suppose one: the free-running frequency of
/// closed-loop stimulators in the literature is 0.8 to 1 Hz.
let usualSlowWave = 0.85

/// What every baseline asks of its caller.
func checkBaseline(_ samplingRate: Frequency, _ horizon: NightTime.Span) {
  precondition(
    PhaseTracker.samplingRates.contains(samplingRate.hertz),
    "phases are tracked at 50 to 2000 samples a second")
  precondition(horizon >= .zero, "an estimate lies at or after the last sample")
}

/// A Butterworth band-pass from 0.5 Hz, or from another lower edge.
func slowWaveBand(
  order: Int, from low: Double = 0.5, upTo high: Double, _ samplingRate: Frequency
) -> [SecondOrderSection] {
  guard
    let sections = try? Butterworth.design(
      order: order, kind: .bandpass(.hertz(low), .hertz(high)), samplingRate: samplingRate)
  else { preconditionFailure("a band under 4 Hz fits every rate from 50 Hz") }
  return sections
}

/// A cascade's complex response at an angle of the unit circle.
func response(of sections: [SecondOrderSection], at angle: Double) -> (re: Double, im: Double) {
  let (c1, s1, c2, s2) = (cos(angle), -sin(angle), cos(2 * angle), -sin(2 * angle))
  var (re, im) = (1.0, 0.0)
  for section in sections {
    let above = (re: section.b0 + section.b1 * c1 + section.b2 * c2, im: section.b1 * s1 + section.b2 * s2)
    let below = (re: 1 + section.a1 * c1 + section.a2 * c2, im: section.a1 * s1 + section.a2 * s2)
    let size = below.re * below.re + below.im * below.im
    let quotient = (
      re: (above.re * below.re + above.im * below.im) / size,
      im: (above.im * below.re - above.re * below.im) / size
    )
    (re, im) = (re * quotient.re - im * quotient.im, re * quotient.im + im * quotient.re)
  }
  return (re, im)
}
