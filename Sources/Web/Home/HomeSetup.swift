public import Bedroom
public import Household
public import SleepCore

/// What a home's site is made of.
public struct HomeSetup: Sendable {
  let house: House

  /// Puts a home together.
  ///
  /// - Parameters:
  ///   - store: the household.
  ///   - nights: its nights.
  ///   - assets: what pages load.
  ///   - origins: the addresses by which it may be called, such as `http://127.0.0.1:8080`; the first is the one that
  ///     people are told.
  ///   - relyingParty: the name that passkeys are made for, such as `localhost`.
  ///   - log: where lines of the log go.
  ///   - now: the time.
  public init(
    store: HouseholdStore, nights: HomeNights, assets: HomeAssets, origins: [String], relyingParty: String,
    log: HomeLog, now: @escaping @Sendable () -> UTCTime
  ) {
    house = House(
      store: store, nights: nights, assets: assets, now: now, origins: origins, relyingParty: relyingParty,
      metrics: HomeMetrics(), log: log)
  }
}
