public import Evidence
public import SleepCore

extension SignalMonitor {
  /// Its path as everyone may see it, without counts.
  ///
  /// The hash of these bytes up to the signal stands in the record as the signal's `path`.
  ///
  /// - Parameter looks: how many looks from the first on; all where nothing is said.
  /// - Returns: for every look the day (since 1970-01-01), the statistic and the boundary, both in
  ///   millionths.
  public func publicPath(looks: Int? = nil) -> CanonicalJSON {
    .list(
      path.prefix(looks ?? path.count).map { look in
        .list([
          .number(look.day), .number(look.statisticMillionths),
          look.boundaryMillionths.map { .number($0) } ?? .null,
        ])
      })
  }

  /// What everyone may see of it: all but counts, and from its signal on the counts of the signal, which are
  /// in the record as well.
  ///
  /// - Parameter program: the program's name; the monitor knows its hash.
  /// - Returns: an object; `path` is as ``publicPath(looks:)`` gives it.
  public func publicJSON(program: WatchedProgram) -> CanonicalJSON {
    var json: CanonicalJSON = [
      "program": program.json, "outcome": .text(subject.outcome), "method": .text(method.name),
      "alpha_billionths": .number(alpha.billionths), "boundary_millionths": .number(boundaryMillionths),
      "looks": .number(path.count), "statistic_millionths": .number(path.last?.statisticMillionths ?? 0),
      "decision": "quiet", "path": publicPath(),
    ]
    if let (look, number) = signalLook, let reason {
      json = json.with("decision", "signal").with(
        "signal",
        [
          "day": .text(UTCTime.name(ofDay: look.day)), "looks": .number(number),
          "observed": .number(look.observed),
          "events": .number(look.events), "expected_millionths": .number(look.expectedMillionths),
          "reason": .text(reason),
        ])
    }
    return json
  }
}

extension SignalBoard {
  /// The format of ``publicJSON``.
  public static let format = "lumapod-monitors/1"

  /// Every monitor as everyone may see it, and how the chance of a false signal was split.
  public var publicJSON: CanonicalJSON {
    [
      "format": .text(Self.format),
      "alpha": [
        "whole_billionths": .number(ledger.whole.billionths),
        "spent_billionths": .number(ledger.spent.billionths),
      ],
      "looked_through": journal.looked.map { .text(UTCTime.name(ofDay: $0)) },
      "monitors": .list(
        watches.flatMap { watch in watch.monitors.map { $0.publicJSON(program: watch.program) } }),
    ]
  }
}
