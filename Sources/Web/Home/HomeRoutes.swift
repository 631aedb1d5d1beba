/// Everything that can be asked of a home: the one table.
enum HomeRoutes {
  static func all(_ door: Doorkeeper) -> [HomeRoute] {
    []
  }
}
