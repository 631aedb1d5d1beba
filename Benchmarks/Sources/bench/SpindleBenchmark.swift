internal import Foundation
internal import Signals
internal import SleepCore
internal import Staging

/// Spindles of the DREAMS excerpts, beside YASA: agreement with either expert, and time.
///
/// Both get the same samples; YASA its defaults, and excerpt 3 brought from 50 to 100 Hz, since its 30 Hz band edge is
/// over half of 50 Hz. A spindle found and one marked agree where their intersection is at least 0.2 of their union, each
/// in one pair at most, as many pairs as can be (F1 = 2 · pairs / (found + marked)). No number was fitted to these
/// recordings; docs/events.md says how often they were looked at.
struct SpindleBenchmark {
  let place: Place
  let pairs: Int

  private struct Subject: Encodable {
    let path: String
    let rate: Double
    /// Expert marks to be matched, or empty where the spindles are only to be counted.
    var marks = ""
  }

  private struct Excerpt {
    let name: String
    let path: String
    let rate: Double
    let eeg: [Double]
    /// Files of marks, and what is in them.
    let marks: [(path: String, stretches: [Stretch])]
  }

  private struct Stretch {
    let start: Double
    let end: Double
  }

  /// Pairs, found and marked of one detector with one expert.
  private struct Tally {
    var hits = 0.0
    var found = 0.0
    var marked = 0.0
    var f1: Double { 2 * hits / (found + marked) }
    static func + (a: Tally, b: Tally) -> Tally {
      Tally(hits: a.hits + b.hits, found: a.found + b.found, marked: a.marked + b.marked)
    }
  }

  func run(into results: inout Results) throws {
    let excerpts = try [(1, 100.0), (2, 200), (3, 50), (4, 200)].compactMap { try excerpt($0, rate: $1) }
    guard !excerpts.isEmpty else {
      results.skip("spindles: there are no DREAMS excerpts (LUMAPOD_DATA)")
      return
    }
    let peer = try place.peer("yasa-spindles")
    if peer == nil { results.skip("spindles beside YASA: there is no Python with it (LUMAPOD_PEERS)") }
    var pooled = [[Tally]](repeating: [Tally](repeating: Tally(), count: 2), count: 2)
    for excerpt in excerpts {
      let found = try Self.find(excerpt)
      for (i, marks) in excerpt.marks.enumerated() {
        let tally = Tally(
          hits: Double(Self.hits(found, marks.stretches)), found: Double(found.count),
          marked: Double(marks.stretches.count))
        pooled[0][i] = pooled[0][i] + tally
        add(excerpt.name, "expert \(i + 1)", tally, into: &results)
      }
      if let peer { try compare(excerpt, peer, &pooled[1], into: &results) }
    }
    let name = "\(excerpts.count) DREAMS excerpts"
    for i in 0..<2 {
      add(name, "expert \(i + 1)", pooled[0][i], into: &results)
      if peer != nil { add(name, "expert \(i + 1), YASA", pooled[1][i], into: &results) }
    }
  }

  private func compare(
    _ excerpt: Excerpt, _ peer: Peer, _ pooled: inout [Tally], into results: inout Results
  ) throws {
    let subject = Subject(path: excerpt.path, rate: excerpt.rate)
    let found = try peer.check(subject).sum ?? .nan
    for (i, marks) in excerpt.marks.enumerated() {
      let hits =
        try peer.check(Subject(path: excerpt.path, rate: excerpt.rate, marks: marks.path)).sum ?? .nan
      let tally = Tally(hits: hits, found: found, marked: Double(marks.stretches.count))
      pooled[i] = pooled[i] + tally
      add(excerpt.name, "expert \(i + 1), YASA", tally, into: &results)
    }
    let measured = try Pairs(
      pairs, ours: { try Clock.seconds(repeats: $0) { try Self.find(excerpt) } },
      peer: { try peer.seconds(subject, repeats: $0) })
    results.add("spindles", excerpt.name, peer: "yasa spindles_detect", unit: "ms", measured) { $0 * 1000 }
  }

  private func add(_ subject: String, _ whose: String, _ tally: Tally, into results: inout Results) {
    results.add(
      "spindles", subject, "F1 with \(whose)", unit: "", [tally.f1],
      note: "\(Int(tally.hits)) of \(Int(tally.found)) found, \(Int(tally.marked)) marked")
  }

  private static func find(_ excerpt: Excerpt) throws -> [Stretch] {
    try SleepEvents.spindles(microvolts: excerpt.eeg, samplingRate: .hertz(excerpt.rate)).map {
      Stretch(start: $0.start.seconds, end: $0.end.seconds)
    }
  }

  private func excerpt(_ number: Int, rate: Double) throws -> Excerpt? {
    guard let path = place.recording("dreams/excerpt\(number).txt") else { return nil }
    func column(_ path: String, _ index: Int = 0) throws -> [Double] {
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      return try ColumnText(bytes: bytes, file: path, column: .index(index)).values
    }
    let marks = try (1...2).compactMap { expert -> (path: String, stretches: [Stretch])? in
      guard let path = place.recording("dreams/Visual_scoring\(expert)_excerpt\(number).txt") else {
        return nil
      }
      return (path, zip(try column(path), try column(path, 1)).map { Stretch(start: $0, end: $0 + $1) })
    }
    return Excerpt(
      name: "DREAMS excerpt \(number), \(Int(rate)) Hz", path: path, rate: rate, eeg: try column(path),
      marks: marks)
  }

  /// How many pairs there can be, each found and each marked stretch in one at most (augmenting paths; Kuhn 1955).
  private static func hits(_ found: [Stretch], _ marked: [Stretch]) -> Int {
    var partner = [Int?](repeating: nil, count: marked.count)
    func agree(_ a: Stretch, _ b: Stretch) -> Bool {
      let shared = min(a.end, b.end) - max(a.start, b.start)
      return shared > 0 && shared >= 0.2 * (a.end - a.start + b.end - b.start - shared) * (1 - 1e-9)
    }
    func place(_ f: Int, _ seen: inout Set<Int>) -> Bool {
      for m in marked.indices where agree(found[f], marked[m]) && seen.insert(m).inserted {
        if let other = partner[m] { guard place(other, &seen) else { continue } }
        partner[m] = f
        return true
      }
      return false
    }
    return found.indices.count { f in
      var seen: Set<Int> = []
      return place(f, &seen)
    }
  }
}
