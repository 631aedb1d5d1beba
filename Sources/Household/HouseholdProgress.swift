public import Consent
internal import GRDB

extension HouseholdStore {
  /// How far a sleeper has opened the house, and how many nights they have seen since the last step.
  ///
  /// The nights are counted as ``unlock(_:for:by:now:day:)`` counts them.
  ///
  /// - Returns: the step, and the nights.
  /// - Throws: ``HouseholdError``.
  public func progress(of sleeper: PersonID) async throws(HouseholdError) -> (open: UnlockStage, nights: Int)
  {
    try await read { db in
      let open = StagedUnlocking.open(try Self.steps(of: sleeper, db), for: sleeper)
      return (open, try Self.nights(of: sleeper, at: open, db))
    }
  }
}
