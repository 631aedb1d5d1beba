#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The bytes of a file, mapped into memory or held there; they do not change while this lives.
///
/// A mapped file that another program cuts short while it is read ends this program, as with every mapped file;
/// a file that grows does no harm, since only what was there at the start is looked at.
@safe
final class EDFBytes: @unchecked Sendable {
  // Sendable: never written after `init`.
  private let base: UnsafeMutableRawPointer
  private let isMapped: Bool
  /// How many there are.
  let count: Int

  /// Where they begin; the pointer must not outlive this object.
  var pointer: UnsafeRawPointer { unsafe UnsafeRawPointer(base) }

  /// Copies bytes that are already in memory.
  init(copying bytes: [UInt8]) {
    count = bytes.count
    isMapped = false
    unsafe base = UnsafeMutableRawPointer.allocate(byteCount: max(1, bytes.count), alignment: 16)
    unsafe bytes.withUnsafeBytes { source in
      if let first = source.baseAddress { unsafe base.copyMemory(from: first, byteCount: source.count) }
    }
  }

  /// Maps a file.
  init(path: String) throws(EDFError) {
    func refusal(_ doing: String) -> EDFError {
      let reason = unsafe String(cString: strerror(errno))
      return EDFError(
        .system, file: path, problem: "it cannot be \(doing): \(reason)",
        remedy: "Check the path and the permissions")
    }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw refusal("opened") }
    defer { _ = close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw refusal("examined") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw EDFError(
        .system, file: path, problem: "it is not a file", remedy: "Give the path of an EDF or BDF file")
    }
    count = Int(status.st_size)
    guard count > 0 else {
      isMapped = false
      unsafe base = UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 16)
      return
    }
    guard let mapped = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0),
      unsafe mapped != MAP_FAILED
    else { throw refusal("mapped into memory") }
    isMapped = true
    unsafe base = mapped
    _ = unsafe madvise(mapped, count, Int32(MADV_SEQUENTIAL))
  }

  deinit {
    if isMapped {
      _ = unsafe munmap(base, count)
    } else {
      unsafe base.deallocate()
    }
  }

  /// Asks for large pages under fresh memory of some megabytes; it is only advice.
  static func preferLargePages(_ start: UnsafeMutableRawPointer, byteCount: Int) {
    #if os(Linux)
      let page = 2 << 20
      let address = Int(bitPattern: start)
      let first = (address + page - 1) / page * page
      let end = (address + byteCount) / page * page
      guard end - first >= 2 * page else { return }
      _ = unsafe madvise(start + (first - address), end - first, Int32(MADV_HUGEPAGE))
    #endif
  }

  /// A copy of some bytes; fewer where the file ends.
  func copy(from offset: Int, count wanted: Int) -> [UInt8] {
    guard offset >= 0, wanted > 0, offset < count else { return [] }
    let n = min(wanted, count - offset)
    return unsafe [UInt8](UnsafeRawBufferPointer(start: UnsafeRawPointer(base) + offset, count: n))
  }
}
