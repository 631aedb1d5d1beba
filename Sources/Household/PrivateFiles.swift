internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Files that only their owner reads, and that are whole or not there.
enum PrivateFiles {
  /// Makes a folder with its parents, for its owner alone.
  static func makeFolder(_ path: String) throws(HouseholdError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch { throw failure(path, "the folder cannot be made") }
  }

  /// Writes a file and returns when it is on the disk; a crash leaves the old one or the new one.
  static func write(_ bytes: [UInt8], to path: String) throws(HouseholdError) {
    try overwrite(bytes, at: path + ".new", flags: O_CREAT | O_TRUNC)
    try move(path + ".new", to: path)
  }

  /// Overwrites the bytes of a file where they stand, then removes it.
  ///
  /// A disk that writes elsewhere than it was told (flash, copy-on-write) may keep the old bytes for a while;
  /// against that the whole disk has to be encrypted.
  static func shred(_ path: String, size: Int) throws(HouseholdError) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    for byte: UInt8 in [0xFF, 0x00] {
      try overwrite([UInt8](repeating: byte, count: size), at: path, flags: 0)
    }
    try remove(path)
  }

  /// Removes a file, and returns when its name is gone from the disk.
  static func remove(_ path: String) throws(HouseholdError) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    do { try FileManager.default.removeItem(atPath: path) } catch {
      throw failure(path, "it cannot be removed")
    }
    try syncFolder(of: path)
  }

  /// Gives a file another name, in place of what stands there, and returns when that is on the disk.
  static func move(_ path: String, to other: String) throws(HouseholdError) {
    guard unsafe rename(path, other) == 0 else { throw failure(path, "it cannot be renamed") }
    try syncFolder(of: other)
  }

  /// Returns when a file's bytes are on the disk.
  static func sync(_ path: String) throws(HouseholdError) {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure(path, "it cannot be read") }
    defer { close(file) }
    guard fsync(file) == 0 else { throw failure(path, "it could not be brought to the disk") }
  }

  /// Adds a line to a file, and returns when it is on the disk.
  static func append(_ line: String, to path: String) throws(HouseholdError) {
    try overwrite(Array((line + "\n").utf8), at: path, flags: O_CREAT | O_APPEND)
  }

  private static func overwrite(_ bytes: [UInt8], at path: String, flags: Int32) throws(HouseholdError) {
    let file = unsafe open(path, O_WRONLY | O_CLOEXEC | flags, 0o600)
    guard file >= 0 else { throw failure(path, "it cannot be written") }
    defer { close(file) }
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe systemWrite(file, UnsafeRawBufferPointer(rebasing: buffer[sent...]))
      }
      guard count > 0 else { throw failure(path, "it cannot be written") }
      sent += count
    }
    guard fsync(file) == 0 else { throw failure(path, "it could not be brought to the disk") }
  }

  private static func syncFolder(of path: String) throws(HouseholdError) {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    try sync(folder)
  }

  private static func systemWrite(_ file: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.write(file, buffer.baseAddress, buffer.count)
    #else
      unsafe Darwin.write(file, buffer.baseAddress, buffer.count)
    #endif
  }

  private static func failure(_ path: String, _ problem: String) -> HouseholdError {
    HouseholdError(.storage, problem, place: path, remedy: "See the disk, and who may write there.")
  }
}
