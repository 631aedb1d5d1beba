internal import Household
internal import SignIn
internal import SleepCore

/// The page of trends.
enum TrendsPage {
  static func answer(_ request: HomeRequest) async throws -> HomeAnswer {
    let words = request.words
    let id = try request.about().id
    let person = try await request.house.store.person(id)
    let trend = try await Trend.of(request)
    let days = trend.rows.count
    let hides = person.profile.hidesFigures && !(request.flag("figures") ?? false)
    let title = id == request.visitor.id ? words[.trendsMine] : words(.trendsOf, request.name(of: person))
    let more = person.profile.hidesFigures && !hides ? "&amp;figures=yes" : ""
    let spans = [7, 30, 365].map { span in
      let here = span == days ? " aria-current=\"true\"" : ""
      return
        "<a href=\"/trends?sleeper=\(id)&amp;days=\(span)\(more)\"\(here)>\(words.count(span, .days))</a>"
    }.joined()
    var body = """
      \(HTML.sleepers(try await request.sleepers(), chosen: id, path: "/trends", request))
      <h1>\(escaped(title))</h1>
      """
    if hides {
      body += """
        <p class="first">\(words[.trendHidden])</p>
        <p class="deeds"><a class="button quiet" href="/trends?sleeper=\(id)&amp;days=\(days)&amp;figures=yes">\
        \(words[.showFigures])</a></p>
        """
      return .page(HomePage(title: title, body: body, place: .trends))
    }
    let known = words(.trendKnown, words.count(trend.known, .nights), words.count(days, .days))
    body += """
      <nav class="whose" aria-label="\(words[.trendSpan])">\(spans)</nav>
      <p class="first">\(escaped(known))</p>
      <p class="soft">\(words[.trendGaps])</p>
      <h2>\(words[.trendSleep])</h2>
      <div class="plain">\(picture(trend, words))</div>
      <div id="trends" hidden data-url="/trends/data?sleeper=\(id)&amp;days=\(days)">
      <div class="chart" data-chart="asleep"></div>
      <h2>\(words[.trendQuality])</h2><div class="chart" data-chart="quality"></div>
      <h2>\(words[.trendWoke])</h2><div class="chart" data-chart="awakenings"></div></div>
      <details class="list"><summary>\(words[.trendTable])</summary>\(table(trend, words))</details>
      """
    if person.profile.hidesFigures {
      body += "<p><a href=\"/trends?sleeper=\(id)&amp;days=\(days)\">\(words[.hideFigures])</a></p>"
    }
    return .page(
      HomePage(
        title: title, body: body, scripts: ["dygraph.js", "trends.js"], styles: ["dygraph.css"],
        place: .trends))
  }

  /// A bar for every night; an evening without one keeps its place, and a small mark says that it is empty.
  private static func picture(_ trend: Trend, _ words: Words) -> String {
    let (width, height) = (720, 200)
    let most = 12 * 3600
    let count = trend.rows.count
    let step = width / max(count, 1)
    func x(_ i: Int) -> Int { i * width / max(count, 1) }
    var out = ""
    for hours in [4, 8, 12] {
      let y = height - hours * 3600 * height / most
      out +=
        "<line x1=\"0\" x2=\"\(width)\" y1=\"\(y)\" y2=\"\(y)\"/><text x=\"2\" y=\"\(y + 14)\">\(hours) h</text>"
    }
    let bar = max(step * 7 / 10, 1)
    for (i, row) in trend.rows.enumerated() {
      guard let asleep = row.figures?.totalSleepTime else {
        out += "<rect class=\"gap\" x=\"\(x(i))\" y=\"\(height - 3)\" width=\"\(bar)\" height=\"3\"/>"
        continue
      }
      let tall = min(asleep, most) * height / most
      out +=
        "<rect class=\"bar\" x=\"\(x(i))\" y=\"\(height - tall)\" width=\"\(bar)\" height=\"\(tall)\"/>"
    }
    return "<svg class=\"trend\" viewBox=\"0 0 \(width) \(height)\" role=\"img\" "
      + "aria-label=\"\(escaped(words[.trendChart]))\">\(out)</svg>"
  }

  private static func table(_ trend: Trend, _ words: Words) -> String {
    let rows = trend.rows.reversed().map { row in
      [
        escaped(words.day(row.evening)),
        row.figures.map { words.duration(seconds: $0.totalSleepTime) } ?? words[.trendNone],
        row.diary?.quality.map { words[.quality($0)] } ?? "–",
        row.diary?.awakenings.map { words.number($0) } ?? "–",
      ]
    }
    return HTML.table(
      words[.trendTable],
      head: [words[.trendEvening], words[.timeAsleep], words[.trendQuality], words[.trendWoke]], rows: rows,
      numbers: [1, 3])
  }
}
