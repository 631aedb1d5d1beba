public import SleepCore

/// Stages out of a text file: what `luma stage` writes, or another table or list of stages.
///
/// The first line that names a column `stage` is the header of a CSV; without one, each line is a stage. Stages are the
/// AASM's codes (`W`, `N1`, `N2`, `N3`, `R` or `REM`, `?`), EDF+ texts such as `Sleep stage N2`, or the numbers of YASA
/// and many others (0 W, 1 N1, 2 N2, 3 N3, 4 R, -1 and -2 none). Lines follow one another in time; the length of an
/// epoch is the distance of the first two values of a column `onset_s`, where there is one.
public enum HypnogramTable {
  /// The most epochs that are read: a year of them.
  public static let mostEpochs = 1_100_000

  /// Reads a file.
  ///
  /// Time is O(bytes).
  ///
  /// - Parameters:
  ///   - bytes: the file's bytes.
  ///   - file: its name, for errors.
  ///   - epochLength: the length of an epoch where the file does not say it.
  /// - Returns: the hypnogram, of at least one epoch.
  /// - Throws: ``HypnogramTableError``, with the line.
  public static func read(
    bytes: [UInt8], file: String, epochLength: NightTime.Span = Hypnogram.aasmEpoch
  ) throws(HypnogramTableError) -> Hypnogram {
    var stages: [SleepStage] = []
    var column = 0
    var onsetColumn: Int?
    var onsets: [Double] = []
    var isFirst = true
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    let lines = text.split(omittingEmptySubsequences: false) { $0 == 0x0A }
    for (index, bytes) in lines.enumerated() {
      let line = String(decoding: bytes, as: UTF8.self).trimmingPrefixAndSuffix
      if line.isEmpty || line.hasPrefix("#") { continue }
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmingPrefixAndSuffix)
      if isFirst {
        isFirst = false
        if let found = fields.firstIndex(where: { $0.lowercased() == "stage" }) {
          column = found
          onsetColumn = fields.firstIndex(of: "onset_s")
          continue
        }
      }
      guard column < fields.count, let stage = stage(fields[column]) else {
        let what = column < fields.count ? fields[column] : ""
        throw HypnogramTableError(
          file: file, line: index + 1, problem: "«\(what.prefix(40))» is no sleep stage")
      }
      guard stages.count < mostEpochs else {
        throw HypnogramTableError(
          file: file, line: index + 1, problem: "there are more than \(mostEpochs) epochs")
      }
      stages.append(stage)
      if onsets.count < 2, let onsetColumn, onsetColumn < fields.count,
        let onset = Double(fields[onsetColumn])
      {
        onsets.append(onset)
      }
    }
    guard !stages.isEmpty else {
      throw HypnogramTableError(file: file, line: nil, problem: "there is no sleep stage in it")
    }
    var length = epochLength
    if onsets.count == 2 {
      let seconds = onsets[1] - onsets[0]
      guard seconds.isFinite, (0.1...3600).contains(seconds) else {
        throw HypnogramTableError(
          file: file, line: nil, problem: "its first two onsets lie \(seconds) s apart, which is no epoch")
      }
      length = NightTime.Span(ticks: Int64((seconds * Double(NightTime.ticksPerSecond)).rounded()))
    }
    return Hypnogram(stages: stages, epochLength: length)
  }

  private static func stage(_ text: String) -> SleepStage? {
    if let stage = SleepStage(code: text) ?? SleepStage(annotation: text) { return stage }
    return switch text {
    case "REM", "4": .rem
    case "0": .wake
    case "1": .n1
    case "2": .n2
    case "3": .n3
    case "-1", "-2": .unknown
    default: nil
    }
  }
}

/// What is wrong with a text file of stages.
public struct HypnogramTableError: ExplainedError, Hashable {
  /// The file's name.
  public let file: String
  /// The line, from 1, where there is one.
  public let line: Int?
  /// What is wrong.
  public let problem: String

  /// The file and the line.
  public var place: String { line.map { "\(file), line \($0)" } ?? file }
  /// What the reader can do.
  public var remedy: String {
    "Give what `luma stage` wrote, a list of W, N1, N2, N3, R and ?, or an EDF+ hypnogram"
  }
}

extension StringProtocol {
  /// The text without white space or quotation marks at its ends.
  fileprivate var trimmingPrefixAndSuffix: String {
    func isOutside(_ character: Character) -> Bool { character.isWhitespace || character == "\"" }
    var text = self[...]
    while let first = text.first, isOutside(first) { text = text.dropFirst() }
    while let last = text.last, isOutside(last) { text = text.dropLast() }
    return String(text)
  }
}
