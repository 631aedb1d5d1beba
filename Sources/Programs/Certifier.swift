public import ProgramKernel
internal import SleepCore

/// Makes the certificate of a program.
///
/// It may be as clever or as wrong as it likes: the kernel checks the result.
public enum Certifier {
  /// Sums each scene's worst case backwards along the longest way to the end.
  ///
  /// A program whose scenes lead back to one that was left gets a certificate that the kernel refuses: there is no
  /// bound on how often a circle can be run.
  /// - Complexity: O(scenes × edges).
  public static func certificate(for program: CompiledProgram, limitsHash: String) -> Certificate {
    let after = program.scenesAfterWake()
    let highest = program.highestBeds()
    let nothing = Certificate.SceneBound(rank: 0, exposureAsleep: .zero, exposure: .zero, pulses: 0)
    var bounds = program.scenes.map { _ in nothing }
    for _ in program.scenes.indices {
      for (here, scene) in program.scenes.enumerated() {
        var rest = nothing
        rest.rank = -1
        for next in scene.successors where bounds.indices.contains(next) {
          let then = bounds[next]
          rest.rank = max(rest.rank, then.rank)
          rest.exposure = max(rest.exposure, then.exposure)
          rest.exposureAsleep = max(rest.exposureAsleep, then.exposureAsleep)
          rest.pulses = max(rest.pulses, then.pulses)
        }
        let own = program.worstExposure(of: here, highest: highest)
        bounds[here] = Certificate.SceneBound(
          rank: rest.rank + 1, exposureAsleep: rest.exposureAsleep + (after[here] ? .zero : own),
          exposure: rest.exposure + own, pulses: rest.pulses + min(scene.pulses?.most ?? 0, 1_000_000))
      }
    }
    return Certificate(programHash: program.sourceHash, limitsHash: limitsHash, scenes: bounds)
  }
}
