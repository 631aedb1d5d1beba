public import ProgramKernel
public import Programs
internal import PublicRecord
public import SleepCore

/// Proofs and refusals as JSON, in the one form that `luma program verify --json` prints and the pages hand
/// out.
public enum ProofJSON {
  /// A proved program: its hashes and every bound.
  public static func text(_ verified: VerifiedProgram) -> String {
    let program = verified.program
    var json = JSONText()
    json.add("program", program.name)
    json.add("version", program.version)
    json.add("sha256", program.sourceHash)
    json.add("age", verified.limits.age.rawValue)
    json.add("verified", true)
    json.add("limits_sha256", verified.certificate.limitsHash)
    json.add("certificate_sha256", certificateHash(verified))
    json.add("bounds", json: "[\n  " + verified.bounds.map(text).joined(separator: ",\n  ") + "]")
    return json.text
  }

  /// SHA-256 (hex) of a proved program's certificate.
  public static func certificateHash(_ verified: VerifiedProgram) -> String {
    SHA256Hex.of(verified.certificate.canonicalText)
  }

  /// A fact: whole numbers in its unit, and the same in words.
  public static func text(_ fact: Fact) -> String {
    var json = JSONText()
    json.add("limit", fact.limit)
    json.add("kind", fact.isAtLeast ? "at least" : "at most")
    json.add("value", Int(fact.value))
    json.add("bound", Int(fact.bound))
    json.add("margin", Int(fact.isAtLeast ? fact.value - fact.bound : fact.bound - fact.value))
    json.add("unit", fact.unitName)
    json.add("value_text", fact.valueText)
    json.add("bound_text", fact.boundText)
    json.add("margin_text", fact.marginText)
    return json.text
  }

  /// A refused program, with the night on which it exceeds the limit.
  ///
  /// - Parameters:
  ///   - refused: the refusal.
  ///   - program: what was refused.
  ///   - age: for whom.
  ///   - drawn: the night second by second, where it is wanted as well.
  /// - Returns: one JSON object.
  public static func text(
    _ refused: RefusedNight, _ program: CompiledProgram, _ age: AgeGroup, drawn: CounterexampleNight? = nil
  ) -> String {
    var json = JSONText()
    json.add("program", program.name)
    json.add("version", program.version)
    json.add("sha256", program.sourceHash)
    json.add("age", age.rawValue)
    json.add("verified", false)
    json.add("place", refused.place)
    json.add("problem", refused.problem)
    json.add("remedy", refused.remedy)
    if let fact = refused.refusal.fact { json.add("fact", json: text(fact)) }
    json.add("reached", refused.reached.map { Int($0) })
    json.add("night", texts: refused.trace?.lines ?? [])
    if let drawn { json.add("series", json: drawn.json) }
    return json.text
  }
}
