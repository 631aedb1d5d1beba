internal import Dispatch
internal import Foundation

extension EDFFile {
  /// The stored numbers of a whole signal, by its index in ``header``.
  ///
  /// An index that is not there, or that of an annotation signal, gives none.
  public func digital(signal: Int) -> [Int32] {
    guard let plan = EDFSignalPlan(self, signal) else { return [] }
    return unsafe plan.decoded(
      from16: { source, out, n in
        for i in 0..<n { unsafe out[i] = Int32(load16(source, i)) }
      },
      from24: { source, out, n in
        for i in 0..<n { unsafe out[i] = load24(source, i) }
      })
  }

  /// The physical values of a whole signal, by its index in ``header``: gain × stored number + offset.
  ///
  /// One pass over the mapped file, straight into the result. An index that is not there, or that of an annotation
  /// signal, gives none.
  public func physical(signal: Int) -> [Double] {
    guard let plan = EDFSignalPlan(self, signal) else { return [] }
    let (gain, offset) = (plan.gain, plan.offset)
    return unsafe plan.decoded(
      from16: { source, out, n in
        for i in 0..<n { unsafe out[i] = Double(load16(source, i)) * gain + offset }
      },
      from24: { source, out, n in
        for i in 0..<n { unsafe out[i] = Double(load24(source, i)) * gain + offset }
      })
  }

  /// The physical values of several whole signals at once, by their indices in ``header``.
  ///
  /// One pass over the file for every 16 signals, which is quicker than signal after signal since records are read
  /// in the order in which they lie in memory. An index that is not there, or that of an annotation signal, gives
  /// none.
  public func physical(signals: [Int]) -> [[Double]] {
    var result = signals.map { _ in [Double]() }
    let wanted = signals.indices.filter { EDFSignalPlan(self, signals[$0]) != nil }
    for start in stride(from: 0, to: wanted.count, by: 16) {
      let group = wanted[start..<min(start + 16, wanted.count)]
      let plans = group.compactMap { EDFSignalPlan(self, signals[$0]) }
      var outputs: [UnsafeMutablePointer<Double>] = unsafe []
      var decoded: [[Double]] = []
      unsafe EDFSignalPlan.decodePhysical(plans, &outputs, &decoded)
      for (index, values) in zip(group.reversed(), decoded) { result[index] = values }
    }
    return result
  }

  /// The physical values of one signal in some records, for going through a long file with little memory.
  ///
  /// - Parameters:
  ///   - signal: its index in ``header``; an index that is not there, or an annotation signal, gives none.
  ///   - records: which records; those that are not there are left out.
  ///   - values: is replaced; its memory is used again.
  public func physical(signal: Int, records: Range<Int>, into values: inout [Double]) {
    let records = records.clamped(to: 0..<recordCount)
    guard let plan = EDFSignalPlan(self, signal), !records.isEmpty else {
      values.removeAll(keepingCapacity: true)
      return
    }
    let count = records.count * plan.samples
    if values.count > count { values.removeLast(values.count - count) }
    if values.count < count { values.append(contentsOf: repeatElement(0, count: count - values.count)) }
    unsafe values.withUnsafeMutableBufferPointer { buffer in
      guard let out = buffer.baseAddress else { return }
      for record in records {
        unsafe plan.decodePhysical(record, to: out + (record - records.lowerBound) * plan.samples)
      }
    }
  }

  /// The physical values of a whole signal in single precision, computed in single precision.
  public func physicalFloat(signal: Int) -> [Float] {
    guard let plan = EDFSignalPlan(self, signal) else { return [] }
    let (gain, offset) = (Float(plan.gain), Float(plan.offset))
    return unsafe plan.decoded(
      from16: { source, out, n in
        for i in 0..<n { unsafe out[i] = Float(load16(source, i)) * gain + offset }
      },
      from24: { source, out, n in
        for i in 0..<n { unsafe out[i] = Float(load24(source, i)) * gain + offset }
      })
  }

  /// Copies stored numbers of one record of a 16-bit file; allocates nothing.
  ///
  /// - Parameters:
  ///   - record: which record.
  ///   - signal: its index in ``header``.
  ///   - range: which samples of the record; `nil` for all.
  ///   - samples: takes them.
  ///   - start: where in `samples` the first one goes.
  /// - Returns: whether all of them are there and fit; otherwise `samples` is unchanged.
  public func readRecord(
    _ record: Int, signal: Int, _ range: Range<Int>? = nil, into samples: inout MutableSpan<Int16>,
    at start: Int = 0
  ) -> Bool {
    guard let plan = EDFSignalPlan(self, signal), !plan.is24Bit, let source = unsafe plan.start(of: record),
      let range = plan.checked(range, room: samples.count, start)
    else { return false }
    for i in range { samples[start + i - range.lowerBound] = unsafe load16(source, i) }
    return true
  }

  /// Copies stored numbers of one record of a 16- or 24-bit file; allocates nothing.
  ///
  /// Its parameters are those of the 16-bit form.
  public func readRecord(
    _ record: Int, signal: Int, _ range: Range<Int>? = nil, into samples: inout MutableSpan<Int32>,
    at start: Int = 0
  ) -> Bool {
    guard let plan = EDFSignalPlan(self, signal), let source = unsafe plan.start(of: record),
      let range = plan.checked(range, room: samples.count, start)
    else { return false }
    if plan.is24Bit {
      for i in range { samples[start + i - range.lowerBound] = unsafe load24(source, i) }
    } else {
      for i in range { samples[start + i - range.lowerBound] = Int32(unsafe load16(source, i)) }
    }
    return true
  }

  /// A copy of one record as it stands in the file, annotations and all.
  public func recordBytes(_ record: Int) -> [UInt8] {
    guard record >= 0, record < recordCount else { return [] }
    return storage.copy(from: header.byteCount + record * recordBytes, count: recordBytes)
  }
}

/// Where a signal's samples lie and how they are scaled.
@safe
private struct EDFSignalPlan {
  let is24Bit: Bool
  /// Samples in a record.
  let samples: Int
  /// Samples in the file.
  let total: Int
  let gain: Double
  let offset: Double
  private let records: Int
  private let stride: Int
  private let first: UnsafeRawPointer
  // Keeps the bytes alive for as long as `first` is used.
  private let storage: EDFBytes

  init?(_ file: EDFFile, _ signal: Int) {
    guard file.header.signals.indices.contains(signal), !file.header.signals[signal].isAnnotations
    else { return nil }
    let description = file.header.signals[signal]
    is24Bit = file.header.variant.is24Bit
    samples = description.samplesPerRecord
    records = file.recordCount
    total = records * samples
    gain = description.gain
    offset = description.offset
    stride = file.recordBytes
    storage = file.storage
    unsafe first = file.storage.pointer + file.header.byteCount + file.offsets[signal]
  }

  /// Where a record's samples begin, or `nil` where there is no such record.
  func start(of record: Int) -> UnsafeRawPointer? {
    record >= 0 && record < records ? unsafe first + record * stride : nil
  }

  /// The samples of a record that are asked for, or `nil` where they are not there or there is no room.
  func checked(_ range: Range<Int>?, room: Int, _ start: Int) -> Range<Int>? {
    let range = range ?? 0..<samples
    guard range.lowerBound >= 0, range.upperBound <= samples, start >= 0, start <= room,
      range.count <= room - start
    else { return nil }
    return range
  }

  /// The physical values of one record, which must be there.
  @inline(__always)
  func decodePhysical(_ record: Int, to out: UnsafeMutablePointer<Double>) {
    let source = unsafe first + record * stride
    let (gain, offset, n) = (gain, offset, samples)
    if is24Bit {
      for i in 0..<n { unsafe out[i] = Double(load24(source, i)) * gain + offset }
    } else {
      for i in 0..<n { unsafe out[i] = Double(load16(source, i)) * gain + offset }
    }
  }

  /// Decodes several signals in one pass; `decoded` gets them in reverse order.
  ///
  /// Each call makes room for one signal and calls itself for the next, so that no memory is written twice.
  static func decodePhysical(
    _ plans: [EDFSignalPlan], _ outputs: inout [UnsafeMutablePointer<Double>], _ decoded: inout [[Double]]
  ) {
    guard unsafe outputs.count < plans.count else {
      let targets = unsafe outputs
      let bytes = plans.reduce(0) { $0 + $1.total } * MemoryLayout<Double>.stride
      overRecords(plans.first?.records ?? 0, byteCount: bytes) { part in
        for record in part {
          for k in plans.indices {
            unsafe plans[k].decodePhysical(record, to: targets[k] + record * plans[k].samples)
          }
        }
      }
      return
    }
    let total = unsafe plans[outputs.count].total
    let values = unsafe [Double](unsafeUninitializedCapacity: max(1, total)) { buffer, count in
      guard let out = buffer.baseAddress else { return }
      unsafe EDFBytes.preferLargePages(out, byteCount: total * MemoryLayout<Double>.stride)
      unsafe outputs.append(out)
      unsafe decodePhysical(plans, &outputs, &decoded)
      count = total
    }
    decoded.append(values)
  }

  /// All samples of the signal, made by one of two loops over a record's samples.
  ///
  /// A result of some megabytes is put on large pages where the system has them: getting it page by page would take
  /// longer than decoding.
  @inline(__always)
  func decoded<Sample: BitwiseCopyable>(
    from16: (UnsafeRawPointer, UnsafeMutablePointer<Sample>, Int) -> Void,
    from24: (UnsafeRawPointer, UnsafeMutablePointer<Sample>, Int) -> Void
  ) -> [Sample] {
    // An array of no capacity is one object for all threads, and is written to all the same.
    guard total > 0 else { return [] }
    return unsafe [Sample](unsafeUninitializedCapacity: total) { buffer, count in
      guard let out = buffer.baseAddress else { return }
      unsafe EDFBytes.preferLargePages(out, byteCount: total * MemoryLayout<Sample>.stride)
      Self.overRecords(records, byteCount: total * MemoryLayout<Sample>.stride) { part in
        if is24Bit {
          for r in part { unsafe from24(first + r * stride, out + r * samples, samples) }
        } else {
          for r in part { unsafe from16(first + r * stride, out + r * samples, samples) }
        }
      }
      count = total
    }
  }

  /// Goes through the records, those of a large result on several cores at once: most of its cost is the system's,
  /// which hands out memory page by page to each.
  private static func overRecords(_ count: Int, byteCount: Int, _ body: (Range<Int>) -> Void) {
    let cores = byteCount < 16 << 20 ? 1 : min(ProcessInfo.processInfo.activeProcessorCount, 4)
    guard cores > 1 else { return body(0..<count) }
    withoutActuallyEscaping(body) { body in
      // Every part writes to records of its own, and all are done when `concurrentPerform` returns.
      nonisolated(unsafe) let work = body
      DispatchQueue.concurrentPerform(iterations: cores) { part in
        unsafe work(count * part / cores..<count * (part + 1) / cores)
      }
    }
  }
}

@inline(__always)
private func load16(_ source: UnsafeRawPointer, _ i: Int) -> Int16 {
  unsafe Int16(littleEndian: source.loadUnaligned(fromByteOffset: 2 &* i, as: Int16.self))
}

/// Three bytes, the sign in the last; nothing beyond them is touched.
@inline(__always)
private func load24(_ source: UnsafeRawPointer, _ i: Int) -> Int32 {
  let low = unsafe source.loadUnaligned(fromByteOffset: 3 &* i, as: UInt16.self)
  let high = unsafe source.loadUnaligned(fromByteOffset: 3 &* i &+ 2, as: Int8.self)
  return Int32(high) << 16 | Int32(UInt16(littleEndian: low))
}
