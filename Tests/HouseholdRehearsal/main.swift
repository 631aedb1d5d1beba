// A household that is written to until somebody kills it:
//   household-rehearsal FOLDER NUMBER
// What is on the disk is said on standard output, a line each: `attempt N`, `dream N`, `backup N`.
internal import Consent
internal import Foundation
internal import Household
internal import SleepCore

func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

let words = CommandLine.arguments
guard words.count == 3, let first = Int(words[2]) else { exit(64) }
let now = UTCTime(seconds: 1_764_093_600)
let store = try HouseholdStore.open(words[1], now: now)
let known = try await store.people().first
let sleeper: Person
if let known {
  sleeper = known
} else {
  sleeper = try await store.add(
    PersonProfile(name: "Rehearsal", age: .stated(.adult)), roles: [.sleeper], now: now)
}
var number = first
while true {
  let attempt = ConsentAttempt(
    at: now, way: "cli", by: nil, sleeper: sleeper.id, program: String(repeating: "a", count: 64), door: .run,
    code: "n\(number)")
  try await store.keep(attempt)
  say("attempt \(number)")
  _ = try await store.keep(dream: "dream \(number)", of: sleeper.id, evening: number)
  say("dream \(number)")
  if number % 20 == 0 {
    try store.backup(day: 20_000 + number % 3)
    say("backup \(number)")
  }
  number += 1
}
