public import PublicRecord

/// The few things that a log and a witness do with files; paths are below one folder.
///
/// One implementation writes to a disk; the tests have one that fails, tears and forgets at every single call. What
/// order the calls come in, and why, is said in ``LogKeeper`` and nowhere else.
public protocol RecordFiles: TileReader, Sendable {
  /// The bytes of a file, or `nil` where there is none.
  func read(_ path: String) throws(RecordError) -> [UInt8]?
  /// Makes a folder, if it is not there; its parent is there.
  func makeFolder(_ path: String) throws(RecordError)
  /// Writes a file, new or instead of what it had. Says nothing about the disk: see ``sync(_:)``.
  func write(_ path: String, _ bytes: [UInt8]) throws(RecordError)
  /// Returns when a file's bytes are on the disk.
  func sync(_ path: String) throws(RecordError)
  /// Returns when the names in a folder are on the disk.
  func syncFolder(_ path: String) throws(RecordError)
  /// Gives a file another name, at once and instead of a file that has it.
  func rename(_ path: String, to other: String) throws(RecordError)
  /// The names in a folder; none where there is no folder.
  func names(in folder: String) throws(RecordError) -> [String]
  /// Removes a file or an empty folder.
  func remove(_ path: String) throws(RecordError)
  /// Keeps all other processes out until what is returned goes.
  func lock(_ path: String) throws(RecordError) -> RecordLock
}

/// As long as it is held, nobody else can have it.
public final class RecordLock: Sendable {
  private let release: @Sendable () -> Void
  /// A lock that is let go by a closure.
  public init(release: @escaping @Sendable () -> Void) { self.release = release }
  deinit { release() }
}

/// A file to be written, and its bytes.
typealias NamedBytes = (path: String, bytes: [UInt8])

/// Folders of whom it is known that they are there and that the disk knows it too.
struct DurableFolders {
  private var known: Set<String> = [""]

  /// Makes the folder of a path, with all above it, and gives those whose parents' names must still be synced.
  mutating func make(for path: String, in files: some RecordFiles) throws(RecordError) -> [String] {
    let folder = Self.folder(of: path)
    guard !known.contains(folder) else { return [] }
    var parents = try make(for: folder, in: files)
    try files.makeFolder(folder)
    parents.append(Self.folder(of: folder))
    return parents
  }

  /// Remembers that a folder is durable.
  mutating func remember(for path: String) {
    var folder = Self.folder(of: path)
    while !folder.isEmpty {
      known.insert(folder)
      folder = Self.folder(of: folder)
    }
  }

  static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return String(decoding: path.utf8[..<slash], as: UTF8.self)
  }
}

extension RecordFiles {
  /// Writes files that nobody looks at yet; when it returns, their bytes and their names are on the disk.
  ///
  /// All are written before the first is synced: one flush of the disk then serves many.
  func writeDurably(_ named: [NamedBytes], _ folders: inout DurableFolders) throws(RecordError) {
    var touched: [String] = []
    for (path, bytes) in named {
      touched += try folders.make(for: path, in: self)
      touched.append(DurableFolders.folder(of: path))
      try write(path, bytes)
    }
    for (path, _) in named { try sync(path) }
    // The names below first: a folder that the disk knows of has what is in it.
    var synced: Set<String> = []
    for folder in touched.reversed() where synced.insert(folder).inserted { try syncFolder(folder) }
    for (path, _) in named { folders.remember(for: path) }
  }

  /// Replaces a file by new bytes if it still has the old ones; others see either the old or the new, and when it
  /// returns the disk has the new.
  ///
  /// - Throws: ``RecordError`` of kind `.busy` where somebody else has changed it, and whatever the disk says; after
  ///   that it is not known which of both it has.
  func swap(_ path: String, from old: [UInt8]?, to new: [UInt8]) throws(RecordError) {
    guard try read(path) == old else {
      throw RecordError(
        .busy, "it was changed by somebody else while this process had it", place: path,
        remedy: "Let one process at a time write to this folder, and start again.")
    }
    try write(path + ".new", new)
    try sync(path + ".new")
    try rename(path + ".new", to: path)
    try syncFolder(DurableFolders.folder(of: path))
  }
}
