/// Two signed checkpoints of one log of which nobody has shown that they agree.
public struct ForkEvidence: Sendable, Hashable {
  /// The one that was believed first.
  public let kept: SignedCheckpoint
  /// The one that was refused.
  public let offered: SignedCheckpoint
  /// Whether both are of one size and their roots differ: then the log's own two signatures prove that it forked.
  ///
  /// Otherwise the log has only failed to prove that one follows from the other.
  public var isProof: Bool {
    kept.checkpoint.size == offered.checkpoint.size && kept.checkpoint.root != offered.checkpoint.root
  }

  /// Two checkpoints.
  public init(kept: SignedCheckpoint, offered: SignedCheckpoint) {
    self.kept = kept
    self.offered = offered
  }
}

/// What somebody who relies on a log remembers of it: the largest checkpoint seen, against which every other is held.
///
/// Whoever is shown another history than others notices as soon as they compare their largest checkpoints, by
/// whatever way those reach each other. Checkpoints count only when the policy's witnesses have signed.
public struct HeadWatch: Sendable, Hashable {
  /// What has been seen.
  public enum Sight: Sendable, Hashable {
    /// It is the largest so far, and what was seen before is part of it.
    case newest
    /// It is the one that was known, or part of it.
    case known
    /// It does not agree with what was known, or nobody could show that it does: to be kept, and shown to others.
    case split(ForkEvidence)
  }

  /// Who must have signed.
  public let policy: WitnessPolicy
  /// The largest checkpoint seen, if any.
  public private(set) var largest: SignedCheckpoint?

  /// Begins with what was remembered, if anything was.
  public init(policy: WitnessPolicy, largest: SignedCheckpoint? = nil) {
    self.policy = policy
    self.largest = largest
  }

  /// The sizes between which a consistency proof is needed to judge a checkpoint; `nil` where none is.
  public func proofNeeded(for checkpoint: Checkpoint) -> (oldSize: Int, newSize: Int)? {
    guard let known = largest?.checkpoint, known.size != checkpoint.size else { return nil }
    let sizes = (min(known.size, checkpoint.size), max(known.size, checkpoint.size))
    return sizes.0 > 0 ? sizes : nil
  }

  /// Holds a checkpoint against what was seen.
  ///
  /// - Throws: ``RecordError`` where the policy is not met, it is another log's, or a proof that is needed was not given.
  public mutating func see(_ signed: SignedCheckpoint, proof: ConsistencyProof? = nil) throws(RecordError)
    -> Sight
  {
    _ = try policy.check(signed)
    guard let known = largest else {
      largest = signed
      return .newest
    }
    let (old, new) = (known.checkpoint, signed.checkpoint)
    guard old.origin.sameBytes(as: new.origin) else {
      throw RecordError(
        .contradiction, "it is of another log", place: new.origin, remedy: "Watch each log by itself.")
    }
    guard try agree(old, new, proof) else { return .split(ForkEvidence(kept: known, offered: signed)) }
    // Of two notes of one size the later one is kept, for its witnesses' times.
    if new.size >= old.size { largest = signed }
    return new.size > old.size ? .newest : .known
  }

  private func agree(_ a: Checkpoint, _ b: Checkpoint, _ proof: ConsistencyProof?) throws(RecordError) -> Bool
  {
    let (old, new) = a.size <= b.size ? (a, b) : (b, a)
    if old.size == new.size { return old.root == new.root }
    if old.size == 0 { return old.root == .empty }
    guard let proof, proof.oldSize == old.size, proof.newSize == new.size else {
      throw RecordError(
        .missing, "the proof from \(old.size) to \(new.size) entries was not given", place: new.origin,
        remedy: "Make it from the log's tiles; TilesNeeded says which.")
    }
    do {
      try proof.verify(oldRoot: old.root, newRoot: new.root)
      return true
    } catch { return false }
  }
}
