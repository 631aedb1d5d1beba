public import SleepCore

/// One step that a sleeper took, or that was taken for them.
public struct UnlockStep: Sendable, Hashable {
  /// Whose.
  public let sleeper: PersonID
  /// What it opened.
  public let stage: UnlockStage
  /// Who opened it.
  public let by: PersonID

  /// Creates a step.
  public init(sleeper: PersonID, stage: UnlockStage, by: PersonID) {
    (self.sleeper, self.stage, self.by) = (sleeper, stage, by)
  }
}

/// Opens the house step by step: sound, then pulses, then dreamscapes, then trials.
public enum StagedUnlocking {
  /// How many nights are seen at a step before the next can be opened.
  ///
  /// Three. The first night with anything new in the bedroom is not like those after it (the first-night
  /// effect: Agnew, Webb and Williams, Psychophysiology 1966), so one is too few, and with two there is
  /// nothing to compare the second with. More than a few would be skipped by asking for another account.
  public static let nights = 3

  /// The furthest step that an age group can reach: those who cannot be stimulated stay with sound.
  public static func furthest(for age: AgeGroup) -> UnlockStage { age.isYoung ? .sound : .trials }

  /// How far the steps lead; a step that skips one opens nothing.
  public static func open(_ steps: [UnlockStep], for sleeper: PersonID) -> UnlockStage {
    var open = UnlockStage.sound
    for step in steps where step.sleeper == sleeper {
      if step.stage.rawValue == open.rawValue + 1 { open = step.stage }
    }
    return open
  }

  /// Decides whether a step may be taken.
  ///
  /// - Parameters:
  ///   - stage: what is to be opened.
  ///   - by: who opens it: an adult for themself, a guardian for a teen.
  ///   - sleeper: for whom.
  ///   - guardians: who answers for them.
  ///   - steps: what was opened so far.
  ///   - nightsAtStage: how many whole nights ran since the last step, programs of that step among them.
  ///   - day: today, days since 1970-01-01.
  /// - Returns: the step, to be kept.
  /// - Throws: ``ConsentRefusal``.
  public static func step(
    to stage: UnlockStage, by: PersonID, for sleeper: Sleeper, guardians: [PersonID], steps: [UnlockStep],
    nightsAtStage: Int, day: Int
  ) throws(ConsentRefusal) -> UnlockStep {
    func refuse(_ why: ConsentRefusal.Why) -> ConsentRefusal { ConsentRefusal(program: stage.name, why: why) }
    let age = sleeper.age.group(on: day)
    guard stage <= furthest(for: age) else { throw refuse(.tooYoungToUnlock(stage, age)) }
    let isAllowed = age == .adult ? by == sleeper.id : by != sleeper.id && guardians.contains(by)
    guard isAllowed else { throw refuse(.notTheirStep(age)) }
    let open = open(steps, for: sleeper.id)
    guard stage.rawValue == open.rawValue + 1 else { throw refuse(.locked(needs: stage, open: open)) }
    guard nightsAtStage >= nights else { throw refuse(.tooFewNights(seen: nightsAtStage, at: open)) }
    return UnlockStep(sleeper: sleeper.id, stage: stage, by: by)
  }
}
