import ProgramKernel
import Programs
import SleepCore
import Testing

@Suite("the kernel believes no certificate")
struct CertificateTests {
  /// A program with everything in it that a certificate speaks of.
  static let program = Built.program(
    .adult,
    [
      Built.scene(
        beds: [Built.bed(.rain, 38_000)], stimuli: Built.scent(burst: 60, apart: 90, most: 9),
        ways: [Built.way(.wakeTime, to: 4), Built.way(.stage([.n2]), held: 60, to: 1)], hold: 1800, then: 2),
      Built.scene(
        "deep", stimuli: Built.pulses(40_000, apart: 2500, most: 200),
        ways: [Built.way(.wakeTime, to: 4), Built.way(.arousal, to: 2)], hold: 7200, then: 2),
      Built.scene(
        "late", beds: [Built.bed(.waves, 30_000)],
        stimuli: Built.pulses(42_000, train: 4, pause: 9000, most: 40),
        ways: [Built.way(.wakeTime, to: 4)], hold: 600, then: 3),
      Built.end(letGo: 10),
      Built.waking(beds: [Built.bed(.dawnChorus, 45_000, over: 60)], hold: 300, then: 5),
      Built.end(letGo: 20, isAfterWake: true),
    ])

  private func check(
    _ change: (inout Certificate) -> Void, _ program: CompiledProgram = Self.program, age: AgeGroup = .adult
  ) throws -> VerifiedProgram {
    let limits = try SafetyLimitsTable.limits(for: age)
    var certificate = try program.proved(age).certificate
    change(&certificate)
    return try ProgramChecker.verify(program, certificate: certificate, limits: limits, limitsHash: "l")
  }

  @Test("an honest certificate is accepted, and says what was proved")
  func honest() throws {
    let verified = try check { _ in }
    #expect(
      Set(verified.bounds.map(\.limit)).isSuperset(of: ["weekly-dose", "pulses-per-night", "scent-hour"]))
    #expect(verified.certificate.canonicalText.hasPrefix("lumapod-certificate/2\nh\nl\nadult\n"))
  }

  @Test(
    "any bound on the rest of the night that is one too low is refused",
    arguments: Certificate.Rest.all.map(\.0.rawValue))
  func tooLow(_ name: String) throws {
    let path = try #require(Certificate.Rest.all.first { $0.0.rawValue == name }?.1)
    let scenes = try check { _ in }.certificate.scenes
    let used = scenes.indices.filter { scenes[$0][keyPath: path] > 0 }
    #expect(!used.isEmpty)
    for scene in used {
      #expect(throws: RefusedProgram.self, "scene \(scene)") {
        try check { $0.scenes[scene][keyPath: path] -= 1 }
      }
    }
  }

  @Test(
    "a bound that is higher than it must be counts as it is",
    arguments: Certificate.Rest.all.map(\.0.rawValue))
  func tooHigh(_ name: String) throws {
    let path = try #require(Certificate.Rest.all.first { $0.0.rawValue == name }?.1)
    let honest = try check { _ in }
    let higher = try check { $0.scenes[0][keyPath: path] += 1 }
    #expect(zip(honest.bounds, higher.bounds).filter { $0 != $1 }.count == 1)
    #expect(throws: RefusedProgram.self) { try check { $0.scenes[0][keyPath: path] = Int64.max / 8 } }
  }

  @Test(
    "any height that is one too low is refused, and so is a slope that is", arguments: Window.allCases.indices
  )
  func lines(_ window: Int) throws {
    guard case .line(let slope, let heights) = try check({ _ in }).certificate.windows[window] else {
      Issue.record("no line for \(Window.allCases[window])")
      return
    }
    func claim(slope: Int64, heights: [Int64]) throws {
      _ = try self.check { $0.windows[window] = .line(slope: slope, heights: heights) }
    }
    #expect(heights.contains { $0 > 0 })
    for scene in heights.indices where heights[scene] > 0 {
      var lower = heights
      lower[scene] -= 1
      #expect(throws: RefusedProgram.self, "scene \(scene)") { try claim(slope: slope, heights: lower) }
    }
    #expect(throws: RefusedProgram.self) { try claim(slope: slope - 1, heights: heights) }
    #expect(throws: RefusedProgram.self) { try claim(slope: -1, heights: heights) }
    #expect(throws: RefusedProgram.self) { try claim(slope: slope, heights: heights.dropLast()) }
    #expect(throws: RefusedProgram.self) { try claim(slope: slope, heights: heights + [0]) }
    // A steeper slope covers too, but promises more than is allowed.
    #expect(throws: RefusedProgram.self) { try claim(slope: 1 << 40, heights: heights) }
  }

  @Test("counting every second is accepted wherever it holds", arguments: Window.allCases.indices)
  func grids(_ window: Int) throws {
    let honest = try check { _ in }
    let counted = try check { $0.windows[window] = .grid }
    let limit = Window.allCases[window].rawValue
    func value(_ verified: VerifiedProgram) -> Int64? { verified.bounds.last { $0.limit == limit }?.value }
    #expect(try #require(value(counted)) <= #require(value(honest)))
  }

  @Test("a certificate of another program, table or age, or with something missing, is refused")
  func another() throws {
    let changes: [(inout Certificate) -> Void] = [
      { $0.programHash = "another" }, { $0.limitsHash = "another" }, { $0.age = .teen },
      { $0.scenes.removeLast() }, { $0.scenes.append(.nothing) }, { $0.windows.removeLast() },
      { $0.windows.append(.grid) },
    ]
    for (i, change) in changes.enumerated() {
      #expect("change \(i)") { try check(change) } throws: {
        ($0 as? RefusedProgram)?.problem.contains("belongs to another program") == true
      }
    }
  }

  @Test("nothing more is nothing of anything")
  func nothing() {
    for (_, path) in Certificate.Rest.all { #expect(Certificate.Rest.nothing[keyPath: path] == 0) }
    #expect(Hold().rate == 0 && Hold().each == 0 && Hold().latest == 0)
  }

  @Test("the kernel lets only programs for adults alone wait for a nightmare")
  func nightmares() throws {
    let scenes = [
      Built.scene(ways: [Built.way(.nightmare, to: 1)], hold: 600, then: 1), Built.end(),
    ]
    #expect(try Built.program(.adult, scenes).refused(.adult) == nil)
    for age in [AgeGroup.teen, .child] {
      let refused = try Built.program(age, scenes).refused(age)
      #expect(refused?.problem.contains("not for adults alone") == true, "\(age)")
    }
  }

  @Test("a program is refused for an age it is not for")
  func wrongAge() throws {
    #expect(try Self.program.refused(.teen)?.problem.contains("not for the age group teen") == true)
  }

  @Test("no number in a certificate, however extreme, stops the kernel or is believed")
  func extremes() throws {
    for number in [Int64.min, -1, Int64.max / 8, Int64.max / 8 + 1, Int64.max] {
      for (_, path) in Certificate.Rest.all {
        for scene in Self.program.scenes.indices.prefix(4) {
          #expect(throws: RefusedProgram.self, "\(number)") {
            try check {
              for later in scene..<$0.scenes.count { $0.scenes[later][keyPath: path] = number }
            }
          }
        }
      }
      for window in Window.allCases.indices {
        let scenes = Self.program.scenes.count
        let heights = [Int64](repeating: number, count: scenes)
        for slope in [number, 1 << 30, Int64.max / 4 / 60, Int64.max / 4 / 86_400] {
          #expect(throws: RefusedProgram.self, "\(number) \(slope)") {
            try check { $0.windows[window] = .line(slope: slope, heights: heights) }
          }
        }
      }
    }
  }

  @Test("a certificate's text names every number, so that its hash does")
  func text() throws {
    let honest = try check { _ in }.certificate
    var texts: Set<String> = [honest.canonicalText]
    var changed = 0
    for scene in honest.scenes.indices {
      for (_, path) in Certificate.Rest.all {
        var other = honest
        other.scenes[scene][keyPath: path] += 1
        texts.insert(other.canonicalText)
        changed += 1
      }
    }
    for window in honest.windows.indices {
      var other = honest
      other.windows[window] = .grid
      texts.insert(other.canonicalText)
      other.windows[window] = .line(slope: 7, heights: [1, 2])
      texts.insert(other.canonicalText)
      changed += 2
    }
    #expect(texts.count == changed + 1)
  }
}
