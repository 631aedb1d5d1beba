/// The words of the language, place by place: what the reader knows, what editors are told, and an example of each.
package struct LanguageWords: Sendable {
  /// Where these words stand, such as `pulses`.
  package let place: String
  /// What must stand there.
  package let required: [String]
  /// What may stand there.
  package let optional: [String]
  /// An example that works.
  package let example: String

  /// Every word that is known there.
  package var all: [String] { required + optional }
}

extension LanguageWords {
  /// The tag in the first line of a program.
  package static let tag = "program/2"

  /// The whole file.
  package static let program = LanguageWords(
    place: "program",
    required: ["lumapod", "name", "title", "version", "for", "about", "evidence", "start", "scenes"],
    optional: ["needs", "nights", "dream", "wake"], example: "lumapod: program/2")
  /// One claim with what was found.
  package static let evidence = LanguageWords(
    place: "evidence", required: ["claim", "finding", "source"], optional: [],
    example: "{claim: Rain helps to fall asleep., finding: mixed, source: \"Riedy et al. 2021\"}")
  /// A scene for teens and adults.
  package static let scene = LanguageWords(
    place: "scene", required: [], optional: calmScene.all + stimuli, example: calmScene.example)
  /// A scene for children.
  package static let calmScene = LanguageWords(
    place: "calm-scene", required: [],
    optional: ["about", "sound", "let-go", "light", "next", "longest", "then"],
    example: "{sound: {rain: {level: 40 dBA, over: 30 s}}, longest: 45 min, then: end}")
  /// What only scenes for teens and adults know.
  package static let stimuli = ["pulses", "speech", "touch", "flashes", "scent", "warmth"]
  /// A bed of sound.
  package static let bed = LanguageWords(
    place: "bed", required: ["level", "over"], optional: [], example: "{level: 40 dBA, over: 30 s}")
  /// The light.
  package static let light = LanguageWords(
    place: "light", required: ["level", "over"], optional: ["only"], example: "{level: 1 lx, over: 20 min}")
  /// Pulses on slow waves.
  package static let pulses = LanguageWords(
    place: "pulses", required: ["phase", "length", "rise", "wave", "apart", "most"],
    optional: ["level", "sham", "train", "pause"],
    example:
      "{level: 45 dBA, phase: -45 deg, length: 50 ms, rise: 5 ms, wave: 40 uV, apart: 2.5 s, most: 600}")
  /// Spoken cues.
  package static let speech = LanguageWords(
    place: "speech", required: ["say", "level", "length", "stage", "apart", "most"], optional: [],
    example: "{say: [You are dreaming.], level: 38 dBA, length: 3 s, stage: [W], apart: 2 min, most: 5}")
  /// Touches.
  package static let touch = LanguageWords(
    place: "touch", required: ["strength", "length", "stage", "apart", "most"], optional: [],
    example: "{strength: 20 %, length: 500 ms, stage: [R], apart: 1 min, most: 10}")
  /// Flashes of light.
  package static let flashes = LanguageWords(
    place: "flashes", required: ["level", "length", "stage", "per-second", "apart", "most"], optional: [],
    example: "{level: 1 lx, length: 100 ms, stage: [R], per-second: 2, apart: 1 min, most: 10}")
  /// Bursts of scent.
  package static let scent = LanguageWords(
    place: "scent", required: ["name", "share", "burst", "apart", "most"], optional: ["only"],
    example: "{name: lavender, share: 30 %, burst: 30 s, apart: 5 min, most: 5, only: awake}")
  /// Warmth at the skin.
  package static let warmth = LanguageWords(
    place: "warmth", required: ["level", "over"], optional: [], example: "{level: 36 degC, over: 20 min}")
  /// A way out of a scene: one of the signs, and where it leads.
  package static let way = LanguageWords(
    place: "way", required: ["go"], optional: signs + ["held", "at-most"],
    example: "{stage: asleep, held: 3 min, go: drift}")
  /// What a way out can wait for.
  package static let signs = ["stage", "lights", "bed", "arousal", "nightmare", "asks", "before-wake"]

  /// Every place.
  package static let places = [
    program, evidence, scene, calmScene, bed, light, pulses, speech, touch, flashes, scent, warmth, way,
  ]
}
