internal import SleepCore

/// Plays a recording as if it were measured now: block after block, in the order of the file.
///
/// It offers one EEG channel to decide on and the EEG, EOG, EMG and ECG channels beside it, eight in all at most.
/// 16-bit channels keep their stored numbers and limits. 24-bit channels are quantised anew in steps of 0.1 µV and
/// clipped at ±3276.7 µV, since a night is recorded in 16 bits.
public struct EDFReplaySource: SignalSource, Sendable {
  /// See ``SignalSource/description``.
  public let description: SourceDescription
  /// The recording.
  public let file: EDFFile
  /// Where the blocks come from: the file's signal of each channel.
  public let signals: [Int]

  private let blocksPerRecord: Int
  private let scales: [(gain: Double, offset: Double)]
  private let firstSample: [Int]
  private var record = 0
  private var part = 0
  private var due = NightTime.start
  private var wide: [Int32]

  /// The most channels that are offered.
  public static let mostChannels = 8

  /// Gets ready to play a recording.
  ///
  /// - Parameters:
  ///   - file: the recording.
  ///   - name: what to call it in the night record.
  ///   - channel: the label of the EEG channel to decide on, its electrode alone (`C4`) being enough; `nil` for the
  ///     best there is: central, then Fpz, then frontal, parietal and occipital electrodes.
  /// - Throws: ``EDFError`` naming the channels there are where none will do.
  public init(file: EDFFile, name: String, channel: String? = nil) throws(EDFError) {
    // This also keeps what a header promises from being made room for before it is there.
    guard file.recordCount > 0 else {
      throw EDFError(
        .contradiction, file: file.name, problem: "it holds no whole record",
        remedy: "Give a recording with samples")
    }
    let candidates = EDFChannelChoice(file: file)
    let primary = try candidates.primary(asked: channel)
    let signals = candidates.company(of: primary)
    let blocks = Self.blocksPerRecord(file.header, signals)
    let length = NightTime.Span(ticks: file.header.recordDuration.ticks / Int64(blocks))
    var channels: [SignalChannel] = []
    var scales: [(gain: Double, offset: Double)] = []
    var firstSample = [0]
    for index in signals {
      let signal = file.header.signals[index]
      let count = signal.samplesPerRecord / blocks
      if file.header.variant.is24Bit {
        let scale = (VoltageUnit.microvolts(signal.physicalDimension) ?? 1) * 10
        scales.append((signal.gain * scale, signal.offset * scale))
        channels.append(
          SignalChannel(
            label: signal.label, unit: "uV", role: signal.role, samplesPerBlock: count,
            digitalRange: -32_767...32_767, physicalMinimum: -3276.7, physicalMaximum: 3276.7))
      } else {
        scales.append((1, 0))
        channels.append(
          SignalChannel(
            label: signal.label, unit: signal.physicalDimension, role: signal.role, samplesPerBlock: count,
            digitalRange: Int16(signal.digitalMinimum)...Int16(signal.digitalMaximum),
            physicalMinimum: signal.physicalMinimum, physicalMaximum: signal.physicalMaximum))
      }
      firstSample.append((firstSample.last ?? 0) + count)
    }
    self.file = file
    self.signals = signals
    self.scales = scales
    self.firstSample = firstSample
    blocksPerRecord = blocks
    wide = [Int32](repeating: 0, count: channels.reduce(0) { max($0, $1.samplesPerBlock) })
    description = SourceDescription(
      name: name, start: file.header.start, channels: channels, primary: signals.firstIndex(of: primary) ?? 0,
      blockLength: length, knownLength: file.length)
  }

  /// Fills the next block and allocates nothing; see ``SignalSource/next(_:)``.
  ///
  /// A block begins where the last one ended unless the file has a gap there.
  public mutating func next(_ block: inout SignalBlock) -> Bool {
    guard record < file.recordCount else { return false }
    if block.samples.count != firstSample[signals.count] { block = SignalBlock(for: description) }
    if part == 0 {
      while gap < file.gaps.count, file.gaps[gap].record < record { gap += 1 }
      if gap < file.gaps.count, file.gaps[gap].record == record {
        due = max(due, file.recordOnset(record))
      }
    }
    block.start = due
    for c in signals.indices {
      let count = firstSample[c + 1] - firstSample[c]
      if file.header.variant.is24Bit {
        fillWide(c, count, &block)
      } else {
        var all = block.samples.mutableSpan
        _ = file.readRecord(
          record, signal: signals[c], part * count..<(part + 1) * count, into: &all, at: firstSample[c])
      }
    }
    due = due + description.blockLength
    part += 1
    if part == blocksPerRecord {
      part = 0
      record += 1
    }
    return true
  }

  private var gap = 0

  private mutating func fillWide(_ c: Int, _ count: Int, _ block: inout SignalBlock) {
    let (file, record, signal, first) = (file, record, signals[c], part * count)
    do {
      var all = wide.mutableSpan
      _ = file.readRecord(record, signal: signal, first..<first + count, into: &all)
    }
    let (gain, offset) = scales[c]
    for i in 0..<count {
      let tenths = (Double(wide[i]) * gain + offset).rounded()
      block.samples[firstSample[c] + i] = Int16(max(-32_767, min(32_767, tenths)))
    }
  }

  /// The most blocks of a second or more into which a record can be cut without cutting a sample, such that their
  /// length fits into the eight characters of a header.
  private static func blocksPerRecord(_ header: EDFHeader, _ signals: [Int]) -> Int {
    var divisor = 0
    for index in signals { divisor = gcd(divisor, header.signals[index].samplesPerRecord) }
    let ticks = header.recordDuration.ticks
    let most = Int(min(Int64(divisor), max(1, ticks / NightTime.ticksPerSecond)))
    for blocks in stride(from: most, to: 1, by: -1) {
      guard divisor % blocks == 0, ticks % Int64(blocks) == 0 else { continue }
      if EDFNumber.text(ticks: ticks / Int64(blocks)).utf8.count <= 8 { return blocks }
    }
    return 1
  }

  private static func gcd(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}

/// Which channels of a recording a night can be played from.
private struct EDFChannelChoice {
  let file: EDFFile
  let usable: [Int]

  init(file: EDFFile) {
    self.file = file
    let header = file.header
    usable = header.signals.indices.filter { index in
      let signal = header.signals[index]
      guard [.eeg, .eog, .emg, .ecg].contains(signal.role) else { return false }
      if header.variant.is24Bit { return VoltageUnit.microvolts(signal.physicalDimension) != nil }
      return header.variant.digitalLimits.contains(signal.digitalMinimum)
        && header.variant.digitalLimits.contains(signal.digitalMaximum)
    }
  }

  private func rank(_ index: Int) -> Int { ElectrodePreference.rank(file.header.signals[index].label) }

  func primary(asked: String?) throws(EDFError) -> Int {
    let signals = file.header.signals
    guard let asked else {
      // Below 50 Hz spindles cannot be seen.
      let eeg = usable.filter { signals[$0].role == .eeg }
      let fast = eeg.filter { file.header.sampleRate(of: $0) >= 50 }
      guard let best = (fast.isEmpty ? eeg : fast).min(by: { (rank($0), $0) < (rank($1), $1) }) else {
        throw refusal("it has no EEG channel")
      }
      return best
    }
    let exact = signals.indices.first { signals[$0].label == asked }
    let wanted = asked.uppercased()
    let sameLetters = signals.indices.first { signals[$0].label.uppercased() == wanted }
    let electrode = signals.indices.filter { ElectrodePreference.words(signals[$0].label).contains(wanted) }
    guard let found = exact ?? sameLetters ?? (electrode.count == 1 ? electrode.first : nil) else {
      throw refusal(
        electrode.isEmpty
          ? "there is no channel `\(asked)`" : "several channels have `\(asked)` in their label")
    }
    guard usable.contains(found), signals[found].role == .eeg else {
      throw refusal("the channel `\(asked)` is no EEG channel in volts within 16 bits")
    }
    return found
  }

  /// The channel and those beside it, in the order of the file.
  func company(of primary: Int) -> [Int] {
    var chosen = [primary]
    for (role, most) in [(ChannelRole.eog, 2), (.emg, 2), (.ecg, 1)] {
      let some = usable.filter { file.header.signals[$0].role == role && $0 != primary }
      chosen += some.prefix(most)
    }
    let rest = usable.filter { !chosen.contains($0) }
    let eeg = rest.filter { file.header.signals[$0].role == .eeg }.sorted { (rank($0), $0) < (rank($1), $1) }
    chosen += eeg.prefix(EDFReplaySource.mostChannels - chosen.count)
    return chosen.sorted()
  }

  private func refusal(_ problem: String) -> EDFError {
    let labels = file.sampledSignals.map { "`\(file.header.signals[$0].label)`" }
    let names = labels.prefix(40).joined(separator: ", ") + (labels.count > 40 ? ", …" : "")
    return EDFError(
      .noSuchChannel, file: file.name, problem: problem,
      remedy: labels.isEmpty ? "It holds annotations only" : "Its channels are \(names)")
  }
}
