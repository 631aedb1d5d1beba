internal import Crypto

/// A SHA-256 hash in a Merkle tree (RFC 6962, section 2.1): 32 bytes held in place, without memory of its own.
public struct MerkleHash: Sendable, Hashable {
  /// How many bytes a hash has.
  public static let byteCount = 32

  // The bytes in the order they are written, as the machine loads them.
  private let words: (UInt64, UInt64, UInt64, UInt64)

  private init(_ words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// The hash of a tree without entries: SHA-256 of nothing.
  public static let empty = unsafe MerkleHash(hashing: UnsafeRawBufferPointer(start: nil, count: 0))

  /// Takes 32 bytes, or nothing where there are more or fewer.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    let array = Array(bytes)
    self = unsafe array.withUnsafeBytes { unsafe MerkleHash(loading: $0, at: 0) }
  }

  /// Takes 32 bytes of a longer row, or nothing where the row ends before.
  public init?(_ bytes: [UInt8], at offset: Int) {
    guard offset >= 0, bytes.count >= Self.byteCount, offset <= bytes.count - Self.byteCount else {
      return nil
    }
    self = unsafe bytes.withUnsafeBytes { unsafe MerkleHash(loading: $0, at: offset) }
  }

  /// Reads base 64 in the form that ``base64`` writes.
  public init?(base64 text: some Collection<UInt8>) {
    guard text.count == 44, let bytes = Base64.bytes(text) else { return nil }
    self.init(bytes)
  }

  /// Reads base 64 in the form that ``base64`` writes.
  public init?(base64 text: String) { self.init(base64: Array(text.utf8)) }

  /// The hash of an entry: SHA-256 of a zero byte and the entry.
  public init(leaf entry: [UInt8]) {
    self = unsafe entry.withUnsafeBytes { unsafe MerkleHash(leaf: $0) }
  }

  /// The hash of an entry within a longer row of bytes.
  public init(leaf entry: ArraySlice<UInt8>) {
    self = unsafe entry.withUnsafeBytes { unsafe MerkleHash(leaf: $0) }
  }

  /// The hash of two hashes side by side: SHA-256 of a one byte, the left and the right.
  @inline(__always)
  public init(left: MerkleHash, right: MerkleHash) {
    // 65 bytes are two blocks of SHA-256; one update of one buffer is what hashing them costs least as.
    self = unsafe withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { buffer in
      unsafe buffer[0] = 1
      unsafe left.store(into: buffer, at: 1)
      unsafe right.store(into: buffer, at: 33)
      return unsafe MerkleHash(hashing: UnsafeRawBufferPointer(buffer))
    }
  }

  private init(leaf entry: UnsafeRawBufferPointer) {
    var hasher = SHA256()
    let prefix: UInt8 = 0
    unsafe withUnsafeBytes(of: prefix) { unsafe hasher.update(bufferPointer: $0) }
    unsafe hasher.update(bufferPointer: entry)
    self.init(hasher.finalize())
  }

  private init(hashing bytes: UnsafeRawBufferPointer) {
    var hasher = SHA256()
    unsafe hasher.update(bufferPointer: bytes)
    self.init(hasher.finalize())
  }

  private init(_ digest: SHA256Digest) {
    self = unsafe digest.withUnsafeBytes { unsafe MerkleHash(loading: $0, at: 0) }
  }

  private init(loading bytes: UnsafeRawBufferPointer, at offset: Int) {
    words = unsafe (
      bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
      bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self),
      bytes.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self),
      bytes.loadUnaligned(fromByteOffset: offset + 24, as: UInt64.self)
    )
  }

  private func store(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
    unsafe bytes.storeBytes(of: words.0, toByteOffset: offset, as: UInt64.self)
    unsafe bytes.storeBytes(of: words.1, toByteOffset: offset + 8, as: UInt64.self)
    unsafe bytes.storeBytes(of: words.2, toByteOffset: offset + 16, as: UInt64.self)
    unsafe bytes.storeBytes(of: words.3, toByteOffset: offset + 24, as: UInt64.self)
  }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  /// Adds the 32 bytes to a row.
  public func append(to bytes: inout [UInt8]) {
    unsafe withUnsafeBytes(of: words) { unsafe bytes.append(contentsOf: $0) }
  }

  /// The bytes in base 64 (RFC 4648, section 4): 44 characters.
  public var base64: String { Base64.text(bytes) }

  /// Whether two hashes are the same bytes.
  @inline(__always)
  public static func == (a: MerkleHash, b: MerkleHash) -> Bool {
    a.words.0 == b.words.0 && a.words.1 == b.words.1 && a.words.2 == b.words.2 && a.words.3 == b.words.3
  }

  /// Feeds the bytes to a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
  }
}

extension MerkleHash: CustomStringConvertible {
  /// The bytes in base 64.
  public var description: String { base64 }
}
