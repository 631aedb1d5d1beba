public import ProgramKernel
public import SleepCore

/// A program that is refused, with a night on which it exceeds the limit.
public struct RefusedNight: ExplainedError, Hashable {
  /// What the kernel would say.
  public let refusal: RefusedProgram
  /// The night; `nil` where the program or the age is the wrong one and no limit is in question.
  public let trace: NightTrace?
  /// What the engine came to on that night, in the unit of the refusal's fact.
  public let reached: Int64?

  /// Where.
  public var place: String { refusal.place }
  /// Which limit, with both numbers.
  public var problem: String { refusal.problem }
  /// What to change.
  public var remedy: String { refusal.remedy }
}

/// Proves that a program stays inside the limits on every night, or finds a night on which it does not.
///
/// It may be as clever or as wrong as it likes: what it accepts is checked by the kernel, and what it refuses it runs
/// through the engine first.
public enum ProgramVerifier {
  /// Verifies a program for one age group.
  ///
  /// - Parameters:
  ///   - program: what would run.
  ///   - limits: the limits of the sleeper's age group.
  ///   - limitsHash: SHA-256 (hex) of the limits table they come from.
  /// - Returns: the program in the only form that can be run.
  /// - Throws: ``RefusedNight`` with the first limit that a night exceeds, and that night.
  public static func verify(
    _ program: CompiledProgram, limits: SafetyLimits, limitsHash: String
  ) throws(RefusedNight) -> VerifiedProgram {
    do throws(RefusedProgram) {
      try ProgramChecker.checkShape(program, limits)
    } catch {
      throw RefusedNight(refusal: error, trace: nil, reached: nil)
    }
    let search = ProofSearch(program, limits: limits)
    if let excess = search.excess() { throw excess }
    let windows = search.windows()
    if let excess = search.overfullWindow(windows) { throw excess }
    do throws(RefusedProgram) {
      return try ProgramChecker.verify(
        program, certificate: search.certificate(limitsHash: limitsHash, windows: windows), limits: limits,
        limitsHash: limitsHash)
    } catch {
      // Reached only where the search itself is wrong: the kernel has the last word.
      throw RefusedNight(refusal: error, trace: nil, reached: nil)
    }
  }
}
