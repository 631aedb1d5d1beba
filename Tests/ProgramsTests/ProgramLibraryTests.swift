import Foundation
import ProgramKernel
import Programs
import SleepCore
import TestKit
import Testing

/// The programs that LumaPod ships with.
enum ProgramLibrary {
  /// The folder.
  static let folder = SharedMaterial.projectRoot.appending(path: "Library/Programs")

  /// The names, sorted.
  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }()

  /// The text of one.
  static func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: "\(name).yaml"), encoding: .utf8)
  }
}

@Suite("the programs of the library")
struct ProgramLibraryTests {
  @Test("there are at least twelve, among them one for every age and a night without anything")
  func there() throws {
    #expect(ProgramLibrary.names.count >= 12)
    let programs = try ProgramLibrary.names.map { try parse(ProgramLibrary.text($0)) }
    for age in AgeGroup.allCases { #expect(programs.contains { $0.compiled.ages.contains(age) }) }
    for name in [
      "rain-to-dawn", "settle-and-fade", "deep-rest", "rain-all-night", "silence-with-dawn", "nap", "jet-lag",
      "night-feed", "teen-evening", "child-wind-down", "nightmare-easing", "dreamscape", "sham",
    ] {
      #expect(ProgramLibrary.names.contains(name))
    }
  }

  @Test(
    "each is read, named as its file, and honest about what is not known", arguments: ProgramLibrary.names)
  func readable(_ name: String) throws {
    let program = try parse(try ProgramLibrary.text(name))
    #expect(program.compiled.name == name)
    #expect(program.evidence.contains { $0.finding != "supported" })
    #expect(program.compiled.scenes.contains { $0.longest == nil })
  }

  @Test("each is laid out as the formatter lays it out", arguments: ProgramLibrary.names)
  func tidy(_ name: String) throws {
    let text = try ProgramLibrary.text(name)
    #expect(try ProgramFormat.tidy(text, file: name) == text)
  }

  @Test("each is proved safe for everyone it is for", arguments: ProgramLibrary.names)
  func verified(_ name: String) throws {
    let program = try parse(try ProgramLibrary.text(name)).compiled
    #expect(!program.ages.isEmpty)
    for age in program.ages {
      do {
        #expect(!(try verify(program, age: age)).bounds.isEmpty)
      } catch let refused as RefusedNight {
        Issue.record("\(age.rawValue): \(refused)")
      }
    }
  }

  @Test("the sham differs from deep rest in nothing but the sound")
  func sham() throws {
    func scenes(_ name: String) throws -> [CompiledProgram.Scene] {
      try parse(ProgramLibrary.text(name)).compiled.scenes.map { scene in
        var scene = scene
        scene.stimuli.pulses?.level = .silence
        return scene
      }
    }
    let deep = try parse(ProgramLibrary.text("deep-rest")).compiled.scenes
    #expect(deep.contains { $0.stimuli.pulses?.level.isSilent == false })
    #expect(try parse(ProgramLibrary.text("sham")).compiled.scenes == scenes("deep-rest"))
  }

  @Test("nothing begins for children once they sleep")
  func childrenSleep() throws {
    for name in ["child-wind-down", "little-one"] {
      let scenes = try parse(ProgramLibrary.text(name)).compiled.scenes
      let asleep = scenes.flatMap(\.transitions).filter {
        if case .stage(let stages) = $0.condition.sign { stages.contains(.n2) } else { false }
      }
      #expect(!asleep.isEmpty)
      // From where sleep leads there is nothing but silence to come.
      var ahead = asleep.map(\.next)
      while let next = ahead.popLast() {
        #expect(scenes[next].levels == .silence && scenes[next].light == nil)
        ahead += scenes[next].successors
      }
    }
  }

  @Test("rain-to-dawn is what the demonstration shows")
  func rainToDawn() throws {
    let scenes = try parse(ProgramLibrary.text("rain-to-dawn")).compiled.scenes
    #expect(scenes.map(\.name) == ["settle", "drift", "deep", "rest", "dawn", "end", "wake", "end (2)"])
    #expect(scenes[0].beds == [.init(kind: .rain, level: .dBA(40), over: .seconds(30))])
    #expect(scenes[2].stimuli.pulses?.level == .dBA(45))
    #expect(scenes[2].stimuli.pulses?.series == .init(apart: .milliseconds(2500), most: 600))
  }
}
