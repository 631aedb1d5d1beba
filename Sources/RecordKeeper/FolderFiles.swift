public import PublicRecord

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Files below a folder of a disk.
public struct FolderFiles: RecordFiles {
  private let root: String

  /// The files below a folder, which is made where it is missing (its parent is there).
  ///
  /// - Throws: ``RecordError`` where it cannot be made.
  public init(_ folder: String) throws(RecordError) {
    root = folder
    try makeFolder("")
    // What is below a folder is only there after a power cut if the folder is: its name is in its parent.
    let parent = Descriptor(unsafe open("\(folder)/..", O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    // A parent that may not be read is somebody else's, who made the folder.
    guard parent.number < 0 || fsync(parent.number) == 0 else {
      throw failure("", "the folder could not be brought to the disk")
    }
  }

  private func full(_ path: String) -> String { path.isEmpty ? root : "\(root)/\(path)" }

  /// The bytes of a file, or `nil` where there is none.
  public func read(_ path: String) throws(RecordError) -> [UInt8]? {
    let file = Descriptor(unsafe open(full(path), O_RDONLY | O_CLOEXEC))
    guard file.number >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure(path, "it cannot be read")
    }
    var status = stat()
    guard unsafe fstat(file.number, &status) == 0 else { throw failure(path, "it cannot be read") }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var got = 0
    while got < bytes.count {
      let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe Self.read(file.number, UnsafeMutableRawBufferPointer(rebasing: buffer[got...]))
      }
      guard count >= 0 else { throw failure(path, "it cannot be read") }
      if count == 0 { break }
      got += count
    }
    return got == bytes.count ? bytes : Array(bytes.prefix(got))
  }

  /// Makes a folder, if it is not there.
  public func makeFolder(_ path: String) throws(RecordError) {
    guard unsafe mkdir(full(path), 0o755) == 0 || errno == EEXIST else {
      throw failure(path, "the folder cannot be made")
    }
  }

  /// Writes a file.
  public func write(_ path: String, _ bytes: [UInt8]) throws(RecordError) {
    let file = Descriptor(unsafe open(full(path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644))
    guard file.number >= 0 else { throw failure(path, "it cannot be written") }
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Self.write(file.number, UnsafeRawBufferPointer(rebasing: buffer[sent...]))
      }
      guard count > 0 else { throw failure(path, "it cannot be written") }
      sent += count
    }
  }

  /// Returns when a file's bytes are on the disk.
  public func sync(_ path: String) throws(RecordError) {
    // Opened anew: Linux reports an error of writing back to whoever opens the file next, if nobody has seen it.
    let file = Descriptor(unsafe open(full(path), O_RDONLY | O_CLOEXEC))
    guard file.number >= 0, Self.flush(file.number) == 0 else {
      throw failure(path, "it could not be brought to the disk")
    }
  }

  /// Returns when the names in a folder are on the disk.
  public func syncFolder(_ path: String) throws(RecordError) {
    let folder = Descriptor(unsafe open(full(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    guard folder.number >= 0, fsync(folder.number) == 0 else {
      throw failure(path, "it could not be brought to the disk")
    }
  }

  /// Gives a file another name.
  public func rename(_ path: String, to other: String) throws(RecordError) {
    guard Self.move(full(path), full(other)) == 0 else { throw failure(path, "it cannot be renamed") }
  }

  /// The names in a folder; none where there is no folder.
  public func names(in folder: String) throws(RecordError) -> [String] {
    guard let listing = unsafe opendir(full(folder)) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw failure(folder, "it cannot be listed")
    }
    defer { unsafe closedir(listing) }
    var names: [String] = []
    while let entry = unsafe readdir(listing) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names
  }

  /// Removes a file or an empty folder.
  public func remove(_ path: String) throws(RecordError) {
    guard Self.delete(full(path)) == 0 || errno == ENOENT else {
      throw failure(path, "it cannot be removed")
    }
  }

  /// Keeps all other processes out until what is returned goes.
  public func lock(_ path: String) throws(RecordError) -> RecordLock {
    let number = unsafe open(full(path), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard number >= 0 else { throw failure(path, "it cannot be written") }
    guard flock(number, LOCK_EX | LOCK_NB) == 0 else {
      close(number)
      throw RecordError(
        .busy, "another process is at work in this folder", place: root,
        remedy: "Let one process at a time write to it: stop the other one, or wait until it is done.")
    }
    return RecordLock { close(number) }
  }

  private func failure(_ path: String, _ problem: String) -> RecordError {
    RecordError(
      .unreadable, "\(problem): \(unsafe String(cString: strerror(errno)))", place: full(path),
      remedy: "Nothing was signed for it. Free space, or mend the folder's rights, and try again.")
  }

  private static func flush(_ file: Int32) -> Int32 {
    #if canImport(Glibc)
      fdatasync(file)
    #else
      fcntl(file, F_FULLFSYNC)
    #endif
  }

  // The system's calls, whose names the methods above hide.
  private static func read(_ file: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.read(file, buffer.baseAddress, buffer.count)
    #else
      unsafe Darwin.read(file, buffer.baseAddress, buffer.count)
    #endif
  }

  private static func write(_ file: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.write(file, buffer.baseAddress, buffer.count)
    #else
      unsafe Darwin.write(file, buffer.baseAddress, buffer.count)
    #endif
  }

  private static func move(_ path: String, _ other: String) -> Int32 {
    #if canImport(Glibc)
      unsafe Glibc.rename(path, other)
    #else
      unsafe Darwin.rename(path, other)
    #endif
  }

  private static func delete(_ path: String) -> Int32 {
    #if canImport(Glibc)
      unsafe Glibc.remove(path)
    #else
      unsafe Darwin.remove(path)
    #endif
  }
}

/// An open file that is closed when it goes.
private struct Descriptor: ~Copyable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit {
    if number >= 0 { close(number) }
  }
}
