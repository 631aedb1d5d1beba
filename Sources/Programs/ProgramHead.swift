internal import ProgramKernel
internal import SleepCore

/// What a program says about itself, before its scenes.
struct ProgramHead {
  let name: String
  let title: String
  let version: String
  let about: String
  let needs: [String]
  let evidence: [SleepProgram.Evidence]
  let nights: Int
  let isDream: Bool
  let ages: [AgeGroup]

  /// Whether it is for children, whose language has no words for stimuli.
  var isYoung: Bool { ages.contains(where: \.isYoung) }

  /// Reads the head of a program.
  init(_ fields: YAMLReader.Fields) throws(ProgramError) {
    name = try Self.name(fields.required("name"))
    title = try fields.required("title").text(longest: 100, example: "title: Rain and rest")
    version = try fields.required("version").text(longest: 40, example: "version: \"1.0.0\"")
    about = try fields.required("about").text(example: "about: Rain while you fall asleep, then silence.")
    var needs: [String] = []
    for need in try fields["needs"]?.items(1...12, example: "needs: [falling-asleep]") ?? [] {
      needs.append(try need.text(longest: 40, example: "needs: [falling-asleep]"))
    }
    self.needs = needs
    evidence = try Self.evidence(fields.required("evidence"))
    nights = try fields["nights"]?.count(1...7, example: "nights: 5") ?? 7
    ages = try Self.ages(fields.required("for"))
    isDream = try fields["dream"]?.yesOrNo(example: "dream: true") ?? false
    if isDream, isYoung, let place = fields.name("dream") {
      throw place.error(
        "`dream` is not a word of programs for children",
        "Take it out, or write a program of its own for grown sleepers. For example: for: [adult]")
    }
  }

  private static func ages(_ reader: YAMLReader) throws(ProgramError) -> [AgeGroup] {
    let example = "for: [adult]"
    var ages: [AgeGroup] = []
    for item in try reader.items(1...AgeGroup.allCases.count, example: example) {
      let age: AgeGroup = try item.choice(
        "age group", of: AgeGroup.allCases.map(\.rawValue), example: example
      ) {
        AgeGroup(rawValue: $0)
      }
      guard !ages.contains(age) else {
        throw item.error("`\(age.rawValue)` stands twice", "Name it once. For example: \(example)")
      }
      guard ages.allSatisfy({ $0.isYoung == age.isYoung }) else {
        throw item.error(
          "one program is not for grown sleepers and for children: the language for children has fewer words",
          "Write two programs, one of them for example with `for: [child]` and one with `for: [teen, adult]`."
        )
      }
      ages.append(age)
    }
    return ages
  }

  /// Who it is for, with the scenes that they can have.
  func audience(of scenes: [CompiledProgram.Scene]) -> CompiledProgram.Audience {
    if isYoung {
      return .young(
        ages.compactMap { CompiledProgram.YoungAge(rawValue: $0.rawValue) }, scenes.map(\.calm))
    }
    return .grown(ages.compactMap { CompiledProgram.GrownAge(rawValue: $0.rawValue) }, scenes)
  }

  private static func name(_ reader: YAMLReader) throws(ProgramError) -> String {
    let name = try reader.text(example: "name: rain-to-dawn")
    guard isName(name) else {
      throw reader.error(
        "`\(name)` is not a short name",
        "Use small letters, digits and hyphens, at most 60. For example: name: rain-to-dawn")
    }
    return name
  }

  /// Whether a text can name a program: 1 to 60 small letters, digits and hyphens.
  static func isName(_ text: String) -> Bool {
    let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-")
    return (1...60).contains(text.count) && text.allSatisfy(allowed.contains)
  }

  private static func evidence(_ reader: YAMLReader) throws(ProgramError) -> [SleepProgram.Evidence] {
    var evidence: [SleepProgram.Evidence] = []
    for item in try reader.items(1...40, example: "- \(LanguageWords.evidence.example)") {
      let fields = try item.fields(LanguageWords.evidence)
      let findings = ["supported", "mixed", "null", "untested"]
      evidence.append(
        .init(
          claim: try fields.required("claim").text(
            longest: 500, example: "claim: Rain helps to fall asleep."),
          finding: try fields.required("finding").choice("finding", of: findings, example: "finding: mixed") {
            findings.contains($0) ? $0 : nil
          },
          source: try fields.required("source").text(longest: 500, example: "source: \"Riedy et al. 2021\"")))
    }
    return evidence
  }
}
