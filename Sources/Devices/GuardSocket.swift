internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A Unix socket at which a guard waits for its one runtime.
public enum GuardSocket {
  /// Waits for one connection at a path; the path is there for its owner only, and gone once someone has come.
  ///
  /// - Returns: the connection's descriptor.
  /// - Throws: ``GuardStateError`` where there can be no socket.
  public static func accept(at path: String) throws(GuardStateError) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw failure(path, "the path is too long for a socket")
    }
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
    #if canImport(Glibc)
      let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let listener = socket(AF_UNIX, SOCK_STREAM, 0)
    #endif
    guard listener >= 0 else { throw failure(path, "no socket can be made") }
    defer { close(listener) }
    _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
    let mask = umask(0o177)
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let bound = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(listener, $0, size) }
    }
    umask(mask)
    guard bound == 0, listen(listener, 1) == 0 else { throw failure(path, "the socket cannot be opened") }
    defer { unsafe unlink(path) }
    #if canImport(Glibc)
      let connection = Glibc.accept(listener, nil, nil)
    #else
      let connection = Darwin.accept(listener, nil, nil)
    #endif
    guard connection >= 0 else { throw failure(path, "nobody could come") }
    _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
    return connection
  }

  private static func failure(_ path: String, _ problem: String) -> GuardStateError {
    GuardStateError(
      problem: "\(problem): \(unsafe String(cString: strerror(errno)))", place: path,
      remedy: "Name another path with --socket; one that is there already is not taken over.")
  }
}
