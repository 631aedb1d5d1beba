internal import SleepCore

/// A ZIP archive whose files lie in it as they are, uncompressed: every system opens it without help.
///
/// Made after PKWARE's APPNOTE 6.3.10: local headers (4.3.7), central directory (4.3.12) and its end (4.3.16), method
/// 0, names in UTF-8 (flag bit 11), CRC-32 with the polynomial 0xEDB88320 (4.4.7). No ZIP64: at most 65,535 files and
/// 4 GiB - 1, which is checked.
struct StoredZip {
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0
  private let time: UInt16
  private let date: UInt16

  /// An empty archive; its files are dated with a moment, in UTC.
  init(at now: UTCTime) {
    let (year, month, day) = GregorianDay.date(now.day)
    let second = now.seconds % 86_400
    // DOS time (4.4.6): two-second steps, years from 1980.
    time = UInt16((second / 3600) << 11 | (second / 60 % 60) << 5 | second % 60 / 2)
    date = UInt16(min(max(year - 1980, 0), 127) << 9 | month << 5 | day)
  }

  /// Puts a file in.
  ///
  /// - Parameters:
  ///   - name: its path in the archive, with `/`.
  ///   - content: what is in it.
  /// - Throws: ``HomeProblem`` where the archive would be larger than a plain ZIP can be.
  mutating func add(_ name: String, _ content: [UInt8]) throws(HomeProblem) {
    let name = Array(name.utf8)
    let size = bytes.count + directory.count + content.count + 2 * name.count + 200
    guard count < 65_535, name.count <= 65_535, size <= Int(UInt32.max) else {
      throw HomeProblem.tooLarge(Int(UInt32.max))
    }
    let offset = UInt32(bytes.count)
    var fields: [UInt8] = []
    Self.append(UInt16(0x0800), to: &fields)
    Self.append(UInt16(0), to: &fields)
    Self.append(time, to: &fields)
    Self.append(date, to: &fields)
    Self.append(Self.checksum(content), to: &fields)
    Self.append(UInt32(content.count), to: &fields)
    Self.append(UInt32(content.count), to: &fields)
    Self.append(UInt16(name.count), to: &fields)
    Self.append(UInt16(0), to: &fields)

    Self.append(UInt32(0x0403_4B50), to: &bytes)
    Self.append(UInt16(20), to: &bytes)
    bytes += fields + name + content

    Self.append(UInt32(0x0201_4B50), to: &directory)
    // Made by Unix, so that the owner alone may read what is taken out.
    Self.append(UInt16(3 << 8 | 20), to: &directory)
    Self.append(UInt16(20), to: &directory)
    directory += fields
    Self.append(UInt16(0), to: &directory)
    Self.append(UInt16(0), to: &directory)
    Self.append(UInt16(0), to: &directory)
    Self.append(UInt32(0o100600) << 16, to: &directory)
    Self.append(offset, to: &directory)
    directory += name
    count += 1
  }

  /// The archive with what was put in so far.
  func finished() -> [UInt8] {
    var end: [UInt8] = []
    Self.append(UInt32(0x0605_4B50), to: &end)
    Self.append(UInt32(0), to: &end)
    Self.append(UInt16(count), to: &end)
    Self.append(UInt16(count), to: &end)
    Self.append(UInt32(directory.count), to: &end)
    Self.append(UInt32(bytes.count), to: &end)
    Self.append(UInt16(0), to: &end)
    return bytes + directory + end
  }

  private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    for i in 0..<(value.bitWidth / 8) { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * i))) }
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
