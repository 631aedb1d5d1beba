internal import Foundation
internal import Guard
internal import SleepCore
internal import Soundscapes
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A second of sound that is ready to be played, at what it may reach, from a moment of the guard's own time.
struct ReadySecond: Sendable {
  let starts: NightTime
  let ceiling: SoundLevel
  let samples: [Float]
}

/// A pulse that is ready to be played, from a moment of the guard's own time at the ear.
struct ReadyPulse: Sendable {
  let onset: NightTime
  let samples: [Float]
}

/// What the guard's other threads hand to the one that plays; held locked for moments only.
final class PlayerDesk: Sendable {
  struct Papers: Sendable {
    var seconds: [ReadySecond] = []
    var pulses: [ReadyPulse] = []
    /// Grows with every ramp: what was made before it is not played after it.
    var epoch = 0
    var isOver = false
  }
  let papers = Mutex(Papers())
  /// Everything goes to nothing: read before every block, without waiting for anyone.
  let isRamping = Atomic<Bool>(false)
  /// Samples that left the limiter and were not nothing, as the number of the last block that had any.
  let soundingBlocks = Atomic<Int>(0)

  /// Takes everything to nothing, and returns the epoch that begins.
  func ramp() -> Int {
    isRamping.store(true, ordering: .releasing)
    return papers.withLock {
      $0.epoch += 1
      $0.seconds = []
      $0.pulses = []
      return $0.epoch
    }
  }
}

/// Plays what is on the desk: through the limiter, sample by sample, to the device.
///
/// One thread's business.
struct GuardPlayer: ~Copyable {
  private let desk: PlayerDesk
  private let destination: SoundDestination
  private let calibration: Calibration
  private let clock: GuardClock
  private var output: (any SoundOutput)?
  private var limiter: SampleLimiter
  private var dither = SeededRandom(seed: 0x6775_6172_64)

  private var second: ReadySecond?
  private var blocksDone = 0
  private var blocksInSecond = usualBlocks
  private var hasNext = false
  private var pulses: [(pulse: ReadyPulse, at: Int)] = []
  private var epoch = 0
  private var ceiling = SoundLevel.silence
  private var nextTry = NightTime.start
  private var backoff = NightTime.Span.milliseconds(250)
  private var isMourning = false

  /// Two blocks of the limiter, 5 ms, are written at a time.
  private static let period = 2 * SampleLimiter.block
  /// A second whose follower is not there yet is left in time to fade.
  private static let lastFade = SampleLimiter.closing + 2
  private static let usualBlocks = SoundScale.sampleRate / SampleLimiter.block

  init(
    desk: PlayerDesk, destination: SoundDestination, calibration: Calibration, loudest: SoundLevel,
    clock: GuardClock
  ) {
    self.desk = desk
    self.destination = destination
    self.calibration = calibration
    self.clock = clock
    limiter = SampleLimiter(peak: calibration.peak(loudest: loudest))
    pulses.reserveCapacity(64)
  }

  /// Plays until the desk is closed and everything is silent.
  mutating func run() {
    var block = [Float](repeating: 0, count: SampleLimiter.block)
    var limited = block
    var samples = [Int16](repeating: 0, count: Self.period)
    while true {
      for half in 0..<2 {
        for i in block.indices { block[i] = 0 }
        let isOpen = fill(&block)
        var out = limited.mutableSpan
        limiter.process(block.span, into: &out, ceiling: ceiling, isOpen: isOpen)
        quantise(limited.span, into: &samples, at: half * SampleLimiter.block)
      }
      let (isOver, ramping) = (desk.papers.withLock { $0.isOver }, desk.isRamping.load(ordering: .acquiring))
      play(samples.span)
      if isOver, ramping, limiter.isSilent { break }
    }
    // What still waits in the device is the end of the fade; then a file is brought to its end.
    Thread.sleep(forTimeInterval: 0.05)
    output?.close()
  }

  /// Writes a period, or waits for as long as it would have taken while there is no device.
  private mutating func play(_ samples: Span<Int16>) {
    if output == nil, clock.now >= nextTry { reopen() }
    if let output {
      do {
        return try output.write(samples)
      } catch {
        complain("\(error)")
        output.close()
        self.output = nil
        nextTry = clock.now + backoff
      }
    }
    Thread.sleep(forTimeInterval: Double(samples.count) / Double(SoundScale.sampleRate))
  }

  private mutating func reopen() {
    do {
      output = try destination.open()
      if isMourning { complain("\(destination.name): it is there again") }
      isMourning = false
      backoff = .milliseconds(250)
    } catch {
      complain("\(error)")
      nextTry = clock.now + backoff
      backoff = min(NightTime.Span(ticks: backoff.ticks * 2), .seconds(8))
    }
  }

  /// Says once what is wrong, and once that it is over.
  private mutating func complain(_ text: String) {
    if isMourning, !text.hasSuffix("again") { return }
    isMourning = true
    FileHandle.standardError.write(Data("luma guard: \(text)\n".utf8))
  }

  /// Puts what should sound into a block, and says whether anything may.
  private mutating func fill(_ block: inout [Float]) -> Bool {
    let ramping = desk.isRamping.load(ordering: .acquiring)
    if ramping, limiter.isSilent {
      // The ramp is over: what was decided before it is gone.
      second = nil
      pulses.removeAll(keepingCapacity: true)
      return false
    }
    if !ramping { takePapers() }
    let goesOn = addBed(to: &block)
    let sounds = addPulses(to: &block)
    // Without a device nothing may wait to burst out when it is back.
    return !ramping && output != nil && (goesOn || sounds)
  }

  private mutating func takePapers() {
    let (now, leaving) = (clock.now, leavingTime)
    let isFree = second == nil || blocksDone >= blocksInSecond
    let followsOn = second != nil
    var (arrived, taken, current) = ([ReadyPulse](), ReadySecond?.none, 0)
    hasNext = desk.papers.withLock { papers in
      current = papers.epoch
      if !papers.pulses.isEmpty {
        arrived = papers.pulses
        papers.pulses = []
      }
      if isFree, let first = papers.seconds.first, followsOn || first.starts <= now {
        taken = papers.seconds.removeFirst()
      }
      return !papers.seconds.isEmpty
    }
    if epoch != current {
      epoch = current
      second = nil
      pulses.removeAll(keepingCapacity: true)
    }
    if isFree { begin(taken, at: now) }
    for pulse in arrived {
      let ahead = Int((pulse.onset - leaving).seconds * Double(SoundScale.sampleRate))
      // A pulse that can no longer come in its time, within 5 ms, does not come.
      if ahead >= -Self.period, pulses.count < 64 { pulses.append((pulse, -max(ahead, 0))) }
    }
  }

  private mutating func begin(_ taken: ReadySecond?, at now: NightTime) {
    blocksDone = 0
    blocksInSecond = Self.usualBlocks
    if let taken, let before = second {
      // A device's clock is never quite ours: it is caught up with by 2.5 ms a second, unheard.
      let late = now - taken.starts
      if late > .milliseconds(20) { blocksInSecond -= 1 }
      if late < .milliseconds(-20) { blocksInSecond += 1 }
      // In the second in which a ceiling falls, what was there before still sounds.
      ceiling = max(taken.ceiling, before.ceiling)
    } else if let taken {
      ceiling = taken.ceiling
    }
    second = taken
  }

  /// When a sample that is put into the limiter now reaches the ear.
  private var leavingTime: NightTime {
    let waiting = SampleLimiter.block * SampleLimiter.heldBlocks + (output?.delay ?? 0)
    return clock.now + NightTime.Span(ticks: Int64(waiting) * 625 / 3)
  }

  /// Adds the bed, and says whether it may sound on: its end must not come as a step.
  private mutating func addBed(to block: inout [Float]) -> Bool {
    guard let second, blocksDone < blocksInSecond else { return false }
    let start = blocksDone * SampleLimiter.block
    let samples = second.samples
    if blocksInSecond == Self.usualBlocks {
      for i in block.indices { block[i] += samples[start + i] }
    } else {
      let step = Double(Self.usualBlocks) / Double(blocksInSecond)
      for i in block.indices {
        let at = Double(start + i) * step
        let (whole, share) = (Int(at), Float(at - at.rounded(.down)))
        block[i] += samples[whole] * (1 - share) + samples[min(whole + 1, samples.count - 1)] * share
      }
    }
    blocksDone += 1
    return hasNext || blocksDone < blocksInSecond - Self.lastFade
  }

  private mutating func addPulses(to block: inout [Float]) -> Bool {
    var sounds = false
    for index in pulses.indices {
      let (pulse, at) = pulses[index]
      for i in block.indices where at + i >= 0 && at + i < pulse.samples.count {
        block[i] += pulse.samples[at + i]
        sounds = true
      }
      // The gain must be up when a pulse begins, so it opens a second before.
      if at > -SoundScale.sampleRate { sounds = true }
      pulses[index].at = at + block.count
    }
    pulses.removeAll { $0.at >= $0.pulse.samples.count }
    return sounds
  }

  /// Turns amplitudes into the device's numbers, with triangular dither where there is sound.
  private mutating func quantise(_ limited: Span<Float>, into samples: inout [Int16], at start: Int) {
    let gain = calibration.gain
    var sounds = false
    for i in limited.indices {
      guard limited[i] != 0 else {
        samples[start + i] = 0
        continue
      }
      sounds = true
      let bits = dither.next()
      let noise = Float(Int32(bits & 0xFFFF) - Int32(bits >> 16 & 0xFFFF)) * 0x1p-16
      samples[start + i] = Int16(max(-32_768, min(32_767, (limited[i] * gain * 32_768 + noise).rounded())))
    }
    if sounds { desk.soundingBlocks.add(1, ordering: .relaxed) }
  }
}

/// The guard's own time: a monotonic clock, counted from its start.
struct GuardClock: Sendable {
  private let began = ContinuousClock.now

  var now: NightTime { .start + elapsed }

  var elapsed: NightTime.Span {
    let (seconds, atto) = (ContinuousClock.now - began).components
    return NightTime.Span(ticks: seconds * NightTime.ticksPerSecond + atto / 100_000_000_000)
  }
}
