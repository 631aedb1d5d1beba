/// The forms of the format: 16-bit EDF, 24-bit BDF, and the `+` forms with annotations.
public enum EDFVariant: Sendable, Hashable, CaseIterable {
  /// EDF of 1992: 16 bits, continuous, no annotations.
  case edf
  /// EDF+ of 2003, continuous.
  case edfPlusContinuous
  /// EDF+ with explicit gaps.
  case edfPlusDiscontinuous
  /// BDF: 24 bits, continuous, no annotations.
  case bdf
  /// BDF+, continuous.
  case bdfPlusContinuous
  /// BDF+ with explicit gaps.
  case bdfPlusDiscontinuous

  /// Whether it carries annotations and record times.
  public var isPlus: Bool { self != .edf && self != .bdf }
  /// Whether samples have 24 bits.
  public var is24Bit: Bool {
    switch self {
    case .edf, .edfPlusContinuous, .edfPlusDiscontinuous: false
    case .bdf, .bdfPlusContinuous, .bdfPlusDiscontinuous: true
    }
  }
  /// Whether it says that there may be gaps between records.
  public var isDiscontinuous: Bool { self == .edfPlusDiscontinuous || self == .bdfPlusDiscontinuous }
  /// Bytes of one sample: 2 or 3.
  public var bytesPerSample: Int { is24Bit ? 3 : 2 }
  /// The stored numbers a sample can hold.
  public var digitalLimits: ClosedRange<Int> { is24Bit ? -8_388_608...8_388_607 : -32_768...32_767 }
  /// What stands at the front of the header's reserved field.
  public var reservedText: String {
    switch self {
    case .edf: ""
    case .edfPlusContinuous: "EDF+C"
    case .edfPlusDiscontinuous: "EDF+D"
    case .bdf: "24BIT"
    case .bdfPlusContinuous: "BDF+C"
    case .bdfPlusDiscontinuous: "BDF+D"
    }
  }
  /// The label of its annotation signals.
  public var annotationLabel: String { is24Bit ? "BDF Annotations" : "EDF Annotations" }
}

/// One signal of a file, as its header describes it.
public struct EDFSignal: Sendable, Hashable {
  /// The label, such as `EEG Fpz-Cz`; at most 16 characters.
  public let label: String
  /// The transducer, such as `AgAgCl electrodes`; at most 80 characters.
  public let transducer: String
  /// The unit, such as `uV`; at most 8 characters.
  public let physicalDimension: String
  /// The physical value of the smallest stored number.
  public let physicalMinimum: Double
  /// The physical value of the largest stored number; it may be the smaller one (inverted polarity).
  public let physicalMaximum: Double
  /// ``physicalMinimum`` as it stands in the header, at most 8 characters.
  public let physicalMinimumText: String
  /// ``physicalMaximum`` as it stands in the header, at most 8 characters.
  public let physicalMaximumText: String
  /// The smallest stored number.
  public let digitalMinimum: Int
  /// The largest stored number.
  public let digitalMaximum: Int
  /// The filters that were applied, such as `HP:0.1Hz LP:75Hz`; at most 80 characters.
  public let prefiltering: String
  /// Samples in one record.
  public let samplesPerRecord: Int
  /// Whether it holds annotations instead of samples.
  public let isAnnotations: Bool
  /// Header texts that are kept only so that the header can be written back byte for byte.
  package let digitalTexts: [String]
  package let samplesText: String
  package let reserved: String

  /// Physical units for one step of the stored number.
  public var gain: Double { (physicalMaximum - physicalMinimum) / Double(digitalMaximum - digitalMinimum) }
  /// The physical value of the stored number 0.
  public var offset: Double { physicalMaximum - gain * Double(digitalMaximum) }
  /// What it measures, guessed from the label and the unit.
  public var role: ChannelRole { isAnnotations ? .other : ChannelRole(label: label, unit: physicalDimension) }

  /// Creates a signal to be written.
  ///
  /// The physical limits are rounded to what eight characters can hold, and the properties say the rounded
  /// numbers, so that what is computed with is what a reader will see. Texts are checked when a file is begun.
  public init(
    label: String, transducer: String = "", physicalDimension: String, physicalMinimum: Double,
    physicalMaximum: Double, digitalMinimum: Int, digitalMaximum: Int, prefiltering: String = "",
    samplesPerRecord: Int
  ) {
    let low = EDFNumber.text(physicalMinimum) ?? ""
    let high = EDFNumber.text(physicalMaximum) ?? ""
    self.init(
      label: label, transducer: transducer, physicalDimension: physicalDimension,
      physicalMinimum: Double(low) ?? .nan, physicalMaximum: Double(high) ?? .nan,
      physicalTexts: [low, high],
      digitalMinimum: digitalMinimum, digitalMaximum: digitalMaximum,
      digitalTexts: [String(digitalMinimum), String(digitalMaximum)], prefiltering: prefiltering,
      samplesPerRecord: samplesPerRecord, samplesText: String(samplesPerRecord), isAnnotations: false)
  }

  /// Creates a signal to be written from a channel of a source.
  public init(_ channel: SignalChannel, transducer: String = "", prefiltering: String = "") {
    self.init(
      label: channel.label, transducer: transducer, physicalDimension: channel.unit,
      physicalMinimum: channel.physicalMinimum, physicalMaximum: channel.physicalMaximum,
      digitalMinimum: Int(channel.digitalRange.lowerBound),
      digitalMaximum: Int(channel.digitalRange.upperBound),
      prefiltering: prefiltering, samplesPerRecord: channel.samplesPerBlock)
  }

  package init(
    label: String, transducer: String, physicalDimension: String, physicalMinimum: Double,
    physicalMaximum: Double, physicalTexts: [String], digitalMinimum: Int, digitalMaximum: Int,
    digitalTexts: [String], prefiltering: String, samplesPerRecord: Int, samplesText: String,
    isAnnotations: Bool, reserved: String = ""
  ) {
    self.label = label
    self.transducer = transducer
    self.physicalDimension = physicalDimension
    self.physicalMinimum = physicalMinimum
    self.physicalMaximum = physicalMaximum
    physicalMinimumText = physicalTexts.first ?? ""
    physicalMaximumText = physicalTexts.last ?? ""
    self.digitalMinimum = digitalMinimum
    self.digitalMaximum = digitalMaximum
    self.digitalTexts = digitalTexts
    self.prefiltering = prefiltering
    self.samplesPerRecord = samplesPerRecord
    self.samplesText = samplesText
    self.isAnnotations = isAnnotations
    self.reserved = reserved
  }

  /// The annotation signal of a variant with room for some bytes in each record.
  package init(annotationsOf variant: EDFVariant, bytesPerRecord: Int) {
    let size = variant.bytesPerSample
    let count = (bytesPerRecord + size - 1) / size
    let limits = variant.digitalLimits
    self.init(
      label: variant.annotationLabel, transducer: "", physicalDimension: "", physicalMinimum: -1,
      physicalMaximum: 1, physicalTexts: ["-1", "1"], digitalMinimum: limits.lowerBound,
      digitalMaximum: limits.upperBound,
      digitalTexts: [String(limits.lowerBound), String(limits.upperBound)], prefiltering: "",
      samplesPerRecord: count, samplesText: String(count), isAnnotations: true)
  }
}
