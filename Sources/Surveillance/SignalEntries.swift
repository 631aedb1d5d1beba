public import Evidence
internal import Incidents
public import PublicRecord
public import SleepCore

extension SignalBoard {
  /// The entries that the record still lacks, as far as they can be written now, in the order in which they
  /// should be.
  ///
  /// A halt names the place of the signal that it answers, so it can be written only when the signal stands:
  /// append the first of these entries, read the record again, and ask again until there are none. Each
  /// signal is then followed by its halt, and where the writer was killed between the two, the halt comes
  /// first after its restart. A signal that stands in the record and that nobody has answered is answered,
  /// also where no monitor here knows of it.
  ///
  /// - Parameters:
  ///   - reading: what the whole record says.
  ///   - at: the time.
  /// - Returns: halts first, then signals.
  /// - Throws: `EntryError` where an entry cannot be made.
  public func entries(lackedBy reading: RecordReading, at: UTCTime) throws(EntryError) -> [RecordEntry] {
    var entries: [RecordEntry] = []
    for index in reading.unansweredSignals {
      guard let signal = reading.signals.first(where: { $0.index == index }) else { continue }
      entries.append(try halt(answering: signal, at: at))
    }
    for watch in watches {
      for monitor in watch.monitors where monitor.signalLook != nil {
        let isThere = reading.signals.contains {
          $0.program == monitor.subject.program && $0.outcome == monitor.subject.outcome
        }
        if !isThere, let entry = try monitor.signalEntry(at: at) { entries.append(entry) }
      }
    }
    return entries
  }

  private func halt(answering signal: RecordReading.Signal, at: UTCTime) throws(EntryError) -> RecordEntry {
    let monitor = IncidentKind(rawValue: signal.outcome).flatMap {
      self.monitor(program: signal.program, outcome: $0)
    }
    return try RecordEntry(
      .halt, at: at,
      body: [
        "program": .text(signal.program),
        "reason": .text(monitor?.reason ?? "A monitor crossed its alarm line for \(signal.outcome)."),
        "cause": .text("a monitor's alarm line was crossed (\(signal.method))"),
        "because": .number(signal.index),
      ])
  }
}

extension SignalMonitor {
  /// The look at which it crossed its boundary, and which one it was; `nil` while it is quiet.
  public var signalLook: (look: Look, number: Int)? {
    guard case .signal(let day) = decision, let i = path.firstIndex(where: { $0.day == day }) else {
      return nil
    }
    return (path[i], i + 1)
  }

  /// The entry of its signal, or `nil` while it is quiet.
  ///
  /// The same, but for its time, whenever it is made.
  func signalEntry(at: UTCTime) throws(EntryError) -> RecordEntry? {
    guard let (look, number) = signalLook else { return nil }
    return try RecordEntry(
      .signal, at: at,
      body: [
        "program": .text(subject.program), "outcome": .text(subject.outcome), "method": .text(method.name),
        "alpha": Fraction(alpha.billionths, 1_000_000_000)?.json, "looks": .number(number),
        "observed": .number(look.observed), "expected_millionths": .number(look.expectedMillionths),
        "statistic_millionths": .number(look.statisticMillionths),
        "boundary_millionths": .number(look.boundaryMillionths ?? boundaryMillionths),
        "path": .text(SHA256Hex.of(publicPath(looks: number).bytes)),
      ])
  }

  /// Why it signalled, in words for whoever has never heard of a statistic; `nil` while it is quiet.
  public var reason: String? {
    guard let (look, _) = signalLook else { return nil }
    let what = IncidentKind(rawValue: subject.outcome)?.label.en ?? subject.outcome
    let tenths = (look.expectedMillionths + 50_000) / 100_000
    let oneIn = 1_000_000_000 / max(1, alpha.billionths)
    return
      "Too often on nights with this program: \(what). Of \(look.events) nights after which homes told of it, "
      + "\(look.observed) were nights with the program; if it did no harm, about \(tenths / 10).\(tenths % 10) would "
      + "have been, as a lot decides in every home which nights it runs. This alarm would ever sound "
      + "for one at most in \(oneIn) programs that do no harm"
  }
}
