import SleepCore
import Staging
import TestKit
import Testing

@Suite("A hypnogram in a text file")
struct HypnogramTableTests {
  private func read(_ text: String) throws -> Hypnogram {
    try HypnogramTable.read(bytes: Array(text.utf8), file: "h.csv")
  }

  @Test("is read as luma stage writes it, and in other usual forms")
  func forms() throws {
    let stages: [SleepStage] = [.wake, .n1, .n2, .n3, .rem, .unknown]
    for text in [
      "epoch,onset_s,stage,p_W\n0,0,W,1\n1,30,N1,1\n2,60,N2,1\n3,90,N3,1\n4,120,R,1\n5,150,?,0\n",
      "W\r\nN1\r\nN2\r\nN3\r\nREM\r\n?\r\n", "0\n1\n2\n3\n4\n-1\n",
      "\u{FEFF}# a note\nStage\n\"W\"\nN1\nN2\nN3\nR\n-2",
      "Sleep stage W\nSleep stage 1\nSleep stage 2\nSleep stage 4\nSleep stage R\nSleep stage ?",
    ] {
      #expect(try read(text) == Hypnogram(stages: stages))
    }
    let fine = try read("stage,onset_s\nN2,0\nN2,5\nN3,10\n")
    #expect(fine == Hypnogram(stages: [.n2, .n2, .n3], epochLength: .seconds(5)))
  }

  @Test("what is wrong is named with its line")
  func errors() {
    for (text, place, problem) in [
      ("", "h.csv", "no sleep stage in it"), ("stage\n", "h.csv", "no sleep stage in it"),
      ("W\nN4\n", "h.csv, line 2", "«N4» is no sleep stage"),
      ("epoch,stage\n0,W\n1\n", "h.csv, line 3", "«»"),
      ("onset_s,stage\n0,W\n0,W\n", "h.csv", "no epoch"),
      ("onset_s,stage\n0,W\n1e300,W\n", "h.csv", "no epoch"),
    ] {
      let error = #expect(throws: HypnogramTableError.self) { try read(text) }
      #expect(error?.place == place && error?.problem.contains(problem) == true, "\(text)")
    }
  }

  @Test("any bytes give a hypnogram or an error")
  func anyBytes() throws {
    let alphabet = Array("WN123R?,stageonset_s\n\r\"-0 #Ee".utf8) + [0, 0xFF, 0xEF, 0xBB, 0xBF]
    var random = SeededRandom(seed: 2)
    var good = 0
    for _ in 0..<tries(4000, soak: 400_000) {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }
      let head = Bool.random(using: &random) ? Array("stage,onset_s\nW,".utf8) : []
      if let hypnogram = try? HypnogramTable.read(bytes: head + bytes, file: "f") {
        good += 1
        #expect(!hypnogram.stages.isEmpty && hypnogram.epochLength > .zero)
      }
    }
    #expect(good > 20)
  }
}
