internal import ArgumentParser
internal import Bedroom
internal import Evidence
internal import Fleet
internal import Foundation
internal import PublicRecord
internal import SleepCore
internal import Surveillance

/// The command `luma record publish`.
struct PublishRecordCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Publish how many reports of each kind a month had, with noise that hides each report.",
    discussion: """
      Two entries come into the record: what the month costs of privacy, and then every program by every kind, zeros too,
      each with exact discrete Laplace noise from the system's generator. A month is published once, when it is over.

      luma record publish --month 2026-10 --counts counts.json --to my-record
      """)

  @OptionGroup var target: RecordTarget

  @Option(help: "The month, such as 2026-10.")
  var month: String

  @Option(
    help: ArgumentHelp(
      "Exact counts: JSON (lumapod-counts/1), or lines of program,kind,count.", valueName: "file"))
  var counts: String

  @Option(help: "The privacy loss ε of a report, as a fraction.")
  var epsilon = "\(CountsPlan.epsilon.numerator)/\(CountsPlan.epsilon.denominator)"

  @Option(help: "The most that may be spent in a calendar year, as a fraction.")
  var budget = "\(CountsPlan.yearBudget)"

  func run() async throws {
    let exact = try ExactCounts.read(AuditRecordCommand.read(counts), month: month)
    let (epsilon, budget) = (try Self.loss(epsilon), try Self.loss(budget))
    let plan = try CountsPlan(exact, reading: target.reading(), epsilon: epsilon, budget: budget, at: .now)
    for proof in try await target.add([plan.privacy]) { RecordWords.tell(proof) }
    // What an earlier try left behind comes into sight with this entry.
    guard try !target.reading().months.contains(where: { $0.month == month }) else {
      throw FleetError(
        "an earlier try has published it by now", place: "counts of \(month)",
        remedy: "Leave it; what was stated as spent once more does no harm.")
    }
    var random = SystemRandomNumberGenerator()
    for proof in try await target.add([plan.counts(using: &random)]) { RecordWords.tell(proof) }
  }

  /// A fraction as a person writes it.
  static func loss(_ text: String) throws -> PrivacyLoss {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(parts.count), let top = parts[0], let bottom = parts.count == 2 ? parts[1] : 1
    else {
      throw ValidationError("«\(text)» is no fraction: write it as 1/4 or 3.")
    }
    return try PrivacyLoss(top, over: bottom)
  }
}

extension RecordTarget {
  /// What the whole record says, by its own policy.
  func reading() throws -> RecordReading {
    let address: RecordAddress =
      if let record { try RecordAddress(record) } else { .folder(try Self.own().path) }
    let tiles = AddressTiles(address: address)
    guard let policy = try tiles.read("policy") else {
      throw FleetError("it shows no policy", place: "\(address)", remedy: "Check the folder or the address.")
    }
    var follower = RecordFollower(policy: try WitnessPolicy(policy))
    _ = try follower.take(ProveRecordCommand.checkpoint(tiles, "\(address)").bytes, from: tiles)
    return follower.reading
  }
}
