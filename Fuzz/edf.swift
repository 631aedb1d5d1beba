internal import Foundation
internal import Signals
internal import SleepCore

/// Any bytes: they are refused with an error, or read to the end; what was read can be written and read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEDF(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe [UInt8](UnsafeBufferPointer(start: data, count: count))
  let file: EDFFile
  do throws(EDFError) {
    file = try EDFFile(bytes: bytes, name: "fuzzed")
  } catch {
    precondition(!error.problem.isEmpty && !error.remedy.isEmpty && !error.description.isEmpty)
    return 0
  }
  for signal in file.header.signals.indices {
    let digital = file.digital(signal: signal)
    precondition(file.physical(signal: signal).count == digital.count)
    precondition(file.physicalFloat(signal: signal).count == digital.count)
    var part: [Double] = []
    file.physical(signal: signal, records: 1..<3, into: &part)
    precondition(part.count <= digital.count)
    var one = [Int32](repeating: 0, count: min(4000, file.header.signals[signal].samplesPerRecord))
    var span = one.mutableSpan
    _ = file.readRecord(0, signal: signal, 0..<span.count, into: &span)
  }
  precondition(file.physical(signals: file.sampledSignals).count == file.sampledSignals.count)
  for warning in file.warnings { precondition(!warning.description.isEmpty) }
  precondition(file.recordOnset(0) == .start || file.recordCount == 0)
  _ = file.length
  _ = file.hypnogram
  replay(file)
  writeAgain(file, bytes)
  return 0
}

private func replay(_ file: EDFFile) {
  guard var source = try? EDFReplaySource(file: file, name: "fuzzed") else { return }
  var block = SignalBlock(for: source.description)
  var before = NightTime(ticks: -1)
  while source.next(&block) {
    precondition(block.start > before)
    before = block.start
  }
}

private func writeAgain(_ file: EDFFile, _ bytes: [UInt8]) {
  let header = file.header
  let again = header.bytes(recordCount: header.recordCount)
  precondition(again.count == header.byteCount)
  let reread = try? EDFFile(bytes: again + bytes.dropFirst(again.count), name: "again")
  precondition(reread?.header == header)
  // A record of the largest size that a header can state would fill the memory, here as anywhere.
  guard let encoder = try? EDFRecordEncoder(header: header, annotationBytesPerRecord: 100),
    encoder.recordByteCount < 1_000_000
  else { return }
  var queue = file.annotations.filter { (try? encoder.check($0)) != nil }.prefix(2).map { $0 }
  let expected = queue
  let samples = [Int16](repeating: -2, count: encoder.samplesPerRecord)
  guard let record = try? encoder.encode(samples: samples.span, onset: .start, annotations: &queue) else {
    preconditionFailure("what was checked cannot be encoded")
  }
  precondition(record.count == encoder.recordByteCount)
  guard let own = try? EDFFile(bytes: encoder.headerBytes(recordCount: 1) + record, name: "own") else {
    preconditionFailure("what was written cannot be read")
  }
  precondition(own.annotations == Array(expected.prefix(expected.count - queue.count)))
}

/// Writes small recordings of every form into the folder `LUMAPOD_FUZZ_SEEDS`, for the fuzzer to start from.
@_cdecl("LLVMFuzzerInitialize")
public func makeEDFSeeds(_: UnsafeMutableRawPointer?, _: UnsafeMutableRawPointer?) -> CInt {
  guard let folder = ProcessInfo.processInfo.environment["LUMAPOD_FUZZ_SEEDS"] else { return 0 }
  for (i, variant) in EDFVariant.allCases.enumerated() {
    let signals = [("EEG C4-M1", 10), ("EOG E1", 5)].map { label, samples in
      EDFSignal(
        label: label, physicalDimension: "uV", physicalMinimum: -100.5, physicalMaximum: 100,
        digitalMinimum: -2048, digitalMaximum: 2047, samplesPerRecord: samples)
    }
    let header = EDFHeader(
      variant: variant, start: CivilTime(year: 2024, month: 2, day: 29, secondOfDay: 80_000),
      startFraction: variant.isPlus ? .milliseconds(250) : .zero, recordDuration: .milliseconds(500),
      signals: signals)
    guard let encoder = try? EDFRecordEncoder(header: header, annotationBytesPerRecord: 60) else { continue }
    var bytes = encoder.headerBytes(recordCount: 3)
    var queue: [EDFAnnotation] = []
    if variant.isPlus {
      queue = [EDFAnnotation(onset: .start, duration: .seconds(30), text: "Sleep stage N2")]
    }
    for record in 0..<3 {
      let onset = NightTime(
        ticks: Int64(record) * 5_000_000 + (variant.isDiscontinuous && record > 1 ? 777 : 0))
      let samples = [Int16](repeating: Int16(record), count: 15)
      bytes += (try? encoder.encode(samples: samples.span, onset: onset, annotations: &queue)) ?? []
    }
    try? Data(bytes).write(to: URL(filePath: "\(folder)/seed-\(i)"))
  }
  let hypnogram = Hypnogram(stages: [.wake, .n1, .n2, .rem, .unknown])
  try? EDFHypnogram.write(
    hypnogram, start: CivilTime(year: 1989, month: 4, day: 24, secondOfDay: 60_000),
    to: "\(folder)/seed-hypnogram")
  return 0
}
