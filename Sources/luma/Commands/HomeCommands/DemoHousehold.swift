internal import Bedroom
internal import Consent
internal import Household
internal import ProgramKernel
internal import Programs
internal import SignIn
internal import SleepCore

/// A household to look around in: made up, and said to be.
enum DemoHousehold {
  /// Who is there, and how they sign in.
  static let words = """
    This is a made-up household. Sign in as Ada with «four quiet evening walks», as Ben with «a lamp beside the window»,
    as Eve, the engineer, with «slow waves under the moon». Mia is seven; her pictures are moon, fox, star, boat.
    A night of the virtual sleeper passes quickly; --speed 1 lets it pass as in life.
    """

  /// Fills an empty household; one that has people is left as it is.
  static func fill(_ store: HouseholdStore, installation: Installation, nights: String, days: Int)
    async throws
  {
    guard try await store.people().isEmpty else { return }
    let now = UTCTime.now
    let ada = try await adult("Ada", [.guardian, .sleeper], "four quiet evening walks", store, now)
    try await store.setOwner(true, of: ada)
    let ben = try await adult("Ben", [.sleeper], "a lamp beside the window", store, now)
    _ = try await adult("Eve", [.engineer], "slow waves under the moon", store, now)
    let mia = try await store.add(
      PersonProfile(name: "Mia", age: .stated(.child), needs: ["falling-asleep"]), roles: [.sleeper], now: now
    ).id
    try await store.setPictures(try AssentPictures([.moon, .fox, .star, .boat]).hash(), of: mia)
    try await store.name(guardian: ada, of: mia, day: now.day)
    try await store.keep(
      routine: ["Brush teeth", "Choose a story", "Read it together", "Lights out"], of: mia)
    let pod = try await store.addPod("Bedroom")
    _ = try await store.addPod("Mia's room")
    for (name, giver, sleeper) in [
      ("settle-and-fade", ada, ada), ("settle-and-fade", ben, ben), ("child-wind-down", ada, mia),
    ] {
      let program = try installation.program(name)
      // A consent holds for 90 days at most: one for each stretch of 80 of the made-up nights.
      for back in stride(from: days + 7, to: 0, by: -80) {
        try await consent(
          giver, for: sleeper, to: program, store, UTCTime(seconds: now.seconds - back * 86_400))
      }
      try await past(
        of: sleeper, program: program, pod: pod.id, by: giver, folder: nights, days: days, store, now)
    }
  }

  private static func adult(
    _ name: String, _ roles: Set<Role>, _ password: String, _ store: HouseholdStore, _ now: UTCTime
  ) async throws -> PersonID {
    let person = try await store.add(PersonProfile(name: name, age: .stated(.adult)), roles: roles, now: now)
    try await store.setPassword(try Password(new: password).hash(), of: person.id)
    return person.id
  }

  private static func consent(
    _ giver: PersonID, for sleeper: PersonID, to program: SleepProgram, _ store: HouseholdStore,
    _ now: UTCTime
  ) async throws {
    // Dated back by five weeks, so that the made-up nights lie under it.
    let issued = UTCTime(seconds: now.seconds - 35 * 86_400)
    let expires = UTCTime(seconds: issued.seconds + ConsentTerms.longest)
    let wording = ConsentWording(
      does: [program.about],
      claims: program.evidence.map { .init(claim: $0.claim, finding: $0.finding, source: $0.source) },
      language: "en")
    let offer = ProgramOffer(program.compiled)
    let terms = try ConsentTerms(
      giver: giver, sleeper: sleeper, program: offer, purpose: .nights, does: wording.does,
      known: wording.known,
      notKnown: wording.notKnown,
      text: wording.text(
        title: program.compiled.title, version: offer.version, purpose: .nights,
        isForSomebodyElse: giver != sleeper, expires: expires), language: "en", issued: issued,
      expires: expires)
    _ = try await store.keep(try ConsentReceipt(terms, signedBy: store.keys.signer(giver)), now: issued)
  }

  /// Made-up figures, with gaps, as a life has them.
  private static func past(
    of sleeper: PersonID, program: SleepProgram, pod: PersonID, by giver: PersonID, folder: String,
    days: Int, _ store: HouseholdStore, _ now: UTCTime
  ) async throws {
    var random = SeededRandom(seed: UInt64(sleeper.description.prefix(8), radix: 16) ?? 1, stream: 1)
    let offer = ProgramOffer(program.compiled)
    for back in stride(from: days + 1, to: 1, by: -1) {
      let evening = now.day - back
      guard random.uniform() > 0.2 else { continue }
      let began = UTCTime(seconds: evening * 86_400 + 21 * 3600 + Int(random.uniform() * 3600))
      if giver != sleeper {
        try await store.keep(
          NightAnswer(sleeper: sleeper, by: sleeper, night: evening, isYes: true), now: began)
      }
      let permission = try await store.permission(
        for: offer, sleeper: sleeper, night: evening, way: "demo", by: giver, now: began)
      guard case .success(let permission) = permission else { continue }
      let night = try await store.begin(
        permission, program: offer, pod: pod,
        folder: "\(folder)/demo-\(sleeper.description.prefix(8))-\(evening)",
        way: "demo", now: began)
      let length = 7 * 3600 + Int(random.uniform() * 5400)
      let (onset, waso) = (300 + Int(random.uniform() * 1800), Int(random.uniform() * 2700))
      let asleep = length - onset - waso
      try await store.end(
        night,
        figures: SleepFigures(
          length: length, totalSleepTime: asleep, sleepOnset: onset, wakeAfterSleepOnset: waso,
          stages: [
            length - asleep, asleep / 20, asleep / 2, asleep / 5,
            asleep - asleep / 20 - asleep / 2 - asleep / 5, 0,
          ]),
        now: UTCTime(seconds: began.seconds + length))
      guard random.uniform() > 0.3 else { continue }
      var diary = SleepDiary()
      diary.quality = 2 + Int(random.uniform() * 4)
      diary.hadNightmare = random.uniform() < 0.06
      diary.feltUnreal = false
      diary.awakenings = Int(random.uniform() * 4)
      try await store.keep(diary, of: sleeper, evening: evening)
    }
  }
}
