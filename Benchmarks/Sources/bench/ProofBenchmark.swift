internal import Foundation
internal import Night
internal import ProgramKernel
internal import Programs
internal import PublicRecord
internal import SleepCore

/// What it costs to verify a program, and what the kernel's check of its certificate costs.
struct ProofBenchmark {
  let place: Place
  let runs: Int

  func run(into results: inout Results) throws {
    let folder = place.home.appending(path: "Library/Programs")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".yaml")
    }
    let clock = ContinuousClock()
    var slowest: (name: String, verify: [Double], kernel: [Double]) = ("", [], [])
    for file in files.sorted() {
      let text = try NightFolder.read(folder.appending(path: file).path)
      let program = try SleepProgram(
        text: String(decoding: text, as: UTF8.self), file: file, hash: SHA256Hex.of(text)
      ).compiled
      for age in program.ages {
        let limits = try SafetyLimitsTable.limits(for: age)
        var verify: [Double] = []
        var kernel: [Double] = []
        for _ in 0..<max(runs, 20) {
          var verified: VerifiedProgram?
          let proving = try clock.measure {
            verified = try ProgramVerifier.verify(program, limits: limits, limitsHash: NightFolder.limitsHash)
          }
          guard let certificate = verified?.certificate else { continue }
          let checking = try clock.measure {
            _ = try ProgramChecker.verify(
              program, certificate: certificate, limits: limits, limitsHash: NightFolder.limitsHash)
          }
          verify.append(proving / .milliseconds(1))
          kernel.append(checking / .milliseconds(1))
        }
        if median(verify) > median(slowest.verify) {
          slowest = ("\(program.name), \(age.rawValue)", verify, kernel)
        }
      }
    }
    let name = "\(slowest.name), the slowest of \(files.count) in the library"
    results.add("proof", name, "verifying it", unit: "ms", slowest.verify, note: "the target is 50")
    results.add("proof", name, "the kernel's check", unit: "ms", slowest.kernel, note: "the target is 5")
  }

  private func median(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }
}
