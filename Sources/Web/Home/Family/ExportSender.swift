internal import Foundation
internal import SleepCore

/// Sends the files of a folder as one archive, a file at a time.
///
/// The folder goes with it: at the end, and when whoever asked leaves before that.
actor ExportSender {
  private let folder: String
  private let top: String
  private var names: ArraySlice<String>
  private var zip: StoredZip?

  init(_ folder: String, names: [String], top: String, now: UTCTime) {
    (self.folder, self.top, self.names) = (folder, top, names[...])
    zip = StoredZip(at: now)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// The next piece; `nil` after the last.
  func next() throws -> [UInt8]? {
    guard let name = names.popFirst() else {
      defer { zip = nil }
      return zip?.end()
    }
    // What cannot be read ends the download, so that nobody takes half for the whole.
    let data = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"), options: .mappedIfSafe)
    return try zip?.add("\(top)/\(name)", Array(data))
  }
}
