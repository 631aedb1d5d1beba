internal import Fleet
internal import Foundation
internal import Night
internal import ProgramKernel
internal import Programs
public import PublicRecord
public import SleepCore

extension HomeNights {
  /// Brings a program of one's own into the house: proved for every age that it is for, put into the home's own record,
  /// then onto the shelf.
  ///
  /// - Parameters:
  ///   - text: the program.
  ///   - time: the time.
  /// - Returns: the proof that it is in the record.
  /// - Throws: an ``ExplainedError`` naming what is wrong with it: nothing is brought in then.
  public func bring(_ text: String, at time: UTCTime) async throws -> RecordProof {
    let program = try place.installation.program(bytes: Array(text.utf8), file: "the program")
    let name = program.compiled.name
    if let there = shelf[name], !there.isOwn {
      throw BedroomError(
        .busy, "a program of the library has this name", place: "program \(name)",
        remedy: "Give yours a name of its own.")
    }
    let entry = try RecordEntries(now: time).program(program)
    let record = try OwnRecord.open(state: place.state, now: time)
    guard let proof = try await OwnRecord.add([entry], to: record, now: time).first else {
      throw BedroomError(
        .unknown, "the record took nothing", place: "program \(name)", remedy: "See the pod's state folder.")
    }
    let folder = Self.ownPrograms(state: place.state)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try NightFolder.write(Array(text.utf8), to: "\(folder)/\(name).yaml")
    renewShelf()
    return proof
  }
}
