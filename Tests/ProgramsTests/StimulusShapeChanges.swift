import ProgramKernel
import SleepCore

extension ShapeChange {
  static let gestures: [ShapeChange] = [
    ShapeChange("stimuli without a second to come in", "stimuli have no time") { _, scenes in
      scenes[1].longest?.time = .seconds(1)
      scenes[1].transitions.removeLast()
    },
    ShapeChange("stimuli with one second to come in", nil) { _, scenes in
      scenes[1].longest?.time = .seconds(2)
      scenes[1].transitions.removeLast()
    },
    ShapeChange("pulses and speech together", "do not go together") { _, scenes in
      scenes[2].stimuli.pulses = scenes[1].stimuli.pulses
    },
    pulses("a pulse without a rise", "no sensible") { $0.rise = .zero },
    pulses("a pulse with the shortest rise there is", nil) { $0.rise = .init(ticks: 1) },
    pulses("a pulse with a rise as long as half of it", nil) { $0.rise = .milliseconds(25) },
    pulses("a pulse with a rise of more than half of it", "no sensible") { $0.rise = .init(ticks: 250_001) },
    pulses("a pulse of a second", nil) { $0.length = .seconds(1) },
    pulses("a pulse of more than a second", "no sensible") { $0.length = .init(ticks: 10_000_001) },
    pulses("a pulse of no wave's height", nil) { $0.minimumNanovolts = 0 },
    pulses("a pulse of less than no wave", "no sensible") { $0.minimumNanovolts = -1 },
    pulses("a pulse at the trough", nil) { $0.phaseMilliDegrees = 180_000 },
    pulses("a pulse beyond a turn", "no sensible") { $0.phaseMilliDegrees = 180_001 },
    pulses("a pulse at the trough before", nil) { $0.phaseMilliDegrees = -180_000 },
    pulses("a pulse beyond a turn before", "no sensible") { $0.phaseMilliDegrees = -180_001 },
    pulses("a pulse at no phase there is", "no sensible") { $0.phaseMilliDegrees = .min },
    speech("a cue of half a second", "no words") { $0.length = .milliseconds(500) },
    speech("a cue of thirty seconds", nil) {
      $0.length = .seconds(30)
      $0.series.apart = .seconds(30)
    },
    speech("a cue of more than thirty seconds", "no words") {
      $0.length = .seconds(31)
      $0.series.apart = .seconds(31)
    },
    speech("a cue without words", "no words") { $0.texts = [] },
    speech("a cue in no stage", "no words") { $0.stages = [] },
    speech("a cue in an unknown stage", "no words") { $0.stages = [.wake, .unknown] },
    speech("a cue before the last one is over", "no words") { $0.series.apart = .seconds(1) },
    stimuli("touches", nil, Built.touch(100)),
    stimuli("flashes", nil, Built.flashes(3)),
    stimuli("scent", nil, Built.scent(burst: 10, apart: 11, most: 3)),
    stimuli("scent without a pause", "no sensible burst", Built.scent(burst: 10, apart: 10, most: 3)),
    stimuli("touches without a second between them", "no sensible series", Built.touch(100, apart: 0)),
    stimuli("a warmth of resting skin", nil, Built.warmth(33_000, over: 60)),
    stimuli("a warmth below resting skin", "below the skin's own", Built.warmth(32_999, over: 60)),
    stimuli("a warmth of sixty degrees", nil, Built.warmth(60_000, over: 60)),
    stimuli("a warmth above sixty degrees", "beyond everything", Built.warmth(60_001, over: 60)),
    ShapeChange("bursts in trains", "no sensible burst") { _, scenes in
      scenes[2].stimuli = Built.scent(burst: 10, apart: 20, most: 3)
      scenes[2].stimuli.scent?.series.train = 2
      scenes[2].stimuli.scent?.series.pause = .seconds(30)
    },
    ShapeChange("a burst with a fraction of a second", "no sensible burst") { _, scenes in
      scenes[2].stimuli = Built.scent(burst: 10, apart: 20, most: 3)
      scenes[2].stimuli.scent?.burst = .milliseconds(9500)
    },
    ShapeChange("touches of no length", "no sensible series") { _, scenes in
      scenes[2].stimuli = Built.touch(100)
      scenes[2].stimuli.touch?.length = .zero
    },
    ShapeChange("touches in an unknown stage", "no sensible series") { _, scenes in
      scenes[2].stimuli = Built.touch(100)
      scenes[2].stimuli.touch?.stages = [.unknown]
    },
    ShapeChange("touches longer than they are apart", "no sensible series") { _, scenes in
      scenes[2].stimuli = Built.touch(100)
      scenes[2].stimuli.touch?.length = .milliseconds(10_001)
    },
    ShapeChange("no flashes in a second", "flashes") { _, scenes in scenes[2].stimuli = Built.flashes(0) },
    ShapeChange("flashes that fill their second", nil) { _, scenes in
      scenes[2].stimuli = Built.flashes(2)
      scenes[2].stimuli.flashes?.length = .milliseconds(500)
    },
    ShapeChange("flashes that do not fit into their second", "flashes") { _, scenes in
      scenes[2].stimuli = Built.flashes(2)
      scenes[2].stimuli.flashes?.length = .init(ticks: 5_000_001)
    },
    ShapeChange("a flash that takes longer than its second", "flashes") { _, scenes in
      scenes[2].stimuli = Built.flashes(1)
      scenes[2].stimuli.flashes?.length = .init(ticks: 10_000_001)
    },
    ShapeChange("flashes of no length", "flashes") { _, scenes in
      scenes[2].stimuli = Built.flashes(2)
      scenes[2].stimuli.flashes?.length = .zero
    },
    ShapeChange("flashes in no stage", "flashes") { _, scenes in
      scenes[2].stimuli = Built.flashes(2)
      scenes[2].stimuli.flashes?.stages = []
    },
  ]
}
