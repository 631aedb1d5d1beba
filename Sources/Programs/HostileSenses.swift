public import ProgramKernel
public import SleepCore

/// A sleeper and a house that do whatever is worst, as far as chance finds it: for simulations and tests.
///
/// It knows the program's ways out and takes them early, late or never, and is mostly sure of what lets most out.
public struct HostileSenses: Sendable {
  private var random: SeededRandom
  private var left = 0
  private var senses = Senses.nothing
  private let signs: [CompiledProgram.Condition]
  private let boldness: Double

  /// The senses of a seed against a program.
  public init(_ program: CompiledProgram, seed: UInt64) {
    random = SeededRandom(seed: seed, stream: 78)
    signs = program.scenes.flatMap { $0.transitions.map(\.condition) }
    boldness = random.uniform()
  }

  /// The senses of the next second.
  public mutating func next() -> Senses {
    if left == 0 { change() }
    left -= 1
    return senses
  }

  private mutating func change() {
    let lengths = [1, 1, 2, 5, 30, 90, 400, 3000]
    left = lengths[Int(random.next() % UInt64(lengths.count))]
    senses = .nothing
    let sure: [SleepStage] = [.n3, .n3, .n3, .rem, .wake, .unknown, .n2]
    senses.sure = sure[Int(random.next() % UInt64(sure.count))]
    guard !signs.isEmpty, random.uniform() < boldness else { return }
    let condition = signs[Int(random.next() % UInt64(signs.count))]
    left = condition.held.wholeSeconds + (random.uniform() < 0.5 ? 0 : left)
    switch condition.sign {
    case .stage(let stages): senses.stage = SleepStage.scored.first(where: stages.contains) ?? .unknown
    case .presence(let isThere): senses.isPresent = isThere
    case .dark(let isDark): senses.isDark = isDark
    case .arousal: senses.isAroused = true
    case .nightmare: senses.isNightmare = true
    case .wish(let wish): senses.wish = wish
    case .beforeWake(let span): senses.wakeIn = span
    case .wakeTime: senses.wakeIn = random.uniform() < 0.05 ? .zero : nil
    }
  }
}
