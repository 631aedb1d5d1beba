/// Sixteen numbers of a byte: what a register holds.
typealias Sixteen = SIMD16<Int8>
/// The bits of sixteen bytes: what the compiler joins and cuts in one instruction.
typealias Bits = SIMD2<UInt64>

/// The nodes of a forest in the order in which many rows go through them.
///
/// A tree is cut into its three upper nodes and four quarters of seven nodes and eight leaves.
struct LaidForest: Sendable {
  /// A tree's nodes: the upper three, then quarter after quarter, each level by level.
  static let quarters: [31 of Int] = [
    0, 1, 2, 3, 7, 8, 15, 16, 17, 18, 4, 9, 10, 19, 20, 21, 22, 5, 11, 12, 23, 24, 25, 26, 6, 13, 14, 27, 28,
    29, 30,
  ]
  /// The leaves of a quarter on the left of each of its nodes: bit n is leaf n.
  static let left: [7 of UInt8] = [0x0F, 0x03, 0x30, 0x01, 0x04, 0x10, 0x40]

  /// The feature of each node.
  let columns: [UInt8]
  /// The place of each node's threshold, sixteen times.
  let limits: [Sixteen]

  init(features: [UInt8], places: [Int8]) {
    var (columns, limits) = ([UInt8](), [Sixteen]())
    for tree in 0..<(features.count / Forest.nodes) {
      for i in 0..<Forest.nodes {
        let node = tree * Forest.nodes + Self.quarters[i]
        columns.append(features[node])
        limits.append(Sixteen(repeating: places[node]))
      }
    }
    (self.columns, self.limits) = (columns, limits)
  }
}

/// One tree before thirty-two rows.
@unsafe
struct TreeRows {
  private let ranks: UnsafePointer<Sixteen>
  private let stride: Int
  private let columns: UnsafePointer<UInt8>
  private let limits: UnsafePointer<Sixteen>

  /// - Parameters:
  ///   - ranks: the places of the rows' first feature, sixteen and sixteen.
  ///   - stride: how many registers further those of the next feature stand.
  ///   - columns: the tree's features, as in ``LaidForest``.
  ///   - limits: the tree's thresholds.
  @inline(__always)
  init(
    _ ranks: UnsafePointer<Sixteen>, _ stride: Int, _ columns: UnsafePointer<UInt8>,
    _ limits: UnsafePointer<Sixteen>
  ) {
    unsafe (self.ranks, self.stride, self.columns, self.limits) = (ranks, stride, columns, limits)
  }

  /// Which rows a node sends right.
  @inline(__always)
  func over(_ i: Int) -> Both {
    let own = unsafe ranks + Int(columns[i]) &* stride
    let limit = unsafe limits[i]
    return unsafe Both(
      a: unsafeBitCast(own[0] .> limit, to: Bits.self), b: unsafeBitCast(own[1] .> limit, to: Bits.self))
  }

  /// Which leaves of a quarter its nodes rule out.
  @inline(__always)
  func quarter(_ quarter: Int) -> Both {
    let i = 3 + 7 * quarter
    let upper = unsafe over(i) & Both(0x0F) | over(i + 1) & Both(0x03) | over(i + 2) & Both(0x30)
    let left = unsafe over(i + 3) & Both(0x01) | over(i + 4) & Both(0x04)
    return unsafe upper | left | over(i + 5) & Both(0x10) | over(i + 6) & Both(0x40)
  }

  /// Which leaves of a quarter its nodes rule out, as far as they have a say: all bits, or none.
  @inline(__always)
  func quarter(_ quarter: Int, _ says: UnsafePointer<UInt64>) -> Both {
    var result = Both(a: .zero, b: .zero)
    for i in 0..<7 {
      let node = 3 + 7 * quarter + i
      result = unsafe result | over(node) & Both(eight: says[node])
    }
    return result
  }
}

/// What is said of thirty-two rows, a byte for each.
struct Both {
  var a: Bits
  var b: Bits

  @inline(__always)
  static func & (x: Both, y: Both) -> Both { Both(a: x.a & y.a, b: x.b & y.b) }
  @inline(__always)
  static func | (x: Both, y: Both) -> Both { Both(a: x.a | y.a, b: x.b | y.b) }

  /// A byte for all.
  @inline(__always)
  init(_ byte: UInt8) { self.init(eight: UInt64(byte) &* 0x0101_0101_0101_0101) }

  /// Eight bytes, four times.
  @inline(__always)
  init(eight: UInt64) {
    a = Bits(repeating: eight)
    b = a
  }

  @inline(__always)
  init(a: Bits, b: Bits) { (self.a, self.b) = (a, b) }

  /// One where this byte is not 0 is `right`, else `left`.
  @inline(__always)
  private func choose(_ left: Both, _ right: Both) -> Both {
    Both(a: left.a & ~a | right.a & a, b: left.b & ~b | right.b & b)
  }

  /// The first leaf of a tree that is not ruled out, 0 to 31: from which rows the root, its left and its right child
  /// send right, and from what is ruled out of each quarter.
  @inline(__always)
  static func firstLeaf(_ root: Both, _ left: Both, _ right: Both, _ out: [4 of Both]) -> Both {
    let half = root.choose(left, right)
    let quarter = root.choose(left.choose(out[0], out[1]), right.choose(out[2], out[3]))
    let place = root & Both(16) | half & Both(8)
    return Both(a: first(quarter.a) | place.a, b: first(quarter.b) | place.b)
  }

  /// All bits of the bytes that have one of some bits.
  @inline(__always)
  private static func meets(_ bytes: Bits, _ bits: UInt64) -> Bits {
    let none = unsafe unsafeBitCast(bytes & Bits(repeating: bits), to: Sixteen.self) .== Sixteen.zero
    return unsafe ~unsafeBitCast(none, to: Bits.self)
  }

  /// The place of the lowest bit that is not set, of each byte: 0 to 7; one is not.
  @inline(__always)
  private static func first(_ out: Bits) -> Bits {
    // Adding 1 sets that bit, and clears those under it.
    let next = unsafe unsafeBitCast(unsafeBitCast(out, to: Sixteen.self) &+ 1, to: Bits.self)
    let lowest = next & ~out
    return meets(lowest, 0xAAAA_AAAA_AAAA_AAAA) & Bits(repeating: 0x0101_0101_0101_0101)
      | meets(lowest, 0xCCCC_CCCC_CCCC_CCCC) & Bits(repeating: 0x0202_0202_0202_0202)
      | meets(lowest, 0xF0F0_F0F0_F0F0_F0F0) & Bits(repeating: 0x0404_0404_0404_0404)
  }
}
