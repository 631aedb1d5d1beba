internal import Foundation

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What the terminal can do, and how to talk to it: data to standard output, all else to standard error.
enum Terminal {
  /// Whether a person watches standard error: only then is anything drawn that moves.
  static let isWatched = isatty(2) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  /// Whether colours are wanted (https://no-color.org).
  static let hasColour = isWatched && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty

  /// The width of the terminal in characters; 80 where it does not say.
  static var width: Int {
    var size = winsize()
    guard unsafe ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Writes to standard output.
  static func say(_ text: String, terminator: String = "\n") {
    FileHandle.standardOutput.write(Data((text + terminator).utf8))
  }

  /// Writes to standard error.
  static func complain(_ text: String, terminator: String = "\n") {
    FileHandle.standardError.write(Data((text + terminator).utf8))
  }

  /// A text in one of the 256 colours, where colours are wanted.
  static func coloured(_ text: String, _ colour: Int) -> String {
    hasColour ? "\u{1B}[38;5;\(colour)m\(text)\u{1B}[0m" : text
  }

  /// A text in bold, where colours are wanted.
  static func bold(_ text: String) -> String { hasColour ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}
