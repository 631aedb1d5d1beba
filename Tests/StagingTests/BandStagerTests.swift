import Foundation
import SleepCore
import Staging
import TestKit
import Testing

@Suite("The stager of band powers")
struct BandStagerTests {
  @Test("says what LightGBM says", arguments: BandModel.Way.allCases)
  func golden(way: BandModel.Way) throws {
    let file = SharedMaterial.projectRoot.appending(path: "Tests/peers/golden/bands.json")
    let golden = try JSONDecoder().decode([String: [[Double]?]].self, from: Data(contentsOf: file))
    let expected = try #require(golden[way.rawValue])
    let night = syntheticBandNight()
    let ours = try BandStager.probabilities(of: night, model: bandModel(way))
    try #require(ours.count == expected.count)
    var furthest = 0.0
    var leading: Set<Int> = []
    for (epoch, theirs) in expected.enumerated() {
      #expect((theirs == nil) == (ours[epoch] == nil), "epoch \(epoch)")
      guard let theirs, let mine = ours[epoch] else { continue }
      for i in 0..<5 { furthest = max(furthest, abs(theirs[i] - mine[i])) }
      leading.insert(theirs.indices.max { theirs[$0] < theirs[$1] } ?? 0)
    }
    print("\(way.rawValue): probabilities within \(furthest) of LightGBM's")
    #expect(furthest <= 1e-6)
    #expect(leading.count >= 3)
  }

  @Test("epoch by epoch it says the same as all at once, and knows nothing of what comes")
  func streams() throws {
    let model = try bandModel(.causal)
    let night = syntheticBandNight()
    let batch = try BandStager.stage(night, model: model)
    var stager = try CausalBandStager(model: model)
    #expect(night.map { stager.next($0) } == batch)
    #expect(try BandStager.stage(Array(night.prefix(150)), model: model) == Array(batch.prefix(150)))
    #expect(try BandStager.stage(Array(night.prefix(150)), model: bandModel(.overnight)).count == 150)
  }

  @Test("an epoch without usable powers is unknown, and only that one", arguments: BandModel.Way.allCases)
  func missing(way: BandModel.Way) throws {
    var night = syntheticBandNight()
    night[50].occipital.gamma = .nan
    night[51].frontal.variance = 0
    night[52].frontal.delta = -1
    night[53] = .missing
    let beliefs = try BandStager.stage(night, model: bandModel(way))
    for (epoch, belief) in beliefs.enumerated() {
      #expect(belief.isKnown == (!(50...53).contains(epoch) && epoch % 37 != 36), "epoch \(epoch)")
    }
    #expect(try BandStager.stage([], model: bandModel(way)).isEmpty)
    let nothing = [BandEpoch](repeating: .missing, count: 30)
    #expect(try BandStager.stage(nothing, model: bandModel(way)).allSatisfy { $0 == .unknown })
    #expect(try BandStager.stage([night[0]], model: bandModel(way))[0].isKnown)
  }

  @Test("the gain of the amplifier changes nothing", arguments: BandModel.Way.allCases)
  func gain(way: BandModel.Way) throws {
    let model = try bandModel(way)
    let night = syntheticBandNight()
    let plain = try BandStager.stage(night, model: model)
    for gain in [0.5, 2] {
      #expect(try BandStager.stage(night.map { $0.amplified(gain) }, model: model) == plain)
    }
    // Each channel has an amplifier of its own.
    let one = night.map { BandEpoch(frontal: $0.amplified(3).frontal, occipital: $0.occipital) }
    let after = try BandStager.stage(one, model: model)
    #expect(zip(plain, after).count(where: { $0.stage == $1.stage }) >= plain.count - 1)
  }

  @Test("a model for the whole night is no live stager, and a fortnight is too long")
  func refusals() throws {
    #expect(throws: BandError.features(model: "band-stager-1/overnight")) {
      try CausalBandStager(model: bandModel(.overnight))
    }
    let fortnight = [BandEpoch](repeating: .missing, count: 14 * 2880)
    for way in BandModel.Way.allCases {
      #expect(throws: BandError.tooLong(epochs: 40_320)) {
        try BandStager.stage(fortnight, model: bandModel(way))
      }
    }
  }

  @Test("powers in any order of magnitude give an answer and never trap", arguments: BandModel.Way.allCases)
  func odd(way: BandModel.Way) throws {
    let model = try bandModel(way)
    var random = SeededRandom(seed: 11)
    for _ in 0..<tries(6, soak: 200) {
      let night = (0..<60).map { _ in
        bandEpoch(
          (0..<14).map { _ in
            switch Int.random(in: 0..<12, using: &random) {
            case 0: .nan
            case 1: 0
            case 2: .infinity
            case 3: .greatestFiniteMagnitude
            case 4: .leastNonzeroMagnitude
            default: Double.random(in: 0...1000, using: &random)
            }
          })
      }
      for (epoch, belief) in zip(night, try BandStager.stage(night, model: model)) {
        #expect(epoch.isUsable == belief.isKnown)
      }
    }
  }

  @Test("knows the nights that it was trained on, live almost as well as in the morning")
  func recorded() throws {
    let nights = try recordedBandNights()
    guard !nights.isEmpty else { return }
    for way in BandModel.Way.allCases {
      let model = try bandModel(way)
      var truth: [SleepStage] = []
      var guess: [SleepStage] = []
      for night in nights {
        truth += night.stages
        guess += try BandStager.stage(night.epochs, model: model).map(\.stage)
      }
      print(
        "\(way.rawValue), on its own training nights: kappa \(kappa(truth, guess)) of \(truth.count) epochs")
      #expect(guess.allSatisfy { $0 != .unknown })
      #expect(kappa(truth, guess) >= 0.82)
    }
  }

  /// Fold models of `train.py --evaluate --keep FOLDER`, where LUMAPOD_BAND_FOLDS names the folder.
  private static let folds = ProcessInfo.processInfo.environment["LUMAPOD_BAND_FOLDS"].map {
    URL(filePath: $0)
  }

  @Test("people it was not trained on are staged as the card says", .enabled(if: folds != nil))
  func heldOut() throws {
    guard let folds = Self.folds else { return }
    let nights = try recordedBandNights()
    for (way, least) in [(BandModel.Way.overnight, 0.8), (.causal, 0.77)] {
      var truth: [SleepStage] = []
      var guess: [SleepStage] = []
      for night in nights {
        // SC4001 is the first night of subject 00.
        let file = folds.appending(path: "\(way.rawValue)-\(night.name.dropFirst(3).dropLast()).trees")
        let model = try BandModel(bytes: [UInt8](Data(contentsOf: file)))
        truth += night.stages
        guess += try BandStager.stage(night.epochs, model: model).map(\.stage)
      }
      print("\(way.rawValue), each subject left out in turn: kappa \(kappa(truth, guess)) of \(truth.count)")
      #expect(kappa(truth, guess) >= least)
    }
  }

  @Test(
    "computes the powers that SciPy computes", .enabled(if: peerPython != nil), arguments: [100, 128, 250])
  func scipy(rate: Int) throws {
    guard let python = peerPython else { return }
    let signal = restlessSignal(seed: 5, count: rate * 130)
    let folder = try ScratchFolder()
    try unsafe signal.withUnsafeBytes { unsafe Data($0) }.write(to: folder.file("in"))
    let script = SharedMaterial.projectRoot.appending(path: "Tests/peers/band_powers.py").path
    let answer = try run(python, [script, "\(rate)", folder.file("in").path])
    if answer.status == 3 {
      print(answer.output)
      return
    }
    try #require(answer.status == 0, "\(answer.error)")
    let theirs = answer.output.split(separator: "\n").map {
      $0.split(separator: " ").compactMap { Double($0) }
    }
    let ours = try BandPowers.of(signal, samplingRate: .hertz(Double(rate)))
    try #require(ours.count == 4 && theirs.count == 4)
    for (mine, line) in zip(ours, theirs) {
      for i in 0..<7 { #expect(abs(mine.values[i] - line[i]) <= 1e-9 * line[i], "power \(i)") }
    }
  }

  @Test("signals become epochs; a sample that is no number costs its epoch alone")
  func signals() throws {
    var (front, back) = (restlessSignal(seed: 1, count: 12_100), restlessSignal(seed: 2, count: 12_100))
    func epochs(_ rate: Double) throws(BandError) -> [BandEpoch] {
      try BandEpoch.of(frontal: front, occipital: back, samplingRate: .hertz(rate))
    }
    #expect(try epochs(100).map(\.isUsable) == [true, true, true, true])
    back[6000] = .nan
    #expect(try epochs(100).map(\.isUsable) == [true, true, false, true])
    for rate in [99, 100.5, 0, -1, 20_000] {
      #expect(throws: BandError.self, "\(rate) Hz") { try epochs(rate) }
    }
    front.removeLast()
    #expect(throws: BandError.lengths(frontal: 12_099, occipital: 12_100)) { try epochs(100) }
    #expect(try BandPowers.of([], samplingRate: .hertz(100)).isEmpty)
  }
}
