import Foundation
import TestKit
import Testing

@Suite("luma simulate lets virtual sleepers hear a program")
struct SimulateCommandTests {
  private struct Answer: Decodable {
    struct Figure: Decodable {
      let key: String
      let silence: [Double]
      let program: [Double]
      let difference: Double
      let difference95: [Double]
    }
    let program: String
    let nights: Int
    let figures: [Figure]
  }

  private func simulate(_ program: String, _ more: String...) throws -> Answer {
    let answer = try callAll(
      ["simulate", "--program", program, "--nights", "60", "--signal-nights", "0", "--json"] + more)
    #expect(answer.status == 0, "\(answer.error)")
    return try JSONDecoder().decode(Answer.self, from: Data(answer.output.utf8))
  }

  @Test("a silent program changes no night, and one with pulses wakes now and then")
  func comparesLikeWithLike() throws {
    let silent = try simulate("silence-with-dawn")
    for figure in silent.figures where figure.key.hasSuffix("_min") && figure.key != "waso_min" {
      // Only the dawn's sound can wake, minutes before the end.
      #expect(abs(figure.difference) < 1, "\(figure.key): \(figure.difference)")
    }
    let rain = try simulate("rain-to-dawn")
    func figure(_ key: String) throws -> Answer.Figure { try #require(rain.figures.first { $0.key == key }) }
    #expect(rain.nights == 60 && rain.program == "rain-to-dawn")
    #expect(try figure("pulses").program[2] > 200 && figure("pulses").silence == [0, 0, 0, 0, 0])
    #expect(try figure("awakenings_by_sound").difference > 0)
    // Chance is shared: differences are far narrower than what they are differences of.
    let sleep = try figure("sleep_min")
    #expect(sleep.difference95[1] - sleep.difference95[0] < 0.2 * (sleep.silence[4] - sleep.silence[0]))
    // Falling asleep comes before any pulse.
    #expect(try figure("latency_min").difference == 0)
  }

  @Test("the same seeds give the same answer, and the picture is drawn")
  func repeats() throws {
    let scratch = try ScratchFolder()
    let picture = scratch.file("sleep.svg").path
    func text(_ more: [String]) throws -> String {
      try callAll(["simulate", "--program", "rain-to-dawn", "--nights", "20", "--signal-nights", "0"] + more)
        .output
    }
    let plain = try text([])
    #expect(try text(["--plot", picture]) == plain && plain.contains("awakenings by sound"))
    #expect(try String(contentsOfFile: picture, encoding: .utf8).hasPrefix("<?xml"))
    #expect(try call("simulate", "--program", "rain-to-dawn", "--sleep", "deep").status == 64)
  }
}
