/// Which EEG electrode is best for staging where all are equally good.
///
/// Central first (C4-M1 and C3-M2 see spindles, slow waves and alpha; AASM recommends both), then Fpz and frontal ones,
/// parietal, and occipital ones, which see little of slow waves.
enum ElectrodePreference {
  static let electrodes = [
    "C4", "C3", "CZ", "FPZ", "F4", "F3", "FZ", "FP2", "FP1", "AF8", "AF7", "P4", "P3", "PZ", "O2", "O1", "OZ",
  ]

  /// The words of a label, in capitals.
  static func words(_ label: String) -> [String] {
    label.uppercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init)
  }

  /// The place of a label among the electrodes, 0 being the best; the last for one that is not known.
  static func rank(_ label: String) -> Int {
    words(label).compactMap { electrodes.firstIndex(of: $0) }.min() ?? electrodes.count
  }

  /// What a label's first electrode is, in words: `Fpz-Cz` is a frontal one.
  static func kind(_ label: String) -> String {
    switch words(label).lazy.compactMap({ electrodes.firstIndex(of: $0) }).first ?? electrodes.count {
    case 0..<3: "a central electrode"
    case 3..<11: "a frontal electrode"
    case 11..<14: "a parietal electrode"
    case 14..<17: "an occipital electrode"
    default: "an electrode that is not known"
    }
  }
}
