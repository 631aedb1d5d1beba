// A household to be killed, and one to be measured:
//   household-rehearsal FOLDER NUMBER   writes until somebody kills it
//   household-rehearsal FOLDER year     a year of nights for four sleepers, and what the pages ask for
// In the first form what is on the disk is said on standard output, a line each: `attempt N`, `dream N`, `backup N`.
internal import Consent
internal import Foundation
internal import Household
internal import SleepCore

func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

let words = CommandLine.arguments
let now = UTCTime(seconds: 1_764_093_600)
if words.count == 3, words[2] == "year" {
  try await measureYear(in: words[1], now: now)
  exit(0)
}
guard words.count == 3, let first = Int(words[2]) else { exit(64) }
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
