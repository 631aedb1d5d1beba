internal import SleepCore

/// The frame of every page: its head, its style, and nothing from elsewhere.
enum PageShell {
  /// A whole page.
  ///
  /// - Parameters:
  ///   - title: its title, as plain text.
  ///   - body: what stands in `main`, as HTML.
  ///   - script: a small script of our own; the page reads as well without it.
  /// - Returns: HTML.
  static func page(title: String, body: String, script: String = "") -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(HTMLText.escaped(title))</title>
    <style>\(style)</style>
    </head>
    <body>
    <main>
    \(body)
    </main>
    \(script.isEmpty ? "" : "<script>\(script)</script>")
    </body>
    </html>

    """
  }

  /// What a page may load and where its forms may go: only here.
  static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; "
    + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

  /// A table, its cells as HTML.
  static func table(_ caption: String, head: [String], rows: [[String]], numbers: Set<Int> = []) -> String {
    var out = "<div class=\"scroll\"><table><caption>\(HTMLText.escaped(caption))</caption><thead><tr>"
    for (i, cell) in head.enumerated() {
      out +=
        "<th scope=\"col\"\(numbers.contains(i) ? " class=\"number\"" : "")>\(HTMLText.escaped(cell))</th>"
    }
    out += "</tr></thead><tbody>"
    for row in rows {
      out += "<tr>"
      for (i, cell) in row.enumerated() {
        out += "<td\(numbers.contains(i) ? " class=\"number\"" : "")>\(cell)</td>"
      }
      out += "</tr>"
    }
    return out + "</tbody></table></div>"
  }

  /// A hash, short enough for a table and whole for whoever points at it or copies it.
  static func hash(_ text: String) -> String {
    "<code title=\"\(HTMLText.escaped(text))\">\(HTMLText.escaped(String(text.prefix(12))))…</code>"
  }

  private static let style = """
    :root { color-scheme: light dark; --page: #f6f7f8; --panel: #fff; --ink: #1f2933; --soft: #5b6670; --line: #e4e8ec;
      --accent: #8a4b08; --bad: #a3261b; --good: #1d6b3a; }
    @media (prefers-color-scheme: dark) { :root { --page: #12161b; --panel: #1a2027; --ink: #e6eaee; --soft: #9aa5b1;
      --line: #2c343d; --accent: #ffb86b; --bad: #ff9a8f; --good: #7fd6a0; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, sans-serif;
      overflow-wrap: break-word; }
    main { max-width: 980px; margin: 0 auto; padding: 24px 20px 64px; }
    h1 { font-size: 1.05rem; font-weight: 600; margin: 0; color: var(--soft); }
    h2 { font-size: 1.2rem; margin: 40px 0 12px; }
    p, ul { max-width: 75ch; }
    a { color: var(--accent); }
    .first { font-size: clamp(1.35rem, 3.4vw, 1.9rem); line-height: 1.3; margin: 10px 0 14px; font-weight: 600; }
    .soft { color: var(--soft); font-size: .92rem; }
    .bad { color: var(--bad); font-weight: 600; }
    .good { color: var(--good); }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; background: var(--panel); font-size: .95rem; width: 100%; }
    caption { text-align: left; color: var(--soft); font-size: .9rem; padding: 4px 0; }
    th, td { text-align: left; padding: 7px 12px; border-bottom: 1px solid var(--line); vertical-align: top; }
    .number { text-align: right; font-variant-numeric: tabular-nums; }
    .time { white-space: nowrap; font-variant-numeric: tabular-nums; }
    code { font-size: .9em; }
    fieldset { border: 1px solid var(--line); border-radius: 10px; background: var(--panel); margin: 16px 0;
      padding: 12px 16px 16px; }
    legend { font-weight: 600; padding: 0 6px; }
    label { display: block; padding: 7px 0; min-height: 38px; }
    input[type=text], input[type=date], select, textarea { font: inherit; color: inherit; background: var(--page);
      border: 1px solid var(--soft); border-radius: 7px; padding: 8px 10px; width: 100%; max-width: 60ch; }
    input[type=radio], input[type=checkbox] { width: 1.2em; height: 1.2em; vertical-align: -.2em; margin-right: .5em; }
    button { font: inherit; font-weight: 600; min-height: 46px; padding: 8px 22px; color: var(--page);
      background: var(--ink); border: 0; border-radius: 9px; cursor: pointer; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    .hint { display: block; color: var(--soft); font-size: .9rem; }
    pre { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 12px; overflow-x: auto;
      font-size: .85rem; }
    @media print { body { background: #fff; color: #000; } }
    """
}
