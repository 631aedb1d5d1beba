internal import SleepCore

/// The fields of forms: each has its label around it, and a hint that is read out with it.
enum FormHTML {
  /// A line of text; label, value and hint are plain text, `more` is further attributes such as `required`.
  static func input(
    _ label: String, name: String, type: String = "text", value: String = "", hint: String? = nil,
    more: String = ""
  ) -> String {
    let note = hint.map { "<span class=\"hint\">\(HTMLText.escaped($0))</span>" } ?? ""
    let more = more.isEmpty ? "" : " " + more
    return """
      <label>\(HTMLText.escaped(label)) \(note)\
      <input type="\(type)" name="\(name)" value="\(HTMLText.escaped(value))"\(more)></label>

      """
  }

  /// A choice of one.
  static func select(
    _ label: String, name: String, _ options: [(value: String, text: String)], chosen: String = "",
    hint: String? = nil
  ) -> String {
    let note = hint.map { "<span class=\"hint\">\(HTMLText.escaped($0))</span>" } ?? ""
    let rows = options.map { option in
      "<option value=\"\(HTMLText.escaped(option.value))\"\(option.value == chosen ? " selected" : "")>"
        + "\(HTMLText.escaped(option.text))</option>"
    }
    return
      "<label>\(HTMLText.escaped(label)) \(note)<select name=\"\(name)\">\(rows.joined())</select></label>\n"
  }

  /// A choice of several; an empty value goes along, so that none of them is an answer too.
  static func checks(
    _ legend: String, name: String, _ options: [(value: String, text: String, hint: String?)],
    chosen: Set<String>
  ) -> String {
    let rows = options.map { option in
      let note = option.hint.map { "<span class=\"hint\">\(HTMLText.escaped($0))</span>" } ?? ""
      return check(name, option.value, option.text, isChosen: chosen.contains(option.value), note: note)
    }
    return """
      <fieldset><legend>\(HTMLText.escaped(legend))</legend>
      \(HTML.hidden(name, ""))\(rows.joined(separator: "\n"))</fieldset>

      """
  }

  /// A box to tick.
  static func check(
    _ name: String, _ value: String, _ text: String, isChosen: Bool = false, isNeeded: Bool = false,
    note: String = ""
  ) -> String {
    """
    <label><input type="checkbox" name="\(name)" value="\(HTMLText.escaped(value))"\
    \(isChosen ? " checked" : "")\(isNeeded ? " required" : "")> \
    <span>\(HTMLText.escaped(text))\(note)</span></label>
    """
  }
}
