import Incidents
import PublicRecord
import SleepCore
import Surveillance

/// A program, and a record that holds it.
enum Sample {
  static let noon = UTCTime(seconds: 1_795_608_000)
  static let today = noon.day

  static func source(_ number: Int) -> String { "program: rain-\(number)\n" }

  static func program(_ number: Int = 0) throws -> WatchedProgram {
    try WatchedProgram(sha256: SHA256Hex.of(source(number)), name: "rain-\(number)", version: "1")
  }

  static func programEntry(_ number: Int = 0, at: UTCTime = noon) throws -> RecordEntry {
    try RecordEntry(
      .program, at: at,
      body: [
        "name": .text("rain-\(number)"), "title": "Rain", "version": "1",
        "sha256": .text(SHA256Hex.of(source(number))), "source": .text(source(number)),
        "limits": .text(SHA256Hex.of("limits")), "certificates": [],
      ])
  }

  static func keys() throws -> [SignerKey] {
    try (0..<3).map {
      try SignerKey(name: "keeper.example/\($0)", kind: .ed25519, seed: [UInt8](repeating: $0, count: 32))
    }
  }

  static func keysEntry() throws -> RecordEntry {
    try RecordEntry(
      .keys, at: noon,
      body: [
        "needed": 2, "keys": .texts(keys().map(\.verifier.description)), "reason": "the first keys",
        "signatures": [],
      ])
  }

  /// A record with so many programs.
  static func reading(programs: Int = 1) throws -> RecordReading {
    var reading = RecordReading()
    reading.read(try keysEntry().bytes)
    for number in 0..<programs { reading.read(try programEntry(number).bytes) }
    return reading
  }

  static func word(_ home: Int, day: Int) throws -> String {
    try HomeWord.word(secret: Array("the secret of the home number \(100_000 + home)".utf8), day: day)
  }

  static func tally(
    home: Int = 0, day: Int = today, program: WatchedProgram? = nil, outcome: IncidentKind = .nightmares,
    exposed: Bool = true, event: Bool = false
  ) throws -> Tally {
    let events = event ? 1 : 0
    return try Tally(
      day: day, home: try word(home, day: day), program: try program ?? Self.program(), outcome: outcome,
      exposed: exposed ? (1, events) : (0, 0), control: exposed ? (0, 0) : (1, events))
  }
}

/// Homes as in Evidence's `OutbreakSimulation`: a background of their own, and a lot every night.
struct Homes {
  let program: WatchedProgram
  let ratio: Double
  private var rates: [Double] = []
  private var random: SeededRandom

  init(_ count: Int, program: WatchedProgram, ratio: Double, seed: UInt64) {
    (self.program, self.ratio) = (program, ratio)
    random = SeededRandom(seed: seed)
    for _ in 0..<count { rates.append(random.exponential(mean: 0.03)) }
  }

  /// What every home tells of a night.
  mutating func night(_ day: Int) throws -> [Tally] {
    var tallies: [Tally] = []
    for (home, rate) in rates.enumerated() {
      let exposed = random.next() & 1 == 0
      let event = random.uniform() < rate * (exposed ? ratio : 1)
      tallies.append(try Sample.tally(home: home, day: day, program: program, exposed: exposed, event: event))
    }
    return tallies
  }
}

extension SignalBoard {
  /// Takes tallies and looks, and returns the lines to be kept.
  mutating func take(_ tallies: [Tally], andLookThrough day: Int? = nil) throws -> [UInt8] {
    var lines: [UInt8] = []
    for tally in tallies { lines += try take(tally)?.bytes ?? [] }
    if let day { lines += try look(through: day).bytes }
    return lines
  }
}
