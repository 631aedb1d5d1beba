/// Everything that the workbench's fragments and pictures say, in English, Spanish and German.
///
/// What programs, the kernel and the limits table say is English everywhere.
public struct WorkbenchWords: Sendable, Hashable {
  /// `en`, `es` or `de`.
  public let language: String

  /// The words of a language; English where there are none of it.
  ///
  /// - Parameter language: a BCP 47 tag, of which the first part counts.
  /// - Returns: the words.
  public static func of(_ language: String) -> WorkbenchWords {
    let first = language.split(separator: "-").first.map { $0.lowercased() } ?? "en"
    return WorkbenchWords(language: ["en", "es", "de"].contains(first) ? first : "en")
  }

  private func say(_ en: String, _ es: String, _ de: String) -> String {
    language == "es" ? es : language == "de" ? de : en
  }

  // MARK: the editor

  var program: String { say("Program", "Programa", "Programm") }
  var editorHint: String {
    say(
      "Plain YAML. Tab leaves the field; undo is your browser's own.",
      "YAML simple. La tecla Tab sale del campo; deshacer es el de tu navegador.",
      "Schlichtes YAML. Tab verlässt das Feld; rückgängig macht der Browser.")
  }
  var check: String { say("Check", "Comprobar", "Prüfen") }
  var checking: String { say("Checking…", "Comprobando…", "Wird geprüft…") }
  var unreachable: String {
    say(
      "It could not be checked just now; the button below tries again.",
      "No se pudo comprobar ahora; el botón lo intenta de nuevo.",
      "Gerade konnte nicht geprüft werden; die Schaltfläche versucht es noch einmal.")
  }
  var caret: String { say("line {l}, column {c}", "línea {l}, columna {c}", "Zeile {l}, Spalte {c}") }
  func place(_ line: Int, _ column: Int) -> String {
    caret.replacing("{l}", with: "\(line)").replacing("{c}", with: "\(column)")
  }

  // MARK: the verdict

  var verdict: String { say("Verdict", "Veredicto", "Urteil") }
  func isMistaken(_ place: String) -> String {
    say(
      "Not well written: \(place)", "No está bien escrito: \(place)", "Nicht richtig geschrieben: \(place)")
  }
  func isProved(_ ages: String) -> String {
    say(
      "Proved for every night: \(ages)", "Demostrado para todas las noches: \(ages)",
      "Für jede Nacht bewiesen: \(ages)")
  }
  func isRefused(_ ages: String) -> String {
    say(
      "Refused, with a night that shows it: \(ages)", "Rechazado, con una noche que lo muestra: \(ages)",
      "Abgelehnt, mit einer Nacht, die es zeigt: \(ages)")
  }
  func age(_ age: String) -> String {
    switch age {
    case "adult": say("adults", "adultos", "Erwachsene")
    case "teen": say("teens", "adolescentes", "Jugendliche")
    case "child": say("children", "niños", "Kinder")
    case "under-three": say("under three", "menores de tres", "unter drei")
    default: age
    }
  }
  var boundsCaption: String {
    say(
      "The worst night there can be, beside what is allowed",
      "La peor noche posible, junto a lo permitido",
      "Die schlimmste mögliche Nacht neben dem Erlaubten")
  }
  var limit: String { say("limit", "límite", "Grenze") }
  var worst: String { say("worst night", "peor noche", "schlimmste Nacht") }
  var allowed: String { say("allowed", "permitido", "erlaubt") }
  var margin: String { say("margin", "margen", "Abstand") }
  var sourceHash: String { say("SHA-256 of the text", "SHA-256 del texto", "SHA-256 des Textes") }
  var certificate: String { say("certificate", "certificado", "Zertifikat") }
  var thatNight: String {
    say(
      "On this night it happens, second by second", "En esta noche ocurre, segundo a segundo",
      "In dieser Nacht geschieht es, Sekunde für Sekunde")
  }

  // MARK: the night of a refusal

  func nightTitle(_ quantity: String, _ age: String) -> String {
    say(
      "A night that goes beyond the limit (\(age)): \(quantity)",
      "Una noche que supera el límite (\(age)): \(quantity)",
      "Eine Nacht jenseits der Grenze (\(age)): \(quantity)")
  }
  func nightAbout(_ length: String, _ scenes: String, _ at: String, _ value: String, _ limit: String)
    -> String
  {
    say(
      "Over \(length) the night runs through \(scenes). At \(at) the quantity is beyond its limit of \(limit); "
        + "at its worst it is \(value).",
      "Durante \(length) la noche pasa por \(scenes). A las \(at) la cantidad supera su límite de \(limit); "
        + "en su peor momento es \(value).",
      "In \(length) geht die Nacht durch \(scenes). Bei \(at) liegt die Größe jenseits ihrer Grenze von \(limit); "
        + "am schlimmsten ist sie \(value).")
  }
  func limitIs(_ value: String) -> String {
    say("limit \(value)", "límite \(value)", "Grenze \(value)")
  }
  func beyond(_ time: String) -> String {
    say("beyond it at \(time)", "superado a las \(time)", "überschritten bei \(time)")
  }
  var scenes: String { say("scenes", "escenas", "Szenen") }
  var bedLevel: String { say("sound, dBA", "sonido, dBA", "Klang, dBA") }
  var light: String { say("light, lx", "luz, lx", "Licht, lx") }
  var events: String {
    say(
      "pulses, cues, touches, flashes", "pulsos, palabras, toques, destellos",
      "Impulse, Worte, Berührungen, Blitze")
  }

  // MARK: the simulation

  func simulationTitle(_ program: String, _ nights: Int, isHostile: Bool) -> String {
    isHostile
      ? say(
        "\(program): \(nights) nights of senses that do their worst",
        "\(program): \(nights) noches de sentidos hostiles",
        "\(program): \(nights) Nächte mit Sinnen, die ihr Schlimmstes tun")
      : say(
        "\(program): \(nights) nights of virtual sleepers",
        "\(program): \(nights) noches de durmientes virtuales",
        "\(program): \(nights) Nächte virtueller Schläfer")
  }
  var simulationAbout: String {
    say(
      "For each limit the nights as a heap along its own scale, their median, the worst that was proved and what is "
        + "allowed; below, the time in each scene. The tables say the same in numbers.",
      "Para cada límite las noches como un montón en su propia escala, su mediana, lo peor demostrado y lo permitido; "
        + "debajo, el tiempo en cada escena. Las tablas dicen lo mismo en números.",
      "Für jede Grenze die Nächte als Haufen auf eigener Skala, ihr Median, das bewiesene Schlimmste und das Erlaubte; "
        + "darunter die Zeit in jeder Szene. Die Tabellen sagen dasselbe in Zahlen.")
  }
  var night: String { say("a night", "una noche", "eine Nacht") }
  var nights: String { say("nights", "noches", "Nächte") }
  var least: String { say("least", "mínimo", "kleinste") }
  var median: String { say("median", "mediana", "Median") }
  var most: String { say("most", "máximo", "größte") }
  var proved: String { say("proved", "demostrado", "bewiesen") }
  var cameOut: String {
    say("What came out of each night", "Lo que salió en cada noche", "Was in jeder Nacht herauskam")
  }
  var timeInScenes: String { say("Time in each scene", "Tiempo en cada escena", "Zeit in jeder Szene") }
  var scene: String { say("scene", "escena", "Szene") }

  // MARK: the replay

  func replayTitle(_ first: String, _ second: String) -> String {
    say(
      "One night, two programs: \(first) and \(second)", "Una noche, dos programas: \(first) y \(second)",
      "Eine Nacht, zwei Programme: \(first) und \(second)")
  }
  func replayAbout(_ source: String, _ figures: String) -> String {
    say(
      "\(source): stages on top, then for each program its scenes, the level of its sound, its light and its pulses on one "
        + "clock. \(figures)",
      "\(source): arriba las fases del sueño; luego, para cada programa, sus escenas, el nivel de su sonido, su luz y sus "
        + "pulsos en un mismo reloj. \(figures)",
      "\(source): oben die Schlafstadien, dann für jedes Programm seine Szenen, der Pegel seines Klangs, sein Licht und "
        + "seine Impulse auf einer Uhr. \(figures)")
  }
  var stages: String { say("sleep stages", "fases del sueño", "Schlafstadien") }
  var sameNight: String {
    say(
      "Both let out the same at every moment.", "Ambos dieron lo mismo en cada momento.",
      "Beide gaben in jedem Augenblick dasselbe aus.")
  }
  var figureOfNight: String { say("of the night", "de la noche", "der Nacht") }
  var difference: String { say("difference", "diferencia", "Unterschied") }
  var differences: String {
    say("Both nights in numbers", "Ambas noches en números", "Beide Nächte in Zahlen")
  }
  var pulses: String { say("pulses", "pulsos", "Impulse") }
  func name(_ kind: ReplayComparison.Kind) -> String {
    switch kind {
    case .pulses: pulses
    case .marks: say("moments only marked", "momentos solo marcados", "nur vermerkte Augenblicke")
    case .equivalentLevel: say("LAeq of the night, dBA", "LAeq de la noche, dBA", "LAeq der Nacht, dBA")
    case .loudestBed: say("loudest bed, dBA", "fondo más fuerte, dBA", "lautester Klang, dBA")
    case .loudestPulse: say("loudest pulse, dBA", "pulso más fuerte, dBA", "lautester Impuls, dBA")
    case .withheld: say("held back by the guard", "retenido por la guardia", "vom Wächter zurückgehalten")
    case .scene(let name): say("in \(name), min", "en \(name), min", "in \(name), min")
    case .wake:
      say(
        "awake after sleep onset, min", "despierto tras dormirse, min", "wach nach dem Einschlafen, min")
    case .sleep: say("asleep, min", "dormido, min", "im Schlaf, min")
    }
  }

  // MARK: the difference of two versions

  var forSleeper: String { say("For the sleeper", "Para quien duerme", "Für den Schläfer") }
  var forSafety: String { say("For safety", "Para la seguridad", "Für die Sicherheit") }
  var inWords: String {
    say("In what it says about itself", "En lo que dice de sí mismo", "In dem, was es über sich sagt")
  }
  var nothingChanged: String { say("Nothing changed.", "Nada cambió.", "Nichts hat sich geändert.") }
  var noMeaning: String {
    say(
      "One of the texts is not a well-written program, so only its lines are compared.",
      "Uno de los textos no es un programa bien escrito; solo se comparan sus líneas.",
      "Einer der Texte ist kein richtig geschriebenes Programm; nur die Zeilen werden verglichen.")
  }
  var lineByLine: String { say("Line by line", "Línea a línea", "Zeile für Zeile") }
  var before: String { say("before", "antes", "vorher") }
  var after: String { say("after", "después", "nachher") }
  var removed: String { say("removed", "quitada", "entfernt") }
  var added: String { say("added", "añadida", "hinzugefügt") }
  var text: String { say("text", "texto", "Text") }
  func unchanged(_ lines: Int) -> String {
    say("\(lines) lines unchanged", "\(lines) líneas sin cambios", "\(lines) Zeilen unverändert")
  }
}
