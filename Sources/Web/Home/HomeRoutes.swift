/// Everything that can be asked of a home: the one table.
enum HomeRoutes {
  static func all(_ door: Doorkeeper) -> [HomeRoute] {
    SignInRoutes.all(door)
      + HouseRoutes.all(door)
      + WorkbenchRoutes.all()
  }
}
