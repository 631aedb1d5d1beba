/// A whole record in one file: a tar archive (POSIX.1-1988 ustar) of the log's files, its checkpoint, its policy, and
/// whatever else its maker adds, such as a program that checks it.
///
/// Every machine can open it, and other people's tools then find the log as C2SP tlog-tiles lays it out.
public enum RecordBundle {
  /// The largest bundle that is read: 2³⁰ bytes.
  public static let largest = 1 << 30

  /// Makes a bundle.
  ///
  /// - Parameters:
  ///   - checkpoint: the checkpoint that it is of.
  ///   - policy: the policy's text.
  ///   - extras: other files by their name.
  ///   - time: the time that the archive gives its files, in seconds since 1970.
  ///   - reader: the log's files. All are in memory at the end: some 250 bytes an entry.
  /// - Returns: the archive.
  /// - Throws: ``RecordError`` where the log lacks a file, or a name is too long.
  public static func make(
    _ checkpoint: SignedCheckpoint, policy: [UInt8], extras: [(name: String, bytes: [UInt8])], time: Int,
    from reader: some TileReader
  ) throws(RecordError) -> [UInt8] {
    var archive: [UInt8] = []
    try append("\(TilePath.checkpoint)", checkpoint.bytes, time, to: &archive)
    try append("policy", policy, time, to: &archive)
    for extra in extras { try append(extra.name, extra.bytes, time, to: &archive) }
    var paths = AuditPaths(size: checkpoint.checkpoint.size)
    while let path = paths.next() {
      let bytes: [UInt8]
      switch path.content {
      case .hashes: bytes = HashTile.bytes(of: try reader.hashes(path))
      case .entries:
        var bundle: [UInt8] = []
        for entry in try reader.entries(path) { try EntryBundle.append(entry, to: &bundle) }
        bytes = bundle
      }
      try append("\(path)", bytes, time, to: &archive)
    }
    archive += [UInt8](repeating: 0, count: 1024)
    return archive
  }

  /// Reads a bundle.
  ///
  /// - Returns: its files by their name.
  /// - Throws: ``RecordError`` naming the byte where it is no archive of plain files.
  public static func read(_ archive: [UInt8]) throws(RecordError) -> TilesInMemory {
    var files: [String: [UInt8]] = [:]
    var at = 0
    while at + 512 <= archive.count {
      let header = archive[at..<(at + 512)]
      if header.allSatisfy({ $0 == 0 }) { return TilesInMemory(files) }
      let sum = header.enumerated().reduce(0) { $0 + (148..<156 ~= $1.offset ? 32 : Int($1.element)) }
      guard let size = octal(header, 124, 12), let stated = octal(header, 148, 8), sum == stated,
        at + 512 + size <= archive.count
      else { throw broken("it is no whole tar archive", at) }
      let kind = header[at + 156]
      if kind == 0x30 || kind == 0 {
        let prefix = text(header, 345, 155)
        var name = (prefix.isEmpty ? "" : prefix + "/") + text(header, 0, 100)
        if name.hasPrefix("./") { name.removeFirst(2) }
        files[name] = Array(archive[(at + 512)..<(at + 512 + size)])
      } else if kind != 0x35 {
        throw broken("it holds something that is neither a file nor a folder", at)
      }
      at += 512 + (size + 511) / 512 * 512
    }
    throw broken("it is cut off", archive.count)
  }

  private static func append(_ name: String, _ bytes: [UInt8], _ time: Int, to archive: inout [UInt8])
    throws(RecordError)
  {
    guard name.utf8.count <= 100 else {
      throw RecordError(
        .tooLarge, "its name is too long for an archive", place: name, remedy: "Use a shorter one.")
    }
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, _ at: Int) { for (i, byte) in text.utf8.enumerated() { header[at + i] = byte } }
    put(name, 0)
    put("0000644", 100)
    put("0000000", 108)
    put("0000000", 116)
    put(digits(bytes.count, 11), 124)
    put(digits(max(0, time), 11), 136)
    put("        ", 148)
    put("0", 156)
    put("ustar", 257)
    put("00", 263)
    put(digits(header.reduce(0) { $0 + Int($1) }, 6) + "\0 ", 148)
    archive += header + bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
  }

  private static func digits(_ value: Int, _ width: Int) -> String {
    let text = String(value, radix: 8)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }

  private static func octal(_ header: ArraySlice<UInt8>, _ at: Int, _ width: Int) -> Int? {
    let field = text(header, at, width).filter { $0 != " " }
    guard let value = Int(field, radix: 8), (0...largest).contains(value) else { return nil }
    return value
  }

  private static func text(_ header: ArraySlice<UInt8>, _ at: Int, _ width: Int) -> String {
    let start = header.startIndex + at
    return String(decoding: header[start..<(start + width)].prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func broken(_ problem: String, _ at: Int) -> RecordError {
    RecordError(
      .malformed, problem, place: "the bundle, byte \(at)", remedy: "Fetch it again, or make it anew.")
  }
}
