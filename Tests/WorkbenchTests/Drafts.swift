import Foundation
import Night
import ProgramKernel
import Programs
import SleepCore
import TestKit
import Workbench

/// The texts that the workbench's tests look at.
enum Drafts {
  static let folder = SharedMaterial.projectRoot.appending(path: "Library/Programs")

  /// The names of the library, sorted.
  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }()

  static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: "\(name).yaml"), encoding: .utf8)
  }

  static func verified(_ name: String) throws -> VerifiedProgram {
    let program = try ProgramProof.program(text: text(name), file: name)
    return try ProgramProof.verify(program, age: program.compiled.ages.first ?? .adult)
  }

  /// A program of one scene.
  static func one(_ scene: String, nights: Int = 5, longest: String = "1 h", wake: String = "") -> String {
    """
    lumapod: program/2
    name: planted
    title: Planted
    version: "1"
    for: [adult]
    nights: \(nights)
    about: It is not what it should be.
    evidence:
      - {claim: None., finding: untested, source: nobody}
    start: one
    \(wake.isEmpty ? "" : "wake: wake\n")scenes:
      one:
        \(scene)
        longest: \(longest)
        then: end
    \(wake.isEmpty ? "" : "  wake:\n    \(wake)\n    longest: 10 min\n    then: end\n")  end: {about: Silence.}
    """
  }

  /// Texts that each go beyond one limit, by the limit's row.
  static let planted: [(limit: String, text: String)] = [
    ("steady-sound-asleep", one("sound: {rain: {level: 42 dBA, over: 30 s}}", longest: "7 h")),
    ("event-asleep", one("sound: {rain: {level: 56 dBA, over: 30 s}}")),
    ("bed-rise", one("sound: {rain: {level: 30 dBA, over: 1 s}}")),
    ("light-asleep", one("light: {level: 2 lx, over: 30 s}")),
    ("light-before-bed", one("light: {level: 12 lx, over: 30 s, only: awake}")),
    ("warmth", one("warmth: {level: 43 degC, over: 20 min}")),
    ("warmth-rise", one("warmth: {level: 38 degC, over: 2 min}")),
    ("touch", one("touch: {strength: 90 %, length: 500 ms, stage: [R], apart: 1 min, most: 10}")),
    (
      "pulse-rise",
      one(
        "pulses: {level: 40 dBA, phase: -45 deg, length: 50 ms, rise: 2 ms, wave: 40 uV, apart: 2.5 s, most: 9}"
      )
    ),
    (
      "pulses-per-minute",
      one(
        "pulses: {level: 30 dBA, phase: -45 deg, length: 50 ms, rise: 5 ms, wave: 40 uV, apart: 0.5 s, most: 90}"
      )
    ),
    (
      "pulses-per-night",
      one(
        "pulses: {level: 30 dBA, phase: -45 deg, length: 50 ms, rise: 5 ms, wave: 40 uV, apart: 2 s, most: 1600}",
        longest: "3 h")
    ),
    (
      "event-asleep",
      one(
        "pulses: {level: 57 dBA, phase: -45 deg, length: 50 ms, rise: 5 ms, wave: 40 uV, apart: 5 s, most: 90}"
      )
    ),
    (
      "stimulation-nights",
      one(
        "pulses: {level: 40 dBA, phase: -45 deg, length: 50 ms, rise: 5 ms, wave: 40 uV, apart: 5 s, most: 9}",
        nights: 7)
    ),
    ("scent-burst", one("scent: {name: rose, share: 30 %, burst: 70 s, apart: 10 min, most: 3}")),
    (
      "scent-night",
      one("scent: {name: rose, share: 30 %, burst: 60 s, apart: 3 min, most: 70}", longest: "6 h")
    ),
    (
      "longest-night",
      one("sound: {rain: {level: 20 dBA, over: 30 s}}", longest: "1 h").replacing(
        "then: end", with: "then: two\n  two:\n    longest: 24 h\n    then: end", maxReplacements: 1)
    ),
    ("sound-time", one("sound: {rain: {level: 20 dBA, over: 30 s}}", longest: "24 h")),
    (
      "alarm",
      one(
        "sound: {rain: {level: 30 dBA, over: 30 s}}",
        wake: "sound: {dawn-chorus: {level: 63 dBA, over: 3 min}}")
    ),
    (
      "light-waking",
      one("sound: {rain: {level: 30 dBA, over: 30 s}}", wake: "light: {level: 300 lx, over: 3 min}")
    ),
  ]
}
