internal import Night
public import ProgramKernel
public import Programs
internal import PublicRecord
public import SleepCore

/// Proofs about programs in words: what the command line and the pages say of one.
public enum ProgramProof {
  /// Reads a program from its text.
  ///
  /// - Parameters:
  ///   - text: the YAML, at most 64 KiB.
  ///   - file: its name, for messages.
  /// - Returns: the program.
  /// - Throws: ``ProgramError`` with line, column and a way out.
  public static func program(text: String, file: String) throws(ProgramError) -> SleepProgram {
    try SleepProgram(text: text, file: file, hash: SHA256Hex.of(text))
  }

  /// Proves a program for one age group against the limits table of this release.
  ///
  /// - Parameters:
  ///   - program: what is proved.
  ///   - age: for whom.
  /// - Returns: the program in the only form that can be run.
  /// - Throws: ``RefusedNight`` with the first limit that a night exceeds; what is wrong with the limits table.
  public static func verify(_ program: SleepProgram, age: AgeGroup) throws -> VerifiedProgram {
    try ProgramVerifier.verify(
      program.compiled, limits: try SafetyLimitsTable.limits(for: age), limitsHash: NightFolder.limitsHash)
  }

  /// The worst that can come about, in words; empty where the program is refused for this age.
  ///
  /// - Parameters:
  ///   - program: what is proved.
  ///   - age: for whom; `nil` for the first that it is for.
  ///   - keys: the limits to tell, by their rows; `nil` for all.
  /// - Returns: a bound for each limit that it comes near at all.
  /// - Throws: what is wrong with the limits table.
  public static func bounds(of program: SleepProgram, age: AgeGroup?, only keys: [String]? = nil) throws
    -> [ProgramExplanation.Bound]
  {
    guard let age = age ?? program.compiled.ages.first else { return [] }
    let limits = try SafetyLimitsTable.limits(for: age)
    guard
      let verified = try? ProgramVerifier.verify(
        program.compiled, limits: limits, limitsHash: NightFolder.limitsHash)
    else { return [] }
    return bounds(of: verified, only: keys)
  }

  /// The worst that can come about with a proved program, in words: what never comes at all need not be read.
  public static func bounds(of verified: VerifiedProgram, only keys: [String]? = nil)
    -> [ProgramExplanation.Bound]
  {
    verified.bounds.filter { ($0.value != 0 || $0.isAtLeast) && keys?.contains($0.limit) != false }.map {
      fact in
      (
        quantity(of: fact.limit), fact.valueText, (fact.isAtLeast ? "at least " : "") + fact.boundText
      )
    }
  }

  /// The limits worth reading aloud; a verdict shows all.
  public static let told = [
    "steady-sound-asleep", "event-asleep", "sound-time", "light-asleep", "pulses-per-night",
    "stimulated-time", "scent-night", "warmth", "touch", "flashes-per-second", "weekly-dose",
  ]

  /// What a limit's row of the table limits, in words; the key itself where there is no such row.
  public static func quantity(of limit: String) -> String {
    SafetyLimitsTable.rows.first { $0.key == limit }?.quantity ?? limit
  }
}
