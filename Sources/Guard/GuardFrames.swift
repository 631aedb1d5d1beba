/// Turns messages and replies into frames.
///
/// A frame is `LG`, the protocol version (one byte), the kind (one byte), the length of what follows (two bytes), that
/// many bytes, and the CRC-32 of all before it; numbers have their little end first.
public enum GuardFrames {
  /// The longest content of a frame.
  public static let longest = 2048
  static let head: [UInt8] = [UInt8(ascii: "L"), UInt8(ascii: "G"), UInt8(GuardMessage.protocolVersion)]

  /// A message as a frame.
  public static func encode(_ message: GuardMessage) -> [UInt8] { frame(message) }
  /// A reply as a frame.
  public static func encode(_ reply: GuardReply) -> [UInt8] { frame(reply) }

  private static func frame(_ coded: some GuardCoded) -> [UInt8] {
    var content = ByteWriter()
    coded.write(to: &content)
    var writer = ByteWriter()
    for byte in head { writer.add(byte) }
    writer.add(coded.kind)
    writer.add(UInt16(content.bytes.count))
    var bytes = writer.bytes + content.bytes
    var end = ByteWriter()
    end.add(Checksum.of(bytes[...]))
    bytes += end.bytes
    return bytes
  }
}

/// Takes bytes as they come and gives what they say, message by message.
///
/// It is total: any bytes give messages, nothing yet, or one error, after which it gives nothing more, because where
/// the next frame begins is not known. It never keeps more than one frame and what came with its last byte.
public struct GuardFrameReader: Sendable {
  private var waiting: [UInt8] = []
  private var isBroken = false

  /// Waits for a first frame.
  public init() {}

  /// Adds bytes that came.
  public mutating func add(_ bytes: some Sequence<UInt8>) {
    if !isBroken { waiting += bytes }
  }

  /// The next message, or `nil` while it is not whole.
  ///
  /// - Throws: ``GarbledFrame`` where the bytes are no message of this version.
  public mutating func nextMessage() throws(GarbledFrame) -> GuardMessage? { try next() }

  /// The next reply, or `nil` while it is not whole.
  ///
  /// - Throws: ``GarbledFrame`` where the bytes are no reply of this version.
  public mutating func nextReply() throws(GarbledFrame) -> GuardReply? { try next() }

  /// Whether bytes of an unfinished frame are waiting.
  public var isWithinFrame: Bool { !waiting.isEmpty }

  private mutating func next<Coded: GuardCoded>() throws(GarbledFrame) -> Coded? {
    guard !isBroken else { return nil }
    do throws(GarbledFrame) {
      return try take()
    } catch {
      isBroken = true
      waiting = []
      throw error
    }
  }

  private mutating func take<Coded: GuardCoded>() throws(GarbledFrame) -> Coded? {
    let head = GuardFrames.head
    // Each byte of the head is judged as it comes, so that nothing waits for the end of what is no frame.
    guard waiting.starts(with: head.prefix(waiting.count)) else {
      throw GarbledFrame(problem: "the bytes are no frame of protocol \(GuardMessage.protocolVersion)")
    }
    guard waiting.count >= 6 else { return nil }
    let count = Int(waiting[4]) | Int(waiting[5]) << 8
    guard count <= GuardFrames.longest else { throw GarbledFrame(problem: "a frame is too long") }
    guard waiting.count >= 6 + count + 4 else { return nil }
    var end = ByteReader(waiting[(6 + count)..<(6 + count + 4)])
    guard try end.number(UInt32.self) == Checksum.of(waiting[..<(6 + count)]) else {
      throw GarbledFrame(problem: "a frame's checksum is wrong")
    }
    var reader = ByteReader(waiting[6..<(6 + count)])
    let coded = try Coded(kind: waiting[3], from: &reader)
    guard reader.isAtEnd else { throw GarbledFrame(problem: "a message is longer than its kind") }
    waiting.removeFirst(6 + count + 4)
    return coded
  }
}
