/// Everything that can be asked of a home: the one table.
enum HomeRoutes {
  static func all(_ door: Doorkeeper) -> [HomeRoute] {
    TonightRoutes.all(door)
      + LiveRoutes.all(door)
      + MorningRoutes.all(door)
      + TrendsRoutes.all(door)
      + SignInRoutes.all(door)
      + HouseRoutes.all(door)
      + WorkbenchRoutes.all()
      + FamilyRoutes.all()
      + AppRoutes.all(door)
  }
}
