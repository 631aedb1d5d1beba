public import ClosedLoop
internal import PublicRecord
public import Staging

/// The trained models that a night decides by, with the hashes of their files.
public struct NightModels: Sendable {
  /// The stager.
  public let stager: StagerModel
  /// SHA-256 (hex) of the stager's two files, one after the other.
  public let stagerHash: String
  /// What the phase of the slow wave is told by.
  public let phase: PhaseModel
  /// SHA-256 (hex) of its file.
  public let phaseHash: String

  /// Reads the models from the bytes of their files.
  ///
  /// - Parameters:
  ///   - stager: `Models/night-stager/model.json`.
  ///   - forest: `Models/yasa-0.8.1/eeg.trees`.
  ///   - phase: `Models/phase-estimator/phase.net`.
  /// - Throws: an ``ExplainedError`` that names what is wrong with a file.
  public init(stager: [UInt8], forest: [UInt8], phase: [UInt8]) throws {
    self.stager = try StagerModel(json: stager, forest: forest)
    stagerHash = SHA256Hex.of(stager + forest)
    self.phase = try PhaseModel(bytes: phase)
    phaseHash = SHA256Hex.of(phase)
  }
}
