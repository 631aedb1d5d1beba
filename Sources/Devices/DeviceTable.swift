internal import Foundation

/// Figures of this machine's devices in one JSON file of the state folder: `{"devices": {name: {figure: value}}}`.
struct DeviceTable {
  private let path: String

  /// A file of a state folder.
  init(_ name: String, folder: String) { path = "\(folder)/\(name)" }

  /// What is stored of every device; nothing where there is no file yet.
  ///
  /// - Throws: ``GuardStateError`` where there is a file and it cannot be read, so that nobody writes over it.
  func read() throws(GuardStateError) -> [String: [String: Any]] {
    guard FileManager.default.fileExists(atPath: path) else { return [:] }
    let object = (try? Data(contentsOf: URL(filePath: path))).flatMap { data in
      try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    }
    guard let devices = object?["devices"] as? [String: [String: Any]] else {
      throw GuardStateError(
        problem: "it is not the table of devices that was written", place: path,
        remedy: "Mend it or move it away; the devices are then measured anew.")
    }
    return devices
  }

  /// Stores the figures of one device beside those of the others.
  ///
  /// - Throws: ``GuardStateError`` where the file is damaged or cannot be written.
  func store(_ figures: [String: Any], of device: String) throws(GuardStateError) {
    var devices = try read()
    devices[device] = figures
    do {
      let folder = URL(filePath: path).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let data = try JSONSerialization.data(
        withJSONObject: ["devices": devices], options: [.prettyPrinted, .sortedKeys])
      try data.write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw GuardStateError(
        problem: "it cannot be written", place: path,
        remedy: "Choose a folder that can be written with --state.")
    }
  }
}
