import Foundation
import Signals
import SleepCore
import Staging
import TestKit
import Testing

@Suite("A table of events")
struct EventTableTests {
  private static func table() throws -> (EventTable, Hypnogram) {
    let rate = 100.0
    var eeg = try sleepNoise(seconds: 120, rate: rate, seed: 3)
    for start in stride(from: 20.0, to: 110, by: 15) {
      addTrain(to: &eeg, at: start, length: 1.2, hertz: 13, amplitude: 12, rate: rate)
      for n in 0..<125 { eeg[Int((start + 5) * rate) + n] -= 60 * sin(2 * .pi * Double(n) / 125) }
    }
    let hypnogram = Hypnogram(stages: [.n2, .n2, .n3, .n3])
    var table = EventTable()
    table.add(
      try SleepEvents.spindles(microvolts: eeg, samplingRate: .hertz(rate), hypnogram: hypnogram))
    let waves = try SleepEvents.slowWaves(microvolts: eeg, samplingRate: .hertz(rate), hypnogram: hypnogram)
    table.add(
      waves,
      coupling: try SleepEvents.sigmaCoupling(of: waves, microvolts: eeg, samplingRate: .hertz(rate)))
    return (table, hypnogram)
  }

  @Test("has a line for each, in order, with the measures of its kind")
  func csv() throws {
    let (table, hypnogram) = try Self.table()
    #expect(
      table.rows.count >= 10 && zip(table.rows, table.rows.dropFirst()).allSatisfy { $0.onset <= $1.onset })
    let lines = table.csv(hypnogram: hypnogram).split(separator: "\n")
    let head = lines[0].split(separator: ",").map(String.init)
    #expect(lines.count == table.rows.count + 1 && head.count == 4 + EventTable.measures.count)
    for (line, row) in zip(lines.dropFirst(), table.rows) {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      #expect(fields.count == head.count && fields[0] == row.kind.rawValue)
      #expect(abs((Double(fields[1]) ?? -9) - row.onset.seconds) <= 0.000_51)
      #expect(String(fields[3]) == hypnogram.stage(at: row.onset).code)
      let frequency = Double(fields[head.firstIndex(of: "frequency_hz") ?? 0]) ?? 0
      #expect(row.kind == .spindles ? (12...14).contains(frequency) : (0.5...2).contains(frequency))
      #expect(fields[head.firstIndex(of: "symmetry") ?? 0].isEmpty == (row.kind != .spindles))
      #expect(fields[head.firstIndex(of: "slope_uv_per_s") ?? 0].isEmpty == (row.kind != .slowWaves))
    }
    #expect(EventTable.decimal(-0.0004) == "0.000" && EventTable.decimal(-12.3456) == "-12.346")
    #expect(EventTable.decimal(.nan).isEmpty && EventTable.decimal(2) == "2.000")
  }

  @Test("is written as EDF+ annotations and read back")
  func edf() throws {
    let (table, _) = try Self.table()
    let folder = try ScratchFolder()
    let path = folder.file("events.edf").path
    let start = CivilTime(year: 2026, month: 1, day: 2, secondOfDay: 80_000)
    try EDFAnnotationFile.write(table.annotations, start: start, to: path)
    let file = try EDFFile(path: path)
    #expect(file.annotations == table.annotations && file.header.start == start && file.warnings.isEmpty)
    try EDFAnnotationFile.write([], start: start, to: path)
    #expect(try EDFFile(path: path).annotations.isEmpty)
  }
}
