internal import ArgumentParser
internal import Night
internal import SleepCore

/// The command `luma limits`.
struct LimitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "limits",
    abstract: "Print the safety limits, with the source of every number.")

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    if json {
      let rows = SafetyLimitsTable.rows.map { row in
        var one = JSONText()
        one.add("key", row.key)
        one.add("quantity", row.quantity)
        one.add("unit", row.unit)
        for age in AgeGroup.allCases {
          let values = (row.values[age] ?? []).map(String.init).joined(separator: ",")
          switch age {
          case .adult: one.add("adult", json: "[\(values)]")
          case .teen: one.add("teen", json: "[\(values)]")
          case .child: one.add("child", json: "[\(values)]")
          case .underThree: one.add("under-three", json: "[\(values)]")
          }
        }
        one.add("source", row.source)
        return one.text
      }
      Terminal.say("[\n" + rows.joined(separator: ",\n") + "\n]")
      return
    }
    Terminal.say("Safety limits, version \(SafetyLimitsTable.version), SHA-256 \(NightFolder.limitsHash)")
    for row in SafetyLimitsTable.rows {
      Terminal.say("\n\(row.quantity) (\(row.unit))")
      for age in AgeGroup.allCases {
        let values = row.values[age] ?? []
        let text =
          values.isEmpty
          ? "none allowed"
          : values.count == 2 ? "\(values[0]) recommended, \(values[1]) at most" : "\(values[0])"
        Terminal.say("  \(age.rawValue): \(text)")
      }
      Terminal.say("  source: \(row.source)")
    }
  }
}
