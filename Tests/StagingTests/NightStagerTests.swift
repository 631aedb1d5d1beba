import Foundation
import SleepCore
import Staging
import TestKit
import Testing

@Suite("What the night stager adds to YASA")
struct NightStagerTests {
  @Test("half, twice and a hundred times the signal give the very same stages", arguments: [0.5, 2, 100])
  func gain(gain: Double) throws {
    let model = try nightStager()
    let night = virtualNight(seed: 31, hours: 1.5)
    let plain = try WholeNightStager.stage(microvolts: night.eeg, samplingRate: .hertz(256), model: model)
    let other = try WholeNightStager.stage(
      microvolts: night.eeg.map { $0 * gain }, samplingRate: .hertz(256), model: model)
    // Bounds of the signal's quality are in µV, so an epoch beside a fault may be another.
    let same = zip(plain, other).count { $0.stage == $1.stage }
    #expect(same >= plain.count - 2, "\(same) of \(plain.count)")
  }

  @Test("on a recorded night half and twice the signal change κ by nothing, where YASA's changes")
  func gainOnARecording() throws {
    guard let (eeg, truth) = try recordedNight() else { return }
    let model = try nightStager()
    let kappas = try [0.5, 1, 2].map { gain in
      kappa(
        truth,
        try WholeNightStager.stage(
          microvolts: eeg.map { $0 * gain }, samplingRate: .hertz(128), model: model
        ).map(\.stage))
    }
    print("ucd022 at half, once and twice the amplitude: kappa \(kappas)")
    #expect(kappas.allSatisfy { $0 >= 0.82 })
    #expect(kappas.max()! - kappas.min()! <= 0.02)
  }

  @Test("not told of the amplitude, the forest says the same at any amplitude, and told of it not")
  func untold() throws {
    let model = try nightStager()
    var views = StageViews(model: model)
    var epoch = PlacedEpoch(epoch: SmoothedEpoch(), hours: 2, share: 0.3)
    for i in 0..<21 {
      epoch.epoch.raw[i] = model.reference.centred[i * 120 + 60]
      epoch.epoch.wide[i] = epoch.epoch.raw[i]
      epoch.epoch.recent[i] = epoch.epoch.raw[i]
    }
    // The place in the night is left as it is: only what grows with the signal changes.
    let answers = [0.25, 1, 4].map { views.ask(epoch, on: FeatureScale(), gain: $0) }
    func same(_ a: [5 of Double], _ b: [5 of Double]) -> Bool { (0..<5).allSatisfy { a[$0] == b[$0] } }
    #expect(!same(answers[0].told, answers[1].told) && !same(answers[1].told, answers[2].told))
    // The smoothed amplitude's own columns still differ, so the claim is about the three raw ones.
    var one = epoch
    one.epoch.raw[ReferenceFeature.std.rawValue] *= 7
    one.epoch.raw[ReferenceFeature.abspow.rawValue] *= 49
    let louder = views.ask(one, on: FeatureScale(), gain: 1)
    #expect(same(louder.untold, answers[1].untold) && !same(louder.told, answers[1].told))
    for answer in answers {
      for side in [answer.told, answer.untold] {
        #expect(abs((0..<5).reduce(0) { $0 + side[$1] } - 1) < 1e-12)
      }
    }
  }

  @Test("many rows at once are what they are one by one, told and not told")
  func together() throws {
    let model = try nightStager()
    var random = SeededRandom(seed: 77)
    let epochs = (0..<37).map { _ in
      var epoch = SmoothedEpoch()
      for i in 0..<21 {
        func draw() -> Double { model.reference.centred[i * 120 + Int.random(in: 0..<120, using: &random)] }
        epoch.raw[i] = draw()
        epoch.wide[i] = draw()
        epoch.recent[i] = draw()
      }
      return PlacedEpoch(epoch: epoch, hours: .random(in: 0...8, using: &random), share: 0.5)
    }
    var views = StageViews(model: model)
    let told = StageViews.askTold(epochs, on: FeatureScale(), gain: 1.3, model: model)
    let both = StageViews.ask(epochs, on: FeatureScale(), gain: 1.3, model: model)
    for (i, epoch) in epochs.enumerated() {
      let alone = views.ask(epoch, on: FeatureScale(), gain: 1.3)
      for k in 0..<5 {
        #expect(told[i][k] == alone.told[k] && both[i].told[k] == alone.told[k])
        #expect(both[i].untold[k] == alone.untold[k])
      }
    }
  }

  @Test("the middle and the ends of a night and a reference together are those of one sorted list")
  func quantiles() {
    var random = SeededRandom(seed: 12)
    for round in 0..<200 {
      let own = (0..<Int.random(in: 0...60, using: &random)).map { _ in random.gaussian() }.sorted()
      let reference = (0..<120).map { _ in random.gaussian() * 2 + 1 }.sorted()
      let weight = [0, 0.25, 1, 4][round % 4]
      let found = FeatureScale.quantiles(own.span, times: 3, beside: reference.span, weighing: weight)
      // The same from the definition: values with weights, each in the middle of its own.
      var all = own.map { ($0 * 3, 1.0) } + (weight > 0 ? reference.map { ($0, weight) } : [])
      all.sort { $0.0 < $1.0 }
      let total = all.reduce(0) { $0 + $1.1 }
      func quantile(_ q: Double) -> Double {
        var (sum, places) = (0.0, [(Double, Double)]())
        for (value, mass) in all {
          places.append(((sum + mass / 2) / total, value))
          sum += mass
        }
        guard let first = places.first, let last = places.last else { return 0 }
        if q <= first.0 { return first.1 }
        if q >= last.0 { return last.1 }
        let after = places.firstIndex { $0.0 >= q }!
        let (a, b) = (places[after - 1], places[after])
        return a.1 + (b.1 - a.1) * (q - a.0) / (b.0 - a.0)
      }
      #expect(abs(found.low - quantile(0.05)) < 1e-9)
      #expect(abs(found.middle - quantile(0.5)) < 1e-9)
      #expect(abs(found.high - quantile(0.95)) < 1e-9)
    }
  }

  @Test("a night's history is sorted whether it came epoch by epoch or all at once")
  func history() {
    var random = SeededRandom(seed: 4)
    var (live, whole) = (FeatureHistory(), FeatureHistory())
    for _ in 0..<90 {
      var (wide, recent): ([21 of Double], [21 of Double]) = (.init(repeating: 0), .init(repeating: 0))
      for i in 0..<21 { (wide[i], recent[i]) = (random.gaussian(), random.gaussian()) }
      live.insert(wide: wide, recent: recent)
      whole.append(wide: wide, recent: recent)
    }
    whole.sort()
    for list in 0..<FeatureHistory.lists {
      #expect(live.values[live.range(of: list)].elementsEqual(whole.values[whole.range(of: list)]))
    }
  }

  @Test("the order of stages forbids nothing, and turned off it changes nothing")
  func order() throws {
    let order = try nightStager().order
    var random = SeededRandom(seed: 2)
    let said = (0..<50).map { i -> [5 of Double]? in
      if i % 9 == 4 { return nil }
      var row: [5 of Double] = .init(repeating: 0)
      var total = 0.0
      for k in 0..<5 {
        row[k] = .random(in: 0.01...1, using: &random)
        total += row[k]
      }
      for k in 0..<5 { row[k] /= total }
      return row
    }
    for (i, row) in order.smoothed(said, share: 0).enumerated() {
      guard let own = said[i] else { continue }
      for k in 0..<5 { #expect(abs(row[k] - own[k]) < 1e-9) }
    }
    for row in order.smoothed(said, share: 1) { for k in 0..<5 { #expect(row[k] > 0) } }
  }

  @Test("beliefs on a recorded night are right as often as they say")
  func reliability() throws {
    guard let (eeg, truth) = try recordedNight() else { return }
    let live = try WholeNightStager.stageCausally(
      microvolts: eeg, samplingRate: .hertz(128), model: nightStager())
    var bins = [(sum: Double, right: Double)](repeating: (0, 0), count: 10)
    var n = 0.0
    for (stage, belief) in zip(truth, live) where stage != .unknown && belief.isKnown {
      let sure = belief.probability(of: belief.stage)
      bins[min(Int(sure * 10), 9)].sum += sure
      bins[min(Int(sure * 10), 9)].right += belief.stage == stage ? 1 : 0
      n += 1
    }
    let error = bins.reduce(0) { $0 + abs($1.sum - $1.right) } / n
    print("ucd022 live: expected calibration error \(error)")
    #expect(n > 700 && error <= 0.05)
  }
}
