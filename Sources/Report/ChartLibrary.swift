internal import Foundation

/// The chart library dygraphs, as text to be put into a page, so that the page needs no network.
///
/// dygraphs is by Dan Vanderkam and others, under the MIT licence; its notice travels with every page.
public struct ChartLibrary: Sendable {
  /// `dygraph.min.js`, without the link to its source map.
  public let script: String
  /// `dygraph.min.css`, without the link to its source map.
  public let style: String

  /// Where Debian's package `libjs-dygraphs` puts its files.
  public static let defaultFolder = "/usr/share/javascript/dygraphs"

  /// Reads `dygraph.min.js` and `dygraph.min.css`.
  ///
  /// - Parameter folder: where they are; where nothing is said, the folder that the environment's `LUMA_DYGRAPHS`
  ///   names, or else ``defaultFolder``.
  /// - Returns: the library, ready to be put into pages.
  /// - Throws: ``ReportError`` where a file is missing or is not what its name says.
  public static func load(from folder: String? = nil) throws(ReportError) -> ChartLibrary {
    let folder = folder ?? ProcessInfo.processInfo.environment["LUMA_DYGRAPHS"] ?? defaultFolder
    let script = try read("dygraph.min.js", in: folder)
    let style = try read("dygraph.min.css", in: folder)
    guard script.contains("Dygraph") else {
      throw missing("\(folder)/dygraph.min.js", "this is not dygraphs")
    }
    return ChartLibrary(script: script, style: style)
  }

  /// Takes the text of the two files, as if they had been read.
  package init(script: String, style: String) {
    self.script = Self.inlined(script, closing: "</script", as: "<\\/script")
    self.style = Self.inlined(style, closing: "</style", as: "<\\/style")
  }

  private static func read(_ name: String, in folder: String) throws(ReportError) -> String {
    let path = "\(folder)/\(name)"
    guard let data = FileManager.default.contents(atPath: path) else {
      throw missing(path, "the chart library dygraphs is not there")
    }
    guard let text = String(validating: data, as: UTF8.self), text.utf8.count < 1_000_000 else {
      throw missing(path, "this is not the minified dygraphs")
    }
    return text
  }

  private static func missing(_ path: String, _ problem: String) -> ReportError {
    ReportError(
      problem: problem, place: path,
      remedy:
        "Install it (Debian and Ubuntu: apt install libjs-dygraphs), or set LUMA_DYGRAPHS to the folder "
        + "that holds dygraph.min.js and dygraph.min.css.")
  }

  /// The text without links to source maps, and with nothing in it that would end the element it stands in.
  private static func inlined(_ text: String, closing: String, as replacement: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        guard let link = line.range(of: "# sourceMappingURL=") else { return String(line) }
        // What stands before the link on its line stays; the comment that opens it goes with it.
        return String(line[..<link.lowerBound].dropLast(2))
      }
      .joined(separator: "\n")
      .replacingOccurrences(of: closing, with: replacement, options: .caseInsensitive)
      .replacingOccurrences(of: "<!--", with: "<\\!--")
  }

  /// The licence of dygraphs, which asks to go along with every copy.
  static let licence = """
    dygraphs, MIT licence.

    Copyright (c) 2006, 2009, 2011, 2012, 2013, 2017 Dan Vanderkam
    Copyright (c) 2011 Paul Felix
    Copyright (c) 2011, 2013 Robert Konigsberg
    Copyright (c) 2013 David Eberlein
    Copyright (c) 2013 Google, Inc.
    Copyright (c) 2014 mirabilos
    Copyright (c) 2015 Petr Shevtsov
    Copyright (c) 2022, 2023 mirabilos, Deutsche Telekom LLCTO
    and numerous contributors

    Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
    associated documentation files (the "Software"), to deal in the Software without restriction,
    including without limitation the rights to use, copy, modify, merge, publish, distribute,
    sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
    furnished to do so, subject to the following conditions:

    The above copyright notice and this permission notice shall be included in all copies or substantial
    portions of the Software.

    THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
    NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
    NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES
    OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
    CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
    """
}
