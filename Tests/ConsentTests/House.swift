import Consent
import PublicRecord
import SleepCore

/// A made-up household with everyone's keys.
struct House {
  static let now = UTCTime("2026-11-25T18:00:00Z") ?? .last
  static let night = UTCTime.day(named: "2026-11-25") ?? 0

  let sleeper: PersonID
  let guardian: PersonID
  let other: PersonID
  let stranger: PersonID
  let signers: [PersonID: SignerKey]

  init(seed: UInt64 = 1) throws {
    var random = SeededRandom(seed: seed)
    let ids = (0..<4).map { _ in PersonID(using: &random) }
    (sleeper, guardian, other, stranger) = (ids[0], ids[1], ids[2], ids[3])
    var signers: [PersonID: SignerKey] = [:]
    for id in ids { signers[id] = try SignerKey(name: id.keyName, kind: .ed25519, seed: Self.bytes(&random)) }
    self.signers = signers
  }

  static func bytes(_ random: inout SeededRandom) -> [UInt8] {
    (0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  var keys: [PersonID: VerifierKey] { signers.mapValues(\.verifier) }

  static func program(
    ages: Set<AgeGroup> = Set(AgeGroup.allCases), powers: Set<ProgramPower> = [], version: String = "1.0.0"
  ) -> ProgramOffer {
    ProgramOffer(
      name: "rain", version: version, sha256: SHA256Hex.of("rain \(version)"), ages: ages, powers: powers)
  }

  func terms(
    from giver: PersonID, program: ProgramOffer = program(), purpose: Purpose = .nights,
    issued: Int = -3600, days: Int = 90
  ) throws -> ConsentTerms {
    let start = Self.now.seconds + issued
    return try ConsentTerms(
      giver: giver, sleeper: sleeper, program: program, purpose: purpose, does: ["Rain."],
      known: ["Rain masks a street."], notKnown: ["Whether it helps you."],
      text: "Rain while you fall asleep.",
      language: "en", issued: UTCTime(seconds: start), expires: UTCTime(seconds: start + days * 86_400))
  }

  func receipt(
    from giver: PersonID, program: ProgramOffer = program(), purpose: Purpose = .nights, issued: Int = -3600,
    days: Int = 90
  ) throws -> ConsentReceipt {
    let terms = try terms(from: giver, program: program, purpose: purpose, issued: issued, days: days)
    guard let signer = signers[giver] else { throw ConsentError("no key", place: "test", remedy: "") }
    return try ConsentReceipt(terms, signedBy: signer)
  }

  func request(_ age: AgeGroup, program: ProgramOffer = program(), purpose: Purpose = .nights) -> NightRequest
  {
    NightRequest(
      sleeper: Sleeper(id: sleeper, age: .stated(age)), program: program, purpose: purpose, night: Self.night)
  }

  func answer(_ by: PersonID, _ isYes: Bool, night: Int = night) -> NightAnswer {
    NightAnswer(sleeper: sleeper, by: by, night: night, isYes: isYes)
  }
}

/// The refusal of something, or `nil` where it was let through.
func refusal(_ body: () throws(ConsentRefusal) -> some Any) -> ConsentRefusal? {
  do {
    _ = try body()
    return nil
  } catch {
    return error
  }
}
