internal import ProgramKernel
public import SleepCore

/// A night as its senses tell it: stretches in which nothing changes.
///
/// A refusal carries one: run through the engine, it exceeds the limit. While N3 is sure, pulses come as often as they
/// may.
public struct NightTrace: Sendable, Hashable {
  /// Some seconds with the same senses.
  public struct Stretch: Sendable, Hashable {
    /// How long, in seconds.
    public let seconds: Int
    /// What is known in each of them.
    public let senses: Senses
    /// What happens at their end, in words; empty where nothing does.
    public let note: String
  }

  /// The stretches from the beginning of the night on.
  public private(set) var stretches: [Stretch] = []

  /// An empty night.
  init() {}

  /// Its length in seconds.
  public var seconds: Int { stretches.reduce(0) { $0 + $1.seconds } }

  mutating func add(_ seconds: Int, _ senses: Senses, note: String = "") {
    guard seconds > 0 else { return }
    if let last = stretches.last, last.senses == senses, last.note.isEmpty {
      stretches[stretches.count - 1] = Stretch(seconds: last.seconds + seconds, senses: senses, note: note)
      return
    }
    stretches.append(Stretch(seconds: seconds, senses: senses, note: note))
  }

  /// The trace in lines that a person can follow, each with the time of its beginning.
  public var lines: [String] {
    var lines: [String] = []
    var second = 0
    for stretch in stretches {
      var line = "\(NightTime(seconds: second))  \(Self.words(stretch.senses)) for "
      line += ProgramWords.time(.seconds(stretch.seconds))
      if !stretch.note.isEmpty { line += ": \(stretch.note)" }
      lines.append(line)
      second += stretch.seconds
    }
    return lines
  }

  private static func words(_ senses: Senses) -> String {
    var words: [String] = []
    if senses.stage != .unknown { words.append("stage \(senses.stage.code)") }
    if let isPresent = senses.isPresent { words.append(isPresent ? "someone in bed" : "the bed empty") }
    if let isDark = senses.isDark { words.append(isDark ? "lights off" : "lights on") }
    if senses.isAroused { words.append("an arousal") }
    if senses.isNightmare { words.append("signs of a nightmare") }
    if let wish = senses.wish { words.append("the sleeper asks: \(wish.rawValue)") }
    if let wakeIn = senses.wakeIn {
      words.append(
        wakeIn <= .zero ? "the wake time has come" : "\(ProgramWords.time(wakeIn)) to the wake time")
    }
    if senses.sure != .unknown { words.append("surely \(senses.sure.code)") }
    return words.isEmpty ? "nothing known" : words.joined(separator: ", ")
  }
}

/// Walks a program on purpose: chooses how long each scene holds and which way is taken, and writes the senses down.
struct TraceWriter {
  private let graph: SceneGraph
  private let scenes: [CompiledProgram.Scene]
  private(set) var trace = NightTrace()
  /// The scene that the walk has come to, at its first second.
  private(set) var scene = 0

  init(_ graph: SceneGraph) {
    self.graph = graph
    scenes = graph.scenes
  }

  /// Goes to a scene by the quickest ways there are.
  mutating func go(to goal: Int) {
    for way in Self.quickest(to: goal, graph) { leave(by: way, hold: graph.edges[way].hold.lowerBound) }
  }

  /// Stays in the scene for its entering and a hold, then takes a way.
  ///
  /// - Parameters:
  ///   - way: its number in the graph.
  ///   - hold: how long the scene holds its levels before it is taken.
  ///   - sure: the stage that is sure while the scene holds.
  ///   - sureFor: in how many of its last seconds.
  mutating func leave(by way: Int, hold: Int, sure: SleepStage = .unknown, sureFor: Int = .max) {
    let edge = graph.edges[way]
    let here = scenes[scene]
    let entering = here.entering.wholeSeconds
    let note = "to \(scenes[edge.to].name)"
    if let transition = transition(of: way) {
      let last = min(transition.condition.held.wholeSeconds, entering + hold)
      var sign = Self.senses(for: transition, in: here)
      add(entering: entering, hold: hold, sure: sure, sureFor: sureFor, signFor: last, &sign, note: note)
    } else {
      var nothing = Senses.nothing
      add(entering: entering, hold: hold, sure: sure, sureFor: sureFor, signFor: 0, &nothing, note: note)
    }
    scene = edge.to
  }

  /// Stays in the scene for some seconds, its entering included.
  ///
  /// What is sure is so from the first second on: a light that shines only while awake may be left as soon as it is up.
  mutating func stay(seconds: Int, sure: SleepStage = .unknown) {
    var nothing = Senses.nothing
    add(entering: 0, hold: seconds, sure: sure, sureFor: .max, signFor: 0, &nothing, note: "")
  }

  /// The wake time comes in the last second of some seconds in the scene.
  mutating func wake(after seconds: Int, sure: SleepStage = .unknown) {
    guard let way = scenes[scene].transitions.first, way.condition.sign == .wakeTime else { return }
    trace.add(seconds - 1, Senses(sure: sure))
    trace.add(1, Senses(wakeIn: .zero), note: "to \(scenes[way.next].name)")
    scene = way.next
  }

  /// Stays in a scene after waking, and goes on to another when its longest stay is over or a way leads there: as soon
  /// as it may, or as late.
  mutating func leaveAfterWaking(to next: Int, isLate: Bool = false) {
    let here = scenes[scene]
    let note = "to \(scenes[next].name)"
    let longest = here.longest?.time.wholeSeconds ?? 0
    if here.longest?.next == next {
      trace.add(longest, .nothing, note: note)
    } else if let way = here.transitions.first(where: { $0.next == next }) {
      let held = way.condition.held.wholeSeconds
      trace.add((isLate ? longest : max(here.entering.wholeSeconds, held)) - held, .nothing)
      trace.add(held, Self.senses(for: way, in: here), note: note)
    }
    scene = next
  }

  /// Writes entering and hold, with a sign in the last `signFor` seconds and a sure stage in the last `sureFor` of it.
  ///
  /// What is sure in a second is acted on in the next, so it begins a second early.
  private mutating func add(
    entering: Int, hold: Int, sure: SleepStage, sureFor: Int, signFor: Int, _ sign: inout Senses, note: String
  ) {
    let total = entering + hold
    var second = 0
    let sureFrom = sure == .unknown ? Int.max : total - min(sureFor, hold) - 1
    let cuts = Set([total - signFor, sureFrom, total - 1, total]).filter { $0 > 0 && $0 <= total }
      .sorted()
    for cut in cuts {
      var senses = second >= total - signFor ? sign : .nothing
      // The last second's senses already belong to what follows.
      if second >= sureFrom, second < total - 1 { senses.sure = sure }
      trace.add(cut - second, senses, note: cut == total ? note : "")
      second = cut
    }
  }

  private func transition(of way: Int) -> CompiledProgram.Transition? {
    guard let from = graph.edges[way].from, let position = graph.out[from].firstIndex(of: way) else {
      return nil
    }
    let transitions = scenes[from].transitions.filter { $0.condition.sign != .wakeTime }
    return transitions.indices.contains(position) ? transitions[position] : nil
  }

  /// Senses in which a way's sign holds, and none that would be quicker.
  private static func senses(
    for way: CompiledProgram.Transition, in scene: CompiledProgram.Scene
  ) -> Senses {
    switch way.condition.sign {
    case .stage(let stages):
      var left = stages
      let before = scene.transitions.firstIndex(of: way) ?? 0
      for (j, other) in scene.transitions.enumerated() where other != way {
        let isQuicker =
          j < before ? other.condition.held <= way.condition.held : other.condition.held < way.condition.held
        if isQuicker, case .stage(let others) = other.condition.sign { left.subtract(others) }
      }
      return Senses(stage: SleepStage.scored.first(where: left.contains) ?? .unknown)
    case .presence(let isThere): return Senses(isPresent: isThere)
    case .dark(let isDark): return Senses(isDark: isDark)
    case .arousal: return Senses(isAroused: true)
    case .nightmare: return Senses(isNightmare: true)
    case .wish(let wish): return Senses(wish: wish)
    case .beforeWake(let span): return Senses(wakeIn: span)
    case .wakeTime: return Senses(wakeIn: .zero)
    }
  }

  /// The quickest ways from the beginning of the night to a scene before the wake time.
  static func quickest(to goal: Int, _ graph: SceneGraph) -> [Int] {
    var arrival = [Int](repeating: .max, count: graph.scenes.count)
    var via = [Int?](repeating: nil, count: graph.scenes.count)
    arrival[0] = 0
    for here in graph.scenes.indices where arrival[here] < .max {
      for way in graph.out[here] {
        let edge = graph.edges[way]
        let time = arrival[here] + graph.scenes[here].entering.wholeSeconds + edge.hold.lowerBound
        if time < arrival[edge.to] {
          arrival[edge.to] = time
          via[edge.to] = way
        }
      }
    }
    var ways: [Int] = []
    var here = goal
    while let way = via[here], let from = graph.edges[way].from {
      ways.append(way)
      here = from
    }
    return ways.reversed()
  }
}
