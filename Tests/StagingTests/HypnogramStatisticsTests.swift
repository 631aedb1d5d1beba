import Foundation
import SleepCore
import Staging
import TestKit
import Testing

@Suite("The statistics of a hypnogram")
struct HypnogramStatisticsTests {
  /// A hypnogram of one letter for each epoch: W 1 2 3 R ?.
  private static func hypnogram(_ letters: some StringProtocol) -> Hypnogram {
    let stages: [Character: SleepStage] = ["W": .wake, "1": .n1, "2": .n2, "3": .n3, "R": .rem]
    return Hypnogram(stages: letters.map { stages[$0] ?? .unknown })
  }

  private func minutes(_ span: NightTime.Span?) -> Double? { span.map { $0.seconds / 60 } }

  @Test("are those of a night counted by hand")
  func byHand() {
    //  0: W W 1 W | 4: 2 2 2 2 3 3 ? 3 | 12: 2 R R W | 16: 1 2 2 2 2 2 2 2 2 2 | 26: W ? W
    let night = HypnogramStatistics(Self.hypnogram("WW1W222233?32RRW1222222222W?W"))
    #expect(minutes(night.timeInBed) == 14.5)
    #expect(minutes(night.sleepPeriodTime) == 12)
    #expect(minutes(night.totalSleepTime) == 10.5)
    #expect(minutes(night.wakeAfterSleepOnset) == 1)
    #expect(minutes(night.wakeAfterLastSleep) == 1)
    #expect(minutes(night.sleepOnsetLatency) == 1)
    #expect(minutes(night.persistentSleepLatency) == 8)
    #expect(minutes(night.latency(to: .n2)) == 2 && minutes(night.latency(to: .n3)) == 4)
    #expect(minutes(night.latency(to: .rem)) == 6.5 && minutes(night.remLatencyFromSleepOnset) == 5.5)
    #expect(minutes(night.time(in: .unknown)) == 1 && minutes(night.time(in: .n3)) == 1.5)
    #expect(night.awakenings == 3)
    // 1W W2 23 32 2R RW W1 12; the hole in N3 is none.
    #expect(night.stageShifts == 8)
    #expect(night.sleepEfficiencyPercent == 100 * (630.0 / 870))
    #expect(night.sleepMaintenanceEfficiencyPercent == 87.5)
    #expect(night.sleepFragmentationIndex == 3 / (630.0 / 3600))
    #expect(night.stageShiftsPerHour == 8 / (630.0 / 3600))
    #expect(night.percentOfSleep(.rem) == 100 * (60.0 / 630) && night.percentOfSleep(.wake) == nil)
    #expect(night.transitions.joined().reduce(0, +) == 28)
    #expect(night.transitions[2][2] == 11 && night.transitions[5] == [1, 0, 0, 1, 0, 0])
    #expect(night.transitionProbability(from: .rem, to: .wake) == 0.5)
  }

  @Test("without sleep, or without anything, claim nothing")
  func nothing() {
    for letters in ["", "?", "WWW?"] {
      let night = HypnogramStatistics(Self.hypnogram(letters))
      #expect(night.totalSleepTime == .zero && night.sleepPeriodTime == .zero)
      #expect(night.sleepOnsetLatency == nil && night.persistentSleepLatency == nil)
      #expect(night.wakeAfterSleepOnset == nil && night.sleepFragmentationIndex == nil)
      #expect(night.sleepEfficiencyPercent == (letters.isEmpty ? nil : 0))
      #expect(night.percentOfSleep(.n2) == nil && night.latency(to: .rem) == nil)
      #expect(night.transitionProbability(from: .n1, to: .n1) == nil)
    }
    let odd = Hypnogram(stages: [.n1, .n2], epochLength: .zero)
    #expect(HypnogramStatistics(odd).persistentSleepLatency == nil)
    let long = Hypnogram(stages: [.wake, .n1, .n2, .n2], epochLength: .minutes(2))
    #expect(HypnogramStatistics(long).persistentSleepLatency == .minutes(2))
  }

  /// What YASA says of one hypnogram.
  private struct Said: Decodable {
    let stages: String
    let statistics: [String: Double?]
    let transitions: [String: Int]
  }

  @Test("are YASA's on every recorded hypnogram and on random ones")
  func yasa() throws {
    guard let python = peerPython else { return }
    var random = SeededRandom(seed: 5)
    var texts = ["W", "?", "1", "WWW??", "2222222222", "?2?", "WRW"]
    for _ in 0..<60 {
      let sticky = random.uniform()
      var letter: Character = "W"
      texts.append(
        String(
          (0..<Int.random(in: 1...400, using: &random)).map { _ in
            if random.uniform() > sticky { letter = Array("W123R?")[Int.random(in: 0..<6, using: &random)] }
            return letter
          }))
    }
    let folder = try ScratchFolder()
    try texts.joined(separator: "\n").write(to: folder.file("h"), atomically: true, encoding: .utf8)
    let script = SharedMaterial.projectRoot.appending(path: "Tests/peers/hypnogram_statistics.py").path
    let shared = SharedMaterial.recording("hypnograms").map { [$0.path] } ?? []
    let answer = try run(python, [script, folder.file("h").path] + shared)
    guard answer.status != 3 else {
      print("skipped: the Python peers have no YASA to compare hypnogram statistics with")
      return
    }
    #expect(answer.status == 0, "\(answer.error)")
    let all = try answer.output.split(separator: "\n").map {
      try JSONDecoder().decode(Said.self, from: Data($0.utf8))
    }
    #expect(all.count == texts.count + (shared.isEmpty ? 0 : 128 * 3 + 80 * 5))
    for said in all { compare(said) }
  }

  private func compare(_ said: Said) {
    let ours = HypnogramStatistics(Self.hypnogram(said.stages))
    let figures: [String: Double?] = [
      "TIB": minutes(ours.timeInBed), "SPT": minutes(ours.sleepPeriodTime),
      "TST": minutes(ours.totalSleepTime),
      "WASO": minutes(ours.wakeAfterSleepOnset), "SE": ours.sleepEfficiencyPercent,
      "SME": ours.sleepMaintenanceEfficiencyPercent, "SFI": ours.sleepFragmentationIndex,
      "SOL": minutes(ours.sleepOnsetLatency), "SOL_5min": minutes(ours.persistentSleepLatency),
      "Lat_REM": minutes(ours.latency(to: .rem)), "WAKE": minutes(ours.time(in: .wake)),
      "N1": minutes(ours.time(in: .n1)), "N2": minutes(ours.time(in: .n2)), "N3": minutes(ours.time(in: .n3)),
      "REM": minutes(ours.time(in: .rem)), "%N1": ours.percentOfSleep(.n1), "%N2": ours.percentOfSleep(.n2),
      "%N3": ours.percentOfSleep(.n3), "%REM": ours.percentOfSleep(.rem),
      "UNS": minutes(ours.time(in: .unknown)),
    ]
    for (name, theirs) in said.statistics {
      guard let figure = figures[name] else {
        Issue.record("YASA's \(name) has no figure of ours")
        continue
      }
      // YASA rounds to four decimals.
      let isEqual = (figure == nil) == (theirs == nil) && abs((figure ?? 0) - (theirs ?? 0)) <= 0.500_001e-4
      #expect(
        isEqual, "\(name): \(String(describing: figure)), YASA \(String(describing: theirs)): \(said.stages)")
    }
    let names = ["WAKE", "N1", "N2", "N3", "REM", "UNS"]
    for (from, row) in ours.transitions.enumerated() {
      for (to, count) in row.enumerated() {
        #expect(count == said.transitions["\(names[from])>\(names[to])"] ?? 0)
      }
    }
  }
}
