public import SleepCore

/// An outsider's whole check of a record from its public files: its log, what its entries say, and what others hold
/// against it (older checkpoints, receipts, the operator's own page).
public struct RecordAudit: Sendable {
  /// The log's own check.
  public let log: LogAudit
  /// What the entries say.
  public let reading: RecordReading
  /// When enough witnesses had seen the checkpoint; `nil` where none are asked for, or too few signed.
  public let witnessed: UTCTime?
  /// Everything that is wrong, in plain words, the gravest first.
  public let faults: [String]
  /// What is worth knowing and is no fault.
  public let notes: [String]

  /// Audits.
  ///
  /// - Parameters:
  ///   - checkpoint: the checkpoint as it is served.
  ///   - policy: which log it should be, and which witnesses are trusted.
  ///   - kept: checkpoints of this log that somebody saw before, as they were signed.
  ///   - receipts: proofs that somebody was given, with the entry that they are of.
  ///   - page: the operator's public page, if it is to be held against the entries.
  ///   - now: the time, to say how fresh the record is.
  ///   - reader: the log's files.
  /// - Throws: ``RecordError`` where the checkpoint cannot be read, or not even its log signed it: there is nothing to audit then.
  public init(
    checkpoint: [UInt8], policy: WitnessPolicy, kept: [[UInt8]] = [], receipts: [RecordProof] = [],
    page: String? = nil, now: UTCTime, from reader: some TileReader
  ) throws(RecordError) {
    let signed = try SignedCheckpoint(checkpoint)
    _ = try signed.verified(byLog: policy.logs.map(\.key))
    var (faults, notes): ([String], [String]) = ([], [])
    var witnessed: UTCTime?
    do throws(RecordError) {
      witnessed = policy.quorumTime(try policy.check(signed)).map { UTCTime(seconds: Int(clamping: $0)) }
      if let time = witnessed {
        let age = now.seconds - time.seconds
        if age > RecordGate.freshness {
          faults.append("it was last witnessed on \(time), more than 24 hours ago")
        }
      } else {
        notes.append("its policy asks for no witness: its operator could show others another record")
      }
    } catch {
      faults.append("too few witnesses have signed: \(error.problem)")
    }
    var heads: [Checkpoint] = []
    for bytes in kept {
      let head = try SignedCheckpoint(bytes)
      _ = try head.verified(byLog: policy.logs.map(\.key))
      heads.append(head.checkpoint)
    }
    var reading = RecordReading()
    var wanted: [Int: [UInt8]] = [:]
    for receipt in receipts {
      if let entry = receipt.extra { wanted[receipt.index] = entry }
      _ = try receipt.signed.verified(byLog: policy.logs.map(\.key))
      heads.append(receipt.signed.checkpoint)
    }
    var lost: [Int] = []
    let log = try LogAudit.run(of: signed.checkpoint, kept: heads, from: reader) { index, entry in
      reading.read(Array(entry))
      if let promised = wanted.removeValue(forKey: index), !promised.elementsEqual(entry) {
        lost.append(index)
      }
    }
    faults += log.faults.map(\.description)
    lost += wanted.keys
    for index in lost.sorted() {
      faults.append("entry \(index) is not what a receipt of this record proves to have been there")
    }
    faults += reading.faults.map(\.description)
    for index in reading.unansweredSignals {
      faults.append("entry \(index) is a signal that no halt answered")
    }
    if let page {
      for (hash, program) in reading.programs where !page.contains(hash) {
        faults.append("its page leaves out the program \(program.name) (entry \(program.index))")
      }
      for halt in reading.halts where !page.contains("entry \(halt.index)<") {
        faults.append("its page leaves out the halt at entry \(halt.index)")
      }
    }
    (self.log, self.reading, self.witnessed) = (log, reading, witnessed)
    (self.faults, self.notes) = (faults, notes)
  }

  /// The verdict in one sentence that can be quoted.
  public var verdict: String {
    let size = log.checkpoint.size
    let whole = "The record \(log.checkpoint.origin), \(size) \(size == 1 ? "entry" : "entries")"
    if faults.isEmpty {
      let seen = witnessed.map { ", witnessed \($0)" } ?? ""
      return
        "\(whole)\(seen): nothing was changed, taken away or back-dated, and every halt and lift keeps the rules."
    }
    return
      "\(whole), is NOT in order: \(faults.count) \(faults.count == 1 ? "fault" : "faults"), the first: \(faults[0])."
  }

  /// Reports of all days: all, and serious ones.
  public var reports: (all: Int, serious: Int) {
    reading.reports.values.reduce((0, 0)) { ($0.0 + $1.all, $0.1 + $1.serious) }
  }
}
