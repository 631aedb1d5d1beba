internal import SleepCore

/// One line of the ledger on disk: something was spent, or was about to be.
public struct LedgerRecord: Sendable, Hashable {
  /// Bytes of a record.
  public static let size = 64
  /// Seconds by the ledger's own clock, which never goes back and never jumps while the machine is on.
  public var time: Int64
  /// Seconds of the wall clock when it was written.
  public var wall: Int64
  /// Seconds since the machine was started, sleep included.
  public var uptime: Int64
  /// Which start of the machine it was.
  public var boot: UInt64
  /// What was spent.
  public var spending: Spending

  /// Creates a record.
  public init(time: Int64, wall: Int64, uptime: Int64, boot: UInt64, spending: Spending) {
    self.time = time
    self.wall = wall
    self.uptime = uptime
    self.boot = boot
    self.spending = spending
  }

  /// The record as 64 bytes: `LPDL`, the CRC-32 of the rest, five numbers of eight bytes, four of two, and zeros.
  public var bytes: [UInt8] {
    var rest = ByteWriter()
    for number in [time, wall, uptime] { rest.add(number) }
    rest.add(boot)
    rest.add(spending.dose.picoPascalSquaredSeconds)
    for count in [
      spending.pulses, spending.soundSeconds, spending.scentSeconds, spending.stimulatedSeconds,
    ] { rest.add(UInt16(clamping: count)) }
    rest.add(UInt64(0))
    var head = ByteWriter()
    for byte in Self.mark { head.add(byte) }
    head.add(Checksum.of(rest.bytes[...]))
    return head.bytes + rest.bytes
  }

  private static let mark = Array("LPDL".utf8)

  /// A record from its bytes, or `nil` where they are not 64, are torn or say something impossible.
  public init?(bytes: ArraySlice<UInt8>) {
    guard bytes.count == Self.size, bytes.starts(with: Self.mark) else { return nil }
    var head = ByteReader(bytes.dropFirst(4))
    var rest = ByteReader(bytes.dropFirst(8))
    do throws(GarbledFrame) {
      guard try head.number(UInt32.self) == Checksum.of(bytes.dropFirst(8)) else { return nil }
      (time, wall, uptime) = (try rest.number(), try rest.number(), try rest.number())
      boot = try rest.number()
      spending = Spending(
        dose: SoundDose(picoPascalSquaredSeconds: try rest.number()),
        pulses: Int(try rest.number(UInt16.self)), soundSeconds: Int(try rest.number(UInt16.self)),
        scentSeconds: Int(try rest.number(UInt16.self)),
        stimulatedSeconds: Int(try rest.number(UInt16.self)))
      guard spending.dose >= .zero, time.magnitude < 1 << 60, wall.magnitude < 1 << 60,
        uptime.magnitude < 1 << 60
      else { return nil }
    } catch {
      return nil
    }
  }
}

extension LedgerRecord {
  /// What the ledger's clock says now.
  ///
  /// While the machine is on it follows the time since its start, which nobody can set; from one start to the next it
  /// can only follow the wall clock, and not backwards.
  public static func now(after last: LedgerRecord?, wall: Int64, uptime: Int64, boot: UInt64) -> Int64 {
    guard let last else { return wall }
    if last.boot == boot { return last.time + max(uptime - last.uptime, 0) }
    return last.time + max(wall - last.wall, 0)
  }
}

extension EarlierSpending {
  /// How long a week is, in seconds.
  public static let week: Int64 = 7 * 86_400

  /// Gathers what a ledger says about the week, the last twelve hours and the last eight.
  ///
  /// A record that seems to come from the future counts as of now. Another night of stimulation is one whose records are
  /// more than twelve hours away from those of the night after it.
  ///
  /// - Parameters:
  ///   - records: the records, the oldest first.
  ///   - now: what the ledger's clock says.
  public init(_ records: some Sequence<LedgerRecord>, now: Int64) {
    self.init()
    let halfDay: Int64 = 12 * 3600
    var lastStimulated: Int64?
    for record in records {
      let age = max(now - record.time, 0)
      guard age <= Self.week else { continue }
      week = week + record.spending.dose
      if age < 8 * 3600, record.spending.dose > .zero {
        recent.append(Recent(secondsAgo: Int(age), dose: record.spending.dose))
      }
      if age < halfDay { tonight = tonight + record.spending }
      guard record.spending.stimulatedSeconds > 0 else { continue }
      let isSameNight = lastStimulated.map { record.time - $0 <= halfDay } ?? false
      if age >= halfDay, !isSameNight { stimulationNights += 1 }
      lastStimulated = record.time
    }
    recent.sort { $0.secondsAgo > $1.secondsAgo }
  }
}

/// Where the ledger is kept.
///
/// What is appended survives the end of the process and of the power, once `append` has returned.
public protocol DoseStore: ~Copyable {
  /// What was spent before this process.
  var earlier: EarlierSpending { get }
  /// Writes down what is about to be spent.
  ///
  /// - Throws: an ``ExplainedError`` where it could not be made durable; then nothing may come out.
  mutating func append(_ spending: Spending) throws
}
