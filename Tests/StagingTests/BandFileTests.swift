import Foundation
import SleepCore
import Staging
import TestKit
import Testing

@Suite("Band powers as text, and the band stager's file")
struct BandFileTests {
  private func read(_ text: String) throws(BandError) -> BandTable { try BandTable(csv: Array(text.utf8)) }

  @Test("a table is read in any order of columns, with gaps in the row numbers as missing epochs")
  func order() throws {
    let night = syntheticBandNight(epochs: 80)
    let table = try read(bandCSV(night))
    #expect(table.epochs.count == 80)
    #expect(table.epochs.map(\.isUsable) == night.map(\.isUsable))
    #expect(zip(table.epochs, night).allSatisfy { !$1.isUsable || $0 == $1 })
    #expect(table.stages?[4] == .rem && table.stages?[36] == .unknown)
    let shuffled = try read(bandCSV(night, columns: ["other", "row"] + bandColumns.reversed()))
    #expect(shuffled.epochs.map(\.isUsable) == table.epochs.map(\.isUsable))
    #expect(shuffled.epochs[3] == table.epochs[3] && shuffled.stages == nil)
    let windows = bandCSV(night, columns: bandColumns).replacingOccurrences(of: "\n", with: "\r\n")
    #expect(try read("\u{FEFF}" + windows + "\r\n").epochs.count == 78)
  }

  @Test("an empty field or nan makes its epoch missing")
  func empty() throws {
    for word in ["", "nan", "NaN", "NA", " "] {
      let row = (["1.5", word] + Array(repeating: "2", count: 12)).joined(separator: ",")
      let table = try read(bandColumns.joined(separator: ",") + "\n" + row + "\n")
      #expect(table.epochs.count == 1 && !table.epochs[0].isUsable)
    }
  }

  @Test("what is wrong with a table is named with its line and column")
  func named() throws {
    let night = syntheticBandNight(epochs: 5)
    func error(_ text: String) -> (line: Int, column: String)? {
      do throws(BandError) { _ = try read(text) } catch {
        guard case .table(let line, let column, _) = error else { return nil }
        #expect(error.place.contains("line \(line)") && (column.isEmpty || error.place.contains(column)))
        return (line, column)
      }
      return nil
    }
    #expect(try #require(error("")) == (1, ""))
    let lacking = bandCSV(night, columns: Array(bandColumns.dropLast()))
    #expect(try #require(error(lacking)) == (1, "PzOz_vardiff_uV2"))
    let twice = bandCSV(night, columns: bandColumns + ["PzOz_var_uV2"])
    #expect(try #require(error(twice)) == (1, "PzOz_var_uV2"))
    let good = bandCSV(night, columns: ["row", "stage"] + bandColumns).split(separator: "\n")
    func with(_ line: Int, _ column: Int, _ word: String) -> String {
      var lines = good.map(String.init)
      var fields = lines[line - 1].split(separator: ",").map(String.init)
      fields[column] = word
      lines[line - 1] = fields.joined(separator: ",")
      return lines.joined(separator: "\n")
    }
    for word in ["-1", "inf", "1e999", "0x10", "one", "1,5"] {
      let found = try #require(error(with(4, 2, word)), "\(word)")
      #expect(found == (4, word == "1,5" ? "" : "FpzCz_delta_meanPSD_uV2perHz"))
    }
    #expect(try #require(error(with(3, 0, "0"))) == (3, "row"))
    #expect(try #require(error(with(3, 0, "x"))) == (3, "row"))
    #expect(try #require(error(with(5, 1, "N4"))) == (5, "stage"))
    #expect(throws: BandError.tooLong(epochs: 900_001)) { try read(with(6, 0, "900000")) }
    #expect(throws: BandError.table(line: 2, column: "", expected: "UTF-8 text")) {
      try BandTable(csv: Array((good[0] + "\n").utf8) + [0xFF, 0xFE])
    }
  }

  @Test("a table with anything changed is a table or a named error")
  func mutations() throws {
    let whole = Array(bandCSV(syntheticBandNight(epochs: 6)).utf8)
    let pieces = [",", "\n", "\r", "-", "e", "9999999999", "nan", "\u{FEFF}", "é", "\0", "row", "."].map {
      Array($0.utf8)
    }
    var random = SeededRandom(seed: 4)
    var refused = 0
    for _ in 0..<tries(800, soak: 200_000) {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: at)
        case 2: bytes.remove(at: at)
        default: bytes.removeLast(min(bytes.count - 1, Int.random(in: 0..<200, using: &random)))
        }
      }
      do throws(BandError) {
        let table = try BandTable(csv: bytes)
        #expect(table.stages == nil || table.stages?.count == table.epochs.count)
      } catch {
        refused += 1
        #expect(!error.description.isEmpty)
      }
    }
    #expect(refused > 150)
  }

  @Test("a model is read, and with one wrong byte it is refused", arguments: BandModel.Way.allCases)
  func flipped(way: BandModel.Way) throws {
    let whole = try bandModelBytes(way)
    #expect(whole.count <= 4_000_000)
    let model = try BandModel(bytes: whole)
    #expect(model.name == "band-stager-1/\(way.rawValue)" && model.way == way)
    var random = SeededRandom(seed: 9)
    for _ in 0..<tries(60, soak: 2000) {
      var bytes = whole
      let at = Int.random(in: 0..<bytes.count, using: &random)
      bytes[at] ^= UInt8.random(in: 1...255, using: &random)
      #expect(throws: BandError.self, "byte \(at)") { try BandModel(bytes: bytes) }
    }
    for length in Array(0..<40) + [1000, whole.count / 2, whole.count - 1] {
      #expect(throws: BandError.self, "cut to \(length)") {
        try BandModel(bytes: Array(whole.prefix(length)))
      }
    }
    #expect(throws: BandError.self) { try BandModel(bytes: whole + [0]) }
    var flipped = whole
    flipped[whole.count - 100] ^= 1
    #expect(throws: BandError.damaged) { try BandModel(bytes: flipped) }
  }

  @Test("a head that lies is refused even where its checksum fits, and so are strange forests")
  func lies() throws {
    let whole = try bandModelBytes(.overnight)
    // The second forest begins with the second mark.
    let mark = Array("LUMATREE".utf8)
    let start = try #require(
      (8..<whole.count).first { whole[$0] == mark[0] && whole[$0...].starts(with: mark) })
    let (first, second) = (Array(whole[..<start]), Array(whole[start...]))
    func signed(_ body: [UInt8]) -> [UInt8] {
      let sum = body.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
      return body + (0..<8).map { UInt8(truncatingIfNeeded: sum >> (8 * UInt64($0))) }
    }
    var random = SeededRandom(seed: 12)
    for at in 0..<24 {
      var body = Array(first.dropLast(8))
      body[at] ^= UInt8.random(in: 1...255, using: &random)
      #expect(throws: BandError.self, "byte \(at)") { try BandModel(bytes: signed(body) + second) }
    }
    // A letter of a feature's name.
    var renamed = Array(first.dropLast(8))
    renamed[24 + 60] ^= 1
    #expect(throws: BandError.self) { try BandModel(bytes: signed(renamed) + second) }
    #expect(throws: BandError.features(model: "band-stager-1/overnight-second")) {
      try BandModel(bytes: second + first)
    }
    #expect(throws: BandError.self) { try BandModel(bytes: first) }
    #expect(throws: BandError.self) { try BandModel(bytes: first + first) }
  }
}
