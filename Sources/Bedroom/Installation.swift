public import ClosedLoop
public import Foundation
public import Night
public import Programs
internal import PublicRecord
public import SleepCore
public import Staging

/// What the house ships with, and where it is: programs and models, as files that people can read.
public struct Installation: Sendable {
  /// The folder that holds `Library` and `Models`.
  public let home: URL

  /// Looks at `LUMA_HOME`, else upwards from the program itself.
  public init() throws(InstallationError) {
    var places: [URL] = []
    if let stated = ProcessInfo.processInfo.environment["LUMA_HOME"] { places.append(URL(filePath: stated)) }
    let program = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments.first ?? ".")
    var folder = program.resolvingSymlinksInPath().deletingLastPathComponent()
    for _ in 0..<6 {
      places.append(folder)
      folder.deleteLastPathComponent()
    }
    guard
      let home = places.first(where: {
        FileManager.default.fileExists(atPath: $0.appending(path: "Library/Programs").path)
      })
    else { throw InstallationError(place: places.first?.path ?? "luma") }
    self.home = home
  }

  /// A sleep program by its name in the library, or by its file.
  ///
  /// - Throws: an ``ExplainedError`` naming what is wrong with it, or the programs that there are.
  public func program(_ name: String) throws -> SleepProgram {
    let file =
      name.hasSuffix(".yaml") || name.contains("/")
      ? URL(filePath: name) : home.appending(path: "Library/Programs/\(name).yaml")
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw ProgramError(
        file: file.path, line: 1, column: 1, problem: "there is no such program",
        remedy:
          "In the library: \(programNames.joined(separator: ", ")). A program of your own is named by its file."
      )
    }
    return try program(bytes: NightFolder.read(file.path), file: file.path)
  }

  /// A sleep program from its text.
  public func program(bytes: [UInt8], file: String) throws(ProgramError) -> SleepProgram {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ProgramError(
        file: file, line: 1, column: 1, problem: "the file is not UTF-8 text", remedy: "Save it as UTF-8.")
    }
    return try SleepProgram(text: text, file: file, hash: SHA256Hex.of(bytes))
  }

  /// The names in the library.
  public var programNames: [String] {
    let files =
      (try? FileManager.default.contentsOfDirectory(atPath: home.appending(path: "Library/Programs").path))
      ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// The folder of the record that came with this release; `nil` where there is none.
  public var record: String? {
    let folder = home.appending(path: "Library/record").path
    return FileManager.default.fileExists(atPath: "\(folder)/checkpoint") ? folder : nil
  }

  /// The models of a night.
  public func models() throws -> NightModels {
    try NightModels(
      stager: file("night-stager/model.json"), forest: file("yasa-0.8.1/eeg.trees"),
      phase: file("phase-estimator/phase.net"))
  }

  /// The stager alone.
  public func stager() throws -> StagerModel {
    try StagerModel(json: file("night-stager/model.json"), forest: file("yasa-0.8.1/eeg.trees"))
  }

  /// The bytes of a model's file.
  private func file(_ name: String) throws(NightError) -> [UInt8] {
    try NightFolder.read(home.appending(path: "Models/\(name)").path)
  }

  /// The phase estimator's model alone.
  public func phaseModel() throws -> PhaseModel { try PhaseModel(bytes: file("phase-estimator/phase.net")) }
}

/// The program's own files are not there.
public struct InstallationError: ExplainedError {
  /// The first place that was looked at.
  public let place: String
  /// What is wrong.
  public let problem = "no folder with Library/Programs was found here or above"
  /// What to do.
  public let remedy = "Start through ./luma, or set LUMA_HOME to the project's folder."
}
