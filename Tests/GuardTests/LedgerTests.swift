import Devices
import Foundation
import Guard
import SleepCore
import TestKit
import Testing

private func spending(_ dose: Int64) -> Spending {
  Spending(dose: SoundDose(picoPascalSquaredSeconds: dose), soundSeconds: 1)
}

@Suite("the ledger loses nothing, whenever it is cut off")
struct LedgerTests {
  @Test("a file that is cut off anywhere gives back every record that was whole, and goes on")
  func torn() throws {
    let scratch = try ScratchFolder()
    let whole = scratch.file("whole").path
    do {
      var ledger = try LedgerFile(folder: whole)
      for i in 1...5 { try ledger.append(spending(Int64(i) * 100)) }
    }
    let bytes = try Data(contentsOf: URL(filePath: whole + "/dose.ledger"))
    #expect(bytes.count == 5 * LedgerRecord.size)
    for cut in Array(stride(from: 0, to: 256, by: 31)) + Array(256...bytes.count) {
      let folder = scratch.file("cut-\(cut)").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try bytes.prefix(cut).write(to: URL(filePath: folder + "/dose.ledger"))
      let records = Int64(cut / LedgerRecord.size)
      let expected = records * (records + 1) / 2 * 100
      do {
        var ledger = try LedgerFile(folder: folder)
        #expect(ledger.earlier.week.picoPascalSquaredSeconds == expected, "cut at \(cut)")
        if cut.isMultiple(of: 4) { try ledger.append(spending(7)) }
      }
      let again = try LedgerFile(folder: folder).earlier.week.picoPascalSquaredSeconds
      #expect(again == expected + (cut.isMultiple(of: 4) ? 7 : 0), "cut at \(cut)")
    }
  }

  @Test("a record that is damaged in the middle is not forgotten")
  func damaged() throws {
    let scratch = try ScratchFolder()
    let folder = scratch.file("state").path
    do {
      var ledger = try LedgerFile(folder: folder)
      for _ in 1...3 { try ledger.append(spending(100)) }
    }
    let url = URL(filePath: folder + "/dose.ledger")
    let bytes = try Data(contentsOf: url)
    for at in 0..<2 * LedgerRecord.size {
      var changed = bytes
      changed[at] ^= 1
      try changed.write(to: url)
      #expect(try LedgerFile(folder: folder).earlier.week.picoPascalSquaredSeconds == 300, "byte \(at)")
    }
  }

  @Test("two guards cannot count in the same ledger")
  func locked() throws {
    let scratch = try ScratchFolder()
    let first = try LedgerFile(folder: scratch.url.path)
    #expect(throws: GuardStateError.self) { _ = try LedgerFile(folder: scratch.url.path) }
    _ = first.earlier
  }
}
