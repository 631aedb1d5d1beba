public import Hummingbird
public import Incidents
internal import SleepCore

/// What a home's incident page needs of the home: its cases, its programs, and someone who takes a report in.
public protocol IncidentOffice: Sendable {
  /// All cases.
  func cases() throws -> CaseFile
  /// The vocabulary that cases are coded with.
  func vocabulary() throws -> Vocabulary
  /// Names of programs that this home may have run.
  var programs: [String] { get }
  /// Last evening's date, by the home's clock.
  func lastNight() -> CalendarDay
  /// Takes a report in: the halt, the journal, the public commitment.
  ///
  /// - Returns: the receipt as a page.
  func take(_ answers: ReportAnswers) async throws -> String
}

/// The pages of a home's reports, for its own machine: the seven questions, the printed form, and the workbench.
///
/// Whoever reaches this address may read every report of the home: it is served on loopback alone. A form carries a
/// word that only this server's pages know, so no page from elsewhere can send one.
public struct IncidentSite<Office: IncidentOffice>: Sendable {
  let office: Office
  let token: String

  /// Creates the site.
  ///
  /// - Parameters:
  ///   - office: the home.
  ///   - token: a random word of this server.
  public init(office: Office, token: String) { (self.office, self.token) = (office, token) }

  /// The routes.
  public func router() -> Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self)
    router.add(middleware: OwnHostOnly())
    router.get("") { request, _ in
      let language = Self.language(request)
      return RecordSite.page(form(language))
    }
    router.get("form") { request, _ in
      RecordSite.page(ReportForm.html(Self.language(request), programs: office.programs))
    }
    router.post("report") { request, _ in
      let body = try await RecordSite.bytes(of: request, limit: FormBody.limit)
      let given = try Self.explained { try FormBody(body) }
      guard given.values("token") == [token] else {
        throw HTTPError(
          .forbidden, message: "This form is from another page. Open this server's own and try again.")
      }
      let language = given.values("lang").first.flatMap(Language.init) ?? .en
      do {
        return RecordSite.page(try await office.take(ReportAnswers(form: given, language: language)))
      } catch let problem as IncidentError {
        var page = RecordSite.page(form(language, given: given, problem: problem))
        page.status = .unprocessableContent
        return page
      }
    }
    router.get("cases") { _, _ in RecordSite.page(try list()) }
    router.get("cases/:id") { _, context in
      let file = try Self.explained { try office.cases() }
      let id = context.parameters.get("id") ?? ""
      let vocabulary = try Self.explained { try office.vocabulary() }
      guard let page = CasePage.html(id, in: file, vocabulary: vocabulary) else { throw HTTPError(.notFound) }
      return RecordSite.page(page)
    }
    router.get("compare") { request, _ in
      let file = try Self.explained { try office.cases() }
      let names =
        request.uri.queryParameters["cases"].map { String($0).split(separator: ",").map(String.init) } ?? []
      let found = names.compactMap { file.cases[$0] }
      guard found.count > 1 else {
        throw HTTPError(.notFound, message: "Name two cases or more: ?cases=ID,ID")
      }
      let comparison = CaseComparison(found, vocabulary: try Self.explained { try office.vocabulary() })
      return RecordSite.page(
        PageShell.page(
          title: "Cases side by side",
          body: "<h1>Cases side by side</h1>\n<div class=\"scroll\">\(comparison.html)</div>"))
    }
    return router
  }

  private func form(_ language: Language, given: FormBody = FormBody(), problem: IncidentError? = nil)
    -> String
  {
    ReportWebForm.html(
      language, action: "report", hidden: [("token", token)], programs: office.programs,
      lastNight: office.lastNight(), given: given, problem: problem)
  }

  private func list() throws -> String {
    let file = try Self.explained { try office.cases() }
    let rows = file.order.reversed().compactMap { file.cases[$0] }.map { found in
      [
        "<a href=\"cases/\(found.id)\"><code>\(found.shortID)</code></a>",
        HTMLText.escaped(found.report.receivedText),
        HTMLText.escaped(found.report.kind.label[.en]), HTMLText.escaped(found.report.severity.label[.en]),
        found.isSerious ? "<span class=\"bad\">serious</span>" : "",
        HTMLText.escaped(found.report.age.label[.en]),
        HTMLText.escaped(found.report.program?.title ?? "not known"), found.isClosed ? "closed" : "open",
      ]
    }
    let table =
      rows.isEmpty
      ? "<p>Nothing was reported in this home.</p>"
      : PageShell.table(
        "The newest first; private to this home",
        head: ["Case", "Received", "What", "How bad", "", "Who", "Program", ""], rows: rows)
    return PageShell.page(
      title: "Reports of this home",
      body: "<h1>Reports of this home</h1>\n\(table)\n<p><a href=\"./\">Report</a></p>")
  }

  private static func language(_ request: Request) -> Language {
    request.uri.queryParameters["lang"].map(String.init).flatMap(Language.init) ?? .en
  }

  /// An error of the home as an answer of the server.
  private static func explained<Value>(_ work: () throws -> Value) throws -> Value {
    do {
      return try work()
    } catch let error as any ExplainedError {
      throw HTTPError(.internalServerError, message: error.description)
    }
  }
}

/// Lets only those in who asked for this machine by a name of its own: a page elsewhere that has its name lead here
/// (DNS rebinding) would read the reports of the home otherwise.
private struct OwnHostOnly: RouterMiddleware {
  typealias Context = BasicRequestContext

  @concurrent func handle(
    _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
  ) async throws -> Response {
    let host = request.head.authority?.split(separator: ":").first.map(String.init) ?? ""
    guard host == "127.0.0.1" || host == "localhost" else {
      throw HTTPError(.misdirectedRequest, message: "Open it as http://127.0.0.1 or http://localhost.")
    }
    return try await next(request, context)
  }
}
