internal import SleepCore

/// How messages and replies look as bytes (docs/guard.md).
protocol GuardCoded {
  /// The number of its kind, in the frame.
  var kind: UInt8 { get }
  /// Writes what follows the kind.
  func write(to writer: inout ByteWriter)
  /// Reads what follows the kind; every input gives a value or an error.
  init(kind: UInt8, from reader: inout ByteReader) throws(GarbledFrame)
}

extension GuardMessage: GuardCoded {
  var kind: UInt8 {
    switch self {
    case .hello: 1
    case .lease: 2
    case .pulse: 3
    case .gesture: 4
    case .stop: 5
    case .bedExit: 6
    case .goodbye: 7
    }
  }

  func write(to writer: inout ByteWriter) {
    switch self {
    case .hello(let hello): hello.write(to: &writer)
    case .lease(let lease): lease.write(to: &writer)
    case .pulse(let pulse, let decidedAt):
      for ticks in [pulse.onset.ticks, pulse.length.ticks, pulse.rise.ticks, decidedAt.ticks] {
        writer.add(ticks)
      }
      writer.add(pulse.level.milliDecibels)
    case .gesture(let gesture): gesture.write(to: &writer)
    case .stop, .bedExit, .goodbye: break
    }
  }

  init(kind: UInt8, from reader: inout ByteReader) throws(GarbledFrame) {
    switch kind {
    case 1: self = .hello(try Hello(from: &reader))
    case 2: self = .lease(try Lease(from: &reader))
    case 3:
      let (onset, length) = (try reader.number(Int64.self), try reader.number(Int64.self))
      let (rise, decidedAt) = (try reader.number(Int64.self), try reader.number(Int64.self))
      let level = SoundLevel(milliDecibels: try reader.number())
      let all = [onset, length, rise, decidedAt]
      guard all.allSatisfy(isPlausible), length >= 0, rise >= 0 else {
        throw GarbledFrame(problem: "a pulse has no possible time")
      }
      let pulse = Pulse(
        onset: NightTime(ticks: onset), level: level, length: NightTime.Span(ticks: length),
        rise: NightTime.Span(ticks: rise))
      self = .pulse(pulse, decidedAt: NightTime(ticks: decidedAt))
    case 4: self = .gesture(try Gesture(from: &reader))
    case 5: self = .stop
    case 6: self = .bedExit
    case 7: self = .goodbye
    default: throw GarbledFrame(problem: "there is no message of kind \(kind)")
    }
  }
}

/// Whether ticks are within some three years, so that sums of a few of them cannot overflow.
private func isPlausible(_ ticks: Int64) -> Bool { ticks.magnitude < 1 << 50 }

extension GuardMessage.Hello {
  func write(to writer: inout ByteWriter) {
    writer.add(protocolVersion)
    writer.add(AgeGroup.allCases.firstIndex(of: age).map(UInt8.init) ?? .max)
    writer.add(limitsHash)
    writer.add(certificateHash)
    writer.add(wakeAt != nil)
    writer.add(wakeAt?.ticks ?? 0)
    writer.add(seed)
    writer.add(weekDose.picoPascalSquaredSeconds)
    writer.add(UInt8(clamping: stimulationNights))
  }

  init(from reader: inout ByteReader) throws(GarbledFrame) {
    let version = try reader.number(UInt16.self)
    let age = Int(try reader.number(UInt8.self))
    guard AgeGroup.allCases.indices.contains(age) else {
      throw GarbledFrame(problem: "there is no such age group")
    }
    let (limits, certificate) = (try reader.text(), try reader.text())
    let hasWakeTime = try reader.truth()
    let wakeAt = try reader.number(Int64.self)
    let seed = try reader.number(UInt64.self)
    let dose = try reader.number(Int64.self)
    guard isPlausible(wakeAt), dose >= 0 else {
      throw GarbledFrame(problem: "a hello has impossible numbers")
    }
    self.init(
      protocolVersion: version, age: AgeGroup.allCases[age], limitsHash: limits, certificateHash: certificate,
      wakeAt: hasWakeTime ? NightTime(ticks: wakeAt) : nil, seed: seed,
      weekDose: SoundDose(picoPascalSquaredSeconds: dose),
      stimulationNights: Int(try reader.number(UInt8.self)))
  }
}

extension GuardMessage.Lease {
  func write(to writer: inout ByteWriter) {
    writer.add(sequence)
    writer.add(time.ticks)
    wish.write(to: &writer)
    writer.add(mayBeAsleep)
    writer.add(isAfterWakeTime)
    writer.add(validFor.ticks)
  }

  init(from reader: inout ByteReader) throws(GarbledFrame) {
    let sequence = try reader.number(UInt64.self)
    let time = try reader.number(Int64.self)
    guard isPlausible(time) else { throw GarbledFrame(problem: "a lease has no possible time") }
    let wish = try Ambience(from: &reader)
    let (asleep, awake) = (try reader.truth(), try reader.truth())
    self.init(
      sequence: sequence, time: NightTime(ticks: time), wish: wish, mayBeAsleep: asleep,
      isAfterWakeTime: awake,
      validFor: NightTime.Span(ticks: try reader.number()))
  }
}

extension Ambience {
  func write(to writer: inout ByteWriter) {
    for kind in Soundscape.allCases { writer.add(beds[kind].milliDecibels) }
    writer.add(light.millilux)
    writer.add(UInt16(scent.perMille))
    writer.add(warmth.milliCelsius)
  }

  init(from reader: inout ByteReader) throws(GarbledFrame) {
    var beds = BedLevels.silence
    for kind in Soundscape.allCases { beds[kind] = try SoundLevel(milliDecibels: sensible(&reader)) }
    let light = Illuminance(millilux: try reader.number())
    let scent = Share(perMille: Int(try reader.number(UInt16.self)))
    self.init(
      beds: beds, light: light, scent: scent, warmth: Temperature(milliCelsius: try sensible(&reader)))
  }
}

/// A number whose sums and differences with a few like it stay within 32 bits.
private func sensible(_ reader: inout ByteReader) throws(GarbledFrame) -> Int32 {
  let number = try reader.number(Int32.self)
  guard number.magnitude < 1 << 20 else {
    throw GarbledFrame(problem: "a level is beyond everything physical")
  }
  return number
}

extension Gesture {
  func write(to writer: inout ByteWriter) {
    switch self {
    case .speech(let words, let level, let length):
      writer.add(UInt8(1))
      writer.add(words)
      writer.add(level.milliDecibels)
      writer.add(length.ticks)
    case .touch(let strength, let length):
      writer.add(UInt8(2))
      writer.add(UInt16(strength.perMille))
      writer.add(length.ticks)
    case .flashes(let count, let level, let length):
      writer.add(UInt8(3))
      writer.add(Int32(clamping: count))
      writer.add(level.millilux)
      writer.add(length.ticks)
    }
  }

  init(from reader: inout ByteReader) throws(GarbledFrame) {
    switch try reader.number(UInt8.self) {
    case 1:
      let words = try reader.text()
      self = .speech(
        words, level: try SoundLevel(milliDecibels: sensible(&reader)), length: try Self.length(&reader))
    case 2:
      let strength = Share(perMille: Int(try reader.number(UInt16.self)))
      self = .touch(strength, length: try Self.length(&reader))
    case 3:
      let count = Int(try reader.number(Int32.self))
      let level = Illuminance(millilux: try reader.number())
      self = .flashes(count, level: level, length: try Self.length(&reader))
    default: throw GarbledFrame(problem: "there is no such gesture")
    }
  }

  private static func length(_ reader: inout ByteReader) throws(GarbledFrame) -> NightTime.Span {
    let ticks = try reader.number(Int64.self)
    guard ticks >= 0, isPlausible(ticks) else {
      throw GarbledFrame(problem: "a gesture has no possible length")
    }
    return NightTime.Span(ticks: ticks)
  }
}

extension GuardReply: GuardCoded {
  var kind: UInt8 {
    switch self {
    case .ready: 129
    case .granted: 130
    case .withheld: 131
    case .silent: 132
    case .fault: 133
    }
  }

  func write(to writer: inout ByteWriter) {
    switch self {
    case .ready(let version, let week):
      writer.add(version)
      writer.add(week.picoPascalSquaredSeconds)
    case .granted(let sequence, let ambience, let dose):
      writer.add(sequence)
      ambience.write(to: &writer)
      writer.add(dose.picoPascalSquaredSeconds)
    case .withheld(let withheld):
      for text in [withheld.what, withheld.asked, withheld.allowed, withheld.why] { writer.add(text) }
    case .silent(let why), .fault(let why): writer.add(why)
    }
  }

  init(kind: UInt8, from reader: inout ByteReader) throws(GarbledFrame) {
    switch kind {
    case 129:
      let version = try reader.number(UInt16.self)
      self = .ready(
        protocolVersion: version, week: SoundDose(picoPascalSquaredSeconds: try reader.number()))
    case 130:
      let sequence = try reader.number(UInt64.self)
      let ambience = try Ambience(from: &reader)
      self = .granted(
        sequence: sequence, ambience, dose: SoundDose(picoPascalSquaredSeconds: try reader.number()))
    case 131:
      let (what, asked) = (try reader.text(), try reader.text())
      let (allowed, why) = (try reader.text(), try reader.text())
      self = .withheld(OutputGuard.Withheld(what: what, asked: asked, allowed: allowed, why: why))
    case 132: self = .silent(try reader.text())
    case 133: self = .fault(try reader.text())
    default: throw GarbledFrame(problem: "there is no reply of kind \(kind)")
    }
  }
}
