internal import Foundation
public import Guard
public import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Something of the guard's state folder that cannot be used.
public struct GuardStateError: ExplainedError, Hashable {
  /// What is wrong.
  public let problem: String
  /// The file or folder.
  public let place: String
  /// What to do.
  public let remedy: String
}

/// The dose ledger as a file of records that is only ever added to.
///
/// Whatever is appended is on the disk when the call returns. An append that was cut off is found by its checksum and
/// taken away at the next start: what it was for never came out. A record that is damaged in the middle counts as much
/// as the one after it.
public struct LedgerFile: DoseStore, ~Copyable {
  /// What was spent before this process.
  public let earlier: EarlierSpending
  private let path: String
  private let file: Descriptor
  private let lock: Descriptor
  private var last: LedgerRecord?

  /// Opens the ledger of a folder, which is made where it is missing; no other process can have it open.
  ///
  /// - Throws: ``GuardStateError`` where it is in use, or cannot be read or written.
  public init(folder: String) throws(GuardStateError) {
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let lock = Descriptor(unsafe open("\(folder)/guard.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600))
    guard lock.number >= 0 else { throw Self.failure(folder, "it cannot be written") }
    // A guard that is just going may still hold it for a moment.
    var tries = 0
    while flock(lock.number, LOCK_EX | LOCK_NB) != 0 {
      tries += 1
      guard tries < 40 else {
        throw GuardStateError(
          problem: "another guard is at work with it", place: folder,
          remedy: "Wait until that night is over, or choose another folder with --state.")
      }
      usleep(50_000)
    }
    let path = "\(folder)/dose.ledger"
    let (wall, uptime, boot) = Self.clocks()
    let (records, isWhole) = Self.read(path)
    let now = LedgerRecord.now(after: records.last, wall: wall, uptime: uptime, boot: boot)
    let kept = records.filter { now - $0.time <= EarlierSpending.week + 86_400 }
    if records.count - kept.count > 10_000 || !isWhole { try Self.rewrite(path, kept) }
    let file = Descriptor(unsafe open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600))
    guard file.number >= 0 else { throw Self.failure(path, "it cannot be written") }
    guard fsync(file.number) == 0 else { throw Self.failure(path, "it cannot be written") }
    Self.syncFolder(folder)
    earlier = EarlierSpending(records, now: now)
    last = records.last
    self.path = path
    self.file = file
    self.lock = lock
  }

  /// Writes down what is about to be spent, and returns when it is on the disk.
  ///
  /// - Throws: ``GuardStateError`` where it could not be made durable.
  public mutating func append(_ spending: Spending) throws {
    let (wall, uptime, boot) = Self.clocks()
    let time = LedgerRecord.now(after: last, wall: wall, uptime: uptime, boot: boot)
    let record = LedgerRecord(time: time, wall: wall, uptime: uptime, boot: boot, spending: spending)
    let bytes = record.bytes
    let written = unsafe bytes.withUnsafeBytes { buffer in
      unsafe write(file.number, buffer.baseAddress, buffer.count)
    }
    guard written == bytes.count, Self.sync(file.number) == 0 else {
      throw Self.failure(path, "what is about to be spent could not be written down")
    }
    last = record
  }

  /// The records of a file, and whether all of it was records.
  static func read(_ path: String) -> (records: [LedgerRecord], isWhole: Bool) {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else { return ([], true) }
    let bytes = [UInt8](data)
    var records: [LedgerRecord] = []
    var damaged = 0
    for start in stride(from: 0, to: bytes.count - LedgerRecord.size + 1, by: LedgerRecord.size) {
      if let record = LedgerRecord(bytes: bytes[start..<start + LedgerRecord.size]) {
        // Damage before a whole record is no cut-off append: something that was spent can no longer be read, and
        // counts as much as what is read next. Rewritten, the record stands there twice.
        for _ in 0..<damaged { records.append(record) }
        damaged = 0
        records.append(record)
      } else {
        damaged += 1
      }
    }
    return (records, records.count * LedgerRecord.size == bytes.count)
  }

  private static func rewrite(_ path: String, _ records: [LedgerRecord]) throws(GuardStateError) {
    let new = path + ".new"
    let file = unsafe open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure(new, "it cannot be written") }
    let bytes = records.flatMap(\.bytes)
    let written = unsafe bytes.withUnsafeBytes { buffer in
      unsafe buffer.isEmpty ? 0 : write(file, buffer.baseAddress, buffer.count)
    }
    let isDurable = written == bytes.count && fsync(file) == 0
    close(file)
    guard isDurable, unsafe rename(new, path) == 0 else { throw failure(new, "it cannot be written") }
  }

  private static func sync(_ descriptor: Int32) -> Int32 {
    #if canImport(Glibc)
      fdatasync(descriptor)
    #else
      fcntl(descriptor, F_FULLFSYNC)
    #endif
  }

  private static func syncFolder(_ folder: String) {
    let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
    if descriptor >= 0 {
      fsync(descriptor)
      close(descriptor)
    }
  }

  /// The wall clock, the time since the machine was started, and which start that was.
  private static func clocks() -> (wall: Int64, uptime: Int64, boot: UInt64) {
    #if canImport(Glibc)
      let uptime = CLOCK_BOOTTIME
      let boot = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? ""
    #else
      let uptime = CLOCK_MONOTONIC
      let boot = ""
    #endif
    // FNV-1a: a name for this start of the machine.
    let hash = boot.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return (seconds(CLOCK_REALTIME), seconds(uptime), hash)
  }

  private static func seconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    guard unsafe clock_gettime(clock, &time) == 0 else { return 0 }
    return Int64(time.tv_sec)
  }

  private static func failure(_ place: String, _ problem: String) -> GuardStateError {
    GuardStateError(
      problem: "\(problem): \(unsafe String(cString: strerror(errno)))", place: place,
      remedy:
        "Without a ledger nothing sounds. Free space, or choose a folder that can be written with --state.")
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
