public import PublicRecord

/// How long is waited for what.
public struct SequencerPace: Sendable {
  /// How long a batch gathers.
  public var gather: Duration
  /// How long a round waits for witnesses before it goes on with those that have answered.
  public var round: Duration
  /// How long who added an entry waits for a checkpoint with enough witnesses.
  public var patience: Duration

  /// Times; the defaults are 60 ms, 2 s and 10 s.
  public init(
    gather: Duration = .milliseconds(60), round: Duration = .seconds(2), patience: Duration = .seconds(10)
  ) {
    self.gather = gather
    self.round = round
    self.patience = patience
  }
}

/// What came of adding an entry.
public struct RecordReceipt: Sendable, Hashable {
  /// The place of the entry in the log.
  public let index: Int
  /// The proof, under a published checkpoint that enough witnesses have signed.
  public let proof: RecordProof
}

/// How a round with the witnesses went.
public struct WitnessHealth: Sendable, Hashable {
  /// For each witness's name, why it did not sign in the last round that it was asked in.
  public internal(set) var complaints: [String: String] = [:]
  /// Whether the last round had enough witnesses.
  public internal(set) var hasQuorum = false
}
