public import PublicRecord
public import SleepCore

/// What somebody wants to do with a program.
public enum Door: String, Sendable, Hashable, CaseIterable {
  /// Pick it for a night.
  case choose
  /// Put it into a sleeper's week.
  case schedule
  /// Bring it into the house for a sleeper.
  case bring
  /// Let it run.
  case run
}

/// What somebody asks for.
public struct NightRequest: Sendable, Hashable {
  /// For whom.
  public let sleeper: Sleeper
  /// With what.
  public let program: ProgramOffer
  /// What for.
  public let purpose: Purpose
  /// The evening on which the night begins: days since 1970-01-01, by the home's own calendar.
  public let night: Int

  /// Creates a request.
  public init(sleeper: Sleeper, program: ProgramOffer, purpose: Purpose = .nights, night: Int) {
    (self.sleeper, self.program, self.purpose, self.night) = (sleeper, program, purpose, night)
  }
}

/// What the household knows about consent; only what concerns the sleeper is looked at.
public struct ConsentState: Sendable {
  /// Who answers for the sleeper, as of now; grown-ups alone, which is for the caller to see to.
  public var guardians: [PersonID]
  /// The keys of those who can consent.
  public var keys: [PersonID: VerifierKey]
  /// Receipts and withdrawals in the order in which they came.
  public var entries: [ConsentEntry]
  /// What was said about nights, in the order in which it was said.
  public var answers: [NightAnswer]
  /// What the sleeper has opened, in the order in which it was opened.
  public var steps: [UnlockStep]
  /// Evenings on which something stimulated the sleeper, whatever program it was.
  public var stimulated: Set<Int>

  /// Creates what is known.
  public init(
    guardians: [PersonID] = [], keys: [PersonID: VerifierKey] = [:], entries: [ConsentEntry] = [],
    answers: [NightAnswer] = [], steps: [UnlockStep] = [], stimulated: Set<Int> = []
  ) {
    (self.guardians, self.keys, self.entries) = (guardians, keys, entries)
    (self.answers, self.steps, self.stimulated) = (answers, steps, stimulated)
  }
}

/// That a program may run for a sleeper tonight; only ``ConsentGate`` makes one.
public struct Permission: Sendable, Hashable {
  /// For whom.
  public let sleeper: PersonID
  /// The SHA-256 of the program.
  public let program: String
  /// What for.
  public let purpose: Purpose
  /// The evening on which the night begins.
  public let night: Int
  /// The receipt that it rests on.
  public let receipt: String
  /// Who gave it.
  public let giver: PersonID
  /// The first moment at which it no longer holds; a night that is running then ends.
  public let until: UTCTime

  fileprivate init(_ request: NightRequest, _ receipt: ConsentReceipt) {
    (sleeper, program, night) = (request.sleeper.id, request.program.sha256, request.night)
    purpose = request.purpose
    (self.receipt, giver, until) = (receipt.id, receipt.terms.giver, receipt.terms.expires)
  }
}

/// Decides who may be put under what.
///
/// A pure function: what is not known is refused.
public enum ConsentGate {
  /// Decides whether a program may be picked, scheduled or brought into the house for a sleeper.
  ///
  /// No consent is needed yet, but the age, the sensitivities and, unless it is only brought in, the open
  /// step.
  ///
  /// - Parameters:
  ///   - request: for whom, with what, when.
  ///   - door: what is wanted.
  ///   - state: what is known; guardians, keys and consents are not looked at.
  /// - Throws: ``ConsentRefusal``; the attempt is to be kept.
  public static func admit(_ request: NightRequest, at door: Door, state: ConsentState) throws(ConsentRefusal)
  {
    let (sleeper, program) = (request.sleeper, request.program)
    let age = sleeper.age.group(on: request.night)
    func refuse(_ why: ConsentRefusal.Why) -> ConsentRefusal {
      ConsentRefusal(program: program.name, why: why)
    }
    guard program.ages.contains(age) else { throw refuse(.age(age, for: program.ages)) }
    if age.isYoung, !program.powers.isEmpty { throw refuse(.stimulates(age, program.powers)) }
    for one in Sensitivity.allCases where sleeper.sensitivities.contains(one) {
      guard one.forbids.isDisjoint(with: program.powers) else { throw refuse(.sensitivity(one)) }
    }
    let needs = request.purpose == .trial ? max(program.stage, .trials) : program.stage
    let open = StagedUnlocking.open(state.steps, for: sleeper.id)
    guard door == .bring || needs <= open else { throw refuse(.locked(needs: needs, open: open)) }
  }

  /// Decides whether a program may run tonight; asked again while it runs.
  ///
  /// 1. Everything of ``admit(_:at:state:)``.
  /// 2. What stimulates has a free night in every seven: no more of the last six nights were stimulated than leave it one.
  /// 3. An adult's own consent stands, or the consent of one who answers for a sleeper who is not of age:
  ///    signed, for this text of the program and this purpose, not run out, not taken back.
  /// 4. A child or teen has said yes to this night themself.
  /// 5. Nobody of the sleeper and the guardians has said no to this night, unless all whose voice counts said
  ///    yes after the last no.
  ///
  /// Neither a guardian nor a child can begin alone, and either can end it.
  ///
  /// - Parameters:
  ///   - request: for whom, with what, when.
  ///   - state: what is known.
  ///   - now: the time.
  /// - Returns: the permission.
  /// - Throws: ``ConsentRefusal``; the attempt is to be kept. Of several consents that fail, the one that
  ///   came nearest gives the reason.
  public static func decide(_ request: NightRequest, state: ConsentState, now: UTCTime) throws(ConsentRefusal)
    -> Permission
  {
    try admit(request, at: .run, state: state)
    let sleeper = request.sleeper.id
    let age = request.sleeper.age.group(on: request.night)
    func refuse(_ why: ConsentRefusal.Why) -> ConsentRefusal {
      ConsentRefusal(program: request.program.name, why: why)
    }
    if !request.program.powers.isEmpty {
      let week = state.stimulated.filter { (request.night - 6..<request.night).contains($0) }
      guard week.count < request.program.nightsAWeek else {
        throw refuse(.weekIsFull(nights: request.program.nightsAWeek))
      }
    }
    // Nobody answers for themself here: a child who is written down as a guardian stays a child.
    let guardians = state.guardians.filter { $0 != sleeper }
    if age != .adult, guardians.isEmpty { throw refuse(.noGuardian(age)) }
    let givers = age == .adult ? [sleeper] : guardians
    let receipt: ConsentReceipt
    switch consent(request, by: givers, state: state, now: now) {
    case .success(let found): receipt = found
    case .failure(let refusal): throw refusal
    }
    try checkAnswers(request, age: age, guardians: guardians, state: state)
    return Permission(request, receipt)
  }

  private static func checkAnswers(
    _ request: NightRequest, age: AgeGroup, guardians: [PersonID], state: ConsentState
  ) throws(ConsentRefusal) {
    let sleeper = request.sleeper.id
    let counting = age == .adult ? [sleeper] : guardians + [sleeper]
    let answers = state.answers.filter {
      $0.sleeper == sleeper && $0.night == request.night && counting.contains($0.by)
    }
    // The order in which they came decides: a clock that was set back makes no old yes a new one.
    let lastNo = answers.lastIndex { !$0.isYes }
    let since = lastNo.map { answers[($0 + 1)...] } ?? answers[...]
    let sleeperSaysYes = since.contains { $0.by == sleeper }
    let guardianSaysYes = since.contains { guardians.contains($0.by) }
    let needsSleeper = age == .teen || age == .child || (age == .adult && lastNo != nil)
    let needsGuardian = age != .adult && lastNo != nil
    guard (sleeperSaysYes || !needsSleeper) && (guardianSaysYes || !needsGuardian) else {
      guard let lastNo else { throw ConsentRefusal(program: request.program.name, why: .noYes) }
      throw ConsentRefusal(
        program: request.program.name,
        why: .saidNo(by: answers[lastNo].by == sleeper ? .sleeper : .guardian))
    }
  }

  private static func fault(_ standing: ConsentStanding, _ terms: ConsentTerms) -> (
    rank: Int, why: ConsentRefusal.Why
  )? {
    switch standing {
    case .live: nil
    case .expired: (3, .expired(terms.expires))
    case .notYet: (4, .notYet(terms.issued))
    case .withdrawn: (5, .withdrawn)
    }
  }

  /// The consent that stands, or why the nearest does not.
  private static func consent(
    _ request: NightRequest, by givers: [PersonID], state: ConsentState, now: UTCTime
  ) -> Result<ConsentReceipt, ConsentRefusal> {
    let program = request.program
    var nearest: (rank: Int, why: ConsentRefusal.Why) =
      (0, .noConsent(from: givers == [request.sleeper.id] ? .sleeper : .guardian))
    for (i, entry) in state.entries.enumerated() {
      guard case .receipt(let receipt) = entry else { continue }
      let terms = receipt.terms
      guard terms.sleeper == request.sleeper.id, givers.contains(terms.giver),
        terms.purpose == request.purpose,
        terms.program == program.name || terms.sha256 == program.sha256
      else { continue }
      // Each rank is one condition more that held.
      let fault: (rank: Int, why: ConsentRefusal.Why)? =
        if !(state.keys[terms.giver].map(receipt.isSigned) ?? false) {
          (1, .signature)
        } else if terms.sha256 != program.sha256 {
          (2, .otherVersion(agreed: terms.version, offered: program.version))
        } else {
          fault(standing(of: receipt, at: i, in: state.entries, now: now), terms)
        }
      guard let fault else { return .success(receipt) }
      if fault.rank >= nearest.rank { nearest = fault }
    }
    return .failure(ConsentRefusal(program: program.name, why: nearest.why))
  }
}
