public import SleepCore

/// What is wrong with an EDF or BDF file, or with what should be written into one.
public struct EDFError: ExplainedError, Hashable {
  /// The kinds of trouble.
  public enum Kind: Sendable, Hashable {
    /// The bytes are not EDF or BDF at all.
    case notEDF
    /// The file ends inside its header.
    case truncated
    /// A header field cannot be read.
    case badField
    /// Header fields contradict one another or the size of the file.
    case contradiction
    /// A number that no recording can have.
    case absurd
    /// A channel was asked for that is not there, or cannot be used.
    case noSuchChannel
    /// Something cannot be written in this form.
    case unwritable
    /// The operating system refused.
    case system
  }

  /// The kind, for code that decides by it.
  public let kind: Kind
  /// The file's name.
  public let file: String
  /// The field of the header, with the signal it belongs to, where there is one.
  public let field: String?
  /// The byte of the file at which the field begins, from 0, where there is one.
  public let byte: Int?
  /// See ``ExplainedError/problem``.
  public let problem: String
  /// See ``ExplainedError/remedy``.
  public let remedy: String

  /// Creates an error.
  public init(
    _ kind: Kind, file: String, field: String? = nil, byte: Int? = nil, problem: String, remedy: String
  ) {
    self.kind = kind
    self.file = file
    self.field = field
    self.byte = byte
    self.problem = problem
    self.remedy = remedy
  }

  /// The file, the byte and the field.
  public var place: String {
    var text = file
    if let byte { text += ", byte \(byte)" }
    if let field { text += ", \(field)" }
    return text
  }
}

/// Something odd in a file that can be read all the same.
public enum EDFWarning: Sendable, Hashable, CustomStringConvertible {
  /// The header does not say how many records there are (−1): the recording was not closed.
  case recordCountUnknown(found: Int)
  /// The file is shorter than its header says: `stated` records promised, `found` whole ones there.
  case cutShort(stated: Int, found: Int)
  /// The file holds more whole records than its header says, and they are read.
  case moreRecordsThanStated(stated: Int, found: Int)
  /// Bytes after the last record, which are left alone.
  case strayBytes(Int)
  /// The date or time of the start makes no sense; 1 January 1985 or midnight stands in for it.
  case badStart(String)
  /// The start date and the recording field's `Startdate` differ; the latter is used.
  case startDatesDiffer
  /// An EDF+ or BDF+ file without an annotation signal: it is read as if continuous.
  case noAnnotationSignal
  /// Annotations that cannot be read were left out; the first begins at `byte`.
  case badAnnotations(count: Int, byte: Int)
  /// Records without a time of their own were taken to follow the record before; the first is `record`.
  case untimedRecords(count: Int, record: Int)
  /// Records that begin before the one before them ended; the first is `record`.
  case overlappingRecords(count: Int, record: Int)
  /// A file that calls itself continuous has gaps.
  case undeclaredGaps(Int)
  /// A signal of a 16-bit file whose digital limits need more than 16 bits.
  case wideDigitalRange(signal: Int)
  /// The first record begins a second or more away from the header's start.
  case lateFirstRecord(NightTime.Span)

  /// The warning as a sentence.
  public var description: String {
    switch self {
    case .recordCountUnknown(let n): "the header does not state how many records there are; \(n) were found"
    case .cutShort(let stated, let n): "the file is cut short: \(stated) records are stated, \(n) are there"
    case .moreRecordsThanStated(let stated, let n):
      "the file holds \(n) records, more than the \(stated) its header states; all are read"
    case .strayBytes(let n): "\(n) bytes after the last record are left alone"
    case .badStart(let text): "the start `\(text)` is no date or time"
    case .startDatesDiffer: "the start date and the recording field's Startdate differ; the latter is used"
    case .noAnnotationSignal: "there is no annotation signal; the records are taken to be continuous"
    case .badAnnotations(let n, let byte): "\(n) annotations cannot be read, the first at byte \(byte)"
    case .untimedRecords(let n, let record): "\(n) records have no time of their own, the first is \(record)"
    case .overlappingRecords(let n, let record):
      "\(n) records begin before the last one ended, the first is \(record)"
    case .undeclaredGaps(let n): "the file calls itself continuous and has \(n) gaps"
    case .wideDigitalRange(let signal): "the digital limits of signal \(signal + 1) need more than 16 bits"
    case .lateFirstRecord(let span): "the first record begins \(span.seconds) s after the header's start"
    }
  }
}
