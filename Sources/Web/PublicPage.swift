internal import PublicRecord
public import SleepCore
internal import Surveillance

/// The page that anyone may read: what programs there are, what was reported, what was signalled and halted, and how
/// the record itself is.
struct PublicPage {
  let reading: RecordReading
  let health: LogHealth
  let monitors: [MonitorView]
  let reach: [Int: HaltReach]
  let now: UTCTime

  /// The whole page.
  func html() -> String {
    PageShell.page(title: "\(health.origin): the public record", body: body, script: Self.script)
  }

  /// What stands in `main`.
  var body: String {
    var out =
      "<h1>\(HTMLText.escaped(health.origin))</h1>\n<p class=\"first\">\(HTMLText.escaped(sentence))</p>\n"
    out += "<p class=\"soft\" id=\"live\" role=\"status\">\(HTMLText.escaped(healthSentence))</p>\n"
    out += section("Halts", halts)
    out += section("Programs", programs)
    out += section("Reports", reports)
    out += section("Monitors", monitorTable)
    out += section("The record itself", itself)
    return out
  }

  /// The page's first sentence: what someone in a hurry needs.
  var sentence: String {
    let standing = reading.halts.filter { $0.lift == nil }
    let names = standing.map { name($0.program) }
    let programs = "\(Self.count(reading.programs.count, "program")) known"
    if reading.programs.isEmpty, standing.isEmpty { return "No program is in this record yet." }
    if standing.isEmpty { return "\(programs), none halted." }
    return "\(programs). Halted: \(names.joined(separator: ", "))."
  }

  private var healthSentence: String {
    guard let time = health.witnessed else {
      return "\(Self.count(reading.size, "entry", "entries")). No witness has seen this record."
    }
    let age = max(0, now.seconds - time.seconds)
    return
      "\(Self.count(reading.size, "entry", "entries")), last witnessed \(time) (\(Self.span(age)) ago) by "
      + health.witnesses.joined(separator: ", ") + "."
  }

  private var halts: String {
    guard !reading.halts.isEmpty else { return "<p>No program was ever halted.</p>" }
    return PageShell.table(
      "Every halt there ever was; a lift names its reason and needs several keys",
      head: ["When", "Program", "Why", "Reached the pods", "Lifted"],
      rows: reading.halts.reversed().map { halt in
        let lifted = halt.lift.map {
          "\(Self.time($0.at))<br>\(HTMLText.escaped($0.reason)) (entry \($0.index))"
        }
        return [
          "\(Self.time(halt.at))<br><span class=\"soft\">entry \(halt.index)</span>",
          "\(HTMLText.escaped(name(halt.program)))<br>\(PageShell.hash(halt.program))",
          HTMLText.escaped(halt.reason)
            + "<br><span class=\"soft\">\(HTMLText.escaped(halt.cause))</span>",
          reach[halt.index].map(\.sentence) ?? "no pod has told yet",
          lifted ?? "<span class=\"bad\">no</span>",
        ]
      })
  }

  private var programs: String {
    let rows = reading.programs.sorted { ($0.value.name, $0.value.index) < ($1.value.name, $1.value.index) }
    guard !rows.isEmpty else { return "<p>No program is in this record yet.</p>" }
    return PageShell.table(
      "Each with its source, its limits and its certificates in the record: luma record prove shows them",
      head: ["Program", "Version", "Since", "SHA-256", ""],
      rows: rows.map { hash, program in
        [
          "\(HTMLText.escaped(program.title))<br><span class=\"soft\">\(HTMLText.escaped(program.name))</span>",
          HTMLText.escaped(program.version),
          "\(Self.time(program.at))<br><span class=\"soft\">entry \(program.index)</span>",
          PageShell.hash(hash),
          reading.halts(of: hash).isEmpty
            ? "<span class=\"good\">may run</span>" : "<span class=\"bad\">halted</span>",
        ]
      })
  }

  private var reports: String {
    let all = reading.reports.values.reduce(0) { $0 + $1.all }
    let serious = reading.reports.values.reduce(0) { $0 + $1.serious }
    var out =
      "<p>\(Self.count(all, "report")) in all, \(serious) of them serious. These two numbers are exact: every "
    out += "report has an entry of its own, which holds no word of it and cannot be taken away.</p>"
    guard !reading.months.isEmpty else {
      return out + "<p>Counts by kind and program are published once a month; none were yet.</p>"
    }
    out += PageShell.table(
      "By month, program and kind, with noise that hides each report, so a small number may be below zero. "
        + "Of the privacy budget \(reading.privacySpent) is spent.",
      head: ["Month", "Program", "Kind", "Reports", "Noise"],
      rows: reading.months.reversed().flatMap { month in
        month.rows.map { row in
          [
            HTMLText.escaped(month.month), HTMLText.escaped(name(row.program)), HTMLText.escaped(row.kind),
            "\(row.count)", "ε = \(month.epsilon)",
          ]
        }
      }, numbers: [3])
    return out
  }

  private var monitorTable: String {
    guard !monitors.isEmpty else { return "<p>No monitor is kept here.</p>" }
    return PageShell.table(
      "What is watched, and where each alarm line is. A monitor is never set back. The statistic and the line are "
        + "exact; how many nights were seen and expected is shown from a signal on, since small counts tell of people.",
      head: ["Program", "Outcome", "Seen", "Expected", "Statistic", "Line", "Looks", ""],
      rows: monitors.map { monitor in
        [
          HTMLText.escaped(name(monitor.program)), HTMLText.escaped(monitor.outcome),
          HTMLText.escaped(monitor.observed), HTMLText.escaped(monitor.expected),
          HTMLText.escaped(monitor.statistic),
          HTMLText.escaped(monitor.boundary), "\(monitor.looks)",
          monitor.picture
            + (monitor.hasSignalled
              ? "<span class=\"bad\">signal</span>" : "<span class=\"good\">quiet</span>"),
        ]
      }, numbers: [2, 3, 4, 5, 6])
  }

  private var itself: String {
    var out =
      "<p>The key of this record is <code>\(HTMLText.escaped(health.key))</code>. Anyone can check all of it "
    out +=
      "from outside: <code>luma record audit \(HTMLText.escaped(health.address))</code>, or with other people's "
    out += "tools, as its files follow C2SP tlog-tiles: <a href=\"checkpoint\">checkpoint</a>, "
    out += "<a href=\"policy\">policy</a>, <a href=\"bundle\">everything in one file</a>.</p>"
    out +=
      "<p>What is published here cannot be held back until later: a halt or a signal is in the record before "
    out += "it is on this page.</p>"
    let faults = reading.faults
    if faults.isEmpty {
      out += "<p class=\"good\">No entry breaks a rule of the record.</p>"
    } else {
      out += "<p class=\"bad\">Entries that break a rule of the record:</p><ul>"
      for fault in faults { out += "<li>\(HTMLText.escaped(fault.description))</li>" }
      out += "</ul>"
    }
    return out
  }

  private func section(_ title: String, _ html: String) -> String {
    "<section aria-label=\"\(title)\"><h2>\(title)</h2>\n\(html)\n</section>\n"
  }

  private func name(_ hash: String) -> String {
    if hash == CountsPlan.noProgram { return "no program of this record" }
    return reading.programs[hash].map { "\($0.title) \($0.version)" }
      ?? "an unknown program (\(hash.prefix(12))…)"
  }

  /// A moment in two lines: the day, and the time of UTC.
  private static func time(_ time: UTCTime) -> String {
    let text = time.description
    return "<span class=\"time\">\(text.prefix(10))<br>\(text.dropFirst(11).dropLast()) UTC</span>"
  }

  static func count(_ n: Int, _ one: String, _ many: String? = nil) -> String {
    n == 1 ? "1 \(one)" : "\(n) \(many ?? one + "s")"
  }

  /// A span of time in plain words.
  static func span(_ seconds: Int) -> String {
    if seconds < 120 { return "\(seconds) s" }
    if seconds < 7200 { return "\(seconds / 60) min" }
    return seconds < 172_800 ? "\(seconds / 3600) h" : "\(seconds / 86_400) days"
  }

  /// Brings the page up to date when something happens; without it, loading the page anew does the same.
  private static let script = """
    if (window.EventSource) {
      const live = new EventSource("live");
      const renew = async () => {
        try {
          const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
          document.querySelector("main").replaceWith(page.querySelector("main"));
        } catch (_) {}
      };
      live.addEventListener("checkpoint", renew);
      live.addEventListener("reached", renew);
    }
    """
}

/// How the log itself is.
public struct LogHealth: Sendable {
  /// The record's name.
  public var origin: String
  /// Its key.
  public var key: String
  /// Where it is served.
  public var address: String
  /// When enough witnesses had seen the newest checkpoint.
  public var witnessed: UTCTime?
  /// The witnesses that cosigned it.
  public var witnesses: [String]

  /// Creates a finding.
  public init(origin: String, key: String, address: String, witnessed: UTCTime?, witnesses: [String]) {
    (self.origin, self.key, self.address) = (origin, key, address)
    (self.witnessed, self.witnesses) = (witnessed, witnesses)
  }
}

/// How long a halt took to the pods that told.
public struct HaltReach: Sendable {
  private var delays: [Int] = []

  /// Starts with none.
  public init() {}

  /// A pod tells that it has taken the halt in, so many milliseconds after it was written.
  public mutating func add(milliseconds: Int) { delays.append(max(0, milliseconds)) }

  /// How many pods told.
  public var pods: Int { delays.count }

  /// In plain words.
  var sentence: String {
    let sorted = delays.sorted()
    guard let last = sorted.last else { return "no pod has told yet" }
    let median = sorted[sorted.count / 2]
    return "\(PublicPage.count(pods, "pod")): half within \(Self.text(median)), all within \(Self.text(last))"
  }

  private static func text(_ milliseconds: Int) -> String {
    milliseconds < 10_000
      ? "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s" : PublicPage.span(milliseconds / 1000)
  }
}
