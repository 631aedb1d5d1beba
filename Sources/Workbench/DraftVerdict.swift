public import ProgramKernel
public import Programs
internal import PublicRecord
public import SleepCore

/// What is to be said about a program's text: a mistake with its place, or a proof or a refusal for every age
/// group.
public struct DraftVerdict: Sendable {
  /// The text's name, for messages.
  public let file: String
  /// SHA-256 (hex) of the text.
  public let hash: String
  /// What was found.
  public let finding: Finding

  /// What was found in a text.
  public enum Finding: Sendable {
    /// It is not a program, or not a well-written one.
    case mistake(ProgramError)
    /// It is well written; what was shown for each age group that it is for.
    case program(SleepProgram, [ForAge])
  }

  /// What was shown for one age group.
  public struct ForAge: Sendable {
    /// For whom.
    public let age: AgeGroup
    /// What was shown.
    public let result: Result
  }

  /// A proof or a refusal.
  public enum Result: Sendable {
    /// Every night stays inside every limit.
    case proved(VerifiedProgram)
    /// Some night does not; the night second by second, where a limit is in question.
    case refused(RefusedNight, CounterexampleNight?)
  }

  /// Whether it is proved for everyone that it is for.
  public var isProved: Bool {
    guard case .program(_, let ages) = finding else { return false }
    return ages.allSatisfy { if case .proved = $0.result { true } else { false } }
  }

  /// The program, where the text is well written.
  public var program: SleepProgram? {
    if case .program(let program, _) = finding { program } else { nil }
  }

  /// The whole verdict as one JSON object.
  ///
  /// `state` is `mistake`, `refused` or `proved`. A mistake has `line` and `column` (from 1), `problem` and
  /// `remedy`; anything else has `ages`, each as `luma program verify --json` prints it, a refusal with the
  /// `series` of its night.
  public var json: String {
    var json = JSONText()
    json.add("file", file)
    json.add("sha256", hash)
    switch finding {
    case .mistake(let error):
      json.add("state", "mistake")
      json.add("line", error.line)
      json.add("column", error.column)
      json.add("problem", error.problem)
      json.add("remedy", error.remedy)
    case .program(let program, let ages):
      json.add("state", isProved ? "proved" : "refused")
      json.add("name", program.compiled.name)
      json.add("version", program.compiled.version)
      let rows = ages.map { one in
        switch one.result {
        case .proved(let verified): ProofJSON.text(verified)
        case .refused(let refused, let night):
          ProofJSON.text(refused, program.compiled, one.age, drawn: night)
        }
      }
      json.add("ages", json: "[" + rows.joined(separator: ",\n") + "]")
    }
    return json.text
  }
}

/// A program's text while it is being written.
public enum ProgramDraft {
  /// The longest text that is looked at, in bytes of UTF-8; the language itself allows 64 KiB.
  public static let mostBytes = 262_144

  /// A text as a form sends it, with the line ends that files here have.
  ///
  /// Browsers send every line end of a text area as CR LF (HTML, form submission); the hash of a program is
  /// of its bytes.
  public static func fromForm(_ text: String) -> String { text.replacing("\r\n", with: "\n") }

  /// Says everything about a text at once.
  ///
  /// Any text whatever gives an answer: what is too long, is no YAML, goes in circles or repeats itself
  /// without end is a mistake with a place. A shipped program takes some 20 ms.
  ///
  /// - Parameters:
  ///   - text: the text as it stands.
  ///   - file: its name, for messages.
  /// - Returns: a mistake, or the proof or the refusal for every age group that the program is for.
  public static func check(text: String, file: String) -> DraftVerdict {
    guard text.utf8.count <= mostBytes else {
      let error = ProgramError(
        file: file, line: 1, column: 1, problem: "the text is longer than 256 KiB",
        remedy: "Programs are short, at most 64 KiB; is this the right file?")
      return DraftVerdict(file: file, hash: "", finding: .mistake(error))
    }
    let hash = SHA256Hex.of(text)
    do throws(ProgramError) {
      let program = try SleepProgram(text: text, file: file, hash: hash)
      let ages = try program.compiled.ages.map { age throws(ProgramError) in
        DraftVerdict.ForAge(age: age, result: try result(program, age, file))
      }
      return DraftVerdict(file: file, hash: hash, finding: .program(program, ages))
    } catch {
      return DraftVerdict(file: file, hash: hash, finding: .mistake(error))
    }
  }

  private static func result(
    _ program: SleepProgram, _ age: AgeGroup, _ file: String
  ) throws(ProgramError) -> DraftVerdict.Result {
    do {
      return .proved(try ProgramProof.verify(program, age: age))
    } catch let refused as RefusedNight {
      return .refused(refused, CounterexampleNight(refused, program: program.compiled, age: age))
    } catch {
      throw ProgramError(
        file: file, line: 1, column: 1, problem: "it cannot be verified here: \(error)",
        remedy: "Use a released limits table.")
    }
  }
}
