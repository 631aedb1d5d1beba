/// What a report stops in its own home at once, before anybody has looked at it.
///
/// The rule: one serious report, or any report about a child, halts that program in that home. It knows no
/// exceptions and weighs nothing; taking a halt back is for people, with keys and a reason.
public struct HomeHalt: Sendable, Hashable {
  /// Why it is halted; both can be true.
  public enum Reason: String, Sendable, Hashable, CaseIterable {
    /// The report is serious: ``IncidentReport/seriousness``.
    case serious
    /// The person is under 18.
    case aboutAChild = "about-a-child"
  }

  /// What is halted.
  public enum Scope: Sendable, Hashable {
    /// This program.
    case program(ProgramReference)
    /// Every program, because nobody knows which one ran.
    case everyProgram
  }

  /// The home's pseudonym.
  public let home: String
  /// What is halted there.
  public let scope: Scope
  /// Why, in the order of the list; at least one.
  public let reasons: [Reason]

  /// What a report halts; `nil` where it halts nothing.
  public static func decide(_ report: IncidentReport) -> HomeHalt? {
    decide(report, isSerious: report.seriousness.isSerious)
  }

  /// What a report halts once more is known; `nil` where it halts nothing.
  ///
  /// - Parameters:
  ///   - report: the report.
  ///   - isSerious: whether it is serious by what is known now.
  /// - Returns: the halt.
  public static func decide(_ report: IncidentReport, isSerious: Bool) -> HomeHalt? {
    var reasons: [Reason] = []
    if isSerious { reasons.append(.serious) }
    if report.age.isMinor { reasons.append(.aboutAChild) }
    guard !reasons.isEmpty else { return nil }
    return HomeHalt(
      home: report.home, scope: report.program.map(Scope.program) ?? .everyProgram, reasons: reasons)
  }

  /// Whether this halt stops a program.
  ///
  /// A program is recognised by its hash or its name, whichever fits: another version of a halted program and
  /// the same file under another name are both stopped, so that a doubt halts rather than runs.
  ///
  /// - Parameters:
  ///   - name: the program's name.
  ///   - sha256: SHA-256 (hex) of its file, where known.
  ///   - home: the home's pseudonym.
  /// - Returns: whether it may not run there.
  public func stops(name: String, sha256: String?, home: String) -> Bool {
    guard home == self.home else { return false }
    switch scope {
    case .everyProgram: return true
    case .program(let halted):
      return halted.name == name || (sha256 != nil && halted.sha256 == sha256)
    }
  }

  /// The halt in a sentence.
  public func sentence(_ language: Language) -> String {
    let what: Localized =
      switch scope {
      case .program(let program):
        Localized(
          en: "«\(program.title)» is stopped in this home from now on",
          es: "«\(program.title)» queda detenido en este hogar desde ahora",
          de: "«\(program.title)» ist in diesem Haushalt ab jetzt angehalten")
      case .everyProgram:
        Localized(
          en: "Every program is stopped in this home, because it is not known which one ran",
          es: "Todos los programas quedan detenidos en este hogar, porque no se sabe cuál funcionaba",
          de: "Alle Programme sind in diesem Haushalt angehalten, weil nicht bekannt ist, welches lief")
      }
    let why = reasons.map { reason in
      switch reason {
      case .serious:
        Localized(en: "the report is serious", es: "es un caso serio", de: "es ist ein ernster Fall")[
          language]
      case .aboutAChild:
        Localized(
          en: "it is about someone under 18", es: "trata de una persona menor de 18 años",
          de: "sie betrifft jemanden unter 18")[language]
      }
    }
    return "\(what[language]): \(why.joined(separator: ", ")). "
      + Localized(
        en: "The wake alarm still rings.", es: "La alarma sigue sonando.",
        de: "Der Wecker klingelt weiterhin.")[
        language]
  }
}
