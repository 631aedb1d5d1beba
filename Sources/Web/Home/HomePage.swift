internal import Consent
internal import SignIn
internal import SleepCore

/// A page of a home: the frame, and what stands in it.
struct HomePage: Sendable {
  /// How a page looks.
  enum Mood: String, Sendable {
    /// Light by day, dark where the system is dark.
    case day
    /// Dark always, with as little blue as there can be: for the bedroom.
    case night
    /// Black, and dim red.
    case black
  }

  /// Its title, as plain text.
  var title: String
  /// What stands in `main`, as HTML.
  var body: String
  /// How it looks.
  var mood = Mood.day
  /// Scripts by their names in `Library/Web`; the page reads as well without them.
  var scripts: [String] = []
  /// Styles beside the house's own, by their names.
  var styles: [String] = []
  /// Which place of the bar it belongs to; `nil` shows no bar.
  var place: Place? = nil
  /// Data for its scripts, as JSON; read with `JSON.parse(document.getElementById("data").textContent)`.
  var data: String? = nil

  /// After how many seconds the page looks again by itself, where it waits for something.
  var refresh: Int? = nil

  /// The places of the bar.
  enum Place: String, Sendable, CaseIterable {
    case tonight, morning, trends, family, workbench, house
  }

  /// What a page may load and where its forms may go: only here, and no script that stands in a page.
  static let policy =
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    + "manifest-src 'self'; worker-src 'self'; media-src 'self'; base-uri 'none'; form-action 'self'; "
    + "frame-ancestors 'none'"

  /// The whole page.
  func html(_ visitor: Visitor, _ assets: HomeAssets) -> String {
    let words = visitor.words
    // Alerts come to every page of who can answer one.
    let listens = visitor.actor.age == .adult ? " data-alerts" : ""
    let styles = (["home.css"] + styles)
      .map { "<link rel=\"stylesheet\" href=\"\(assets.address($0))\">" }.joined(separator: "\n")
    let scripts = (["home.js"] + scripts)
      .map { "<script src=\"\(assets.address($0))\" defer></script>" }.joined(separator: "\n")
    // JSON in HTML: a `<` could end the script.
    let data = data.map {
      "<script type=\"application/json\" id=\"data\">\($0.replacing("<", with: "\\u003c"))</script>"
    }
    return """
      <!DOCTYPE html>
      <html lang="\(words.language.rawValue)" data-mood="\(mood.rawValue)"\(listens)>
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
      <meta name="theme-color" content="\(mood == .black ? "#000000" : mood == .night ? "#0c0606" : "#f6f3ee")">
      \(refresh.map { "<meta http-equiv=\"refresh\" content=\"\($0)\">" } ?? "")
      <title>\(HTMLText.escaped(title)) · LumaPod</title>
      <link rel="manifest" href="/manifest.webmanifest">
      <link rel="icon" href="\(assets.address("icon.svg"))" type="image/svg+xml">
      <link rel="apple-touch-icon" href="\(assets.address("icon-192.png"))">
      \(styles)
      \(scripts)
      </head>
      <body>
      <a class="skip" href="#main">\(words[.skipToMain])</a>
      \(place == nil ? "" : bar(visitor))
      <main id="main" tabindex="-1">
      \(body)
      </main>
      \(data ?? "")
      </body>
      </html>

      """
  }

  private func bar(_ visitor: Visitor) -> String {
    let words = visitor.words
    let links = Place.allCases.filter { $0.isShown(to: visitor) }.map { place in
      let here = place == self.place ? " aria-current=\"page\"" : ""
      return "<a href=\"\(place.path)\"\(here)>\(words[place.name])</a>"
    }
    return "<nav class=\"bar\" aria-label=\"\(words[.bar])\">\(links.joined())</nav>"
  }
}

extension HomePage.Place {
  /// Its address.
  var path: String {
    switch self {
    case .tonight: "/tonight"
    case .morning: "/mornings"
    case .trends: "/trends"
    case .family: "/family"
    case .workbench: "/workbench"
    case .house: "/house"
    }
  }

  var name: Phrase {
    switch self {
    case .tonight: .tonight
    case .morning: .morning
    case .trends: .trends
    case .family: .family
    case .workbench: .workbench
    case .house: .house
    }
  }

  /// Whether it is for this visitor at all; what they may do there is decided there.
  func isShown(to visitor: Visitor) -> Bool {
    switch self {
    case .tonight: true
    case .morning, .trends: !visitor.actor.roles.isDisjoint(with: [.sleeper, .guardian])
    case .family: HouseRules.decide(.seeFamily, by: visitor.actor).isAllowed
    case .workbench: HouseRules.decide(.useWorkbench, by: visitor.actor).isAllowed
    case .house: visitor.isSignedIn
    }
  }
}

/// Pieces of pages.
enum HTML {
  /// A form that is sent by POST: `fields` is HTML, and the token of this visitor goes along.
  static func form(_ action: String, _ visitor: Visitor, id: String? = nil, _ fields: String) -> String {
    "<form method=\"post\" action=\"\(HTMLText.escaped(action))\"\(id.map { " id=\"\($0)\"" } ?? "")>"
      + hidden("token", visitor.formToken) + fields + "</form>"
  }

  /// A value that a form carries along unseen.
  static func hidden(_ name: String, _ value: String) -> String {
    "<input type=\"hidden\" name=\"\(name)\" value=\"\(HTMLText.escaped(value))\">"
  }

  /// A button that sends its form.
  static func button(_ text: String, kind: String = "", name: String? = nil, value: String = "") -> String {
    let carried = name.map { " name=\"\($0)\" value=\"\(HTMLText.escaped(value))\"" } ?? ""
    return "<button\(kind.isEmpty ? "" : " class=\"\(kind)\"")\(carried)>\(HTMLText.escaped(text))</button>"
  }

  /// A table with a caption; cells are HTML.
  static func table(_ caption: String, head: [String], rows: [[String]], numbers: Set<Int> = []) -> String {
    PageShell.table(caption, head: head, rows: rows, numbers: numbers)
  }
}
