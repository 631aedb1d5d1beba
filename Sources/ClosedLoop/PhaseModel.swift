/// What the learning phase estimator knows of slow waves before it has met its sleeper.
///
/// A few small networks that look at the last four seconds and say where the slow wave will be at several times
/// ahead. Made by `Models/phase-estimator/train.py`; the card beside it says from what, and how well it does.
public struct PhaseModel: Sendable {
  /// The first eight bytes of a file.
  static let magic = "LUMAPHS1"
  /// The name of the format's one model.
  public static let name = "phase-estimator-1"

  /// How far back each input lies, in 1/128 s, rising from 0.
  let lags: [Int]
  /// For what times ahead there is an answer, in seconds, rising from 0.
  let horizons: [Double]
  let members: [Member]
  /// Straight from the inputs to the answers: inputs × (two of each horizon, then the amplitude's logarithm).
  let shortcut: [Float]
  /// What each number that the sleeper's own read-out sees is multiplied by, so that its mean square over the
  /// training set is 1: the second layers of the first ``seenMembers`` members, then every other input.
  let featureScales: [Float]
  /// The 75th percentile of the true amplitude as a multiple of the running size, in the training set.
  let largeWave: Double
  let firstWidth: Int
  let secondWidth: Int

  /// One network: inputs → first layer → second layer → answers.
  struct Member: Sendable {
    let first: [Float]
    let firstBias: [Float]
    let second: [Float]
    let secondBias: [Float]
    let output: [Float]
    let outputBias: [Float]
  }

  /// How many numbers a network says.
  var outputs: Int { 2 * horizons.count + 1 }
  /// Of how many members the sleeper's own read-out sees the second layer.
  var seenMembers: Int { min(members.count, 2) }

  /// Reads a model from the bytes of its file.
  ///
  /// Little-endian: `LUMAPHS1`; how many members, inputs, first units, second units and horizons there are, as
  /// `UInt32`; the lags as `UInt32`; then `Float` up to the last eight bytes, a 64-bit FNV-1a sum over all before
  /// it. Any change of the bytes is noticed.
  ///
  /// - Throws: ``PhaseModelError``; no bytes make it trap.
  public init(bytes: [UInt8]) throws(PhaseModelError) {
    var reader = Reader(bytes: bytes)
    guard bytes.starts(with: Self.magic.utf8) else { throw .notAModel }
    guard bytes.count >= 36 else { throw .length(expected: 36, found: bytes.count) }
    reader.at = 8
    let (count, inputs, first, second, ahead) = (
      reader.integer(), reader.integer(), reader.integer(), reader.integer(), reader.integer()
    )
    guard (1...8).contains(count) else { throw Self.unusable("members", "1 to 8") }
    guard (4...256).contains(inputs) else { throw Self.unusable("inputs", "4 to 256") }
    guard (16...256).contains(first), first % 16 == 0, (16...128).contains(second), second % 16 == 0 else {
      throw Self.unusable("hidden units", "multiples of 16, up to 256 and 128")
    }
    guard (2...16).contains(ahead) else { throw Self.unusable("horizons", "2 to 16") }
    let said = 2 * ahead + 1
    let own = inputs * first + first + first * second + second + second * said + said
    let seen = min(count, 2) * second + (inputs + 1) / 2
    let floats = ahead + 1 + inputs * said + seen + count * own
    let expected = 28 + 4 * inputs + 4 * floats + 8
    guard bytes.count == expected else { throw .length(expected: expected, found: bytes.count) }
    guard Self.sum(bytes.dropLast(8)) == reader.sum() else { throw .damaged }

    lags = (0..<inputs).map { _ in reader.integer() }
    guard lags.first == 0, zip(lags, lags.dropFirst()).allSatisfy(<), lags.allSatisfy({ $0 <= 1024 }) else {
      throw Self.unusable("lags", "rising numbers from 0 to 1024")
    }
    horizons = reader.floats(ahead).map { Double($0) }
    guard horizons.first == 0, zip(horizons, horizons.dropFirst()).allSatisfy(<),
      horizons.allSatisfy({ $0 <= 1 })
    else { throw Self.unusable("horizons", "rising times from 0 to 1 s") }
    largeWave = Double(reader.floats(1)[0])
    guard (0.01...100).contains(largeWave) else { throw Self.unusable("large wave", "0.01 to 100") }
    shortcut = reader.floats(inputs * said)
    featureScales = reader.floats(seen)
    members = (0..<count).map { _ in
      Member(
        first: reader.floats(inputs * first), firstBias: reader.floats(first),
        second: reader.floats(first * second), secondBias: reader.floats(second),
        output: reader.floats(second * said), outputBias: reader.floats(said))
    }
    guard reader.isSound else { throw Self.unusable("weights", "finite numbers within ±10000") }
    (firstWidth, secondWidth) = (first, second)
  }

  private static func unusable(_ field: String, _ expected: String) -> PhaseModelError {
    .unusable(field: field, expected: expected)
  }

  /// FNV-1a, 64 bits (Fowler, Noll and Vo).
  private static func sum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// Takes little-endian numbers one after another; whoever calls has looked at the length.
  private struct Reader {
    let bytes: [UInt8]
    var at = 0
    var isSound = true

    init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func word() -> UInt32 {
      defer { at += 4 }
      return (0..<4).reduce(0) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) }
    }

    mutating func integer() -> Int { Int(word()) }

    mutating func floats(_ count: Int) -> [Float] {
      (0..<count).map { _ in
        let value = Float(bitPattern: word())
        if !(value.isFinite && value.magnitude <= 10_000) { isSound = false }
        return value
      }
    }

    func sum() -> UInt64 {
      let from = bytes.count - 8
      return (0..<8).reduce(0) { $0 | UInt64(bytes[from + $1]) << UInt64(8 * $1) }
    }
  }
}
