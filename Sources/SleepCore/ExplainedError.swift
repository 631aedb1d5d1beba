/// An error that a person can act on: it names the thing, the place and the way out.
///
/// Every error that leaves a room of this house says these three things.
public protocol ExplainedError: Error, CustomStringConvertible, Sendable {
  /// What is wrong, as a short sentence without a full stop.
  var problem: String { get }
  /// Where: a file, a byte, a line, a field.
  var place: String { get }
  /// What the reader can do about it.
  var remedy: String { get }
}

extension ExplainedError {
  /// The three parts in one line.
  public var description: String { "\(place): \(problem). \(remedy)" }
}
