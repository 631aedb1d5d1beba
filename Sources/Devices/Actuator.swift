internal import Foundation
public import SleepCore

/// What the guard drives besides sound: a lamp, a diffuser, a warmer, something that buzzes or speaks.
public protocol Actuator: AnyObject {
  /// A night begins, with a program of this certificate.
  func begin(certificate: String, age: AgeGroup, at time: NightTime)
  /// Brings light, scent and warmth to what was let through.
  func set(_ ambience: Ambience, at time: NightTime)
  /// Gives something short.
  func give(_ gesture: Gesture, at time: NightTime)
  /// Takes everything to nothing at once.
  func stop(why: String, at time: NightTime)
}

/// Devices that only write down what they were told, as lines of JSON, in the guard's state folder.
public final class SimulatedActuators: Actuator {
  private let file: FileHandle?
  private var now = Ambience.nothing

  /// Adds to `actuators.jsonl` of a folder.
  public init(folder: String) {
    let path = "\(folder)/actuators.jsonl"
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    file = FileHandle(forWritingAtPath: path)
    _ = try? file?.seekToEnd()
  }

  private func say(_ device: String, at time: NightTime, _ fill: (inout JSONText) -> Void) {
    var line = JSONText()
    line.add("ms", Int(time.ticks / 10_000))
    line.add("device", device)
    fill(&line)
    try? file?.write(contentsOf: Data((line.text + "\n").utf8))
  }

  /// Writes down whose night it is, and what it was proved with.
  public func begin(certificate: String, age: AgeGroup, at time: NightTime) {
    say("night", at: time) {
      $0.add("certificate", certificate)
      $0.add("age", age.rawValue)
    }
  }

  /// Writes down what changes.
  public func set(_ ambience: Ambience, at time: NightTime) {
    if ambience.light != now.light { say("lamp", at: time) { $0.add("mlx", Int(ambience.light.millilux)) } }
    if ambience.scent != now.scent {
      say("diffuser", at: time) { $0.add("per_mille", ambience.scent.perMille) }
    }
    if ambience.warmth != now.warmth {
      say("warmer", at: time) { $0.add("milli_celsius", Int(ambience.warmth.milliCelsius)) }
    }
    now = ambience
  }

  /// Writes down a gesture.
  public func give(_ gesture: Gesture, at time: NightTime) {
    switch gesture {
    case .speech(let words, let level, let length):
      say("voice", at: time) {
        $0.add("words", words)
        $0.add("dba", thousandths: Int(level.milliDecibels))
        $0.add("ms_long", Int(length.ticks / 10_000))
      }
    case .touch(let strength, let length):
      say("touch", at: time) {
        $0.add("per_mille", strength.perMille)
        $0.add("ms_long", Int(length.ticks / 10_000))
      }
    case .flashes(let count, let level, let length):
      say("flash", at: time) {
        $0.add("count", count)
        $0.add("mlx", Int(level.millilux))
        $0.add("ms_long", Int(length.ticks / 10_000))
      }
    }
  }

  /// Writes down that everything is off.
  public func stop(why: String, at time: NightTime) {
    now = .nothing
    say("all", at: time) { $0.add("off", why) }
  }
}
