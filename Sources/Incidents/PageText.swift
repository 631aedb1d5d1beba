internal import SleepCore

/// What the pages of this room share.
enum PageText {
  /// A text that came from a person or a file, safe inside an element and inside a quoted attribute.
  ///
  /// Control characters, and those that turn the direction of what follows, become U+FFFD.
  static func escaped(_ text: String, lineEnd: String = "<br>") -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { HTMLText.escaped(String($0)) }
      .joined(separator: lineEnd)
  }

  /// A page that loads nothing, runs nothing, and sends something only where it is a form.
  static func page(
    title: String, language: Language, style: String, body: String, isForm: Bool = false
  ) -> String {
    """
    <!DOCTYPE html>
    <html lang="\(language.rawValue)">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
    base-uri 'none'; form-action '\(isForm ? "self" : "none")'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(escaped(title))</title>
    <style>
    \(style)
    </style>
    </head>
    <body>
    \(body)</body>
    </html>

    """
  }
}
