internal import ArgumentParser
internal import Devices
internal import SleepCore

/// The command `luma calibrate`.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Measure once how loud a sound device is where the sleeper's head will be.",
    discussion: """
      1. Set the volume of the device as it will stay, and put a sound level meter (dBA, fast) or a phone with one where
         the head will be.
      2. `luma calibrate` plays a tone of 1 kHz for ten seconds. Note the reading.
      3. `luma calibrate --reading 61.5` stores it for this device. Whoever changes the volume measures again.

      A device that was never measured is taken to be as loud as the loudest small loudspeaker (100 dB at 1 m), and so
      plays too quietly rather than too loudly. A phone is good to a few decibels; a class 2 meter to one or two.
      """)

  @OptionGroup
  var place: SoundPlace

  @Option(help: ArgumentHelp("What the meter read, in dBA; stores it and plays nothing.", valueName: "dba"))
  var reading: Double?

  @Option(help: "The level of the tone in dB re full scale, -60 to -20; the same for tone and reading.")
  var level = ReferenceTone.usualLevel

  @Option(help: "How long the tone plays, in seconds.")
  var seconds = 10

  func validate() throws {
    guard (-60...(-20)).contains(level) else { throw ValidationError("--level is -60 to -20.") }
    guard (2...60).contains(seconds) else { throw ValidationError("--seconds is 2 to 60.") }
    guard let reading else { return }
    guard Calibration(measured: reading - level) != nil else {
      throw ValidationError(
        """
        A reading of \(reading) dBA at \(level) dB makes \(reading - level) dB at full scale, which no such device has \
        (50 to 130 dB). Is --level the one that was played?
        """)
    }
  }

  func run() throws {
    let name = place.destination.name
    let file = CalibrationFile(folder: place.state)
    if let reading, let calibration = Calibration(measured: reading - level) {
      try file.store(calibration, of: name)
      Terminal.say("\(name): full scale is \(calibration.fullScale) dB at the ear. Stored in \(place.state).")
      return
    }
    let before = file.calibration(of: name)
    Terminal.say(
      before.isMeasured
        ? "\(name) was measured before: full scale is \(before.fullScale) dB."
        : "\(name) was never measured: \(before.fullScale) dB at full scale are assumed.")
    Terminal.say("A tone of 1 kHz at \(level) dB re full scale, for \(seconds) s. Note what the meter reads.")
    try ReferenceTone.play(to: place.destination, level: level, seconds: seconds)
    Terminal.say(
      "Then: luma calibrate --reading DBA" + (level == ReferenceTone.usualLevel ? "" : " --level \(level)"))
  }
}
