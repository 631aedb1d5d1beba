// A guard and a runtime for it, as processes of their own that a test can kill:
//   guard-rehearsal guard STATE device|file|nowhere NAME
//   guard-rehearsal runtime STATE device|file|nowhere NAME SECONDS
// The runtime asks for rain at 40 dBA and a pulse twice a second, until SECONDS have passed or it is killed.
internal import Devices
internal import Foundation
internal import Guard
internal import SleepCore

func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

let words = CommandLine.arguments
guard words.count >= 5 else { exit(64) }
let limitsHash = String(repeating: "a", count: 64)
let destination: SoundDestination =
  words[3] == "device" ? .device(words[4]) : words[3] == "file" ? .file(words[4]) : .nowhere

if words[1] == "guard" {
  let isWell = try GuardService.run(.init(state: words[2], destination: destination, limitsHash: limitsHash))
  exit(isWell ? 0 : 1)
}

let client = GuardClient(program: words[0], arguments: ["guard"] + words[2...4])
try client.start(
  .init(
    age: .adult, limitsHash: limitsHash, certificateHash: limitsHash, wakeAt: NightTime(seconds: 28_800),
    seed: 7))
var wish = Ambience.nothing
wish.beds[.rain] = .dBA(40)
let began = ContinuousClock.now
for second in 0..<(words.count > 5 ? Int(words[5]) ?? 5 : 5) {
  client.lease(wish, at: NightTime(seconds: second), mayBeAsleep: true, isAfterWakeTime: false)
  for half in 0..<2 {
    let now = NightTime(ticks: Int64(second) * 10_000_000 + Int64(half) * 5_000_000)
    let pulse = Pulse(
      onset: now + .milliseconds(200), level: .dBA(50), length: .milliseconds(50), rise: .milliseconds(5))
    if second > 2 { client.pulse(pulse, decidedAt: now) }
    let due = began.advanced(by: .milliseconds(second * 1000 + (half + 1) * 500))
    let left = due - .now
    if left > .zero { Thread.sleep(forTimeInterval: left / .seconds(1)) }
  }
  let status = client.status()
  for withheld in status.withheld { say("withheld \(withheld.what): \(withheld.why)") }
  say(
    "second \(second) ready \(status.isReady) beds \(status.allowed.beds.total.dBA) dose \(status.dose.picoPascalSquaredSeconds) restarts \(status.restarts) \(status.problem ?? "")"
  )
}
client.close()
