package import SleepCore

/// A ZIP archive whose files lie in it as they are, uncompressed, made piece by piece: every system opens it.
///
/// Made after PKWARE's APPNOTE 6.3.10: local headers (4.3.7), central directory (4.3.12) and its end (4.3.16),
/// method 0, names in UTF-8 (flag bit 11), CRC-32 with the polynomial 0xEDB88320 (4.4.7). What lies beyond 4 GiB,
/// or is more than 65,534 files, is told as ZIP64 (4.3.14, 4.3.15, 4.5.3); a single file is smaller than 4 GiB.
package struct StoredZip {
  private var directory: [UInt8] = []
  private var count = 0
  private var offset: Int
  private let time: UInt16
  private let date: UInt16

  /// An empty archive; its files are dated with a moment, in UTC.
  ///
  /// - Parameters:
  ///   - now: the moment.
  ///   - offset: how many bytes stand before it in its file.
  package init(at now: UTCTime, startingAt offset: Int = 0) {
    self.offset = offset
    let (year, month, day) = GregorianDay.date(now.day)
    let second = now.seconds % 86_400
    // DOS time (4.4.6): two-second steps, years from 1980.
    time = UInt16((second / 3600) << 11 | (second / 60 % 60) << 5 | second % 60 / 2)
    date = UInt16(min(max(year - 1980, 0), 127) << 9 | month << 5 | day)
  }

  /// Puts a file in.
  ///
  /// - Parameters:
  ///   - name: its path in the archive, with `/`; at most 1000 bytes.
  ///   - content: what is in it.
  /// - Returns: the next piece of the archive.
  /// - Throws: an ``ExplainedError`` where the file is 4 GiB or larger.
  package mutating func add(_ name: String, _ content: [UInt8]) throws -> [UInt8] {
    let name = Array(name.utf8.prefix(1000))
    guard content.count < Int(UInt32.max) else { throw HomeProblem.tooLarge(Int(UInt32.max)) }
    let isFar = offset >= Int(UInt32.max)
    var fields: [UInt8] = []
    fields.append(UInt16(0x0800))
    fields.append(UInt16(0))
    fields.append(time)
    fields.append(date)
    fields.append(Self.checksum(content))
    fields.append(UInt32(content.count))
    fields.append(UInt32(content.count))
    fields.append(UInt16(name.count))

    var piece: [UInt8] = []
    piece.append(UInt32(0x0403_4B50))
    piece.append(UInt16(20))
    piece += fields
    piece.append(UInt16(0))
    piece += name + content

    directory.append(UInt32(0x0201_4B50))
    // Made by Unix, so that the owner alone may read what is taken out.
    directory.append(UInt16(3 << 8 | 45))
    directory.append(UInt16(isFar ? 45 : 20))
    directory += fields
    directory.append(UInt16(isFar ? 12 : 0))
    directory.append(UInt16(0))
    directory.append(UInt16(0))
    directory.append(UInt16(0))
    directory.append(UInt32(0o100600) << 16)
    directory.append(isFar ? UInt32.max : UInt32(offset))
    directory += name
    if isFar {
      directory.append(UInt16(0x0001))
      directory.append(UInt16(8))
      directory.append(UInt64(offset))
    }
    count += 1
    offset += piece.count
    return piece
  }

  /// The last piece: the directory of what was put in.
  package func end() -> [UInt8] {
    var end = directory
    if offset + directory.count >= Int(UInt32.max) || count >= 65_535 {
      end.append(UInt32(0x0606_4B50))
      end.append(UInt64(44))
      end.append(UInt16(3 << 8 | 45))
      end.append(UInt16(45))
      end.append(UInt64(0))
      end.append(UInt64(count))
      end.append(UInt64(count))
      end.append(UInt64(directory.count))
      end.append(UInt64(offset))
      end.append(UInt32(0x0706_4B50))
      end.append(UInt32(0))
      end.append(UInt64(offset + directory.count))
      end.append(UInt32(1))
    }
    end.append(UInt32(0x0605_4B50))
    end.append(UInt32(0))
    end.append(UInt16(clamping: count))
    end.append(UInt16(clamping: count))
    end.append(UInt32(clamping: directory.count))
    end.append(UInt32(clamping: offset))
    end.append(UInt16(0))
    return end
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    let table = table
    var value = UInt32.max
    for byte in bytes { value = value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] }
    return ~value
  }
}

extension [UInt8] {
  /// Appends a number, its lowest byte first.
  fileprivate mutating func append(_ value: some FixedWidthInteger) {
    for i in 0..<(value.bitWidth / 8) { append(UInt8(truncatingIfNeeded: value >> (8 * i))) }
  }
}
