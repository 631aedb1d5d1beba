internal import Foundation
public import SleepCore
internal import Soundscapes

/// A way for sound to leave: 48 kHz, mono, 16 bits.
///
/// Implementations are used by one thread. A Core Audio output would be another of them.
public protocol SoundOutput: AnyObject {
  /// A stable name of the device, which its calibration is kept under.
  var name: String { get }
  /// Samples that were written and have not come out yet.
  var delay: Int { get }
  /// Writes samples, and waits where the device has no room; no more than some 30 ms are ever waiting in it.
  ///
  /// A short break (an xrun) is mended within. The call does not wait for a device that takes nothing any more.
  ///
  /// - Throws: ``SoundOutputError`` where the device is gone; it can be opened anew.
  func write(_ samples: Span<Int16>) throws(SoundOutputError)
  /// Gives the device back; what was written may be cut off.
  func close()
}

/// A sound device that cannot be used.
public struct SoundOutputError: ExplainedError, Hashable {
  /// What is wrong.
  public let problem: String
  /// The device.
  public let place: String
  /// What to do.
  public let remedy: String
}

/// Which output a guard plays to.
public enum SoundDestination: Sendable, Hashable {
  /// A device of the system, by its ALSA name; `nil` is the default.
  case device(String?)
  /// A WAV or FLAC file, at the pace of time.
  case file(String)
  /// Nowhere, at the pace of time.
  case nowhere

  /// The stable name that a calibration is kept under.
  public var name: String {
    switch self {
    case .device(let name): name ?? "default"
    case .file: "file"
    case .nowhere: "nowhere"
    }
  }

  /// Opens it.
  ///
  /// - Throws: ``SoundOutputError`` where it cannot be used now.
  public func open() throws(SoundOutputError) -> any SoundOutput {
    switch self {
    case .device(let name):
      #if canImport(Glibc)
        return try AlsaOutput(device: name ?? "default")
      #else
        throw SoundOutputError(
          problem: "sound devices are not driven on this system yet", place: name ?? "default",
          remedy: "Play to a file with --output.")
      #endif
    case .file(let path): return try PacedOutput(path: path)
    case .nowhere: return try PacedOutput(path: nil)
    }
  }
}

/// A file, or nothing at all, that takes samples no faster than a device would.
final class PacedOutput: SoundOutput {
  let name: String
  private var writer: SoundFileWriter?
  private let began = ContinuousClock.now
  private var written = 0
  /// Samples that may wait: 20 ms.
  private static let buffer = 960

  init(path: String?) throws(SoundOutputError) {
    name = path == nil ? "nowhere" : "file"
    guard let path else { return }
    do {
      writer = try SoundFileWriter(path: path, title: "What the guard let through")
    } catch {
      throw SoundOutputError(problem: error.problem, place: error.place, remedy: error.remedy)
    }
  }

  private var played: Int {
    Int((ContinuousClock.now - began) / .microseconds(1) * Double(SoundScale.sampleRate) / 1e6)
  }

  var delay: Int { max(written - played, 0) }

  func write(_ samples: Span<Int16>) throws(SoundOutputError) {
    do {
      try writer?.append(samples)
    } catch {
      throw SoundOutputError(problem: error.problem, place: error.place, remedy: error.remedy)
    }
    // After a break the samples go on from now, as a device would.
    written = max(written, played) + samples.count
    let ahead = delay - Self.buffer
    if ahead > 0 { Thread.sleep(forTimeInterval: Double(ahead) / Double(SoundScale.sampleRate)) }
  }

  func close() {
    guard let writer = writer.take() else { return }
    try? writer.close()
  }
}
