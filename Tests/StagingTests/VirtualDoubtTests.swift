import Signals
import SleepCore
import Testing
import VirtualSleeper

@Suite("Doubt of a virtual sleeper")
struct VirtualDoubtTests {
  @Test("a virtual night is upright, and turned over it is swapped", arguments: [1, 2, 3, 4] as [UInt64])
  func polarity(seed: UInt64) throws {
    let eeg = virtualNight(seed: seed, hours: 3).eeg.map(Float.init)
    for (sign, expected) in [(Float(1), PolarityDoubt.Verdict.upright), (-1, .swapped)] {
      let signal = eeg.map { sign * $0 }
      let epochs = try ChannelDoubt.epochs(of: signal, samplingRate: .hertz(256))
      let found = PolarityDoubt.assess(microvolts: signal, samplingRate: .hertz(256), epochs: epochs)
      print(
        "virtual:\(seed) times \(sign): \(found.verdict.rawValue), skewness \(found.skewness), \(found.epochs) epochs"
      )
      #expect(found.verdict == expected)
    }
  }

  @Test("of a virtual night only what its electrode lost is refused")
  func refused() throws {
    for seed: UInt64 in 1...4 {
      let night = virtualNight(seed: seed, hours: 4)
      let epochs = try ChannelDoubt.epochs(of: night.eeg.map(Float.init), samplingRate: .hertz(256))
      let refused = epochs.indices.filter { !epochs[$0].isUsable }
      let lost = epochs.indices.filter { epoch in
        2 * (epoch * 30..<epoch * 30 + 30).count(where: night.fault.contains) > 30
      }
      print("virtual:\(seed): refused \(refused), lost \(lost)")
      #expect(Set(lost).isSubset(of: refused))
      #expect(refused.count - lost.count <= epochs.count / 50)
    }
  }
}
