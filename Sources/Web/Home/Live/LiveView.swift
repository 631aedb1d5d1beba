internal import Bedroom
internal import Consent
internal import Household
internal import Night
internal import SleepCore

/// A running night in the reader's words: what the page shows, and its stream and the API hand out.
struct LiveView {
  let night: NightNow
  let name: String
  let request: HomeRequest
  private var words: Words { request.words }

  init(_ night: NightNow, _ request: HomeRequest) async throws {
    (self.night, self.request) = (night, request)
    name = try await request.name(of: night.sleeper)
  }

  /// The state in one sentence.
  ///
  /// Such as `Mia sleeps deeply; rain at 32 dBA; wakes at 06:30.`
  var sentence: String {
    if let ended = night.ended { return "\(words[.ended]). \(words[.end(ended)])" }
    let state: Phrase = night.isInBed == false ? .sleeperUp : .sleeper(in: night.belief.stage)
    var parts = [words(state, name), sound]
    if let wakes = night.wakes { parts.append(words(.sentenceWakes, request.clock(wakes))) }
    return parts.joined(separator: "; ") + "."
  }

  var stage: String { words[.stage(night.belief.stage)] }

  /// What sounds, and how loud.
  var sound: String {
    let beds = Soundscape.allCases.filter { !night.ambience.beds[$0].isSilent }
    guard !beds.isEmpty else { return words[.silence] }
    let names = beds.map { words[.bed($0)] }.joined(separator: ", ")
    return words(.soundIs, names, words.number(Int(night.ambience.beds.total.dBA.rounded())))
  }

  /// How far the meter goes: 20 dBA, a very quiet bedroom, is its beginning, and 60 dBA its end.
  var meter: Int {
    let level = night.ambience.beds.total
    return level.isSilent ? 0 : min(max(Int(((level.dBA - 20) / 40 * 100).rounded()), 2), 100)
  }

  var bed: String {
    switch night.isInBed {
    case true?: words[.isInBed]
    case false?: words[.isOut]
    case nil: words[.bedUnknown]
    }
  }

  var moves: String { words[night.isStirring ? .stirring : .calm] }

  var alarm: String {
    switch night.alarm {
    case .ringing: words[.alarmRings]
    case .done: words[.alarmDone]
    case .armed, nil: night.wakes.map { words(.alarmArmed, request.clock($0)) } ?? words[.alarmNone]
    }
  }

  /// What was asked, the latest first, as lines.
  var receipts: [String] {
    night.receipts.reversed().map { receipt in
      let asked = request.clockWithSeconds(receipt.asked)
      guard let taken = receipt.taken else { return words(.receiptWaits, command(receipt), asked) }
      return words(.receiptDone, command(receipt), asked, request.clockWithSeconds(taken))
    }
  }

  private func command(_ receipt: CommandReceipt) -> String {
    switch receipt.command {
    case .stop: words[.didStop]
    case .say(.wish(.next)): words[.didNext]
    case .say(.wish(.more)): words[.didMore]
    case .say(.wish(.less)): words[.didLess]
    case .say(.wish(.quiet)): words[.didQuiet]
    case .say(.wakeAt(let time)):
      words(.didWake, request.clock(UTCTime(seconds: night.started.seconds + time.wholeSeconds)))
    case .say(.presence(let isIn)): words[isIn ? .didIn : .didOut]
    case .say(.darkness): words[.didDark]
    }
  }

  /// The stages so far, a letter each: W, 1, 2, 3, R, and `?`.
  var epochs: String {
    String(
      night.epochs.map { stage -> Character in
        switch stage {
        case .wake: "W"
        case .n1: "1"
        case .n2: "2"
        case .n3: "3"
        case .rem: "R"
        case .unknown: "?"
        }
      })
  }

  var json: CanonicalJSON {
    let level = night.ambience.beds.total
    return [
      "night": .number(night.id), "revision": .number(night.revision), "sentence": .text(sentence),
      "started": .text(night.started.description), "clock": .text(request.clock(night.clock)),
      "time_s": .number(night.time.wholeSeconds), "program": .text(night.program.name),
      "scene": .text(night.scene), "stage": .text(night.belief.stage.code), "stage_text": .text(stage),
      "level_milli_dba": level.isSilent ? .null : .number(Int(level.milliDecibels)),
      "sound_text": .text(sound), "meter": .number(meter), "pulses": .number(night.pulses),
      "stirring": .bool(night.isStirring), "moves_text": .text(moves),
      "in_bed": night.isInBed.map { .bool($0) } ?? .null, "bed_text": .text(bed),
      "wakes": night.wakes.map { .text($0.description) } ?? .null, "alarm_text": .text(alarm),
      "epochs": .text(epochs), "receipts": .texts(receipts),
      "ended": night.ended.map { .text($0.rawValue) } ?? .null,
    ]
  }
}
