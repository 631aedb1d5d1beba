import Foundation
import Guard
import SleepCore
import Soundscapes
import Testing

/// A limiter that is handed one block after the other.
private struct Gate {
  var limiter: SampleLimiter
  var at = 0
  var gains: [Float] = [0]
  var out: [Float] = []

  init(peak: Float = 1) { limiter = SampleLimiter(peak: peak) }

  /// Sends blocks of a sound, which is a function of the sample's number.
  mutating func send(
    _ blocks: Int, ceiling: Double = 60, isOpen: Bool = true, _ sound: (Int) -> Float
  ) {
    for _ in 0..<blocks {
      let input = (0..<120).map { sound(at + $0) }
      var output = [Float](repeating: 9, count: 120)
      var span = output.mutableSpan
      limiter.process(input.span, into: &span, ceiling: .dBA(ceiling), isOpen: isOpen)
      gains.append(limiter.currentGain)
      out += output
      at += 120
    }
  }
}

private func silence(_: Int) -> Float { 0 }

/// A tone of 1 kHz at a level.
private func tone(_ dBA: Double) -> (Int) -> Float {
  let amplitude = pow(10, (dBA - SoundScale.fullScale) / 20)
  return { Float(amplitude * sin(2 * .pi * 1000 * Double($0) / 48_000)) }
}

@Suite("the limiter's gain goes the way it says, block by block")
struct LimiterGainTests {
  @Test("a block is 2.5 ms, and what comes out comes 7.5 ms later")
  func delay() {
    #expect(SampleLimiter.block == 120 && SampleLimiter.heldBlocks == 3)
    var gate = Gate()
    gate.send(401, silence)
    let start = gate.at
    gate.send(100, tone(40))
    #expect(gate.gains.last == 1)
    let sent = (start..<gate.at).map(tone(40))
    #expect(gate.out[(start + 360)...].elementsEqual(sent.dropLast(360)))
    #expect(gate.out[..<(start + 360)].allSatisfy { $0 == 0 })
  }

  @Test("it begins silent and comes up on a straight line within a second, from the first sample on")
  func opening() {
    var gate = Gate()
    #expect(gate.limiter.isSilent && gate.limiter.currentGain == 0)
    gate.send(20, isOpen: false, tone(40))
    #expect(gate.gains.allSatisfy { $0 == 0 } && gate.out.allSatisfy { $0 == 0 } && gate.limiter.isSilent)
    gate.send(401, tone(40))
    for i in 0...400 { #expect(abs(gate.gains[20 + i] - Float(i) / 400) < 1e-4) }
    #expect(!gate.limiter.isSilent && gate.gains.last == 1)
    for i in 0..<120 {
      let wanted = tone(40)(17 * 120 + i) * Float(i + 1) / 120 / 400
      #expect(abs(gate.out[20 * 120 + i] - wanted) < 1e-7)
    }
  }

  @Test("closed, it goes to nothing in eight even steps, and fades what comes in the last of them")
  func closing() {
    var gate = Gate()
    gate.send(401, silence)
    let start = gate.gains.count
    gate.send(4, isOpen: false, silence)
    // This block is let out in the eighth step.
    gate.send(1, isOpen: false, tone(40))
    gate.send(3, isOpen: false, silence)
    for i in 0..<8 { #expect(gate.gains[start + i] == Float(7 - i) / 8) }
    #expect(gate.limiter.isSilent)
    for i in 0..<120 {
      let wanted = tone(40)(405 * 120 + i) / 8 * Float(119 - i) / 120
      #expect(abs(gate.out[408 * 120 + i] - wanted) < 1e-7)
    }
    // Open again it begins anew, and closed once more it takes its eight steps from there.
    gate.send(200, silence)
    gate.send(8, isOpen: false, silence)
    #expect(abs(gate.gains[gate.gains.count - 2] - 0.5 / 8) < 1e-4 && (gate.gains.last ?? 1) < 1e-6)
  }

  @Test("what is no number is silence")
  func noNumbers() {
    for wrong in [Float.nan, .infinity, -.infinity] {
      var gate = Gate()
      gate.send(401, silence)
      gate.send(20) { _ in wrong }
      #expect(gate.out.allSatisfy { $0 == 0 } && gate.gains.last == 1)
    }
  }

  @Test(
    "what is far too loud from its first sample never opens it, and meets the foreseen fade when it is open")
  func burst() {
    func loud(_ i: Int) -> Float { 1000 * sin(2 * .pi * 1000 * Float(i % 48) / 48) }
    var gate = Gate()
    gate.send(40, ceiling: 0, loud)
    #expect(gate.gains.allSatisfy { $0 < 1e-5 })
    #expect(fastMaximum(gate.out) <= .dBA(0))
    var open = Gate()
    open.send(401, ceiling: 30, silence)
    let start = open.gains.count
    open.send(40, ceiling: 30, loud)
    // A third less in each block of what is held: nothing of the burst was let out.
    #expect(open.gains[start] == 2 / Float(3) && open.gains[start + 1] == 1 / Float(3))
    #expect(open.gains[(start + 2)...].allSatisfy { abs($0) < 1e-5 })
    #expect(fastMaximum(open.out) <= .dBA(30))
  }

  @Test(
    "once it had to be lowered it rises by 0.3 % a block and no more, also when the sound has become soft")
  func recovery() {
    var gate = Gate()
    gate.send(401, ceiling: 50, silence)
    gate.send(400, ceiling: 50, tone(62))
    let start = gate.gains.count
    gate.send(300, ceiling: 50, tone(30))
    #expect(gate.gains[start] < 0.3 && gate.gains[start + 299] > gate.gains[start] * 2)
    for i in start + 1..<gate.gains.count {
      #expect(gate.gains[i] <= gate.gains[i - 1] * 1.003001)
    }
    // Closed and opened it comes up within a second again.
    gate.send(10, ceiling: 50, isOpen: false, silence)
    gate.send(401, ceiling: 50, silence)
    #expect(gate.gains.last == 1)
  }

  @Test("it falls by a third a block where that is enough")
  func fall() {
    var gate = Gate()
    gate.send(401, ceiling: 40, silence)
    gate.send(100, ceiling: 40, tone(30))
    let start = gate.gains.count
    gate.send(20, ceiling: 40, tone(62))
    #expect(abs(gate.gains[start] - 2 / Float(3)) < 1e-6 && abs(gate.gains[start + 1] - 4 / Float(9)) < 1e-6)
    #expect(fastMaximum(gate.out) <= .dBA(40))
  }

  @Test("a ceiling that comes down does not mute: the sound goes down as a meter falls, to the new ceiling")
  func fallingCeiling() {
    var gate = Gate()
    gate.send(1000, ceiling: 60, tone(58))
    let start = gate.gains.count
    gate.send(1000, ceiling: 40, tone(58))
    #expect(gate.gains[start...].allSatisfy { $0 > 0.02 })
    #expect(gate.gains[start + 999] > 0.1)
    #expect(fastMaximum(Array(gate.out.suffix(12_000))) <= .dBA(40))
  }

  @Test("a peak at its highest passes as it is, and one above does not, also in the block that it opens with")
  func peak() {
    for (amplitude, passes) in [(Float(1), true), (1.001, false)] {
      var gate = Gate()
      gate.send(401, ceiling: 100, silence)
      let start = gate.gains.count
      gate.send(400, ceiling: 100) { $0 % 480 == 0 ? amplitude : 0 }
      #expect(gate.gains[start...].allSatisfy { $0 == 1 } == passes)
      #expect((gate.out.max() ?? 0) <= 1 && (gate.out.max() ?? 0) > 0.9)
    }
    var small = Gate(peak: 0.001)
    small.send(10, ceiling: 100, isOpen: false, tone(80))
    small.send(40, ceiling: 100, tone(80))
    #expect((small.out.max() ?? 0) <= 0.001 && (small.out.max() ?? 0) > 0.0005)
  }

  @Test("what is too loud while it comes up comes up no faster than after it was lowered")
  func loudOpening() {
    var gate = Gate()
    gate.send(60, ceiling: 50, tone(62))
    #expect(gate.gains.allSatisfy { $0 < 0.03 } && gate.gains[60] > 0.001)
  }

  @Test("however loud a step is, the gain falls by no more than a third of what it was in a block")
  func steps() {
    for level in stride(from: 45.0, through: 125, by: 1) {
      var gate = Gate()
      gate.send(401, ceiling: 40, silence)
      let start = gate.gains.count
      gate.send(30, ceiling: 40, tone(level))
      for i in start..<start + 30 {
        let most = gate.gains[i - 3..<i].max() ?? 0
        #expect(gate.gains[i - 1] - gate.gains[i] <= most / 3 + 1e-6, "\(level)")
      }
      #expect(fastMaximum(gate.out) <= .dBA(40), "\(level)")
    }
  }
}
