internal import Foundation
public import SleepCore
public import Surveillance

extension RecordOffice {
  /// Tells a record what there was in a home on one day.
  ///
  /// Blocks until it is answered; what is sent again is counted once.
  ///
  /// - Returns: `true` where it is counted from now on, `false` where it was counted before.
  /// - Throws: ``FleetError`` where nobody answers, or it was refused; the record's own words say why.
  public func tell(_ tally: Tally) throws -> Bool {
    let target = url.appending(path: "tally")
    let answer = try WebCalls.call(target, body: tally.json.bytes, seconds: 20)
    guard answer.status == 200 else {
      throw FleetError(
        "the tally is not taken: \(Self.message(answer.body)) (\(answer.status))",
        place: target.absoluteString,
        remedy: answer.status >= 500 ? "Send it again in a minute." : "Mend what it says.")
    }
    return (try? CanonicalJSON.read(answer.body))?["before"]?.bool != true
  }

  /// The record's monitors, as it shows them to everyone.
  ///
  /// Blocks until it is answered.
  ///
  /// - Returns: an object in the format `lumapod-monitors/1`.
  /// - Throws: ``FleetError`` where nobody answers, or no monitors are kept there.
  public func monitors() throws -> CanonicalJSON {
    let target = url.appending(path: "monitors")
    let answer = try WebCalls.call(target)
    guard answer.status == 200, let json = try? CanonicalJSON.read(answer.body, limit: 20_000_000) else {
      throw FleetError(
        "no monitors are kept there (\(answer.status))", place: target.absoluteString,
        remedy: "Check the address.")
    }
    return json
  }
}

/// The secret of a home, from which its words of the days come: `tally-secret` in the pod's state folder.
public enum HomeSecret {
  /// Reads it; draws it where there is none yet.
  ///
  /// - Throws: ``FleetError`` where it cannot be read or written.
  public static func kept(state: String) throws(FleetError) -> [UInt8] {
    let path = "\(state)/tally-secret"
    if let data = FileManager.default.contents(atPath: path) {
      guard data.count >= HomeWord.secretLength else {
        throw FleetError(
          "the home's secret is too short", place: path, remedy: "Take the file away; a new one is drawn.")
      }
      return Array(data)
    }
    var random = SystemRandomNumberGenerator()
    let digits = (0..<8).map { _ in String(random.next() as UInt64, radix: 36) }.joined()
    try OperatorFolder.secret(digits, to: path)
    return Array(digits.utf8)
  }
}
