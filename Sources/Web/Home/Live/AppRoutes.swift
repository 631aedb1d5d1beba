internal import HTTPTypes
internal import SleepCore

/// What lets a browser keep the house like a program: manifest, service worker, and a page for when nothing answers.
enum AppRoutes {
  static func all(_ door: Doorkeeper) -> [HomeRoute] {
    let assets = door.house.assets
    return [
      .get(
        "/manifest.webmanifest", nil, "How a browser installs the house",
        answers: .file("application/manifest+json")
      ) { request in
        .file(manifest(request.words, assets).bytes, type: "application/manifest+json", headers: brief)
      },
      .get("/sw.js", nil, "The service worker", answers: .file("text/javascript")) { _ in
        .file(worker(assets), type: "text/javascript; charset=utf-8", headers: brief)
      },
      .page("/offline", nil, "What is shown when the house does not answer") { request in
        let words = request.words
        let body = """
          <h1>\(words[.offlineTitle])</h1>
          <p class="first">\(words[.offlineText])</p>
          <p>\(words[.offlineStop])</p>
          <p class="deeds"><a class="button" href="/tonight">\(words[.tryAgain])</a></p>
          """
        return .page(HomePage(title: words[.offlineTitle], body: body, mood: .night))
      },
    ]
  }

  private static let brief: HTTPFields = [.cacheControl: "no-cache"]

  private static func manifest(_ words: Words, _ assets: HomeAssets) -> CanonicalJSON {
    func icon(_ name: String, _ type: String, _ sizes: String, _ purpose: String) -> CanonicalJSON {
      [
        "src": .text(assets.address(name)), "type": .text(type), "sizes": .text(sizes),
        "purpose": .text(purpose),
      ]
    }
    return [
      "id": "/", "name": "LumaPod", "short_name": "LumaPod", "lang": .text(words.language.rawValue),
      "start_url": "/tonight", "scope": "/", "display": "standalone", "background_color": "#0c0606",
      "theme_color": "#0c0606",
      "icons": .list([
        icon("icon.svg", "image/svg+xml", "any", "any"), icon("icon-192.png", "image/png", "192x192", "any"),
        icon("icon-512.png", "image/png", "512x512", "any maskable"),
      ]),
      "shortcuts": .list([
        ["name": .text(words[.tonight]), "url": "/tonight"],
        ["name": .text(words[.morning]), "url": "/mornings"],
      ]),
    ]
  }

  /// The worker with the addresses of what it keeps; another file among them is another worker.
  private static func worker(_ assets: HomeAssets) -> [UInt8] {
    let list = CanonicalJSON.texts(assets.addresses.filter { !$0.contains("/sw.js") })
    return Array("const ASSETS = ".utf8) + list.bytes + Array(";\n".utf8) + (assets["sw.js"]?.bytes ?? [])
  }
}
