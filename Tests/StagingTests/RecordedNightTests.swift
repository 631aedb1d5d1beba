import Foundation
import SleepCore
import Staging
import TestKit
import Testing

@Suite("The stager on recordings that it never learned from")
struct RecordedNightTests {
  @Test("agrees with the expert of a patient's whole night")
  func ucd022() throws {
    guard let (eeg, truth) = try recordedNight() else { return }
    let model = try nightStager()
    let whole = try WholeNightStager.stage(microvolts: eeg, samplingRate: .hertz(128), model: model)
    let live = try WholeNightStager.stageCausally(microvolts: eeg, samplingRate: .hertz(128), model: model)
    let (ofWhole, ofLive) = (kappa(truth, whole.map(\.stage)), kappa(truth, live.map(\.stage)))
    print("ucd022: kappa \(ofWhole) with the whole night in view, \(ofLive) live")
    #expect(ofWhole >= 0.82)
    #expect(ofLive >= 0.8)
    // Where the file holds no signal nothing is claimed.
    for (stage, belief) in zip(truth, whole) where stage == .unknown { #expect(belief == .unknown) }
  }

  @Test("prints its agreement with half hours of the DREAMS excerpts")
  func dreams() throws {
    var truths: [SleepStage] = []
    var guesses: [SleepStage] = []
    let codes: [SleepStage] = [.n3, .n3, .n2, .n1, .rem, .wake]
    for (excerpt, rate) in [(1, 100.0), (2, 200.0), (4, 200.0)] {
      guard let samples = try recordedLines("dreams/excerpt\(excerpt).txt"),
        let scored = try recordedLines("dreams/Hypnogram_excerpt\(excerpt).txt")
      else { return }
      let eeg = samples.dropFirst().compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
      let fine = scored.dropFirst().compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
        .map { codes[Int($0)] }
      let truth = (0..<60).map { epoch -> SleepStage in
        let part = fine[(epoch * 6)..<(epoch * 6 + 6)]
        var best = SleepStage.wake
        for stage in SleepStage.scored
        where part.count(where: { $0 == stage }) > part.count(where: { $0 == best }) { best = stage }
        return best
      }
      let guess = try WholeNightStager.stage(
        microvolts: eeg, samplingRate: .hertz(rate), model: nightStager()
      ).prefix(60).map(\.stage)
      print("DREAMS excerpt \(excerpt): kappa \(kappa(truth, guess))")
      truths += truth
      guesses += guess
    }
    let overall = kappa(truths, guesses)
    print("DREAMS excerpts together: kappa \(overall)")
    #expect(overall >= 0.55)
  }
}
