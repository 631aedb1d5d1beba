internal import SleepCore

extension OutputGuard {
  /// A bed that has no room left goes by 6 dB a second where that fits, and within the second where it does not.
  static let fadeStep: Int32 = -6000

  /// The loudest that all beds together may be in a second: what a program is proved against, too.
  ///
  /// Asleep that is the loudest event there may be; the limit over eight hours is the ledger's business.
  func bedCeiling(at moment: Moment) -> (SoundLevel, String) {
    if moment.isAfterWakeTime { return (limits.alarm, "alarm") }
    guard moment.mayBeAsleep, let event = limits.eventAsleep?.absolute, event < limits.windDownSound else {
      return (limits.windDownSound, "wind-down-sound")
    }
    return (event, "event-asleep")
  }

  /// Lowers all beds by the same amount until their exposure together is at most a level's.
  ///
  /// - Returns: whether it had to.
  static func lower(_ beds: inout BedLevels, to most: SoundLevel) -> Bool {
    let (asked, bound) = (beds, most.secondOfExposure)
    guard asked.secondOfExposure > bound else { return false }
    // Energies that are rounded up, and levels under hearing that count as 0 dBA, may leave a little too much.
    var change = most.milliDecibels - asked.total.milliDecibels
    repeat {
      beds = asked.changed(byMilliDecibels: change)
      change -= 1
    } while beds.secondOfExposure > bound
    return true
  }

  /// How high a bed may come in this second.
  ///
  /// It may gain the share of its goal's amplitude that reaches the goal in the rise of the limits, or the slope in
  /// decibels that reaches the highest level of the moment from the threshold of hearing in that time, whichever is
  /// more. So nothing louder than that slope's first second comes up within a second, and a fade on a straight line in
  /// decibels over the allowed time, which is what a proved program has, is never held back.
  func risen(from: SoundLevel, to: SoundLevel, at moment: Moment) -> SoundLevel {
    let rise = moment.isAfterWakeTime ? limits.alarmRise : limits.bedRise
    guard rise > .zero else { return to }
    let perSecond = NightTime.ticksPerSecond
    // A program's beds are led to a level that the wind-down allows, wherever the sleeper's stage takes it then.
    let highest = moment.isAfterWakeTime ? limits.alarm : limits.windDownSound
    let slope = Int64(highest.milliDecibels) * perSecond / rise.ticks + 1
    let straight = SoundLevel(milliDecibels: max(from.milliDecibels, 0) + Int32(slope))
    let amplitude =
      from.meanSquarePressure.squareRoot() + to.meanSquarePressure.squareRoot() / rise.seconds
    let curved = SoundLevel(meanSquarePressure: amplitude * amplitude)
    return min(to, max(straight, curved))
  }
}
