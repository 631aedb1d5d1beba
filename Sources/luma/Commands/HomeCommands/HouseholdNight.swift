internal import ArgumentParser
internal import Bedroom
internal import Consent
internal import Foundation
internal import Household
internal import Night
internal import SleepCore

/// `luma night --for`: a night of somebody of the household, begun and watched over as the pages do it.
struct HouseholdNight {
  private let command: NightCommand
  private let name: String

  init(_ command: NightCommand, _ name: String) { (self.command, self.name) = (command, name) }

  func run() async throws {
    let place = try HomePlace.parse([])
    let store = try place.open()
    let person = try await HomePlace.person(name, in: store)
    guard let pod = try await store.pods().first else {
      throw HomeCommandError(
        "there is no pod in this house", place: place.household, remedy: "Begin with luma home.")
    }
    let clock = try await place.clock(store)
    let nights = HomeNights(
      HomeNights.Place(
        installation: try Installation(), store: store, state: place.state, folder: place.nights,
        clock: clock,
        source: command.recording.map { .recording($0) } ?? .virtual(hours: 8, outOfBed: []),
        speed: command.pace == .realtime ? 1 : 1_000_000, device: command.play ? command.device : nil))
    let now = UTCTime.now
    let begun = try await nights.begin(
      HomeNights.Wish(
        sleeper: person.id, program: command.program, pod: pod.id, wakeAt: try wakeTime(clock, after: now),
        by: nil, way: "cli"), at: now)
    let night: NightNow
    switch begun {
    case .failure(let refusal): throw refusal
    case .success(let started): night = started
    }
    StopSignal.listen()
    var told = ""
    while let state = await nights.now(on: pod.id), state.ended == nil {
      if StopSignal.isAsked { _ = await nights.stop(on: pod.id, by: nil, at: .now) }
      let line = "\(state.time)  stage \(state.belief.stage.code)  scene \(state.scene)"
      if line.dropFirst(8) != told.dropFirst(8) { Terminal.complain(line) }
      told = line
      try await Task.sleep(for: .milliseconds(200))
    }
    await nights.finished(night.id)
    let end = await nights.now(on: pod.id)
    try store.close()
    if let problem = end?.problem { Terminal.complain("luma: \(problem)") }
    Terminal.say(end?.sentence ?? "The night has ended.")
    if end?.ended == .stopped { throw ExitStatus.stopped }
  }

  /// The next time at which the clock on the wall shows what `--wake` says.
  private func wakeTime(_ clock: WallClock, after now: UTCTime) throws -> UTCTime? {
    guard let wake = command.wake, wake != "none" else { return nil }
    let parts = wake.split(separator: ":").map { Int($0) }
    guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0..<24).contains(hour),
      (0..<60).contains(minute)
    else {
      throw HomeCommandError(
        "«\(wake)» is not a time of day", place: "--wake", remedy: "Write it as HH:MM, or none.")
    }
    let today = clock.reading(now).day
    let moments = (0...2).map { clock.moment(day: today + $0, minute: hour * 60 + minute) }
    return moments.first { $0 > now }
  }
}
