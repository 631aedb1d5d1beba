public import Foundation
internal import Night
internal import ProgramKernel
public import Programs
public import PublicRecord
public import SleepCore

/// Makes entries for the public record out of what lies in files.
public struct RecordEntries: Sendable {
  private let now: UTCTime

  /// Entries of a time.
  public init(now: UTCTime) { self.now = now }

  /// A program with a certificate for each of its ages, each checked by the kernel on the way.
  ///
  /// - Throws: ``RefusedNight`` where it would exceed a limit: such a program is not published.
  public func program(_ program: SleepProgram) throws -> RecordEntry {
    var certificates: [CanonicalJSON] = []
    for age in program.compiled.ages {
      let verified = try ProgramVerifier.verify(
        program.compiled, limits: try SafetyLimitsTable.limits(for: age), limitsHash: NightFolder.limitsHash)
      certificates.append([
        "age": .text(age.rawValue), "certificate": .text(verified.certificate.canonicalText),
      ])
    }
    return try RecordEntry(
      .program, at: now,
      body: [
        "name": .text(program.compiled.name), "title": .text(program.compiled.title),
        "version": .text(program.compiled.version), "sha256": .text(program.compiled.sourceHash),
        "source": .text(program.text), "limits": .text(NightFolder.limitsHash),
        "certificates": .list(certificates),
      ])
  }

  /// The table of safety limits of this build.
  public func limits() throws -> RecordEntry {
    try RecordEntry(
      .limits, at: now,
      body: [
        "version": .text(SafetyLimitsTable.version), "sha256": .text(NightFolder.limitsHash),
        "text": .text(SafetyLimitsTable.canonicalText),
      ])
  }

  /// A model: its card, and the hash of every other file of its folder.
  public func model(_ folder: URL) throws -> RecordEntry {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let card = try NightFolder.read(folder.appending(path: "README.md").path)
    var files: [CanonicalJSON] = []
    for name in names where name != "README.md" && !name.hasPrefix(".") && !name.hasPrefix("_") {
      files.append([
        "file": .text(name),
        "sha256": .text(SHA256Hex.of(try NightFolder.read(folder.appending(path: name).path))),
      ])
    }
    return try RecordEntry(
      .model, at: now,
      body: [
        "name": .text(folder.lastPathComponent), "card": .text(String(decoding: card, as: UTF8.self)),
        "files": .list(files),
      ])
  }

  /// A release of the software: the hash of each of its files.
  public func release(_ name: String, files paths: [String]) throws -> RecordEntry {
    var files: [CanonicalJSON] = []
    for path in paths {
      files.append([
        "file": .text(URL(filePath: path).lastPathComponent),
        "sha256": .text(SHA256Hex.of(try NightFolder.read(path))),
      ])
    }
    return try RecordEntry(.release, at: now, body: ["name": .text(name), "files": .list(files)])
  }

  /// Everything that this installation holds: limits, programs, models.
  public func library(_ installation: Installation) throws -> [RecordEntry] {
    var entries = [try limits()]
    for name in installation.programNames { entries.append(try program(installation.program(name))) }
    let models = installation.home.appending(path: "Models")
    for name in try FileManager.default.contentsOfDirectory(atPath: models.path).sorted()
    where !name.hasPrefix(".") { entries.append(try model(models.appending(path: name))) }
    return entries
  }
}
