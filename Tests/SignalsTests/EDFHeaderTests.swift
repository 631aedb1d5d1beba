import Foundation
import Signals
import SleepCore
import TestKit
import Testing

@Suite("EDF headers")
struct EDFHeaderTests {
  /// The header's field that begins at byte 256 + `before` × signals + `width` × `signal`.
  private static func at(_ before: Int, _ width: Int, _ signal: Int, of count: Int = 4) -> Int {
    256 + before * count + width * signal
  }

  private func refusal(_ bytes: [UInt8], _ name: String = "night.edf") -> EDFError? {
    do throws(EDFError) {
      _ = try EDFFile(bytes: bytes, name: name)
      return nil
    } catch {
      return error
    }
  }

  @Test("a header that was read is written back byte for byte")
  func byteExact() throws {
    for path in EDFMaterial.recordings + EDFMaterial.hypnograms {
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      let file = try EDFFile(bytes: bytes, name: path)
      let again = file.header.bytes(recordCount: file.header.recordCount)
      #expect(again == Array(bytes.prefix(again.count)), "\(path)")
    }
    let own = try EDFMaterial.file(EDFMaterial.header(), records: 2)
    let file = try EDFFile(bytes: own, name: "own")
    #expect(file.header.bytes(recordCount: 2) == Array(own.prefix(file.header.byteCount)))
  }

  struct Lie: CustomTestStringConvertible, Sendable {
    let offset: Int
    let text: String
    let width: Int
    let kind: EDFError.Kind
    let field: String
    let says: String
    var testDescription: String { "\(field): \(text)" }
  }

  static let lies: [Lie] = [
    Lie(
      offset: 184, text: "1024", width: 8, kind: .contradiction, field: "number of header bytes", says: "1280"
    ),
    Lie(offset: 184, text: "big", width: 8, kind: .badField, field: "number of header bytes", says: "`big`"),
    Lie(offset: 236, text: "-7", width: 8, kind: .absurd, field: "number of data records", says: "-7"),
    Lie(offset: 236, text: "1e3", width: 8, kind: .badField, field: "number of data records", says: "`1e3`"),
    Lie(
      offset: 244, text: "0", width: 8, kind: .contradiction, field: "duration of a data record",
      says: "no length"),
    Lie(
      offset: 244, text: "0,5", width: 8, kind: .badField, field: "duration of a data record", says: "comma"),
    Lie(offset: 244, text: "-1", width: 8, kind: .absurd, field: "duration of a data record", says: "-1"),
    Lie(
      offset: 244, text: "1E300", width: 8, kind: .absurd, field: "duration of a data record", says: "length"),
    Lie(
      offset: 244, text: "0.000001", width: 8, kind: .absurd, field: "samples per record of signal 1",
      says: "a second"),
    Lie(offset: 252, text: "0", width: 4, kind: .absurd, field: "number of signals", says: "0"),
    Lie(offset: 252, text: "-3", width: 4, kind: .absurd, field: "number of signals", says: "-3"),
    Lie(offset: 252, text: "9999", width: 4, kind: .truncated, field: "signal headers", says: "2560000"),
    Lie(
      offset: at(104, 8, 1), text: "-100,5", width: 8, kind: .badField,
      field: "physical minimum of signal 2 (EOG E1-M2)", says: "decimal comma"),
    Lie(
      offset: at(104, 8, 0), text: "3276.7", width: 8, kind: .contradiction,
      field: "physical minimum of signal 1 (EEG C4-M1)", says: "no scale"),
    Lie(
      offset: at(112, 8, 2), text: "nan", width: 8, kind: .badField,
      field: "physical maximum of signal 3 (Temp rectal)", says: "not a number"),
    Lie(
      offset: at(120, 8, 0), text: "32767", width: 8, kind: .contradiction,
      field: "digital minimum of signal 1 (EEG C4-M1)", says: "smaller"),
    Lie(
      offset: at(216, 8, 1), text: "0", width: 8, kind: .absurd,
      field: "samples per record of signal 2 (EOG E1-M2)", says: "0"),
    Lie(
      offset: at(0, 16, 0), text: "EEG\u{E9}", width: 16, kind: .badField, field: "label of signal 1",
      says: "ASCII"),
    Lie(
      offset: 8, text: "X\u{1} X X", width: 80, kind: .badField, field: "patient identification",
      says: "byte 1 "),
  ]

  @Test("a lying header is refused by field and byte, with a way out", arguments: lies)
  func lyingHeader(_ lie: Lie) throws {
    let good = try EDFMaterial.file(EDFMaterial.header(), records: 3)
    #expect(refusal(good) == nil)
    let error = try #require(refusal(EDFMaterial.patched(good, lie.offset, lie.text, width: lie.width)))
    #expect(error.kind == lie.kind)
    #expect(error.field?.hasPrefix(lie.field) == true, "\(error)")
    #expect(error.problem.contains(lie.says), "\(error)")
    #expect(!error.remedy.isEmpty)
    if lie.kind != .truncated, lie.kind != .badField, lie.field != "samples per record of signal 1" {
      #expect(error.byte == lie.offset)
    }
    #expect(error.description.contains("byte \(error.byte ?? -1)") && error.description.contains(lie.field))
  }

  @Test("what is no EDF file is told from what it is")
  func notEDF() throws {
    let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Array(repeating: 0, count: 400)
    #expect(refusal([])?.problem == "the file is empty")
    #expect(refusal(png)?.problem == "this is a PNG picture")
    #expect(refusal(Array("Onset,Duration\n1,2\n".utf8))?.kind == .notEDF)
    #expect(refusal([0x1F, 0x8B, 8, 0])?.problem.contains("gzip") == true)
    #expect(refusal(Array("0       ".utf8))?.kind == .truncated)
    do throws(EDFError) {
      _ = try EDFFile(path: "/nowhere/night.edf")
      Issue.record("a file that is not there was opened")
    } catch {
      #expect(error.kind == .system && error.file == "/nowhere/night.edf")
    }
    #expect(throws: EDFError.self) { try EDFFile(path: "/tmp") }
  }

  @Test("a file cut anywhere is refused by its header or read up to its last whole record")
  func cutAnywhere() throws {
    let whole = try EDFMaterial.file(EDFMaterial.header(), records: 4)
    let all = try EDFFile(bytes: whole, name: "whole")
    let full = all.digital(signal: 0)
    for length in stride(from: 0, to: whole.count, by: 7) {
      let cut = Array(whole.prefix(length))
      if length < all.header.byteCount {
        #expect(refusal(cut) != nil)
        continue
      }
      let file = try EDFFile(bytes: cut, name: "cut")
      let records = (length - all.header.byteCount) / all.header.recordByteCount
      #expect(file.recordCount == records)
      #expect(file.warnings.first == .cutShort(stated: 4, found: records))
      #expect(file.digital(signal: 0) == Array(full.prefix(records * 100)))
    }
  }

  @Test("records that the header does not know of are found by their own times")
  func uncountedRecords() throws {
    let whole = try EDFMaterial.file(EDFMaterial.header(), records: 4)
    let unknown = try EDFFile(bytes: EDFMaterial.patched(whole, 236, "-1", width: 8), name: "unknown")
    #expect(unknown.recordCount == 4 && unknown.warnings == [.recordCountUnknown(found: 4)])
    let behind = try EDFFile(bytes: EDFMaterial.patched(whole, 236, "3", width: 8), name: "behind")
    #expect(behind.recordCount == 4 && behind.warnings == [.moreRecordsThanStated(stated: 3, found: 4)])
    let junk = try EDFFile(bytes: whole + Array(repeating: 0x55, count: 900), name: "junk")
    #expect(junk.recordCount == 4 && junk.warnings == [.strayBytes(900)])
  }

  @Test("inverted polarity, old starts and 24 bits are read as they are meant")
  func oddButLegal() throws {
    let whole = try EDFMaterial.file(EDFMaterial.header(), records: 2)
    var turned = EDFMaterial.patched(whole, Self.at(104, 8, 0), "100", width: 8)
    turned = EDFMaterial.patched(turned, Self.at(112, 8, 0), "-100", width: 8)
    let file = try EDFFile(bytes: turned, name: "turned")
    let digital = file.digital(signal: 0)
    let physical = file.physical(signal: 0)
    #expect(file.header.signals[0].gain < 0)
    for (stored, value) in zip(digital, physical) {
      #expect(abs(value - (100 - (Double(stored) + 32_768) * 200 / 65_535)) < 1e-9)
    }
    #expect(zip(physical, file.physicalFloat(signal: 0)).allSatisfy { abs($0 - Double($1)) < 1e-3 })
    // Plain EDF has two digits for the year: 85 to 99 are the last century's.
    let plain = try EDFMaterial.file(EDFMaterial.header(.edf), records: 1)
    let old = try EDFFile(bytes: EDFMaterial.patched(plain, 168, "24.04.89", width: 8), name: "old")
    #expect(old.header.start.iso8601 == "1989-04-24T22:59:58")
    let none = try EDFFile(bytes: EDFMaterial.patched(plain, 168, "00.00.00", width: 8), name: "none")
    #expect(none.warnings == [.badStart("00.00.00")] && none.header.start.year == 1985)
  }

  @Test("numbers for eight characters come back as near as they can")
  func numbers() throws {
    let exact: [(Double, String)] = [
      (-192, "-192"), (0.1, "0.1"), (-3276.7, "-3276.7"), (32_767, "32767"), (0, "0"), (-0.00025, "-0.00025"),
      (12_345_678, "12345678"), (1e-7, "1E-7"),
    ]
    for (value, text) in exact {
      let signal = EDFSignal(
        label: "x", physicalDimension: "uV", physicalMinimum: value, physicalMaximum: 1e6, digitalMinimum: 0,
        digitalMaximum: 1, samplesPerRecord: 1)
      #expect(signal.physicalMinimumText == text && signal.physicalMinimum == value)
    }
    var random = SeededRandom(seed: 5)
    for _ in 0..<tries(20_000, soak: 5_000_000) {
      let magnitude = random.uniform() * 16 - 7
      var value = random.uniform() * 2 - 1
      for _ in 0..<Int(abs(magnitude)) { value *= magnitude < 0 ? 0.1 : 10 }
      let signal = EDFSignal(
        label: "x", physicalDimension: "uV", physicalMinimum: value, physicalMaximum: 1e6, digitalMinimum: 0,
        digitalMaximum: 1, samplesPerRecord: 1)
      #expect(signal.physicalMinimumText.utf8.count <= 8)
      #expect(abs(signal.physicalMinimum - value) <= abs(value) * (abs(value) < 0.01 ? 0.06 : 5e-4))
      #expect(signal.physicalMinimum == Double(signal.physicalMinimumText))
    }
  }

  @Test("thousands of damaged files never end the program")
  func mutations() throws {
    var random = SeededRandom(seed: 2024)
    let seeds = try [
      EDFMaterial.file(
        EDFMaterial.header(), records: 5, annotations: [EDFAnnotation(onset: .start, text: "Sleep stage W")]),
      EDFMaterial.file(EDFMaterial.header(.bdfPlusDiscontinuous), records: 3, gaps: [2: .seconds(9)]),
      EDFMaterial.file(EDFMaterial.header(.edf), records: 3),
    ]
    let digits = Array("0123456789-+.,eE \u{14}\u{15}\u{0}".utf8)
    var opened = 0
    for round in 0..<tries(6000, soak: 1_000_000) {
      var bytes = seeds[round % seeds.count]
      for _ in 0..<(1 + Int(random.next() % 6)) {
        // Mostly the header, where a byte says most.
        let reach = random.next() % 4 == 0 ? bytes.count : min(bytes.count, 1300)
        let i = Int(random.next() % UInt64(reach))
        let isDigit = random.next() % 3 > 0
        bytes[i] =
          isDigit
          ? digits[Int(random.next() % UInt64(digits.count))] : UInt8(truncatingIfNeeded: random.next())
      }
      if random.next() % 5 == 0 { bytes.removeLast(Int(random.next() % UInt64(bytes.count))) }
      guard let file = try? EDFFile(bytes: bytes, name: "damaged") else { continue }
      opened += 1
      for signal in file.header.signals.indices {
        #expect(file.physical(signal: signal).count == file.digital(signal: signal).count)
      }
      _ = file.hypnogram
      _ = file.length
      guard var source = try? EDFReplaySource(file: file, name: "damaged") else { continue }
      var block = SignalBlock(for: source.description)
      var before = NightTime(ticks: -1)
      while source.next(&block) {
        #expect(block.start > before)
        before = block.start
      }
    }
    #expect(opened > 500)
  }
}
