internal import Foundation
internal import Signals
internal import SleepCore

#if canImport(Glibc)
  internal import Glibc
#endif

/// Decoding whole recordings to physical 64-bit numbers, every signal, with the file in the system's cache.
///
/// What is timed is opening and decoding, on either side inside its own process.
struct EDFBenchmark {
  let place: Place
  let pairs: Int

  private struct Subject: Encodable { let path: String }

  private struct Opponent {
    let name: String
    let title: String
  }

  private let opponents = [
    Opponent(name: "edfio", title: "edfio"),
    Opponent(name: "edfio-eager", title: "edfio, not lazy"),
    Opponent(name: "pyedflib", title: "pyedflib"),
    Opponent(name: "mne", title: "MNE-Python"),
  ]

  func run(into results: inout Results) throws {
    let made = place.scratch.appending(path: "made.edf").path
    try Self.make(made)
    var files = [("made: 8 × 256 Hz, 8 h, 118 MB", made)]
    for (name, path) in [
      ("ucd022.edf, 1 × 128 Hz, 6 MB", "ucddb/ucd022.edf"),
      ("short_psg.edf, 12 signals, 0.2 MB", "edf/edfio/tests/TEST_DATA/short_psg.edf"),
    ] {
      if let file = place.recording(path) {
        files.append((name, file))
      } else {
        results.skip("edf on \(path): there are no recordings (LUMAPOD_DATA)")
      }
    }
    try takeApart(files[0].0, made, into: &results)
    if place.python == nil {
      results.skip("edf beside the peers: there is no Python with them (LUMAPOD_PEERS)")
      for (name, file) in files {
        let seconds = try (0..<pairs).map { _ in try Self.decode(file, repeats: 1) }
        results.add("edf", name, "decoding", unit: "MB/s", seconds.map { Self.megabytes(file) / $0 })
      }
    }
    for opponent in opponents {
      guard let peer = try place.peer(opponent.name) else { continue }
      for (name, file) in files {
        try compare(peer, opponent.title, name, file, into: &results)
      }
    }
  }

  private func compare(
    _ peer: Peer, _ title: String, _ name: String, _ file: String, into results: inout Results
  ) throws {
    let note = try Self.difference(file, try peer.check(Subject(path: file)))
    let measured = try Pairs(
      pairs, ours: { try Self.decode(file, repeats: $0) },
      peer: { try peer.seconds(Subject(path: file), repeats: $0) })
    let megabytes = Self.megabytes(file)
    var notes = note.isEmpty ? [] : [note]
    if title.hasPrefix("edfio") {
      notes.append("target ≥ 3: \(Spread(measured.ratios).median >= 3 ? "met" : "missed")")
    }
    results.add(
      "edf", name, peer: title, unit: "MB/s", measured, note: notes.joined(separator: "; ")
    ) { megabytes / $0 }
  }

  /// Where our time for a large file goes: most of it is the system's, which hands out memory for the result.
  private func takeApart(_ name: String, _ path: String, into results: inout Results) throws {
    let file = try EDFFile(path: path)
    let bytes = file.sampledSignals.reduce(0) {
      $0 + file.header.signals[$1].samplesPerRecord * file.recordCount * MemoryLayout<Double>.stride
    }
    var (whole, memory, again): ([Double], [Double], [Double]) = ([], [], [])
    var values: [Double] = []
    for i in 0...pairs {
      let seconds = (
        try Self.decode(path, repeats: 1), Self.freshMemory(bytes),
        try Clock.seconds {
          let file = try EDFFile(path: path)
          for start in stride(from: 0, to: file.recordCount, by: 64) {
            for signal in file.sampledSignals {
              file.physical(signal: signal, records: start..<start + 64, into: &values)
            }
          }
          return file
        }
      )
      // The first is a warm-up.
      guard i > 0 else { continue }
      whole.append(seconds.0)
      memory.append(seconds.1)
      again.append(seconds.2)
    }
    results.add("edf", name, "whole signals", unit: "s", whole)
    results.add("edf", name, "getting \(bytes / 1_000_000) MB of memory, no more", unit: "s", memory)
    results.add("edf", name, "64 records at a time, memory used again", unit: "s", again)
  }

  /// Seconds for fresh memory, touched once in every 4 KiB, on large pages where there are any.
  private static func freshMemory(_ byteCount: Int) -> Double {
    let began = Clock.nanoseconds()
    let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 2 << 20)
    #if canImport(Glibc)
      _ = unsafe madvise(memory, byteCount, Int32(MADV_HUGEPAGE))
    #endif
    for i in stride(from: 0, to: byteCount, by: 4096) {
      unsafe memory.storeBytes(of: 1, toByteOffset: i, as: UInt8.self)
    }
    let ended = Clock.nanoseconds()
    unsafe memory.deallocate()
    return Double(ended - began) / 1e9
  }

  private static func decode(_ path: String, repeats: Int) throws -> Double {
    try Clock.seconds(repeats: repeats) {
      let file = try EDFFile(path: path)
      return (file, file.physical(signals: file.sampledSignals))
    }
  }

  /// Whether both have decoded the same: as many numbers, and the same sum of magnitudes (MNE-Python's are in volts).
  private static func difference(_ path: String, _ theirs: Peer.Answer) throws -> String {
    let file = try EDFFile(path: path)
    let signals = file.physical(signals: file.sampledSignals)
    let count = signals.reduce(0) { $0 + $1.count }
    let sum = signals.reduce(0) { $1.reduce($0) { $0 + abs($1) } }
    guard let theirCount = theirs.count, let theirSum = theirs.sum else { return "unchecked" }
    if theirCount != count { return "it gives \(theirCount) numbers for our \(count): it resamples" }
    let isSame = [1, 1e6].contains { abs(theirSum * $0 / sum - 1) < 1e-9 }
    return isSame ? "" : "the numbers differ: \(theirSum) for our \(sum)"
  }

  private static func megabytes(_ path: String) -> Double {
    let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    return Double(size ?? 0) / 1e6
  }

  /// Writes eight hours of eight EEG channels of noise, in records of one second.
  private static func make(_ path: String) throws {
    let (channels, rate, seconds) = (8, 256, 8 * 3600)
    let signals = (0..<channels).map { channel in
      EDFSignal(
        label: "EEG \(channel + 1)", physicalDimension: "uV", physicalMinimum: -3276.8,
        physicalMaximum: 3276.7,
        digitalMinimum: -32_768, digitalMaximum: 32_767, samplesPerRecord: rate)
    }
    let header = EDFHeader(
      variant: .edf, start: CivilTime(year: 2026, month: 1, day: 1, secondOfDay: 23 * 3600),
      recordDuration: .seconds(1), signals: signals)
    var writer = try EDFWriter(path: path, header: header, annotationBytesPerRecord: 0)
    var random = SeededRandom(seed: 1)
    var samples = [Int16](repeating: 0, count: channels * rate)
    var annotations: [EDFAnnotation] = []
    for second in 0..<seconds {
      for i in samples.indices { samples[i] = Int16(truncatingIfNeeded: random.next()) }
      try writer.append(samples: samples.span, onset: NightTime(seconds: second), annotations: &annotations)
    }
    try writer.finish()
  }
}
