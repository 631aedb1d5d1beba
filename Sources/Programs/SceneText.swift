internal import ProgramKernel
internal import SleepCore

/// A scene as it is written: what it does, and its ways out by the names of other scenes, each with its place.
struct SceneText: Sendable {
  let name: String
  /// Where its name stands.
  let place: ProgramPlace
  /// What its author says about it.
  let about: String?
  /// What it does; its ways out and longest stay are filled in by ``SceneCompiler``.
  var scene: CompiledProgram.Scene
  var ways: [Way] = []
  /// The longest stay; `nil` for a last scene.
  var stay: Stay?
  /// Where the beds and stimuli stand, by their names.
  var places: [String: ProgramPlace] = [:]

  /// A way out.
  struct Way: Sendable {
    let sign: CompiledProgram.Sign
    let held: NightTime.Span
    /// The index of the scene it leads to, in the order of the file.
    let go: Int
    /// How often it may be taken in a night; `nil` for as often as it comes.
    let atMost: Int?
    let place: ProgramPlace
  }

  /// The longest stay.
  struct Stay: Sendable {
    let time: NightTime.Span
    let then: Int
    let place: ProgramPlace
    let thenPlace: ProgramPlace
  }

  /// The place of a bed or stimulus, else of the scene.
  func place(of word: String) -> ProgramPlace { places[word] ?? place }

  /// What stimulates while it holds its levels: all but warmth, in the order of the language.
  var heldStimuli: [String] {
    let stimuli = scene.stimuli
    let there = [
      ("pulses", stimuli.pulses != nil), ("speech", stimuli.speech != nil), ("touch", stimuli.touch != nil),
      ("flashes", stimuli.flashes != nil), ("scent", stimuli.scent != nil),
    ]
    return there.filter(\.1).map(\.0)
  }
}
