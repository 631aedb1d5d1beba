import Foundation
import Signals
import SleepCore
import TestKit

/// The cases that SciPy is asked for, and the signal they are worked on.
struct FilterCases: Codable {
  struct Design: Codable, CustomStringConvertible {
    var order: Int
    var kind: String
    var edges: [Double]
    var rate: Double

    var description: String { "\(kind) \(edges) of order \(order) at \(rate) Hz" }
    var band: FilterBand {
      switch kind {
      case "lowpass": .lowpass(.hertz(edges[0]))
      case "highpass": .highpass(.hertz(edges[0]))
      case "bandpass": .bandpass(.hertz(edges[0]), .hertz(edges[1]))
      default: .bandstop(.hertz(edges[0]), .hertz(edges[1]))
      }
    }
    /// How near the filtered signal must be to SciPy's.
    ///
    /// A band stop of order 12 over most of the band makes 1e-9 of the last bit of one coefficient.
    var tolerance: Double { order == 12 && kind == "bandstop" && edges == [2, 40] ? 1e-8 : 1e-9 }
    func sections() throws -> [SecondOrderSection] {
      try Butterworth.design(order: order, kind: band, samplingRate: .hertz(rate))
    }
  }
  struct NotchCase: Codable {
    var frequency: Double
    var quality: Double
    var rate: Double
  }
  struct Ratio: Codable {
    var up: Int
    var down: Int
    var count: Int
  }
  struct Spectrum: Codable {
    var count: Int
    var rate: Double
    var segment: Int
    var overlap: Int
    var window: String
    var periodic: Bool
    var detrend: Bool
    var average: String

    var spectralWindow: SpectralWindow {
      switch window {
      case "hann": periodic ? .hann : .hannSymmetric
      case "hamming": .hamming
      default: .rectangular
      }
    }
  }
  var designs: [Design]
  var notches: [NotchCase]
  var ratios: [Ratio]
  var spectra: [Spectrum]
  var lengths: [Int]

  static let all = FilterCases(
    designs: (1...12).flatMap { order in
      [
        Design(order: order, kind: "lowpass", edges: [30], rate: 256),
        Design(order: order, kind: "lowpass", edges: [0.45], rate: 1),
        Design(order: order, kind: "highpass", edges: [0.3], rate: 100),
        Design(order: order, kind: "bandpass", edges: [0.5, 4], rate: 100),
        Design(order: order, kind: "bandpass", edges: [11, 16], rate: 128),
        Design(order: order, kind: "bandpass", edges: [0.3, 35], rate: 200),
        Design(order: order, kind: "bandstop", edges: [48, 52], rate: 256),
        Design(order: order, kind: "bandstop", edges: [2, 40], rate: 100),
      ]
    },
    notches: [
      NotchCase(frequency: 50, quality: 30, rate: 256), NotchCase(frequency: 60, quality: 5, rate: 200),
      NotchCase(frequency: 0.5, quality: 1, rate: 1.5),
    ],
    ratios: [
      Ratio(up: 1, down: 2, count: 1000), Ratio(up: 25, down: 32, count: 1000),
      Ratio(up: 3, down: 1, count: 100),
      Ratio(up: 100, down: 128, count: 777), Ratio(up: 7, down: 5, count: 333),
      Ratio(up: 1, down: 10, count: 61),
      Ratio(up: 4, down: 4, count: 50), Ratio(up: 5, down: 3, count: 1),
    ],
    spectra: [
      Spectrum(
        count: 3000, rate: 100, segment: 400, overlap: 200, window: "hann", periodic: true, detrend: true,
        average: "mean"),
      Spectrum(
        count: 3000, rate: 100, segment: 400, overlap: 200, window: "hann", periodic: true, detrend: true,
        average: "median"),
      Spectrum(
        count: 3000, rate: 128, segment: 255, overlap: 100, window: "hann", periodic: false, detrend: true,
        average: "median"),
      Spectrum(
        count: 2500, rate: 256, segment: 512, overlap: 0, window: "hamming", periodic: true, detrend: false,
        average: "mean"),
      Spectrum(
        count: 1000, rate: 1, segment: 1000, overlap: 10, window: "boxcar", periodic: true, detrend: true,
        average: "median"),
      Spectrum(
        count: 1001, rate: 50, segment: 202, overlap: 201, window: "hann", periodic: true, detrend: true,
        average: "mean"),
    ],
    lengths: [1, 2, 3, 7, 16, 121, 200, 255, 400, 498, 512, 997, 1000, 2310])

  /// Brain-like in its size: a slow wave, a spindle and noise, in microvolts around an offset of the electrode.
  static let signal: [Double] = {
    var random = SeededRandom(seed: 20_260_101)
    return (0..<3000).map { n in
      let t = Double(n) / 100
      return 12 + 60 * sin(2 * .pi * 0.8 * t) + 20 * sin(2 * .pi * 13 * t) + 15 * random.gaussian()
    }
  }()
}

/// What SciPy gives for the cases.
struct FilterReference: Codable {
  var designs: [[Double]]
  var filtered: [[Double]]
  var zeroPhase: [[Double]]
  var notches: [[Double]]
  var resampled: [[Double]]
  var welch: [[Double]]
  var analytic: [[Double]]
  var spectraOfReals: [[Double]]

  /// Worked out once for all tests, or `nil` where there is no Python.
  static let scipy: Result<FilterReference, any Error>? = peerPython.map { python in
    Result {
      let scratch = try ScratchFolder()
      let cases = scratch.file("cases.json")
      let signal = scratch.file("signal.f64")
      try JSONEncoder().encode(FilterCases.all).write(to: cases)
      let bytes = FilterCases.signal.flatMap { value in
        (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
      }
      try Data(bytes).write(to: signal)
      let script = SharedMaterial.projectRoot.appending(path: "Tests/peers/filters_reference.py").path
      let (status, output, error) = try run(python, [script, cases.path, signal.path])
      guard status == 0 else { throw PeerFailed(message: error) }
      return try JSONDecoder().decode(FilterReference.self, from: Data(output.utf8))
    }
  }
  struct PeerFailed: Error { var message: String }
}

/// The largest difference of two lists, over the largest magnitude in the expected one.
func relativeDifference(_ values: [Double], _ expected: [Double]) -> Double {
  guard values.count == expected.count else { return .infinity }
  let size = expected.reduce(Double.leastNormalMagnitude) { max($0, abs($1)) }
  // A comparison with NaN must not pass.
  return zip(values, expected).reduce(0) { worst, pair in
    let difference = abs(pair.0 - pair.1) / size
    return difference <= worst ? worst : difference.isNaN ? .infinity : difference
  }
}
