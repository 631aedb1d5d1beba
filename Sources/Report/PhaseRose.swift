internal import Evidence
internal import Foundation
internal import SleepCore

/// A rose diagram of phases as SVG inside the page: 24 petals of 15°, whose area is the count.
///
/// The positive peak stands at the top and time runs clockwise, so the wave falls on the right and rises on the left.
struct PhaseRose {
  let statistics: CircularStatistics
  /// The CSS colour class of the petals.
  let style: String
  /// What it shows, for people who do not see it.
  let label: String

  static let petals = 24

  /// How many phases fall into each petal; the first is centred on the positive peak.
  static func counts(_ phases: [Phase]) -> [Int] {
    var counts = [Int](repeating: 0, count: petals)
    let width = 2 * Double.pi / Double(petals)
    for phase in phases {
      let petal = Int((phase.radians / width).rounded())
      counts[((petal % petals) + petals) % petals] += 1
    }
    return counts
  }

  /// The SVG element.
  var svg: String {
    let (centre, radius) = (130.0, 88.0)
    func point(_ angle: Double, _ r: Double) -> String {
      Words.plain(centre + r * sin(angle)) + " " + Words.plain(centre - r * cos(angle))
    }
    var out =
      "<svg class=\"rose\" viewBox=\"0 0 260 260\" role=\"img\" aria-label=\"\(HTMLText.escaped(label))\">"
    for share in [0.5, 1.0] {
      out +=
        "<circle class=\"ring\" cx=\"130\" cy=\"130\" r=\"\(Words.plain(radius * share.squareRoot()))\"/>"
    }
    out += "<path class=\"ring\" d=\"M130 42V218M42 130H218\"/>"
    let counts = Self.counts(statistics.phases)
    let most = Double(max(counts.max() ?? 0, 1))
    let half = Double.pi / Double(Self.petals)
    for (i, count) in counts.enumerated() where count > 0 {
      let middle = 2 * half * Double(i)
      // A petal's area goes with the square of its length.
      let r = radius * (Double(count) / most).squareRoot()
      out +=
        "<path class=\"\(style)\" d=\"M130 130L\(point(middle - half, r))A\(Words.plain(r)) \(Words.plain(r)) 0 0 1 "
      out += "\(point(middle + half, r))Z\"/>"
    }
    if let mean = statistics.mean {
      let r = max(radius * statistics.resultantLength, 4)
      out += "<path class=\"mean\" d=\"M130 130L\(point(mean.radians, r))\"/>"
      out += "<circle class=\"tip\" cx=\"\(Words.plain(centre + r * sin(mean.radians)))\""
      out += " cy=\"\(Words.plain(centre - r * cos(mean.radians)))\" r=\"3.5\"/>"
    }
    out += "<text x=\"130\" y=\"30\" text-anchor=\"middle\">0° peak</text>"
    out += "<text x=\"130\" y=\"240\" text-anchor=\"middle\">180° trough</text>"
    out += "<text x=\"224\" y=\"126\">90°</text><text x=\"224\" y=\"142\">falling</text>"
    out += "<text x=\"36\" y=\"126\" text-anchor=\"end\">−90°</text>"
    out += "<text x=\"36\" y=\"142\" text-anchor=\"end\">rising</text></svg>"
    return out
  }
}
