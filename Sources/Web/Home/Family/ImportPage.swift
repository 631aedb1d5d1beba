internal import Consent
internal import Foundation
internal import HTTPTypes
internal import Household
internal import SignIn
internal import SleepCore

/// Nights of other systems that are brought in.
enum ImportPage {
  static func page(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    let words = view.words
    let title = "\(words[DataWords.importNights]): \(view.name)"
    let here = try await view.store.imported(of: view.person.id).count
    let kinds = [
      ("fitbit", words[DataWords.fitbit]), ("oura", words[DataWords.oura]), ("apple", words[DataWords.apple]),
    ]
    let megabytes = words.number(DataRoutes.most >> 20)
    // A form cannot send a file as a whole body: the script does. Without one the button stays off.
    let body = """
      <p><a href="\(view.path)#data">\(view.shownName)</a></p>
      <h1>\(HTMLText.escaped(title))</h1>
      <p class="first">\(words[DataWords.importFirst])</p>
      <p>\(words.count(here, DataWords.imported))</p>
      <form id="import" action="/import/\(view.person.id)" method="post" data-most="\(DataRoutes.most)"
        data-running="\(HTMLText.escaped(words[DataWords.importRunning]))"
        data-done="\(HTMLText.escaped(words[DataWords.importDone]))"
        data-failed="\(HTMLText.escaped(words[DataWords.importFailed]))"
        data-large="\(HTMLText.escaped(words(DataWords.importMost, megabytes)))">
      \(HTML.hidden("token", request.visitor.formToken))
      \(FormHTML.select(words[DataWords.importKind], name: "kind", kinds.map { (value: $0.0, text: $0.1) }))
      \(FormHTML.input(words[DataWords.importFile], name: "file", type: "file",
        hint: words(DataWords.importMost, megabytes), more: "required accept=\".json,.xml\""))
      \(FormHTML.input(words[DataWords.importNight], name: "night", type: "date"))
      <button disabled>\(words[DataWords.importButton])</button>
      <p role="status" aria-live="polite"></p>
      </form>
      <p class="soft">\(words[DataWords.importCommand])</p>
      <pre>luma home import fitbit FILE --person \(view.person.id)</pre>
      """
    return .page(
      HomePage(
        title: title, body: body, scripts: ["family.js"], styles: ["family.css"], place: .family))
  }

  static func keep(_ request: HomeRequest) async throws -> HomeAnswer {
    let view = try await FamilyView(request)
    let zone = try await view.store.settings().zone
    let clock = WallClock(zone: zone) ?? request.house.clock
    let nights: [ImportedNight]
    do throws(HouseholdError) {
      switch request["kind"] {
      case "fitbit": nights = try FitbitImport.nights(request.file, file: "the file", clock: clock)
      case "oura": nights = try OuraImport.nights(request.file, file: "the file")
      default: nights = [try apple(request, clock)]
      }
    } catch {
      throw HomeProblem(
        .unprocessableContent, error.problem, place: error.place, remedy: error.remedy, code: "unreadable")
    }
    try await view.store.keep(nights, of: view.person.id)
    return .done(path: "/import/\(view.person.id)", json: ["nights": .number(nights.count)])
  }

  /// An export of Apple Health is read as it streams by from a file, so it becomes one for that long.
  private static func apple(_ request: HomeRequest, _ clock: WallClock) throws(HouseholdError)
    -> ImportedNight
  {
    let path = "\(request.house.store.folder)/import-\(UUID().uuidString)"
    let files = FileManager.default
    ExportPage.sweep(request.house.store.folder, now: request.now)
    defer { try? files.removeItem(atPath: path) }
    guard
      files.createFile(
        atPath: path, contents: Data(request.file), attributes: [.posixPermissions: 0o600])
    else {
      throw HouseholdError(
        .storage, "the file cannot be put aside", place: "the household's folder",
        remedy: "Make room on its disk, and try again.")
    }
    do throws(HouseholdError) {
      return try AppleHealthImport.night(path: path, night: request["night"], clock: clock)
    } catch {
      throw HouseholdError(
        error.kind, error.problem, place: error.place.replacing(path, with: "the file"), remedy: error.remedy)
    }
  }
}
