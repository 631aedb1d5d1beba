internal import Foundation

/// What the training scripts of the other stagers find with each subject left out in turn.
///
/// Their recordings are features and not signals, and leaving a subject out means training anew: that is the scripts' part.
/// Tests hold what Swift makes of their models to what the scripts make of them.
struct ModelEvaluation {
  let place: Place

  private struct Bands: Decodable {
    struct Way: Decodable {
      struct Pooled: Decodable {
        let epochs: Int
        let accuracy: Double
        let kappa: Double
        let ece: Double
      }
      let pooled: Pooled
    }
    let overnight: Way
    let causal: Way
  }

  private struct Wearables: Decodable {
    struct Row: Decodable {
      let data: String
      let input: String
      let way: String
      let epochs: Int
      let three_class_accuracy: Double
      let wake_recall_at_sleep_90: Double
    }
    let results: [Row]
  }

  func run(into results: inout Results) throws {
    guard place.python != nil, let data = place.recording("") else {
      results.skip(
        "band powers and wearables: there are no recordings, or no Python (LUMAPOD_DATA, LUMAPOD_PEERS)")
      return
    }
    let bands = try evaluate(Bands.self, "Models/band-stager/train.py", data)
    for (name, way) in [("overnight", bands.overnight.pooled), ("live", bands.causal.pooled)] {
      let subject = "Sleep-EDF band powers, each subject left out"
      results.add(
        "staging", subject, "κ \(name)", unit: "", [way.kappa],
        note: "\(way.epochs) epochs" + (name == "overnight" ? "; the target is 0.80" : ""))
      results.add("staging", subject, "expected calibration error \(name)", unit: "", [way.ece])
    }
    let wearables = try evaluate(Wearables.self, "Models/wearable-stager/train.py", data)
    for row in wearables.results {
      let subject = "\(row.data) by \(row.input), each subject left out"
      results.add(
        "staging", subject, "W, NREM, R: accuracy \(row.way)", unit: "", [row.three_class_accuracy],
        note: "\(row.epochs) epochs")
      results.add(
        "staging", subject, "wake recall at sleep recall 0.90 \(row.way)", unit: "",
        [row.wake_recall_at_sleep_90])
    }
  }

  private func evaluate<Table: Decodable>(
    _ type: Table.Type, _ script: String, _ data: String
  ) throws -> Table {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: place.python ?? "python3")
    process.arguments = [place.home.appending(path: script).path, "--data", data, "--evaluate", "--json"]
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    do {
      return try JSONDecoder().decode(Table.self, from: bytes)
    } catch {
      throw BenchError(
        place: script, problem: "it did not print its table (exit \(process.terminationStatus))",
        remedy: "Run it by hand with --evaluate")
    }
  }
}
