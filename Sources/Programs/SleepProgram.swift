public import ProgramKernel
internal import SleepCore

/// A sleep program as its author wrote it: the text, what it says about itself, and what it compiles to.
public struct SleepProgram: Sendable {
  /// The text, byte for byte.
  public let text: String
  /// What a night with it is like, in the author's words.
  public let about: String
  /// Who it may help, in the author's words, such as `insomnia`.
  public let needs: [String]
  /// What is known about it, good and bad.
  public let evidence: [Evidence]
  /// What runs, once the kernel has checked it.
  public let compiled: CompiledProgram
  /// The scenes as they are written, in the order of the file.
  let scenes: [SceneText]
  /// Where the night starts, and where the wake time leads, as indices of ``scenes``.
  let start: Int
  let wake: Int?

  /// One claim with what was found.
  public struct Evidence: Sendable, Hashable {
    /// What is claimed.
    public let claim: String
    /// What studies found: `supported`, `mixed`, `null` or `untested`.
    public let finding: String
    /// Where to read it.
    public let source: String
  }

  /// Reads a program.
  ///
  /// - Parameters:
  ///   - text: the YAML, at most 64 KiB.
  ///   - file: its name, for messages.
  ///   - hash: SHA-256 (hex) of the text; this room has no cryptography of its own.
  /// - Throws: ``ProgramError`` with line, column and a way out.
  public init(text: String, file: String, hash: String) throws(ProgramError) {
    self.text = text
    let root = try YAMLReader(text: text, file: file)
    try Self.checkTag(root)
    let fields = try root.fields(LanguageWords.program)
    let head = try ProgramHead(fields)
    about = head.about
    needs = head.needs
    evidence = head.evidence
    let reader = try SceneReader(fields.required("scenes"), isYoung: head.isYoung, isDream: head.isDream)
    start = try reader.reference(fields.required("start"), example: "start: settle")
    wake = try fields["wake"].map { value throws(ProgramError) in
      try reader.reference(value, example: "wake: wake")
    }
    scenes = try reader.read()
    try Self.checkNightmares(scenes, ages: head.ages)
    try SceneShape(scenes: scenes).check()
    let roads = SceneRoads(scenes: scenes, start: start, wake: wake)
    try roads.check(wakePlace: fields["wake"]?.place)
    compiled = CompiledProgram(
      name: head.name, title: head.title, version: head.version, sourceHash: hash,
      nightsAWeek: head.nights, isDreamProgram: head.isDream,
      audience: head.audience(of: try SceneCompiler(roads).compile()))
  }

  /// What listens for nightmares is for adults alone.
  private static func checkNightmares(_ scenes: [SceneText], ages: [AgeGroup]) throws(ProgramError) {
    guard ages != [.adult] else { return }
    for way in scenes.flatMap(\.ways) where way.sign == .nightmare {
      throw way.place.error(
        "only a program for adults alone can wait for a nightmare",
        "Take the way out, or write `for: [adult]`. For example: for: [adult]")
    }
  }

  /// Looks first of all whether this is a program, and one of this version.
  private static func checkTag(_ root: YAMLReader) throws(ProgramError) {
    let entries = try root.entries(example: LanguageWords.program.example)
    guard let tag = entries.first(where: { $0.key == "lumapod" })?.value else { return }
    let word = try tag.text(longest: 100, example: LanguageWords.program.example)
    if word == "program/1" {
      throw tag.error(
        "this is a program of version 1 of the language",
        "Write `lumapod: \(LanguageWords.tag)`, or let `luma program format --write` do it: all its words are still "
          + "known, and circles, ways that are never taken and fractions of seconds are now mistakes.")
    }
    guard word == LanguageWords.tag else {
      throw tag.error(
        "this is not a program of version 2 of the language", "Write `lumapod: \(LanguageWords.tag)`.")
    }
  }
}
