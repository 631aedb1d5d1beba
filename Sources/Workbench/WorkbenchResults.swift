internal import ProgramKernel
internal import Programs
internal import SleepCore

extension WorkbenchPage {
  /// The bounds of a proved program, each with its limit and its margin.
  func bounds(_ verified: VerifiedProgram) -> String {
    let rows = verified.bounds.filter { $0.value != 0 || $0.isAtLeast }.map { fact in
      [
        fact.limit, fact.valueText, "\(fact.isAtLeast ? "≥" : "≤") \(fact.boundText)",
        fact.marginText,
      ]
    }
    return Self.table(
      words.boundsCaption, head: [words.limit, words.worst, words.allowed, words.margin], rows: rows,
      numbers: [1, 2, 3])
      + "<p class=\"soft\">\(HTMLText.escaped(words.certificate)) "
      + "<code class=\"wb-hash\">\(ProofJSON.certificateHash(verified))</code></p>"
  }

  /// A refusal, and its night as a picture and in lines.
  func refusal(_ refused: RefusedNight, _ night: CounterexampleNight?) -> String {
    var out = "<p><strong class=\"bad\">\(HTMLText.escaped(refused.place))</strong>: "
    out += "\(HTMLText.escaped(refused.problem)).</p><p>\(HTMLText.escaped(refused.remedy))</p>"
    if let night { out += Self.picture { CounterexamplePicture(night, words: words).svg($0) } }
    guard let lines = refused.trace?.lines, !lines.isEmpty else { return out }
    out += "<details><summary>\(HTMLText.escaped(words.thatNight))</summary><ol class=\"wb-trace\">"
    // A night of very many changes is told by its first and last ones.
    let shown = lines.count > 400 ? lines.prefix(200) + ["…"] + lines.suffix(200) : lines[...]
    for line in shown { out += "<li>\(HTMLText.escaped(line))</li>" }
    return out + "</ol></details>"
  }

  /// Simulated nights: the picture, and its numbers as tables.
  public func simulation(_ simulation: ProgramSimulation) -> String {
    let rows = SimulationPicture.rows(simulation).map { fact, values in
      let three = ProgramSimulation.three(values)
      return [
        fact.limit, three.map { fact.with($0.least).valueText } ?? "",
        three.map { fact.with($0.median).valueText } ?? "", three.map { fact.with($0.most).valueText } ?? "",
        fact.valueText, "\(fact.isAtLeast ? "≥" : "≤") \(fact.boundText)",
      ]
    }
    let scenes = simulation.scenes.compactMap { name -> [String]? in
      guard let times = simulation.secondsByScene[name], let three = ProgramSimulation.three(times) else {
        return nil
      }
      return [name, "\(times.count) / \(simulation.nights)"]
        + [three.least, three.median, three.most].map { "\(NightTime(seconds: Int($0)))" }
    }
    return "<section class=\"wb-simulation\">"
      + Self.picture { SimulationPicture(simulation, words: words).svg($0) }
      + Self.table(
        words.cameOut,
        head: [words.limit, words.least, words.median, words.most, words.proved, words.allowed], rows: rows,
        numbers: [1, 2, 3, 4, 5])
      + Self.table(
        words.timeInScenes, head: [words.scene, words.nights, words.least, words.median, words.most],
        rows: scenes, numbers: [1, 2, 3, 4]) + "</section>"
  }

  /// Two programs on one recorded night: the picture, and the figures of both as a table.
  public func replay(_ comparison: ReplayComparison) -> String {
    func number(_ x: Double?) -> String { x.map(NumberWords.short) ?? "–" }
    let rows = comparison.figures.map { figure in
      let difference = figure.difference
      let sign = (difference ?? 0) > 0 ? "+" : ""
      return [
        words.name(figure.kind), number(figure.first), number(figure.second),
        difference.map { abs($0) < 0.05 ? "0" : sign + number($0) } ?? "–",
      ]
    }
    let same = comparison.isSame ? "<p class=\"good\">\(HTMLText.escaped(words.sameNight))</p>" : ""
    return "<section class=\"wb-replay\">" + same
      + Self.picture { ReplayPicture(comparison, words: words).svg($0) }
      + Self.table(
        words.differences,
        head: [
          words.figureOfNight, "A: \(comparison.first.program)", "B: \(comparison.second.program)",
          words.difference,
        ], rows: rows, numbers: [1, 2, 3]) + "</section>"
  }

  /// What changed between two versions: in meaning, and line by line with three lines around every change.
  public func diff(_ diff: VersionDiff) -> String {
    var out = "<section class=\"wb-diff\">"
    if let meaning = diff.meaning {
      for (head, lines) in [
        (words.forSleeper, meaning.forSleeper), (words.forSafety, meaning.forSafety),
        (words.inWords, meaning.inWords),
      ] {
        out += "<h3>\(HTMLText.escaped(head))</h3><ul>"
        for line in lines.isEmpty ? [words.nothingChanged] : lines {
          out += "<li>\(HTMLText.escaped(line))</li>"
        }
        out += "</ul>"
      }
    } else {
      out += "<p>\(HTMLText.escaped(words.noMeaning))</p>"
    }
    return out + "<h3>\(HTMLText.escaped(words.lineByLine))</h3>" + lines(diff.lines) + "</section>"
  }

  private func lines(_ lines: [VersionDiff.Line]) -> String {
    let changed = lines.indices.filter { lines[$0].fate != .kept }
    guard !changed.isEmpty else { return "<p>\(HTMLText.escaped(words.nothingChanged))</p>" }
    var isShown = [Bool](repeating: false, count: lines.count)
    for i in changed {
      for near in max(i - 3, 0)...min(i + 3, lines.count - 1) { isShown[near] = true }
    }
    var out = "<div class=\"scroll\" tabindex=\"0\"><table class=\"wb-lines\"><caption class=\"wb-heard\">"
    out += "\(HTMLText.escaped(words.lineByLine))</caption><thead class=\"wb-heard\"><tr>"
    for head in [words.before, words.after, words.difference, words.text] {
      out += "<th scope=\"col\">\(HTMLText.escaped(head))</th>"
    }
    out += "</tr></thead><tbody>"
    var i = 0
    while i < lines.count {
      guard isShown[i] else {
        let end = isShown[i...].firstIndex(of: true) ?? lines.count
        out +=
          "<tr class=\"wb-gap\"><td colspan=\"4\">… \(HTMLText.escaped(words.unchanged(end - i)))</td></tr>"
        i = end
        continue
      }
      out += row(lines[i])
      i += 1
    }
    return out + "</tbody></table></div>"
  }

  private func row(_ line: VersionDiff.Line) -> String {
    let (kind, sign, word, tag) =
      switch line.fate {
      case .kept: ("kept", "", "", "span")
      case .removed: ("removed", "−", words.removed, "del")
      case .added: ("added", "+", words.added, "ins")
      }
    let mark =
      sign.isEmpty
      ? ""
      : "<span aria-hidden=\"true\">\(sign)</span><span class=\"wb-heard\">\(HTMLText.escaped(word))</span>"
    func number(_ n: Int?) -> String { "<td class=\"wb-number\">\(n.map(String.init) ?? "")</td>" }
    return
      "<tr class=\"wb-\(kind)\">\(number(line.before))\(number(line.after))<td class=\"wb-mark\">\(mark)</td>"
      + "<td><code><\(tag)>\(HTMLText.escaped(line.text))</\(tag)></code></td></tr>"
  }
}
