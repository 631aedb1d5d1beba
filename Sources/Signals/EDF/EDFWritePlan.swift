/// One write into a file.
package struct EDFWriteOperation: Sendable, Hashable {
  /// Where it begins.
  package let offset: Int
  /// What is written.
  package let bytes: [UInt8]

  package init(offset: Int, bytes: [UInt8]) {
    self.offset = offset
    self.bytes = bytes
  }
}

/// The order of writes that keeps a growing file readable at every byte of them.
///
/// What other readers accept was tried out, not taken from their words:
///
/// - EDFlib and pyedflib refuse a file that is shorter than its header says, that states no record (0 or −1), or
///   whose `+C` records do not follow one another to the tick. Bytes after the last stated record don't trouble
///   them. They refuse `+D` files altogether.
/// - edfio, MNE-Python and ``EDFFile`` count the whole records themselves.
///
/// So the header begins with a count of 0, a record is written whole and only then counted, and on the way from one
/// count to the next the field never says more than is there, even where a write stops half-way: from 19 to 20
/// the 9 becomes 0 before the 1 becomes 2. From 99 to 100 writing from left to right does the same.
package struct EDFWritePlan: Sendable {
  private let encoder: EDFRecordEncoder
  /// Records that are written and counted.
  package private(set) var recordCount = 0
  private var countField = Array("0       ".utf8)
  private var isDiscontinuous: Bool

  /// The most records that the header's eight characters can count.
  package static let mostRecords = 99_999_999

  package init(encoder: EDFRecordEncoder) {
    self.encoder = encoder
    isDiscontinuous = encoder.header.variant.isDiscontinuous
  }

  /// How long the file is when all is written so far.
  package var byteCount: Int { encoder.header.byteCount + recordCount * encoder.recordByteCount }

  /// The header.
  package func begin() -> EDFWriteOperation {
    EDFWriteOperation(offset: 0, bytes: encoder.headerBytes(recordCount: 0))
  }

  /// Turns `+C` into `+D`, once; it must stand before the first record after a gap is written.
  package mutating func markDiscontinuous() -> EDFWriteOperation? {
    guard !isDiscontinuous, encoder.header.variant.isPlus else { return nil }
    isDiscontinuous = true
    return EDFWriteOperation(offset: 196, bytes: [UInt8(ascii: "D")])
  }

  /// Where the next record goes.
  package var nextOffset: Int { byteCount }

  /// Counts the record that was just written: one or two writes into the header.
  package mutating func count() -> (EDFWriteOperation, EDFWriteOperation?) {
    recordCount += 1
    let digits = Array(String(recordCount).utf8)
    let field = digits + [UInt8](repeating: 0x20, count: max(0, 8 - digits.count))
    let old = countField
    countField = field
    let changed = field.indices.filter { field[$0] != old[$0] }
    guard let first = changed.first, let last = changed.last else {
      return (EDFWriteOperation(offset: 236, bytes: field), nil)
    }
    let hasGrown = old[digits.count - 1] == 0x20
    if first == last || hasGrown {
      return (EDFWriteOperation(offset: 236 + first, bytes: Array(field[first...last])), nil)
    }
    return (
      EDFWriteOperation(offset: 236 + first + 1, bytes: Array(field[(first + 1)...last])),
      EDFWriteOperation(offset: 236 + first, bytes: [field[first]])
    )
  }
}
