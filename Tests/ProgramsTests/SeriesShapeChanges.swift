import ProgramKernel
import SleepCore

extension ShapeChange {
  static let series: [ShapeChange] = [
    pulses("pulses as far apart as they are long", nil) {
      $0.length = .milliseconds(500)
      $0.series.apart = .milliseconds(500)
    },
    pulses("pulses nearer than they are long", "no sensible") {
      $0.length = .milliseconds(501)
      $0.series.apart = .milliseconds(500)
    },
    pulses("pulses at no distance", "no sensible") { $0.series.apart = .zero },
    pulses("pulses off the half second", "no sensible") { $0.series.apart = .milliseconds(750) },
    pulses("pulses an hour apart", nil) { $0.series.apart = .seconds(3600) },
    pulses("pulses more than an hour apart", "no sensible") { $0.series.apart = .milliseconds(3_600_500) },
    pulses("pulses never again", "no sensible") { $0.series.apart = .init(ticks: .max) },
    pulses("no pulse at all", "no sensible") { $0.series.most = 0 },
    pulses("ten thousand pulses", nil) { $0.series.most = 10_000 },
    pulses("more than ten thousand pulses", "no sensible") { $0.series.most = 10_001 },
    pulses("trains of one", "no sensible") {
      $0.series.train = 1
      $0.series.pause = .seconds(5)
    },
    pulses("trains of two", nil) {
      $0.series.train = 2
      $0.series.pause = .seconds(5)
    },
    pulses("trains of countless pulses", "no sensible") {
      $0.series.train = .max
      $0.series.pause = .seconds(5)
    },
    pulses("7,200 pulses, half a second apart", nil) {
      $0.series.apart = .milliseconds(500)
      $0.series.train = 7200
      $0.series.pause = .milliseconds(500)
    },
    pulses("7,201 pulses, half a second apart", "no sensible") {
      $0.series.apart = .milliseconds(500)
      $0.series.train = 7201
      $0.series.pause = .milliseconds(500)
    },
    pulses("a pause as long as a distance", nil) {
      $0.series.train = 2
      $0.series.pause = $0.series.apart
    },
    pulses("a pause shorter than a distance", "no sensible") {
      $0.series.train = 2
      $0.series.pause = .seconds(2)
    },
    pulses("a pause off the half second", "no sensible") {
      $0.series.train = 2
      $0.series.pause = .milliseconds(2750)
    },
    pulses("a train and its pause of an hour", nil) {
      $0.series.train = 2
      $0.series.pause = .milliseconds(3_597_500)
    },
    pulses("a train and its pause of more than an hour", "no sensible") {
      $0.series.train = 2
      $0.series.pause = .seconds(3598)
    },
    pulses("a pause without end", "no sensible") {
      $0.series.train = 2
      $0.series.pause = .init(ticks: Int64.max / 5_000_000 * 5_000_000)
    },
  ]

  static let ways: [ShapeChange] = [
    ShapeChange("a way held as long as the longest stay", nil) { _, scenes in
      scenes[1].transitions[1].condition.held = .seconds(7201)
    },
    ShapeChange("a way held longer than the longest stay", "longer than the longest stay") { _, scenes in
      scenes[1].transitions[1].condition.held = .seconds(7202)
    },
    ShapeChange("a way held for no time", "longer than the longest stay") { _, scenes in
      scenes[1].transitions[1].condition.held = .zero
    },
    ShapeChange("a way held for half a second", "longer than the longest stay") { _, scenes in
      scenes[1].transitions[1].condition.held = .milliseconds(500)
    },
    ShapeChange("a way that waits for an unknown stage", "a stage that is unknown") { _, scenes in
      scenes[1].transitions[1].condition.sign = .stage([.n1, .unknown])
    },
    ShapeChange("a way that waits for no stage", "another is always quicker") { _, scenes in
      scenes[1].transitions[1].condition.sign = .stage([])
    },
    ShapeChange("a way that the same sign beats", "another is always quicker") { _, scenes in
      scenes[1].transitions.append(Built.way(.arousal, held: 5, to: 3))
    },
    ShapeChange("a way that the same sign beats by a second", "another is always quicker") { _, scenes in
      scenes[1].transitions.append(Built.way(.arousal, held: 4, to: 3))
    },
    ShapeChange("a way whose stages others take between them", "another is always quicker") { _, scenes in
      scenes[1].transitions += [
        Built.way(.stage([.n1, .n2]), to: 2), Built.way(.stage([.rem]), held: 2, to: 3),
        Built.way(.stage([.n2, .rem]), held: 2, to: 2),
      ]
    },
    ShapeChange("a way of which one stage is left", nil) { _, scenes in
      scenes[1].transitions += [
        Built.way(.stage([.n1, .n2]), to: 2), Built.way(.stage([.n2, .rem]), held: 2, to: 2),
      ]
    },
    ShapeChange("a way before the wake time that an earlier one beats", "another is always quicker") {
      _, scenes in
      scenes[1].transitions += [
        Built.way(.beforeWake(.minutes(20)), to: 2), Built.way(.beforeWake(.minutes(20)), to: 3),
      ]
    },
    ShapeChange("a way before the wake time after a nearer one", nil) { _, scenes in
      scenes[1].transitions += [
        Built.way(.beforeWake(.minutes(19)), to: 2), Built.way(.beforeWake(.minutes(20)), to: 3),
      ]
    },
    ShapeChange("other wishes and presences", nil) { _, scenes in
      scenes[1].transitions += [
        Built.way(.wish(.next), to: 2), Built.way(.wish(.quiet), to: 3), Built.way(.presence(true), to: 2),
        Built.way(.presence(false), to: 3), Built.way(.dark(true), to: 2), Built.way(.dark(false), to: 3),
      ]
    },
  ]
}
