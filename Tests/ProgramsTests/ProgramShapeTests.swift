import ProgramKernel
import Programs
import SleepCore
import Testing

@Suite("the kernel knows every flaw in a program's shape, and none stops it")
struct ProgramShapeTests {
  static let changes =
    ShapeChange.whole + ShapeChange.fades + ShapeChange.waking + ShapeChange.gestures + ShapeChange.series
    + ShapeChange.ways

  @Test("a flaw is named, and what is only at its edge is none", arguments: changes)
  func flaws(_ change: ShapeChange) throws {
    var program = Built.program(.adult, ShapeChange.sound)
    var scenes = ShapeChange.sound
    change.change(&program, &scenes)
    program.audience = .grown([.adult], scenes)
    let limits = try SafetyLimitsTable.limits(for: .adult)
    do throws(RefusedProgram) {
      try ProgramChecker.checkShape(program, limits)
      #expect(change.problem == nil)
    } catch {
      let expected = try #require(change.problem, "\(error.problem)")
      #expect(error.problem.contains(expected), "\(error.problem)")
      #expect(!error.place.isEmpty && !error.remedy.isEmpty && error.fact == nil)
    }
    // Whatever it is, the verifier comes to an answer.
    if let refused = try program.refused() { #expect(!refused.problem.isEmpty) }
  }

  @Test("a flaw is named with its scene")
  func places() throws {
    for here in [0, 2] {
      var scenes = ShapeChange.sound
      if here == 0 { scenes[0].isAfterWake = true } else { scenes[here].letGo = .zero }
      let refused = try #require(try Built.program(.adult, scenes).refused())
      #expect(refused.place == "program built, scene \(scenes[here].name)")
    }
    #expect(try Built.program(.adult, []).refused()?.place == "program built")
  }

  @Test("a program for the young has no stimuli, whatever its scenes are made of")
  func young() {
    for age in [AgeGroup.child, .underThree] {
      let program = Built.program(
        age, [Built.scene(stimuli: Built.pulses(30_000, most: 1), hold: 9, then: 1), Built.end()])
      #expect(program.scenes.allSatisfy { $0.stimuli == .init() })
      #expect(program.ages == [age])
    }
  }
}
