internal import Foundation
internal import PublicRecord
public import Signals
public import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The folder of a night: the names of its files, and what is fixed about them.
public struct NightFolder: Sendable, Hashable {
  /// Its path.
  public let path: String

  /// Names a folder; nothing is looked at.
  public init(path: String) { self.path = path }

  /// The path of `signals.edf`.
  public var signals: String { path + "/signals.edf" }
  /// The path of `events.jsonl`.
  public var events: String { path + "/events.jsonl" }
  /// The path of `program.yaml`.
  public var program: String { path + "/program.yaml" }
  /// The path of `summary.json`.
  public var summary: String { path + "/summary.json" }
  /// The path of `report.html`.
  public var report: String { path + "/report.html" }
  /// The path of `sound.flac`.
  public var sound: String { path + "/sound.flac" }
  /// The path of `hypnogram.svg`.
  public var hypnogramSVG: String { path + "/hypnogram.svg" }
  /// The path of `hypnogram.png`.
  public var hypnogramPNG: String { path + "/hypnogram.png" }

  /// SHA-256 (hex) of the limits table.
  public static let limitsHash = SHA256Hex.of(SafetyLimitsTable.canonicalText)

  /// Room for notes in each record: its own time, an epoch, a pulse and a change of scene fit together.
  static let annotationBytes = 120

  /// What encodes `signals.edf` for a source.
  ///
  /// The same description gives the same header, byte for byte.
  static func encoder(for source: SourceDescription) throws(EDFError) -> EDFRecordEncoder {
    let header = EDFHeader(
      variant: .edfPlusContinuous, start: source.start, recordDuration: source.blockLength,
      signals: source.channels.map { EDFSignal($0) })
    return try EDFRecordEncoder(header: header, annotationBytesPerRecord: annotationBytes)
  }

  /// A description as `signals.edf` will tell it, so that a night and its replay compute with the same scale.
  static func asRecorded(_ source: SourceDescription, _ encoder: EDFRecordEncoder) -> SourceDescription {
    let channels = zip(source.channels, encoder.header.signals).map { channel, signal in
      SignalChannel(
        label: signal.label, unit: signal.physicalDimension, role: channel.role,
        samplesPerBlock: channel.samplesPerBlock, digitalRange: channel.digitalRange,
        physicalMinimum: signal.physicalMinimum, physicalMaximum: signal.physicalMaximum)
    }
    return SourceDescription(
      name: source.name, start: source.start, channels: channels, primary: source.primary,
      blockLength: source.blockLength, knownLength: source.knownLength)
  }

  /// Makes the folder, which must not be there yet or be empty.
  public func create() throws(NightError) {
    let manager = FileManager.default
    if let inside = try? manager.contentsOfDirectory(atPath: path), !inside.isEmpty {
      throw .folderInUse(path: path)
    }
    do {
      try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(path: path, reason: error.localizedDescription)
    }
  }

  /// Writes one whole file of the night.
  public static func write(_ bytes: [UInt8], to path: String) throws(NightError) {
    do {
      try Data(bytes).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw .cannotWrite(path: path, reason: error.localizedDescription)
    }
  }

  /// Reads one whole file of the night.
  public static func read(_ path: String) throws(NightError) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .cannotRead(
        path: path,
        reason: FileManager.default.fileExists(atPath: path) ? "permission denied" : "there is no such file")
    }
    return Array(data)
  }
}

/// Writes a night to its folder as it happens.
public struct FolderSink: NightSink, ~Copyable {
  private var signals: EDFWriter
  private let eventsPath: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private let isDurable: Bool

  /// Opens the night's files.
  ///
  /// - Parameters:
  ///   - folder: an empty folder, made by ``NightFolder/create()``.
  ///   - encoder: the session's.
  ///   - isDurable: whether every block is brought to the file at once, as a live night needs; otherwise lines are
  ///     gathered and written 64 KiB at a time.
  /// - Throws: ``NightError`` or ``EDFError`` where a file cannot be made.
  public init(_ folder: NightFolder, encoder: EDFRecordEncoder, isDurable: Bool) throws {
    let opened = unsafe open(folder.events, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard opened >= 0 else { throw NightError.cannotWrite(path: folder.events, reason: Self.reason()) }
    do {
      signals = try EDFWriter(
        path: folder.signals, header: encoder.header, annotationBytesPerRecord: NightFolder.annotationBytes)
    } catch {
      close(opened)
      throw error
    }
    descriptor = opened
    eventsPath = folder.events
    self.isDurable = isDurable
    buffer.reserveCapacity(1 << 17)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Writes a record.
  public mutating func take(record: [UInt8], onset: NightTime) throws {
    try signals.append(record: record, onset: onset)
  }

  /// Writes a line.
  public mutating func take(line: [UInt8]) throws {
    buffer.append(contentsOf: line)
    buffer.append(UInt8(ascii: "\n"))
    if isDurable || buffer.count >= 1 << 16 { try flush() }
  }

  /// Brings everything to the medium and closes the files.
  public mutating func finish() throws {
    try flush()
    try signals.finish()
    let status = fsync(descriptor)
    close(descriptor)
    descriptor = -1
    guard status == 0 else { throw NightError.cannotWrite(path: eventsPath, reason: Self.reason()) }
  }

  private mutating func flush() throws(NightError) {
    var written = 0
    while written < buffer.count {
      let count = unsafe buffer.withUnsafeBytes { bytes in
        unsafe Self.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[written...]))
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .cannotWrite(path: eventsPath, reason: Self.reason())
      }
      written += count
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
    #else
      unsafe Darwin.write(descriptor, bytes.baseAddress, bytes.count)
    #endif
  }

  private static func reason() -> String { unsafe String(cString: strerror(errno)) }
}
