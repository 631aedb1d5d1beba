public import Consent
internal import Foundation
public import Household
public import Night
internal import ProgramKernel
internal import Programs
internal import PublicRecord
internal import Signals
public import SleepCore
internal import Soundscapes
internal import VirtualSleeper

/// The nights of a home that run now, at most one on each pod: begins them where everyone who must has said yes, watches
/// over them, and keeps what they come to.
public actor HomeNights {
  /// What a home gives its nights.
  public struct Place: Sendable {
    /// What the house ships with.
    public var installation: Installation
    /// The household.
    public var store: HouseholdStore
    /// The pod's state folder, where the records are that it knows.
    public var state: String
    /// Where nights are kept.
    public var folder: String
    /// The clock on the wall.
    public var clock: WallClock
    /// Where the signals come from.
    public var source: Source
    /// How many times as fast as life; 1 unless the sleeper is virtual.
    public var speed: Double
    /// The sound device; `nil` where nothing sounds.
    public var device: String?

    /// Creates a place.
    public init(
      installation: Installation, store: HouseholdStore, state: String, folder: String, clock: WallClock,
      source: Source = .virtual(hours: 8, outOfBed: []), speed: Double = 1, device: String? = nil
    ) {
      (self.installation, self.store, self.state, self.folder) = (installation, store, state, folder)
      (self.clock, self.source, self.speed, self.device) = (clock, source, speed, device)
    }
  }

  /// Where the signals of a night come from.
  public enum Source: Sendable, Hashable {
    /// A virtual sleeper, another one each night; the seconds in which they are out of the bed.
    case virtual(hours: Double, outOfBed: [Range<Int>])
    /// A recording, played as if it were tonight.
    case recording(String)
  }

  /// What somebody wants.
  public struct Wish: Sendable, Hashable {
    /// For whom.
    public var sleeper: PersonID
    /// Which program, by its name on the shelf.
    public var program: String
    /// On which pod.
    public var pod: PersonID
    /// When to wake; `nil` where nobody is woken.
    public var wakeAt: UTCTime?
    /// What for.
    public var purpose: Purpose
    /// Who asks, where it is known.
    public var by: PersonID?
    /// Which way they came, such as `web` or `cli`.
    public var way: String

    /// Creates a wish.
    public init(
      sleeper: PersonID, program: String, pod: PersonID, wakeAt: UTCTime?, purpose: Purpose = .nights,
      by: PersonID?, way: String
    ) {
      (self.sleeper, self.program, self.pod, self.wakeAt) = (sleeper, program, pod, wakeAt)
      (self.purpose, self.by, self.way) = (purpose, by, way)
    }
  }

  /// What a home gives its nights.
  public nonisolated let place: Place
  /// The programs of the house.
  public private(set) var shelf: ProgramShelf
  private var running: [PersonID: LiveNight] = [:]
  private var endings: [Int: Task<Void, Never>] = [:]
  /// Pods and sleepers whose night is just being begun: while one is asked for, another cannot be.
  private var beginning: Set<PersonID> = []

  /// How often consent is asked for again while a night runs, in seconds: what is taken back ends the night within it.
  static let consentInterval = 2.0

  /// The folder of programs that were brought into a house.
  public static func ownPrograms(state: String) -> String { "\(state)/programs" }

  /// Opens the bedrooms of a home.
  public init(_ place: Place) {
    self.place = place
    shelf = ProgramShelf(place.installation, own: Self.ownPrograms(state: place.state))
  }

  /// Reads the shelf anew, such as after a program was brought in.
  public func renewShelf() {
    shelf = ProgramShelf(place.installation, own: Self.ownPrograms(state: place.state))
  }

  /// The evening that a moment belongs to, in days since 1970-01-01: until noon it is the one before.
  public nonisolated func evening(of time: UTCTime) -> Int {
    place.clock.reading(UTCTime(seconds: time.seconds - 12 * 3600)).day
  }

  /// The night that runs on a pod, or the last that ran there since this process began.
  public func now(on pod: PersonID) -> NightNow? { running[pod]?.now }

  /// Every night that runs.
  public var nights: [NightNow] { running.values.map(\.now).filter { $0.ended == nil } }

  /// The running night of a sleeper.
  public func night(of sleeper: PersonID) -> NightNow? { nights.first { $0.sleeper == sleeper } }

  /// Begins a night: asks age, steps, consent and tonight's answers, proves the program, asks the records, and only then
  /// makes anything.
  ///
  /// - Returns: the night, or why nobody may be put under it; the attempt is kept then.
  /// - Throws: an ``ExplainedError`` where it cannot be asked or begun.
  public func begin(_ wish: Wish, at time: UTCTime) async throws -> Result<NightNow, ConsentRefusal> {
    guard let entry = shelf[wish.program] else {
      throw BedroomError(
        .unknown, "there is no such program on the shelf", place: "program \(wish.program)",
        remedy: "Choose one of these: \(shelf.offers.map(\.name).joined(separator: ", ")).")
    }
    guard beginning.isDisjoint(with: [wish.pod, wish.sleeper]) else { throw Self.busy("this pod") }
    beginning.formUnion([wish.pod, wish.sleeper])
    defer { beginning.subtract([wish.pod, wish.sleeper]) }
    let store = place.store
    let evening = evening(of: time)
    let permission: Permission
    switch try await store.permission(
      for: entry.offer, sleeper: wish.sleeper, purpose: wish.purpose, night: evening, way: wish.way,
      by: wish.by, now: time)
    {
    case .success(let given): permission = given
    case .failure(let refusal): return .failure(refusal)
    }
    guard running[wish.pod].map({ $0.now.ended != nil }) ?? true else { throw Self.busy("this pod") }
    guard night(of: wish.sleeper) == nil else { throw Self.busy("this sleeper") }
    let person = try await store.person(wish.sleeper)
    guard let age = person.profile.age?.group(on: evening) else {
      throw BedroomError(
        .unknown, "nobody said how old this sleeper is", place: "person \(wish.sleeper)",
        remedy: "Say it on their page.")
    }
    let run = NightRun(
      installation: place.installation, program: entry.program, age: age, pace: .times(place.speed),
      sound: .firstMinutesAndPulseMinutes(first: 10),
      latency: try NightRun.latency(of: place.device, state: place.state),
      device: place.device,
      state: place.state)
    let clearance = try run.clear()
    let wakeAt = wish.wakeAt.map { NightTime(seconds: max($0.seconds - time.seconds, 60)) }
    let folder = NightFolder(path: newFolder(evening))
    let row = try await store.begin(
      permission, program: entry.offer, pod: wish.pod, folder: folder.path, clearance: clearance.record,
      way: wish.way, now: time)
    let live = LiveNight(
      NightNow(
        id: row, sleeper: wish.sleeper, pod: wish.pod, program: entry.offer,
        title: entry.program.compiled.title, age: age, started: time, wakeAt: wakeAt))
    running[wish.pod] = live
    endings[row] = Task { await self.see(live, run, permission, wakeAt: wakeAt, folder: folder) }
    return .success(live.now)
  }

  /// Says something to the night on a pod.
  ///
  /// - Returns: the receipt, which ``NightNow/receipts`` completes; `nil` where no night runs there.
  public func say(_ word: NightWord, on pod: PersonID, by: PersonID?, at time: UTCTime) -> CommandReceipt? {
    guard let live = running[pod], live.now.ended == nil else { return nil }
    return live.ask(.say(word), by: by, at: time)
  }

  /// Stops the night on a pod; whoever asks, it stops.
  public func stop(on pod: PersonID, by: PersonID?, at time: UTCTime) -> CommandReceipt? {
    guard let live = running[pod], live.now.ended == nil else { return nil }
    return live.ask(.stop, by: by, at: time)
  }

  /// Moves the wake time of the night on a pod by so many minutes; from now, where it has passed or is not set.
  public func wakeLater(minutes: Int, on pod: PersonID, by: PersonID?, at time: UTCTime) -> CommandReceipt? {
    guard let live = running[pod], live.now.ended == nil else { return nil }
    let now = live.now
    let from = max(now.wakeAt ?? now.time, now.time)
    let latest = now.time + .seconds(24 * 3600)
    let wakeAt = max(min(from + .minutes(minutes), latest), now.time + .minutes(1))
    return live.ask(.say(.wakeAt(wakeAt)), by: by, at: time)
  }

  /// Waits until a night and its morning are done.
  public func finished(_ night: Int) async { await endings[night]?.value }

  /// Stops every night and waits for their mornings.
  public func close() async {
    for live in running.values { live.reins.stop(.stopped) }
    for ending in endings.values { await ending.value }
  }

  /// Brings nights to an end that a crash cut short, with what their record holds.
  public func mend(at time: UTCTime) async throws {
    for person in try await place.store.people() {
      for night in try await place.store.nights(of: person.id, limit: 50)
      where night.ended == nil && endings[night.id] == nil {
        let timeline = try? NightTimeline.load(NightFolder(path: night.folder))
        let length = timeline.map { NightSummary($0).length.seconds } ?? 0
        let end = UTCTime(
          seconds: min(night.started.seconds + Int(length), max(time.seconds, night.started.seconds)))
        try await place.store.end(
          night.id, figures: timeline.map { SleepFigures(NightSummary($0)) }, now: end)
      }
    }
  }

  // MARK: A night as it goes

  private func see(
    _ live: LiveNight, _ run: NightRun, _ permission: Permission, wakeAt: NightTime?, folder: NightFolder
  ) async {
    let watch = Task { await self.watchConsent(live, permission) }
    let started = live.now.started
    var timeline: NightTimeline?
    do {
      let (slept, head) = try await Self.sleep(live, run, wakeAt: wakeAt, folder: folder, place)
      timeline = slept
      // At once, before anything is made of the night.
      if live.now.ended == .leftBed { await alert(live) }
      let outcome = try await run.morning(folder, slept, head: head, stopped: live.reins.isStopped)
      live.change { $0.sentence = outcome.sentence }
    } catch {
      live.change { $0.problem = "\(error)" }
    }
    watch.cancel()
    let figures = timeline.map { SleepFigures(NightSummary($0)) }
    // A virtual night may run faster than the clock; its length is what its record says.
    let end = UTCTime(seconds: started.seconds + (figures?.length ?? 0))
    do {
      try await place.store.end(live.now.id, figures: figures, now: max(end, started))
    } catch {
      live.change { $0.problem = "\(error)" }
    }
    live.change { $0.ended = $0.ended ?? .stopped }
    endings[live.now.id] = nil
  }

  /// Sleeps on a thread of its own: a night blocks it until the morning.
  private static func sleep(
    _ live: LiveNight, _ run: NightRun, wakeAt: NightTime?, folder: NightFolder, _ place: Place
  ) async throws -> (NightTimeline, String) {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread {
        do {
          var observer = LiveNightObserver(night: live)
          let started = live.now.started
          switch place.source {
          case .virtual(let hours, let outOfBed):
            var person = VirtualSleeper.Person()
            person.outOfBed = outOfBed
            let sleeper = VirtualSleeper(seed: UInt64(live.now.id), hours: hours, person: person)
            let source = SourceFromNow(sleeper, started: started, clock: place.clock)
            continuation.resume(
              returning: try run.sleep(
                source, wakeAt: wakeAt, folder: folder, reins: live.reins, observer: &observer))
          case .recording(let path):
            let file = try EDFFile(path: path)
            let name = URL(filePath: path).lastPathComponent
            let source = SourceFromNow(
              try EDFReplaySource(file: file, name: name, channel: nil), started: started, clock: place.clock)
            continuation.resume(
              returning: try run.sleep(
                source, wakeAt: wakeAt, folder: folder, reins: live.reins, observer: &observer))
          }
        } catch {
          continuation.resume(throwing: error)
        }
      }
      thread.name = "night \(live.now.id)"
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  /// Asks again and again whether the night may go on; what cannot be asked ends it too.
  private func watchConsent(_ live: LiveNight, _ permission: Permission) async {
    let now = live.now
    while !Task.isCancelled {
      try? await Task.sleep(for: .seconds(Self.consentInterval))
      if Task.isCancelled { return }
      let outlook = try? await place.store.outlook(
        [now.program], sleeper: now.sleeper, purpose: permission.purpose, night: permission.night, now: .now)
      guard let outlook, outlook.first?.waiting == nil, !outlook.isEmpty else {
        return live.reins.stop(.consentEnded)
      }
    }
  }

  /// Says that a young sleeper is out of bed, until somebody answers; tried again while the disk would not.
  private func alert(_ live: LiveNight) async {
    let now = live.now
    for _ in 0..<10 {
      do {
        try await place.store.raise(alert: "bed-exit", about: now.sleeper, night: now.id, now: .now)
        return
      } catch {
        live.change { $0.problem = "\(error)" }
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }

  private func newFolder(_ evening: Int) -> String {
    let base = "\(place.folder)/\(UTCTime.name(ofDay: evening))"
    var path = base
    var number = 2
    while FileManager.default.fileExists(atPath: path) {
      path = "\(base)-\(number)"
      number += 1
    }
    return path
  }

  private static func busy(_ who: String) -> BedroomError {
    BedroomError(
      .busy, "a night runs there already", place: who, remedy: "Stop that night first, or wait for its end.")
  }
}

extension SleepFigures {
  /// The figures of a night's summary.
  init(_ summary: NightSummary) {
    self.init(
      length: Int(summary.length.seconds), totalSleepTime: Int(summary.totalSleepTime.seconds),
      sleepOnset: summary.sleepOnset.map { Int(($0 - .start).seconds) },
      wakeAfterSleepOnset: Int(summary.wakeAfterSleepOnset.seconds),
      stages: summary.stages.map { Int($0.seconds) })
  }
}
