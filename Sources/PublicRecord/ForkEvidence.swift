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
