import Signals
import SleepCore
import Staging
import TestKit
import Testing

@Suite("The live stager's work")
struct LiveStagerTests {
  @Test("a second brings the belief about the one before, and no way to do the work changes what is believed")
  func comesASecondLater() throws {
    let eeg = virtualNight(seed: 9, hours: 0.5).eeg
    var (late, prompt) = (try CausalStager(model: nightStager(), samplingRate: .hertz(256)), [StageBelief]())
    var settled = late
    var before = StageBelief.unknown
    for second in 0..<(eeg.count / 256) {
      for i in 0..<256 {
        late.push(eeg[second * 256 + i])
        settled.push(eeg[second * 256 + i])
      }
      // A flat minute, so that what is not judged is met as well.
      let quality: SignalQuality.Verdict = (600..<660).contains(second) ? .flat : .good
      #expect(late.second(quality: quality) == before)
      _ = settled.second(quality: quality)
      before = settled.settle()
      prompt.append(before)
      #expect(settled.settle() == before)
    }
    #expect(late.settle() == before && late.n3Gate == settled.n3Gate && late.gain == settled.gain)
    #expect(prompt.count(where: \.isKnown) > 1500 && prompt.contains(.unknown))
  }

  @Test("a second is judged before the next is over, at 64 samples a second too", arguments: [64, 128, 1000])
  func isJudgedInTime(rate: Int) throws {
    var stager = try CausalStager(model: nightStager(), samplingRate: .hertz(Double(rate)))
    var random = SeededRandom(seed: 6)
    var (waited, judged) = (0, 0)
    for _ in 0..<95 {
      for _ in 0..<rate { stager.push(20 * random.gaussian()) }
      #expect(!stager.isBusy)
      _ = stager.second(quality: .good)
      if stager.isBusy { judged += 1 } else { waited += 1 }
    }
    #expect(waited == 29 && judged == 66)
  }
}
