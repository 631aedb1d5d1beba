public import Consent
internal import Foundation
public import SleepCore

extension HouseholdStore {
  /// Writes everything about some people into a new folder, in open formats.
  ///
  /// `csv/` has a table a file, `receipts/` the signed consents, `fhir.json` a FHIR R4 bundle, `omh.jsonl`
  /// Open mHealth data points, and `edf/` the signals of every night that is still there. What is written is
  /// no longer sealed.
  ///
  /// - Parameters:
  ///   - folder: where to; it must not be there yet, and is whole or not there.
  ///   - people: who; everyone where it is `nil`.
  ///   - withDreams: whether dreams go along.
  ///   - withNames: whether names stand in the FHIR bundle; the tables have them.
  ///   - now: the time.
  /// - Returns: the files, relative to the folder.
  /// - Throws: ``HouseholdError``.
  @discardableResult
  public func export(
    to folder: String, of people: Set<PersonID>? = nil, withDreams: Bool, withNames: Bool = false,
    now: UTCTime
  ) async throws(HouseholdError) -> [String] {
    guard !FileManager.default.fileExists(atPath: folder) else {
      throw HouseholdError(
        .refused, "there is something already", place: folder, remedy: "Name a folder that is not there yet.")
    }
    let archive = try await archive(of: people, withDreams: withDreams)
    let unfinished = folder + ".unfinished"
    try? FileManager.default.removeItem(atPath: unfinished)
    var files = ExportTables.files(archive).map { (name: $0.name, bytes: Array($0.text.utf8)) }
    files.append(("fhir.json", FHIRBundle.json(archive, now: now, withNames: withNames).bytes))
    files.append(("omh.jsonl", Array(OpenMHealth.lines(archive, now: now).utf8)))
    for chapter in archive.chapters {
      for case .receipt(let receipt) in chapter.entries {
        files.append(("receipts/\(receipt.id).txt", receipt.bytes))
      }
    }
    for sub in ["csv", "receipts", "edf"] { try PrivateFiles.makeFolder("\(unfinished)/\(sub)") }
    for file in files { try PrivateFiles.write(file.bytes, to: "\(unfinished)/\(file.name)") }
    var names = files.map(\.name)
    for night in archive.chapters.flatMap(\.nights) {
      let signals = night.folder + "/signals.edf"
      guard FileManager.default.fileExists(atPath: signals) else { continue }
      let name = "edf/\(UTCTime.name(ofDay: night.evening))-\(night.id).edf"
      do {
        try FileManager.default.copyItem(atPath: signals, toPath: "\(unfinished)/\(name)")
      } catch { throw mapped(error) }
      names.append(name)
    }
    try PrivateFiles.move(unfinished, to: folder)
    return names.sorted()
  }
}
