internal import Consent
internal import Foundation
internal import Household
internal import SleepCore

/// Fills a household with a year and prints how long the questions of a page take.
func measureYear(in folder: String, now: UTCTime) async throws {
  let store = try HouseholdStore.open(folder, now: now)
  let pod = try await store.addPod("Bedroom")
  let program = ProgramOffer(
    name: "rain", version: "1.0.0", sha256: String(repeating: "a", count: 64), ages: [.adult], powers: [])
  var sleepers: [PersonID] = []
  for name in ["A", "B", "C", "D"] {
    let id = try await store.add(
      PersonProfile(name: name, age: .stated(.adult)), roles: [.sleeper], now: now
    ).id
    sleepers.append(id)
    for night in 0..<365 {
      let start = UTCTime(seconds: now.seconds + night * 86_400)
      // A consent runs out after 90 days: a year has five.
      if night % 80 == 0 {
        let terms = try ConsentTerms(
          giver: id, sleeper: id, program: program, purpose: .nights, does: ["Rain."], known: [],
          notKnown: ["Whether it helps."], text: String(repeating: "Rain while you fall asleep. ", count: 40),
          language: "en", issued: start, expires: UTCTime(seconds: start.seconds + 90 * 86_400))
        _ = try await store.keep(ConsentReceipt(terms, signedBy: store.keys.signer(id)), now: start)
      }
      let permission = try await store.permission(
        for: program, sleeper: id, night: start.day, way: "cli", by: nil, now: start
      ).get()
      let row = try await store.begin(
        permission, program: program, pod: pod.id, folder: "\(name)-\(night)", way: "cli", now: start)
      let figures = SleepFigures(
        length: 28_800, totalSleepTime: 25_200, sleepOnset: 900, wakeAfterSleepOnset: 1200,
        stages: [3600, 1500, 13_500, 4800, 5400, 0])
      try await store.end(row, figures: figures, now: UTCTime(seconds: start.seconds + 28_800))
      var diary = SleepDiary()
      (diary.quality, diary.comment) = (4, "slept well, woke once")
      try await store.keep(diary, of: id, evening: start.day)
    }
  }
  let size =
    (try? FileManager.default.attributesOfItem(atPath: HouseholdStore.file(in: folder))[.size]) as? Int
  say("4 sleepers, 365 nights each: \((size ?? 0) / 1024) KiB")
  let later = UTCTime(seconds: now.seconds + 365 * 86_400)
  try await measure("permission tonight", 400) { i in
    _ = try await store.permission(
      for: program, sleeper: sleepers[i % 4], night: later.day, way: "cli", by: nil, now: later)
  }
  try await measure("30 nights and diaries", 400) { i in
    _ = try await store.nights(of: sleepers[i % 4], from: later.day - 30)
    _ = try await store.diaries(of: sleepers[i % 4], from: later.day - 30)
  }
  try await measure("a year of nights", 100) { i in _ = try await store.nights(of: sleepers[i % 4]) }
  try await measure("a backup", 20) { i in try store.backup(day: later.day + i) }
  try store.close()
  try await measure("opening, with the check", 20) { _ in
    try HouseholdStore.open(folder, now: later).close()
  }
}

private func measure(_ name: String, _ count: Int, _ body: (Int) async throws -> Void) async throws {
  var times: [Double] = []
  for i in 0..<count {
    let begin = ContinuousClock.now
    try await body(i)
    times.append((ContinuousClock.now - begin) / .milliseconds(1))
  }
  times.sort()
  func text(_ value: Double) -> String { String(Double(Int(value * 100)) / 100) }
  say("\(name): median \(text(times[count / 2])) ms, p99 \(text(times[count * 99 / 100])) ms")
}
