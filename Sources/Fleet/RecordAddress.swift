public import Foundation
public import SleepCore

/// Where a record's files are: a web server, or a folder of this machine.
public enum RecordAddress: Sendable, Hashable, CustomStringConvertible {
  /// A web address under which the log's files lie.
  case web(URL)
  /// A folder that holds them.
  case folder(String)

  /// An address as a person writes it: one that begins with http:// or https:// is a web address, all else a folder.
  ///
  /// - Throws: ``FleetError`` where a web address cannot be read.
  public init(_ text: String) throws(FleetError) {
    guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
      self = .folder(text)
      return
    }
    guard let url = URL(string: text.hasSuffix("/") ? text : text + "/"), url.host()?.isEmpty == false else {
      throw FleetError("it is no web address", place: text, remedy: "Write it as https://record.example/.")
    }
    self = .web(url)
  }

  /// The address as it is written.
  public var description: String {
    switch self {
    case .web(let url): url.absoluteString
    case .folder(let path): path
    }
  }
}

/// Something between this pod and others that cannot be done.
public struct FleetError: ExplainedError, Hashable {
  /// What is wrong.
  public let problem: String
  /// Where.
  public let place: String
  /// The way out.
  public let remedy: String

  /// Creates an error.
  public init(_ problem: String, place: String, remedy: String) {
    (self.problem, self.place, self.remedy) = (problem, place, remedy)
  }
}
