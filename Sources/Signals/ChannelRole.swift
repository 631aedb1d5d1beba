/// What a channel of a recording measures, as far as its label tells.
public enum ChannelRole: String, Sendable, Hashable, CaseIterable {
  /// Electroencephalogram.
  case eeg = "EEG"
  /// Electrooculogram.
  case eog = "EOG"
  /// Electromyogram.
  case emg = "EMG"
  /// Electrocardiogram.
  case ecg = "ECG"
  /// Breathing: airflow or effort.
  case respiration = "Resp"
  /// Oxygen saturation or pulse.
  case oximetry = "SaO2"
  /// Beats a minute.
  case heartRate = "HR"
  /// How much the body moves.
  case movement = "Movement"
  /// Anything else.
  case other

  /// Guesses the role from an EDF+ label and unit.
  ///
  /// EDF+ labels begin with the type (`EEG Fpz-Cz`); 10-20 electrode names alone (`C3-A1`) count as EEG.
  /// Source: EDF+ "Standard texts and polarity rules", section 1.
  public init(label: String, unit: String) {
    let upper = label.uppercased()
    var words = Set(upper.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init))
    // `EMG1` and `EOG2-A1` are an EMG and an EOG.
    words.formUnion(words.map { word in String(word.prefix(while: \.isLetter)) }.filter { $0.count >= 3 })
    func any(_ names: String...) -> Bool { names.contains(where: words.contains) }
    if any("EEG") { self = .eeg; return }
    if any("EOG", "LOC", "ROC", "E1", "E2", "HEOG", "VEOG") { self = .eog; return }
    if any("EMG", "CHIN", "CHIN1", "CHIN2", "TIB", "LEG") { self = .emg; return }
    if any("ECG", "EKG") { self = .ecg; return }
    if any("RESP", "FLOW", "AIRFLOW", "THOR", "ABDO", "NASAL", "RIBCAGE", "ABDOMEN") {
      self = .respiration; return
    }
    let isRate = ["bpm", "1/min", "/min"].contains(unit.trimmingSpaces.lowercased())
    if isRate, any("HR", "HEART", "PULSE", "PR") { self = .heartRate; return }
    if any("MOVEMENT", "ACTIVITY", "ACC", "ACTIGRAPHY") { self = .movement; return }
    if any("SAO2", "SPO2", "PULSE", "OXIMETRY") { self = .oximetry; return }
    let electrodes: Set<String> = [
      "FP1", "FP2", "FPZ", "F3", "F4", "F7", "F8", "FZ", "C3", "C4", "CZ", "P3", "P4", "PZ", "O1", "O2", "OZ",
      "T3",
      "T4", "T5", "T6", "AF7", "AF8", "TP9", "TP10",
    ]
    let isVoltage = unit.uppercased().hasSuffix("V")
    self = isVoltage && !words.isDisjoint(with: electrodes) ? .eeg : .other
  }
}

/// One channel as a night records it: 16-bit samples and the scale that turns them into units.
public struct SignalChannel: Sendable, Hashable {
  /// The label, such as `EEG Fpz-Cz`; at most 16 ASCII characters.
  public let label: String
  /// The unit of physical values, such as `uV`; at most 8 ASCII characters.
  public let unit: String
  /// What it measures.
  public let role: ChannelRole
  /// Samples in one block.
  public let samplesPerBlock: Int
  /// The smallest and largest stored number, inside −32,768…32,767.
  public let digitalRange: ClosedRange<Int16>
  /// The physical values of the smallest and the largest stored number, exactly as the EDF header's 8 characters say.
  public let physicalMinimum: Double
  /// See ``physicalMinimum``; it may be the smaller of the two where the polarity is inverted.
  public let physicalMaximum: Double

  /// Creates a channel.
  public init(
    label: String, unit: String, role: ChannelRole, samplesPerBlock: Int, digitalRange: ClosedRange<Int16>,
    physicalMinimum: Double, physicalMaximum: Double
  ) {
    self.label = label
    self.unit = unit
    self.role = role
    self.samplesPerBlock = samplesPerBlock
    self.digitalRange = digitalRange
    self.physicalMinimum = physicalMinimum
    self.physicalMaximum = physicalMaximum
  }

  /// Physical units for one step of the stored number.
  public var gain: Double {
    (physicalMaximum - physicalMinimum) / Double(Int(digitalRange.upperBound) - Int(digitalRange.lowerBound))
  }
  /// The physical value of the stored number 0.
  public var offset: Double { physicalMaximum - gain * Double(digitalRange.upperBound) }

  /// How many microvolts one physical unit is, or `nil` where the unit is not a voltage.
  public var microvoltsPerUnit: Double? {
    VoltageUnit.microvolts(unit)
  }
}

/// Units of voltage as recordings write them.
public enum VoltageUnit {
  /// How many microvolts one of a unit is, or `nil` where it is no voltage; capitals and spaces do not matter.
  public static func microvolts(_ unit: String) -> Double? {
    switch unit.trimmingSpaces.lowercased() {
    case "uv", "µv", "μv", "microv": 1
    case "mv": 1000
    case "v": 1_000_000
    case "nv": 0.001
    default: nil
    }
  }
}

extension String {
  /// The text without spaces at its ends.
  package var trimmingSpaces: String {
    var text = self[...]
    while text.first == " " { text = text.dropFirst() }
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }
}
