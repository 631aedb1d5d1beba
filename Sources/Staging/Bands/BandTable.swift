public import SleepCore

/// A night's band powers as text: comma-separated, a head, and a row for every 30-s epoch.
///
/// Columns are found by their names, in any order; columns with other names are passed over. Needed are
/// `FpzCz_` and `PzOz_` before each of ``columnEndings``. With a column `row`, numbers that are left out are
/// epochs without a signal; with a column `stage` (0-4 or W, N1, N2, N3, R; `?` for none) an expert's stages
/// are read as well. A power that is empty, `nan`, `NaN` or `NA` makes its epoch missing.
public struct BandTable: Sendable {
  /// The ends of the columns' names, in the order of ``BandPowers/values``.
  public static let columnEndings = [
    "delta_meanPSD_uV2perHz", "theta_meanPSD_uV2perHz", "alpha_meanPSD_uV2perHz", "beta_meanPSD_uV2perHz",
    "gamma_meanPSD_uV2perHz", "var_uV2", "vardiff_uV2",
  ]
  /// The longest table: a week.
  public static let mostEpochs = 7 * 2880

  /// The powers of every epoch from the first row on.
  public private(set) var epochs: [BandEpoch] = []
  /// The stages of a column `stage`, one for each epoch, or `nil` without one.
  public private(set) var stages: [SleepStage]?

  /// Reads a table from the bytes of its file; time and memory are linear in their number.
  ///
  /// - Throws: ``BandError/table(line:column:expected:)`` or ``BandError/tooLong(epochs:)``.
  public init(csv bytes: [UInt8]) throws(BandError) {
    var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 0
    /// The fields of the next line, or `nil` at the end.
    func next() throws(BandError) -> [Substring]? {
      guard position < bytes.count else { return nil }
      line += 1
      let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      guard let text = String(validating: bytes[position..<end], as: UTF8.self) else {
        throw .table(line: line, column: "", expected: "UTF-8 text")
      }
      position = end + 1
      let trimmed = text.hasSuffix("\r") ? text.dropLast() : text[...]
      return trimmed.split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed)
    }

    guard let head = try next() else {
      throw .table(line: 1, column: "", expected: "a head with names of columns")
    }
    func place(_ name: String) throws(BandError) -> Int? {
      guard let first = head.firstIndex(where: { $0 == name }) else { return nil }
      guard head.lastIndex(where: { $0 == name }) == first else {
        throw .table(line: 1, column: name, expected: "this column once")
      }
      return first
    }
    var powerPlaces: [Int] = []
    var names: [String] = []
    for channel in ["FpzCz_", "PzOz_"] {
      for ending in Self.columnEndings {
        guard let found = try place(channel + ending) else {
          throw .table(line: 1, column: channel + ending, expected: "a column of this name")
        }
        powerPlaces.append(found)
        names.append(channel + ending)
      }
    }
    let (rowPlace, stagePlace) = (try place("row"), try place("stage"))
    if stagePlace != nil { stages = [] }
    var firstRow: Int?

    while let fields = try next() {
      if fields.count == 1, fields[0].isEmpty { continue }
      guard fields.count == head.count else {
        throw .table(line: line, column: "", expected: "\(head.count) fields, as the head has")
      }
      if let rowPlace {
        guard let row = Int(fields[rowPlace]), (0...1_000_000_000).contains(row) else {
          throw .table(line: line, column: "row", expected: "a whole number from 0 to a thousand million")
        }
        let start = firstRow ?? row
        firstRow = start
        guard row - start >= epochs.count else {
          throw .table(line: line, column: "row", expected: "a number over that of the row before")
        }
        guard row - start < Self.mostEpochs else { throw .tooLong(epochs: row - start + 1) }
        while epochs.count < row - start { append(.missing, .unknown) }
      }
      guard epochs.count < Self.mostEpochs else { throw .tooLong(epochs: epochs.count + 1) }
      var values: [14 of Double] = .init(repeating: .nan)
      for i in 0..<14 { values[i] = try Self.power(fields[powerPlaces[i]], line: line, column: names[i]) }
      let stage = try stagePlace.map { (place) throws(BandError) in try Self.stage(fields[place], line: line)
      }
      append(
        BandEpoch(frontal: Self.powers(values, from: 0), occipital: Self.powers(values, from: 7)),
        stage ?? .unknown)
    }
  }

  private mutating func append(_ epoch: BandEpoch, _ stage: SleepStage) {
    epochs.append(epoch)
    stages?.append(stage)
  }

  private static func powers(_ v: [14 of Double], from i: Int) -> BandPowers {
    BandPowers(
      delta: v[i], theta: v[i + 1], alpha: v[i + 2], beta: v[i + 3], gamma: v[i + 4], variance: v[i + 5],
      slopeVariance: v[i + 6])
  }

  private static func power(_ field: Substring, line: Int, column: String) throws(BandError) -> Double {
    if ["", "nan", "NaN", "NA"].contains(field) { return .nan }
    let isPlain = field.utf8.allSatisfy { "0123456789.+-eE".utf8.contains($0) }
    guard isPlain, let value = Double(field), value.isFinite, value >= 0 else {
      throw .table(line: line, column: column, expected: "a finite number, 0 or over, or nothing")
    }
    return value
  }

  private static func stage(_ field: Substring, line: Int) throws(BandError) -> SleepStage {
    if field.isEmpty || field == "-1" { return .unknown }
    if let number = Int(field), SleepStage.scored.indices.contains(number) {
      return SleepStage.scored[number]
    }
    guard let stage = SleepStage(code: field) else {
      throw .table(line: line, column: "stage", expected: "0 to 4, W, N1, N2, N3, R or ?")
    }
    return stage
  }

  private static func trimmed(_ field: Substring) -> Substring {
    var field = field
    while let last = field.last, last == " " || last == "\t" { field.removeLast() }
    return field.drop { $0 == " " || $0 == "\t" }
  }
}
