internal import ProgramKernel
internal import SleepCore

/// Where the ways of a program lead, before and after the wake time, and whether they may.
struct SceneRoads {
  let scenes: [SceneText]
  let start: Int
  let wake: Int?

  /// The scenes that can run before the wake time.
  let before: Set<Int>
  /// The scenes that can run after it.
  let after: Set<Int>

  /// Follows every way.
  init(scenes: [SceneText], start: Int, wake: Int?) {
    self.scenes = scenes
    self.start = start
    self.wake = wake
    before = Self.reached(from: start, in: scenes, afterWake: false)
    after = wake.map { Self.reached(from: $0, in: scenes, afterWake: true) } ?? []
  }

  /// The scenes that a scene can lead to, itself included.
  ///
  /// After waking, no way waits for the time before it.
  static func reached(from first: Int, in scenes: [SceneText], afterWake: Bool) -> Set<Int> {
    var reached: Set<Int> = []
    var queue = [first]
    while let next = queue.popLast() {
      guard reached.insert(next).inserted else { continue }
      for way in scenes[next].ways where !afterWake || !way.waitsForWaking { queue.append(way.go) }
      if let stay = scenes[next].stay { queue.append(stay.then) }
    }
    return reached
  }

  /// Throws the first mistake.
  ///
  /// - Parameter wakePlace: where the program names its wake scene.
  /// - Throws: ``ProgramError`` at the scene or way that is wrong.
  func check(wakePlace: ProgramPlace?) throws(ProgramError) {
    if let wake, wake == start {
      throw (wakePlace ?? scenes[wake].place).error(
        "the night cannot begin with waking", "Name two scenes. For example: start: settle, wake: wake")
    }
    try checkCircles()
    for (index, scene) in scenes.enumerated() where !before.contains(index) && !after.contains(index) {
      throw scene.place.error(
        "nothing leads to scene `\(scene.name)`",
        "Take it out, or lead to it. For example: {stage: asleep, held: 3 min, go: \(scene.name)}")
    }
    if let wake { try checkRoadToWaking(wake) }
    for index in scenes.indices where after.contains(index) { try checkAfterWaking(index) }
  }

  /// Only the wake time leads to the wake scene.
  private func checkRoadToWaking(_ wake: Int) throws(ProgramError) {
    for index in scenes.indices where before.contains(index) {
      let places =
        scenes[index].ways.filter { $0.go == wake }.map(\.place)
        + [scenes[index].stay].compactMap { $0 }.filter { $0.then == wake }.map(\.thenPlace)
      guard let place = places.first else { continue }
      throw place.error(
        "only the wake time leads to the wake scene `\(scenes[wake].name)`, and it does so from every scene",
        "Lead to a scene of its own for the time before. For example: {before-wake: 20 min, go: dawn}")
    }
  }

  /// After waking a scene only sounds and shines, and its sound comes slowly.
  private func checkAfterWaking(_ index: Int) throws(ProgramError) {
    let scene = scenes[index]
    let how =
      index == wake
      ? "scene `\(scene.name)` runs after the wake time"
      : "scene `\(scene.name)` can run after the wake time, as scene `\(wake.map { scenes[$0].name } ?? "")` leads there"
    for word in LanguageWords.stimuli {
      guard let place = scene.places[word] else { continue }
      throw place.error(
        "\(how), when nothing stimulates and warms any more",
        "Take `\(word)` out, or lead from waking to a scene of its own. For example: then: end")
    }
    for bed in scene.scene.beds where !bed.level.isSilent && bed.over < .seconds(30) {
      throw scene.place(of: bed.kind.name).error(
        "\(how), when sound comes over 30 s or longer, so that nobody is startled",
        "Write a longer `over`. For example: \(bed.kind.name): {level: 50 dBA, over: 1 min}")
    }
    guard !before.contains(index), let way = scene.ways.first(where: \.waitsForWaking) else { return }
    throw way.place.error(
      "\(how), so this way is never taken",
      "Take it out; a longest stay leads on. For example: longest: 10 min, then: end")
  }

  /// Every circle must have a way that says how often it may be taken.
  private func checkCircles() throws(ProgramError) {
    var isDone = [Bool](repeating: false, count: scenes.count)
    for first in [start] + scenes.indices where !isDone[first] { try visit(first, [], &isDone) }
  }

  private func visit(_ here: Int, _ road: [Int], _ isDone: inout [Bool]) throws(ProgramError) {
    let road = road + [here]
    let scene = scenes[here]
    var next = scene.ways.filter { $0.atMost == nil }.map { (go: $0.go, place: $0.place) }
    if let stay = scene.stay { next.append((stay.then, stay.thenPlace)) }
    for (go, place) in next where !isDone[go] {
      if let begin = road.firstIndex(of: go) {
        throw circle(Array(road[begin...]), closedAt: place)
      }
      try visit(go, road, &isDone)
    }
    isDone[here] = true
  }

  private func circle(_ road: [Int], closedAt place: ProgramPlace) -> ProgramError {
    let names = (road + [road[0]]).map { scenes[$0].name }
    let problem =
      "the scenes go round in a circle that could last for ever: \(names.joined(separator: " → "))"
    // The best place for a limit is the last way of the circle; a longest stay cannot carry one.
    for i in road.indices.reversed() {
      let next = road[(i + 1) % road.count]
      guard let way = scenes[road[i]].ways.first(where: { $0.go == next && $0.atMost == nil }) else {
        continue
      }
      let isClosing = scenes[road[i]].stay?.then != next
      guard isClosing else { continue }
      return way.place.error(
        problem,
        "Say how often in a night this way may be taken. For example: {lights: off, held: 1 min, go: "
          + "\(scenes[next].name), at-most: 3}")
    }
    return place.error(
      problem,
      "Let `then` lead on to another scene, and back only by a way that says how often. For example: {lights: off, "
        + "held: 1 min, go: \(names.last ?? ""), at-most: 3}")
  }
}

extension SceneText.Way {
  /// Whether it waits for the time before the wake time.
  var waitsForWaking: Bool {
    if case .beforeWake = sign { true } else { false }
  }
}
