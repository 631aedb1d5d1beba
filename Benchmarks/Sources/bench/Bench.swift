internal import Foundation
internal import SleepCore

/// `bench [edf|filter|path|proof|night|staging|loop|sleeper|record|home|all] [--json] [--pairs N]`: measures, beside the peers where there are any.
@main
struct Bench {
  private static let usage = """
    bench [edf|filter|path|proof|night|staging|loop|sleeper|record|home|all] [--json] [--pairs N]
      edf      decoding whole recordings, beside edfio, MNE-Python and pyedflib
      filter   a Butterworth cascade, beside SciPy
      path     what one sample of a night costs: time and heap allocations
      proof    verifying the library's programs, and the kernel's check
      night    a whole night into a folder, and its replay
      staging  stages and spindles beside YASA and the experts; what the other stagers' scripts find
      loop     the phase of slow waves by every method, its pulses and its cost, beside the same in Python
      sleeper  how near the virtual sleeper comes to people, and what a second of one costs
      record   what the public record costs: entries on the disk, cosigned checkpoints, proofs, an audit
      home     how quickly a home's pages answer, with a year of nights, at 200 requests a second
      --json   the same as one JSON document
      --pairs  how often ours and a peer are measured in turn (7 to 999; 11 unless told)
    """

  static func main() {
    do {
      try run(Array(CommandLine.arguments.dropFirst()))
    } catch {
      let text = (error as? any ExplainedError)?.description ?? String(describing: error)
      FileHandle.standardError.write(Data("bench: \(text)\n".utf8))
      exit(1)
    }
  }

  private static func run(_ arguments: [String]) throws {
    if arguments.first == NightBenchmark.childName {
      try NightBenchmark.child(Array(arguments.dropFirst()))
      return
    }
    let names = [
      "edf", "filter", "path", "proof", "night", "staging", "loop", "sleeper", "record", "home",
    ]
    var wanted: [String] = []
    var isJSON = false
    var pairs = 11
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--json": isJSON = true
      case "--pairs":
        guard let text = rest.popFirst(), let n = Int(text), (7...999).contains(n) else {
          throw BenchError(place: "--pairs", problem: "it wants a number from 7 to 999", remedy: usage)
        }
        pairs = n
      case "--help", "-h":
        print(usage)
        return
      case "all": wanted += names
      case _ where names.contains(argument): wanted.append(argument)
      default:
        throw BenchError(place: argument, problem: "there is no such measurement", remedy: usage)
      }
    }
    if wanted.isEmpty { wanted = names }
    let place = try Place()
    var results = Results()
    for name in wanted {
      if !isJSON { FileHandle.standardError.write(Data("Measuring \(name)\n".utf8)) }
      switch name {
      case "edf": try EDFBenchmark(place: place, pairs: pairs).run(into: &results)
      case "filter": try FilterBenchmark(place: place, pairs: pairs).run(into: &results)
      case "path": try PathBenchmark(place: place, pairs: pairs).run(into: &results)
      case "proof": try ProofBenchmark(place: place, runs: pairs).run(into: &results)
      case "record": try RecordBenchmark(runs: pairs).run(into: &results)
      case "home": try HomeBenchmark(place: place, runs: pairs).run(into: &results)
      case "sleeper":
        try SleeperBenchmark(models: place.home.appending(path: "Models")).run(into: &results)
      case "loop": try LoopBenchmark(place: place, pairs: pairs).run(into: &results)
      case "staging":
        try StagingBenchmark(place: place, pairs: pairs).run(into: &results)
        try SpindleBenchmark(place: place, pairs: pairs).run(into: &results)
      default: try NightBenchmark(place: place, runs: pairs).run(into: &results)
      }
    }
    print(isJSON ? try results.json() : results.text())
  }
}

/// What keeps a measurement from being made.
struct BenchError: ExplainedError {
  let place: String
  let problem: String
  let remedy: String
}
