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
  ///   - origins: the addresses by which it may be called.
  ///   - log: where lines of the log go.
  ///   - now: the time.
  public init(
    store: HouseholdStore, nights: HomeNights, assets: HomeAssets, origins: HomeOrigins,
    log: HomeLog, now: @escaping @Sendable () -> UTCTime
  ) {
    house = House(
      store: store, nights: nights, assets: assets, now: now, origins: origins,
      metrics: HomeMetrics(), log: log)
  }
}
