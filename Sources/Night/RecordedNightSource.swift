public import Signals
internal import SleepCore

/// The signals of a recorded night, as its own `signals.edf` holds them: a record a block, every channel.
public struct RecordedNightSource: SignalSource {
  /// See ``SignalSource/description``.
  public let description: SourceDescription
  private let file: EDFFile
  private var record = 0

  /// Opens `signals.edf`.
  ///
  /// - Parameters:
  ///   - file: the recording.
  ///   - name: the source that the night named.
  ///   - primary: the channel that decisions rested on.
  /// - Throws: ``NightError`` where the file cannot be one that a night wrote.
  public init(file: EDFFile, name: String, primary: Int) throws(NightError) {
    let signals = file.sampledSignals.map { file.header.signals[$0] }
    guard signals.indices.contains(primary), !file.header.variant.is24Bit else {
      throw .noChannel(source: file.name)
    }
    var channels: [SignalChannel] = []
    for signal in signals {
      guard let low = Int16(exactly: signal.digitalMinimum), let high = Int16(exactly: signal.digitalMaximum),
        low < high
      else { throw .noChannel(source: file.name) }
      channels.append(
        SignalChannel(
          label: signal.label, unit: signal.physicalDimension, role: signal.role,
          samplesPerBlock: signal.samplesPerRecord, digitalRange: low...high,
          physicalMinimum: signal.physicalMinimum, physicalMaximum: signal.physicalMaximum))
    }
    self.file = file
    description = SourceDescription(
      name: name, start: file.header.start, channels: channels, primary: primary,
      blockLength: file.header.recordDuration, knownLength: file.length)
  }

  /// Fills the next block.
  public mutating func next(_ block: inout SignalBlock) -> Bool {
    guard record < file.recordCount else { return false }
    block.start = file.recordOnset(record)
    var first = 0
    for index in file.sampledSignals {
      var samples = block.samples.mutableSpan
      _ = file.readRecord(record, signal: index, into: &samples, at: first)
      first += file.header.signals[index].samplesPerRecord
    }
    record += 1
    return true
  }
}
