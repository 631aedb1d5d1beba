internal import Foundation
internal import SleepCore
public import VirtualSleeper

/// What many nights with a program and the same nights without came to.
public struct SleepComparison: Sendable {
  /// The program's name.
  public let program: String
  /// Whose nights they are.
  public let person: VirtualSleeper.Person
  /// Each night twice with the same chance: in silence and with the program.
  public let nights: [(quiet: ProgramNight.Figures, loud: ProgramNight.Figures)]
  /// The nights that were run with their EEG as well.
  public let evoked: [(quiet: ProgramNight.Evoked, loud: ProgramNight.Evoked)]

  /// Gathers nights.
  public init(
    program: String, person: VirtualSleeper.Person,
    nights: [(quiet: ProgramNight.Figures, loud: ProgramNight.Figures)],
    evoked: [(quiet: ProgramNight.Evoked, loud: ProgramNight.Evoked)]
  ) {
    (self.program, self.person, self.nights, self.evoked) = (program, person, nights, evoked)
  }

  /// One figure over all nights.
  public struct Line: Sendable {
    /// Its name in JSON, in words, and its unit; empty for a count.
    public let key: String, name: String, unit: String
    /// Every night in silence, and with the program.
    public let quiet: [Double], loud: [Double]

    /// The mean difference, night by night, and half of its 95 % interval (normal).
    public var difference: (mean: Double, half: Double) {
      let d = zip(loud, quiet).map { $0 - $1 }
      let mean = d.reduce(0, +) / Double(max(d.count, 1))
      let variance = d.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(d.count - 1, 1))
      return (mean, 1.96 * (variance / Double(max(d.count, 1))).squareRoot())
    }

    /// A quantile by linear interpolation.
    public static func quantile(_ values: [Double], _ share: Double) -> Double {
      let sorted = values.sorted()
      guard sorted.count > 1 else { return sorted.first ?? 0 }
      let at = share * Double(sorted.count - 1)
      let low = min(Int(at), sorted.count - 2)
      return sorted[low] + (at - Double(low)) * (sorted[low + 1] - sorted[low])
    }
  }

  /// Every figure.
  public var lines: [Line] {
    var lines = ProgramNight.Figures.names.enumerated().map { k, figure in
      Line(
        key: String(describing: figure.key), name: figure.name, unit: figure.unit,
        quiet: nights.map { $0.quiet.values[k] }, loud: nights.map { $0.loud.values[k] })
    }
    let heard = evoked.filter { $0.quiet.count > 0 && $0.loud.count > 0 }
    if heard.count > 1 {
      lines.append(
        Line(
          key: "slow_wave_uv", name: "slow wave after a pulse", unit: "µV",
          quiet: heard.map(\.quiet.microvolts), loud: heard.map(\.loud.microvolts)))
    }
    return lines
  }

  /// What was simulated, in one line.
  public var title: String {
    "\(program), \(nights.count) nights: \(person.sleep.rawValue) sleepers of \(person.age)"
  }

  /// A table of plain text.
  public var text: String {
    var rows = [["", "in silence", "with the program", "difference"]]
    rows.append(["", "5 % · median · 95 %", "5 % · median · 95 %", "mean, 95 % interval"])
    for line in lines {
      func three(_ v: [Double]) -> String {
        [0.05, 0.5, 0.95].map { Self.number(Line.quantile(v, $0)) }.joined(separator: " · ")
      }
      let d = line.difference
      rows.append([
        line.unit.isEmpty ? line.name : "\(line.name), \(line.unit)", three(line.quiet), three(line.loud),
        "\(Self.number(d.mean)) (\(Self.number(d.mean - d.half)) to \(Self.number(d.mean + d.half)))",
      ])
    }
    let widths = (0..<4).map { c in rows.map { $0[c].count }.max() ?? 0 }
    let table = rows.map { row in
      row.enumerated().map { c, cell in cell + String(repeating: " ", count: widths[c] - cell.count) }
        .joined(separator: "  ")
    }
    return ([title] + table).joined(separator: "\n")
  }

  /// The figures as one JSON object.
  public var json: String {
    let document = Document(
      program: program, sleep: person.sleep.rawValue, age: person.age, nights: nights.count,
      signalNights: evoked.count, stages: "true",
      figures: lines.map { line in
        let d = line.difference
        return Document.Figure(
          key: line.key, unit: line.unit, silence: Self.five(line.quiet), program: Self.five(line.loud),
          difference: d.mean, difference95: [d.mean - d.half, d.mean + d.half])
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: (try? encoder.encode(document)) ?? Data(), as: UTF8.self)
  }

  /// The JSON: quantiles are at 5, 25, 50, 75 and 95 %.
  private struct Document: Encodable {
    struct Figure: Encodable {
      let key: String, unit: String, silence: [Double], program: [Double]
      let difference: Double, difference95: [Double]
    }
    let program: String, sleep: String, age: Int, nights: Int, signalNights: Int, stages: String
    let figures: [Figure]
  }

  /// The quantiles of a figure at 5, 25, 50, 75 and 95 %, to a thousandth.
  public static func five(_ values: [Double]) -> [Double] {
    [0.05, 0.25, 0.5, 0.75, 0.95].map { (1000 * Line.quantile(values, $0)).rounded() / 1000 }
  }

  private static func number(_ x: Double) -> String { String(format: abs(x) < 9.95 ? "%.1f" : "%.0f", x) }
}
