internal import Bedroom
internal import SignIn
internal import SleepCore

/// The night while it runs: for a parent elsewhere in the house, for a hand in the dark, and alerts.
enum LiveRoutes {
  static func all(_ door: Doorkeeper) -> [HomeRoute] {
    let pod = HomeRoute.About.pod(path: "pod")
    return [
      .page(
        "/dark/:pod", .seeTonight, about: pod, "A black page with a clock and one button", DarkPage.answer),
      .page("/live/:pod", .seeLive, about: pod, "Watch a night", LivePage.answer),
      .get(
        "/live/:pod/events", .seeLive, about: pod, "A night as it changes, and its alerts", answers: .stream
      ) { .stream(LiveStream(try $0.pod(), $0).next) },
      .get("/pods/:pod/night", .seeLive, about: pod, "The night on a pod as it is now") { request in
        guard let night = await request.house.nights.now(on: try request.pod()) else {
          throw HomeProblem.nothing
        }
        return .json(try await LiveView(night, request).json)
      },
      .get("/alerts/events", .seeTonight, "Alerts, again and again until somebody answers", answers: .stream)
      {
        request in
        guard request.visitor.actor.age == .adult else {
          // Alerts go to who can answer them, never into the room of a child.
          throw HouseRefusal(
            act: .answerAlert, why: request.visitor.id == nil ? .device : .notAtThisAge)
        }
        return .stream(AlertStream(request).next)
      },
      .deed(
        "/alerts/:alert/answer", .answerAlert, about: .alert(path: "alert"),
        "Answer an alert, so that it ends",
        [TonightRoutes.from]
      ) { try await AlertDesk.answer($0) },
    ]
  }
}
