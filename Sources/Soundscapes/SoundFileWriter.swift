internal import CSndFile
public import SleepCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A sound file that could not be written.
public struct SoundFileError: ExplainedError, Hashable {
  /// The file's path.
  public let path: String
  /// What went wrong, in the words of libsndfile where it said so.
  public let problem: String
  /// What to do.
  public let remedy: String
  /// The file.
  public var place: String { path }
}

/// Writes a sound file of 16 bits, mono, 48 kHz, through libsndfile: FLAC or WAV, by the name's ending.
///
/// The scale (``SoundScale/comment``) is written into the file. A writer that goes away without ``close()`` removes
/// its unfinished file.
@safe public struct SoundFileWriter: ~Copyable {
  private let path: String
  // Owned: made in `init`, closed once in `close()` or `deinit`, and never handed out.
  private var handle: OpaquePointer?
  /// Samples written so far.
  public private(set) var samples = 0

  /// Begins a file, replacing one of the same name.
  ///
  /// - Parameters:
  ///   - path: where; it ends in `.flac` or `.wav`.
  ///   - title: what the file is, for its reader.
  /// - Throws: ``SoundFileError`` where the ending is another, or the file cannot be made.
  public init(path: String, title: String) throws(SoundFileError) {
    let name = path.lowercased()
    let container: Int
    if name.hasSuffix(".flac") {
      container = Int(SF_FORMAT_FLAC)
    } else if name.hasSuffix(".wav") {
      container = Int(SF_FORMAT_WAV)
    } else {
      throw SoundFileError(
        path: path, problem: "the name's ending says neither FLAC nor WAV",
        remedy: "Give a name that ends in .flac or .wav.")
    }
    var info = SF_INFO()
    info.samplerate = Int32(SoundScale.sampleRate)
    info.channels = 1
    info.format = Int32(container | Int(SF_FORMAT_PCM_16))
    guard let file = unsafe sf_open(path, Int32(SFM_WRITE), &info) else {
      throw SoundFileError(
        path: path, problem: "it cannot be written: \(unsafe Self.message(nil))",
        remedy: "Check that its folder exists and that you may write there.")
    }
    self.path = path
    unsafe handle = file
    // The texts are there for people; a container without room for one still holds the sound.
    _ = unsafe sf_set_string(file, Int32(SF_STR_TITLE), title)
    _ = unsafe sf_set_string(file, Int32(SF_STR_SOFTWARE), "LumaPod")
    _ = unsafe sf_set_string(file, Int32(SF_STR_COMMENT), SoundScale.comment)
    // Noise hardly gets smaller at higher levels of compression, only slower.
    var level = 0.0
    _ = unsafe sf_command(
      file, Int32(SFC_SET_COMPRESSION_LEVEL), &level, Int32(MemoryLayout<Double>.size))
  }

  /// Adds samples, 32 768 being full scale.
  ///
  /// - Throws: ``SoundFileError`` where not all of them could be written.
  public mutating func append(_ block: Span<Int16>) throws(SoundFileError) {
    guard let handle = unsafe handle else { return }
    let written = unsafe block.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return Int(unsafe sf_write_short(handle, base, sf_count_t(buffer.count)))
    }
    guard written == block.count else { throw unsafe failure(Self.message(handle)) }
    samples += written
  }

  /// Finishes the file.
  ///
  /// - Throws: ``SoundFileError`` where its end could not be written; the file is removed.
  public consuming func close() throws(SoundFileError) {
    guard let file = unsafe handle else { return }
    unsafe handle = nil
    let status = unsafe sf_close(file)
    guard status == 0 else {
      _ = unsafe unlink(path)
      throw unsafe failure(String(cString: sf_error_number(status)))
    }
  }

  private func failure(_ message: String) -> SoundFileError {
    SoundFileError(
      path: path, problem: "it could not be written to its end: \(message)",
      remedy: "Check the space left on the disk; the unfinished file is removed.")
  }

  private static func message(_ handle: OpaquePointer?) -> String {
    guard let text = unsafe sf_strerror(handle) else { return "no reason given" }
    var message = unsafe String(cString: text)
    while message.last?.isWhitespace == true || message.last == "." { message.removeLast() }
    return message
  }

  deinit {
    guard let file = unsafe handle else { return }
    _ = unsafe sf_close(file)
    _ = unsafe unlink(path)
  }
}
