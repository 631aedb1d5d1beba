internal import Bedroom
internal import Consent
internal import Foundation
internal import HTTPTypes
internal import Night
internal import ProgramKernel
internal import Programs
internal import PublicRecord
internal import SignIn
internal import Signals
internal import SleepCore
internal import VirtualSleeper
internal import Workbench

/// The engineer's workbench: write a program and see at once what is proved, simulate it, replay it, compare versions,
/// bring it into the house.
enum WorkbenchRoutes {
  static func all() -> [HomeRoute] {
    let jobs = WorkbenchJobs()
    let text = HomeField.needed("text", .text(most: ProgramDraft.mostBytes), "A program's text.")
    let other = HomeField.needed("other", .text(most: 60), "A program of the shelf, by its name.")
    return [
      .page(
        "/workbench", .useWorkbench, "The workbench",
        query: [.optional("program", .text(most: 60), "A program of the shelf to begin with.")]
      ) { await WorkbenchPages(jobs, $0).open() },
      .deed("/workbench", .useWorkbench, "Check a text, and show the verdict on a page", [text]) {
        await WorkbenchPages(jobs, $0).checked()
      },
      .deed("/workbench/check", .useWorkbench, "Check a text: a fragment of a page, or JSON", [text]) {
        WorkbenchPages(jobs, $0).check()
      },
      .deed(
        "/workbench/simulate", .useWorkbench, "Simulate nights of a text",
        [
          text, .optional("nights", .number(1...200), "How many nights."),
          .optional("hostile", .flag, "Senses that do what they can to let most out."),
        ]
      ) { try await WorkbenchPages(jobs, $0).simulate() },
      .deed(
        "/workbench/replay", .useWorkbench, "Run a text and another program over the same night",
        [
          text, other, .optional("seed", .number(1...1_000_000), "The virtual sleeper's seed."),
          .optional(
            "recording", .text(most: 200), "A recording of the house's recordings folder, by its name."),
        ]
      ) { try await WorkbenchPages(jobs, $0).replay() },
      .deed("/workbench/diff", .useWorkbench, "Compare a text with a program of the shelf", [text, other]) {
        try await WorkbenchPages(jobs, $0).diff()
      },
      .page("/workbench/jobs/:job", .useWorkbench, "What has become of a piece of work") {
        try await WorkbenchPages(jobs, $0).job()
      },
      .deed("/programs", .publishProgram, "Bring a program into the house and its record", [text]) {
        try await WorkbenchPages(jobs, $0).bring()
      },
      .get("/programs", .seeTonight, "The programs of the shelf") { request in
        let shelf = await request.house.nights.shelf
        return .json(
          .list(
            shelf.entries.map { entry in
              [
                "name": .text(entry.offer.name), "title": .text(entry.program.compiled.title),
                "version": .text(entry.offer.version), "sha256": .text(entry.offer.sha256),
                "ages": .texts(entry.offer.ages.map(\.rawValue).sorted()),
                "powers": .texts(entry.offer.powers.map(\.rawValue).sorted()), "own": .bool(entry.isOwn),
              ]
            }))
      },
    ]
  }
}

/// The pages of the workbench.
struct WorkbenchPages: Sendable {
  let jobs: WorkbenchJobs
  let request: HomeRequest

  init(_ jobs: WorkbenchJobs, _ request: HomeRequest) { (self.jobs, self.request) = (jobs, request) }

  private var words: Words { request.words }
  private var bench: WorkbenchPage { WorkbenchPage(words: .of(words.language.rawValue)) }
  private var text: String { ProgramDraft.fromForm(request["text"] ?? "") }
  private var hidden: [(name: String, value: String)] { [("token", request.visitor.formToken)] }

  private func page(_ body: String, status: Int? = nil, refresh: Int? = nil) -> HomeAnswer {
    .page(
      HomePage(
        title: words[.workbench], body: "<h1>\(words[.workbench])</h1>\n\(body)", scripts: ["workbench.js"],
        styles: ["workbench.css"], place: .workbench, refresh: refresh))
  }

  func open() async -> HomeAnswer {
    let shelf = await request.house.nights.shelf
    let entry = request["program"].flatMap { shelf[$0] } ?? shelf["rain-to-dawn"] ?? shelf.entries.first
    let links = shelf.entries.map { one in
      let here = one.offer.name == entry?.offer.name ? " aria-current=\"true\"" : ""
      return "<li><a href=\"/workbench?program=\(one.offer.name)\"\(here)>"
        + "\(HTMLText.escaped(one.program.compiled.title))</a> <span class=\"soft\">\(one.offer.name)</span></li>"
    }
    let chosen = entry?.program.text ?? ""
    return page(
      """
      <p class="first">\(words[.workbenchSentence])</p>
      <details class="card"><summary>\(words.count(links.count, .programsOfTheHouse))</summary>
      <ul>\(links.joined())</ul></details>
      \(editor(chosen, verdict: nil, shelf))
      """)
  }

  func checked() async -> HomeAnswer {
    let verdict = ProgramDraft.check(text: text, file: words[.yourText])
    if request.wantsJSON { return Self.json(verdict) }
    return page(editor(text, verdict: verdict, await request.house.nights.shelf))
  }

  func check() -> HomeAnswer {
    let verdict = ProgramDraft.check(text: text, file: words[.yourText])
    if request.wantsJSON { return Self.json(verdict) }
    return .file(Array(bench.verdict(verdict, text: text).utf8), type: "text/html; charset=utf-8")
  }

  private static func json(_ verdict: DraftVerdict) -> HomeAnswer {
    .file(Array(verdict.json.utf8), type: "application/json")
  }

  /// The editor, and what can be done with its text.
  private func editor(_ text: String, verdict: DraftVerdict?, _ shelf: ProgramShelf) -> String {
    let others = shelf.entries.map {
      "<option value=\"\($0.offer.name)\">\(HTMLText.escaped($0.program.compiled.title))</option>"
    }.joined()
    let recordings = recordingNames.map { "<option>\(HTMLText.escaped($0))</option>" }.joined()
    let carried = HTML.hidden("text", text)
    func tool(_ id: String, _ title: Phrase, _ action: String, _ fields: String) -> String {
      """
      <details class="card" id="\(id)"><summary>\(words[title])</summary>
      <p class="hint">\(words[.withCheckedText])</p>
      \(HTML.form(action, request.visitor, carried + fields + HTML.button(words[title])))
      </details>
      """
    }
    let publish =
      HouseRules.decide(.publishProgram, by: request.visitor.actor).isAllowed
        || request.visitor.actor.roles.contains(.engineer)
      ? tool("bring", .bringIn, "/programs", "<p>\(words[.bringInSentence])</p>") : ""
    return """
      <section class="card">
      <h2>\(words[.theText])</h2>
      \(bench.editor(text: text, verdict: verdict, action: "/workbench", checkAt: "/workbench/check", hidden: hidden))
      </section>
      \(tool("simulate", .simulate, "/workbench/simulate", """
        <label for="nights">\(words[.howManyNights])</label>
        <input id="nights" name="nights" type="number" min="1" max="200" value="40">
        <label class="check"><input type="checkbox" name="hostile" value="yes"> \(words[.hostileSenses])</label>
        """))
      \(tool("replay", .replaySideBySide, "/workbench/replay", """
        <label for="replay-other">\(words[.besideWhich])</label>
        <select id="replay-other" name="other">\(others)</select>
        <label for="seed">\(words[.sleeperSeed])</label>
        <input id="seed" name="seed" type="number" min="1" max="1000000" value="1">
        \(recordings.isEmpty ? "" : "<label for=\"recording\">\(words[.orRecording])</label>"
          + "<select id=\"recording\" name=\"recording\"><option value=\"\"></option>\(recordings)</select>")
        """))
      \(tool("diff", .compareVersions, "/workbench/diff", """
        <label for="diff-other">\(words[.withWhich])</label>
        <select id="diff-other" name="other">\(others)</select>
        """))
      \(publish)
      """
  }

  // MARK: Long work

  func simulate() async throws -> HomeAnswer {
    let (text, bench) = (text, bench)
    let nights = request.number("nights") ?? 40
    let senses: ProgramSimulation.Senses = request.flag("hostile") == true ? .hostile : .sleepers
    return try await begin { goesOn in
      let program = try ProgramProof.program(text: text, file: "program")
      guard let age = program.compiled.ages.first else { return "" }
      let verified = try ProgramProof.verify(program, age: age)
      let simulation = ProgramSimulation(verified, nights: nights, seed: 1, senses: senses) { done in
        goesOn(Double(done) / Double(nights))
      }
      return bench.simulation(simulation)
    }
  }

  func replay() async throws -> HomeAnswer {
    let (text, bench) = (text, bench)
    let installation = request.house.nights.place.installation
    guard let other = await request.house.nights.shelf[request["other"] ?? ""] else {
      throw HomeProblem.nothing
    }
    let seed = UInt64(request.number("seed") ?? 1)
    let recording = request["recording"]
    if let recording, !recordingNames.contains(recording) { throw HomeProblem.nothing }
    let folder = recordingsFolder
    return try await begin { goesOn in
      let program = try ProgramProof.program(text: text, file: "program")
      guard let age = program.compiled.ages.first else { return "" }
      let first = try ProgramProof.verify(program, age: age)
      let second = try ProgramProof.verify(other.program, age: other.program.compiled.ages.first ?? age)
      let models = try installation.models()
      let comparison: ReplayComparison
      if let recording {
        let file = try EDFFile(path: "\(folder)/\(recording)")
        let opened = try EDFReplaySource(file: file, name: recording, channel: nil)
        comparison = try ReplayComparison(
          { opened }, first: first, second: second,
          wakeAt: NightConfiguration.usualWakeTime(for: opened.description), models: models, goesOn: goesOn)
      } else {
        let sleeper = VirtualSleeper(seed: seed)
        comparison = try ReplayComparison(
          { sleeper }, first: first, second: second,
          wakeAt: NightConfiguration.usualWakeTime(for: sleeper.description), models: models, goesOn: goesOn)
      }
      return bench.replay(comparison)
    }
  }

  func diff() async throws -> HomeAnswer {
    let (text, bench) = (text, bench)
    guard let other = await request.house.nights.shelf[request["other"] ?? ""] else {
      throw HomeProblem.nothing
    }
    return try await begin { _ in bench.diff(VersionDiff(from: other.program.text, to: text)) }
  }

  private func begin(
    _ work: @escaping @Sendable (@escaping @Sendable (Double) -> Bool) throws -> String
  ) async throws -> HomeAnswer {
    guard let job = await jobs.begin(work) else {
      throw HomeProblem(
        .conflict, "too much work waits already", place: "the workbench", remedy: "Try again in a moment.",
        code: "busy")
    }
    return .done(path: "/workbench/jobs/\(job)", json: ["job": .number(job)])
  }

  func job() async throws -> HomeAnswer {
    guard let id = Int(request.path["job"] ?? ""), let state = await jobs.state(of: id) else {
      throw HomeProblem.nothing
    }
    let back = "<p><a class=\"button\" href=\"/workbench\">\(words[.workbench])</a></p>"
    switch state {
    case .running(let share):
      let percent = Int(share * 100)
      return page(
        """
        <p class="first" role="status">\(words(.working, "\(percent)"))</p>
        <progress max="100" value="\(percent)">\(percent) %</progress>
        \(back)
        """, refresh: 1)
    case .done(let fragment): return page(fragment + back)
    case .failed(let why): return page("<p class=\"first bad\">\(HTMLText.escaped(why))</p>" + back)
    }
  }

  func bring() async throws -> HomeAnswer {
    let proof = try await request.house.nights.bring(text, at: request.now)
    let body = """
      <p class="first">\(words(.broughtIn, "\(proof.index)"))</p>
      <p><a class="button" href="/workbench">\(words[.workbench])</a></p>
      """
    if request.wantsJSON { return .json(["entry": .number(proof.index)]) }
    return page(body)
  }

  private var recordingsFolder: String { "\(request.house.nights.place.state)/recordings" }

  private var recordingNames: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: recordingsFolder)) ?? [])
      .filter { name in !name.hasPrefix(".") && [".edf", ".bdf"].contains { name.lowercased().hasSuffix($0) }
      }
      .sorted()
  }
}
