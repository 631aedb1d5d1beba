internal import HTTPTypes
internal import Household
internal import Night
internal import SleepCore

/// What was played in a night, beside how it was slept.
enum PlayedPage {
  static func answer(_ request: HomeRequest, _ shelf: PlayedShelf) async throws -> HomeAnswer {
    let words = request.words
    let kept = try await MorningRoutes.kept(request)
    let night = try await shelf.night(kept)
    let label = words(.hypnogramLabel, words.clock(night.start / 60))
    let body = """
      <p class="when"><a href="/mornings/\(kept.id)">\(escaped(words(.nightFrom, words.day(kept.evening))))</a></p>
      <h1>\(words[.played])</h1>
      <div class="plain">\(HypnogramStrip.svg(night.stages, label: label))\(HypnogramStrip.key(words))</div>
      <div id="played" hidden data-url="/mornings/\(kept.id)/data" data-twelve="\(words.hasTwelveHours)"
      data-rows="\(escaped(HypnogramStrip.rows.map { words[.stage($0)] }.joined(separator: "|")))">
      <p class="soft">\(words[.playedHint])</p>
      <h2>\(words[.labelStage])</h2><div class="chart" data-chart="stages"></div>
      <h2>\(words[.levelLabel])</h2><div class="chart" data-chart="level"></div>
      <div data-pulses><h2>\(words[.pulsesLabel])</h2><div class="chart" data-chart="pulses"></div></div></div>
      \(table(night, words))
      <p class="deeds"><a class="button quiet" href="/mornings/\(kept.id)/report">\(words[.report])</a></p>
      """
    return .page(
      HomePage(
        title: words[.played], body: body, scripts: ["dygraph.js", "morning.js"], styles: ["dygraph.css"],
        place: .morning))
  }

  /// The same in a table, an hour a row.
  private static func table(_ night: PlayedNight, _ words: Words) -> String {
    let bins = 120
    let rows = stride(from: 0, to: night.levels.count, by: bins).map { first in
      let range = first..<min(first + bins, night.levels.count)
      let asleep = range.count { $0 < night.stages.count && night.stages[$0].isAsleep }
      let loudest = night.levels[range].compactMap { $0 }.max()
      return [
        "<span class=\"time\">\(words.clock((night.start + first * 30) / 60))</span>",
        words.duration(seconds: asleep * 30),
        loudest.map { words.number(Double($0) / 1000, digits: 0) } ?? words[.silence],
        words.number(night.pulses[range].reduce(0, +)),
      ]
    }
    return HTML.table(
      words[.playedByHour],
      head: [words[.columnFrom], words[.columnAsleep], words[.columnLoudest], words[.columnPulses]],
      rows: rows, numbers: [1, 2, 3])
  }

  /// The night's own report: a page that holds everything it needs, and loads nothing.
  static func report(_ request: HomeRequest) async throws -> HomeAnswer {
    let night = try await MorningRoutes.kept(request)
    return .file(
      try NightFolder.read(NightFolder(path: night.folder).report), type: "text/html; charset=utf-8",
      headers: [
        .contentSecurityPolicy:
          "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
          + "media-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
      ])
  }
}
