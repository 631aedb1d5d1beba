internal import PublicRecord
internal import SleepCore

/// The journal of all cases: lines of canonical JSON that are only ever added to, each carrying the hash of
/// the one before.
///
/// It holds private reports. It is a value: the caller writes the lines that ``append(_:to:by:at:)`` gives to
/// disk. Form: `docs/incidents.md`.
public struct CaseFile: Sendable {
  /// Every act, in order.
  public private(set) var events: [CaseEvent] = []
  /// Cases by their id.
  public private(set) var cases: [String: IncidentCase] = [:]
  /// The ids of the cases in the order in which they came in.
  public private(set) var order: [String] = []
  private var chain = HashChain()

  /// Starts an empty journal.
  public init() {}

  /// The hash of the newest line; 64 zeros before the first.
  ///
  /// Published, it keeps the whole journal from being rewritten.
  public var head: String { chain.head }

  /// Takes in a report and makes its case.
  ///
  /// - Parameters:
  ///   - report: the report.
  ///   - salt: the 32 bytes of its commitment.
  ///   - at: seconds since 1970 (UTC).
  /// - Returns: the line to write, without its line end, and the case's id.
  /// - Throws: ``IncidentError``.
  public mutating func receive(_ report: IncidentReport, salt: [UInt8], at: Int) throws(IncidentError)
    -> (line: [UInt8], caseID: String)
  {
    let id = try ReportCommitment(report, salt: salt).hash
    return (try append(.received(report, salt: salt), to: id, by: "reporter", at: at), id)
  }

  /// Adds an act.
  ///
  /// - Parameters:
  ///   - act: what is done.
  ///   - caseID: the case it is done to.
  ///   - by: who does it: `reporter`, `rule`, or a person's pseudonym; 1 to 64 bytes on one line.
  ///   - at: seconds since 1970 (UTC).
  /// - Returns: the line to write, without its line end.
  /// - Throws: ``IncidentError`` where the case does not allow it; nothing has changed then.
  public mutating func append(_ act: CaseAct, to caseID: String, by: String, at: Int) throws(IncidentError)
    -> [UInt8]
  {
    let event = CaseEvent(number: events.count, at: at, caseID: caseID, by: by, act: act)
    try check(event)
    let bytes: [UInt8]
    do throws(CanonicalJSONError) {
      bytes = try CaseLines.line(event, previous: chain.head).entry()
    } catch {
      throw .notCanonical(error)
    }
    apply(event, bytes)
    return bytes
  }

  /// Reads a whole journal.
  ///
  /// Total: any bytes give a journal or an error that names the line.
  ///
  /// - Parameter bytes: lines that end with `\n`.
  /// - Returns: the journal.
  /// - Throws: ``IncidentError/line(_:problem:remedy:)``.
  public static func read(_ bytes: [UInt8]) throws(IncidentError) -> CaseFile {
    var file = CaseFile()
    var start = 0
    while start < bytes.count {
      let number = file.events.count
      guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else {
        throw .line(
          number + 1, problem: "it is cut off: \(bytes.count - start) bytes without a line end",
          remedy:
            "A write was interrupted. Keep the first \(start) bytes; what follows was never acknowledged.")
      }
      let line = Array(bytes[start..<end])
      do throws(IncidentError) {
        let json: CanonicalJSON
        do throws(CanonicalJSONError) { json = try CanonicalJSON.read(line) } catch {
          throw .notCanonical(error)
        }
        let event = try CaseLines.event(json, number: number, previous: file.head)
        try file.check(event)
        file.apply(event, line)
      } catch {
        throw .line(number + 1, problem: "\(error.place): \(error.problem)", remedy: error.remedy)
      }
      start = end + 1
    }
    return file
  }

  private mutating func apply(_ event: CaseEvent, _ line: [UInt8]) {
    events.append(event)
    chain.append(line)
    if case .received(let report, let salt) = event.act {
      cases[event.caseID] = IncidentCase(report, salt: salt, event: event)
      order.append(event.caseID)
    } else {
      cases[event.caseID]?.apply(event)
    }
    switch event.act {
    case .linked(let other, _, _): cases[other]?.setLinked(event.caseID, true)
    case .unlinked(let other, _): cases[other]?.setLinked(event.caseID, false)
    default: break
    }
  }

  /// The groups of cases that tell of one event, each in the order in which they came in; the first stands
  /// for all.
  ///
  /// Cost: as many steps as there are cases and links.
  public var groups: [[String]] {
    var seen: Set<String> = []
    var groups: [[String]] = []
    for id in order where !seen.contains(id) {
      var (group, waiting): (Set<String>, [String]) = ([], [id])
      while let next = waiting.popLast() {
        guard group.insert(next).inserted, let found = cases[next] else { continue }
        waiting.append(contentsOf: found.links)
      }
      seen.formUnion(group)
      let members = group.compactMap { cases[$0] }.sorted { $0.events[0].number < $1.events[0].number }
      groups.append(members.map(\.id))
    }
    return groups
  }
}
