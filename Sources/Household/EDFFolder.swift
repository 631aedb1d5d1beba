internal import Foundation
public import Signals
public import SleepCore

/// A recording in a folder that somebody brings along.
public struct EDFListing: Sendable, Hashable {
  /// The file, relative to the folder.
  public let file: String
  /// When it begins, as its header says; `nil` where it cannot be read.
  public let start: CivilTime?
  /// How long it is.
  public let length: NightTime.Span
  /// Its signals' labels, in their order.
  public let labels: [String]
  /// What is wrong with it; `nil` where it can be read.
  public let problem: String?
}

/// Lists the recordings of a folder: EDF, EDF+, BDF and BDF+, by their names' ends.
public enum EDFFolder {
  /// The most files that are looked at.
  public static let most = 10_000

  /// Lists a folder and those below it; a file that cannot be read is listed with the reason.
  ///
  /// - Throws: ``HouseholdError`` where there is no such folder.
  public static func list(_ folder: String) throws(HouseholdError) -> [EDFListing] {
    var isFolder = ObjCBool(false)
    guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue,
      let walk = FileManager.default.enumerator(atPath: folder)
    else {
      throw HouseholdError(
        .unreadable, "there is no such folder", place: folder, remedy: "Name the folder that holds the files."
      )
    }
    var names: [String] = []
    while let name = walk.nextObject() as? String, names.count < most {
      let end = name.suffix(4).lowercased()
      if end == ".edf" || end == ".bdf" { names.append(name) }
    }
    return names.sorted().map { name in
      do throws(EDFError) {
        let file = try EDFFile(path: "\(folder)/\(name)")
        return EDFListing(
          file: name, start: file.header.start, length: file.length,
          labels: file.header.signals.filter { !$0.isAnnotations }.map(\.label), problem: nil)
      } catch {
        return EDFListing(file: name, start: nil, length: .zero, labels: [], problem: error.description)
      }
    }
  }
}
