internal import Consent
internal import Foundation
internal import HTTPTypes
internal import Household
internal import SignIn
internal import SleepCore

/// Everything about someone, in open formats, as one file.
enum ExportPage {
  static func page(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    let words = view.words
    let title = words(DataWords.exportOf, view.name)
    let signals = try await signals(view)
    var options = [FormHTML.check("names", "yes", words[DataWords.withNames])]
    if view.may(.readDreams) {
      options.append(FormHTML.check("dreams", "yes", words[DataWords.withDreams]))
    }
    if signals > 0 {
      options.append(FormHTML.check("signals", "yes", words[DataWords.withSignals], isChosen: true))
    }
    let holds =
      [
        words[DataWords.exportTables], words[DataWords.exportReceipts], words[DataWords.exportHealth],
      ] + (signals > 0 ? [words.count(signals, DataWords.exportSignals)] : [])
    let body = """
      <p><a href="\(view.path)#data">\(view.shownName)</a></p>
      <h1>\(HTMLText.escaped(title))</h1>
      <p class="first">\(words(DataWords.exportFirst, view.shownName))</p>
      <form method="get" action="/export/\(view.person.id)/archive">
      <fieldset><legend>\(words[DataWords.exportHolds])</legend>
      <ul>\(holds.map { "<li>\($0)</li>" }.joined())</ul>
      \(options.joined(separator: "\n"))</fieldset>
      <p class="soft">\(words[DataWords.exportOpen])</p>
      \(HTML.button(words[DataWords.download], kind: "big"))
      </form>
      """
    return .page(HomePage(title: title, body: body, styles: ["family.css"], place: .family))
  }

  static func archive(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    let withDreams = request.flag("dreams") ?? false
    if withDreams,
      case .refused(let refusal) = HouseRules.decide(
        .readDreams, by: request.visitor.actor, about: view.subject)
    {
      throw refusal
    }
    let withSignals = request.flag("signals") ?? false
    let store = view.store
    // In the household's own folder, its owner's alone; what a crash leaves goes with the next export.
    sweep(store.folder, now: request.now)
    let folder = "\(store.folder)/export-\(UUID().uuidString)"
    let names: [String]
    do {
      names = try await store.export(
        to: folder, of: [view.person.id], withDreams: withDreams, withNames: request.flag("names") ?? false,
        now: request.now)
    } catch {
      try? FileManager.default.removeItem(atPath: folder + ".unfinished")
      throw error
    }
    let top = "lumapod-\(UTCTime.name(ofDay: view.today))"
    let sender = ExportSender(
      folder, names: names.filter { withSignals || !$0.hasPrefix("edf/") }, top: top, now: request.now)
    try await store.keep(
      AuditLine(
        at: request.now, way: FamilyView.way(request), by: request.visitor.id, act: Act.exportData.rawValue,
        about: view.person.id.description))
    return .pieces(type: "application/zip", name: "\(top)-\(view.person.id.description.prefix(8)).zip") {
      try await sender.next()
    }
  }

  /// How many nights have signals.
  private static func signals(_ view: FamilyView) async throws -> Int {
    try await view.store.nights(of: view.person.id, limit: .max)
      .count { FileManager.default.fileExists(atPath: $0.folder + "/signals.edf") }
  }

  /// Removes what a crash left of an export or an import, after a day.
  static func sweep(_ folder: String, now: UTCTime) {
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix("export-") || name.hasPrefix("import-") {
      let path = "\(folder)/\(name)"
      guard let made = (try? files.attributesOfItem(atPath: path))?[.modificationDate] as? Date,
        now.seconds - Int(made.timeIntervalSince1970) > 86_400
      else { continue }
      try? files.removeItem(atPath: path)
    }
  }
}
