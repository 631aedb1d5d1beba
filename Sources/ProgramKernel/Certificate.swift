public import SleepCore

/// What a program carries to show that it stays inside the limits: for each scene an upper bound on everything
/// that can still come out from its beginning to the end of the night.
///
/// The kernel believes none of it. It checks, edge by edge, that every bound covers the scene's own worst case
/// plus the bound of whatever can follow; a wrong certificate is refused.
public struct Certificate: Sendable, Hashable {
  /// SHA-256 (hex) of the program's source.
  public var programHash: String
  /// SHA-256 (hex) of the limits table's canonical text.
  public var limitsHash: String
  /// The bounds, in the order of the program's scenes.
  public var scenes: [SceneBound]

  /// Creates a certificate.
  public init(programHash: String, limitsHash: String, scenes: [SceneBound]) {
    self.programHash = programHash
    self.limitsHash = limitsHash
    self.scenes = scenes
  }

  /// The bound of one scene.
  public struct SceneBound: Sendable, Hashable {
    /// How many scenes can still follow: it falls along every edge, so every path ends.
    public var rank: Int
    /// Exposure from here on before the wake time.
    public var exposureAsleep: SoundDose
    /// Exposure from here on, the waking included.
    public var exposure: SoundDose
    /// Pulses from here on.
    public var pulses: Int

    /// Creates a bound.
    public init(rank: Int, exposureAsleep: SoundDose, exposure: SoundDose, pulses: Int) {
      self.rank = rank
      self.exposureAsleep = exposureAsleep
      self.exposure = exposure
      self.pulses = pulses
    }
  }

  /// The certificate as text in one fixed form, from which its hash is made.
  public var canonicalText: String {
    var text = "lumapod-certificate/1\n\(programHash)\n\(limitsHash)\n"
    for bound in scenes {
      text += "\(bound.rank) \(bound.exposureAsleep.picoPascalSquaredSeconds) "
      text += "\(bound.exposure.picoPascalSquaredSeconds) \(bound.pulses)\n"
    }
    return text
  }
}
