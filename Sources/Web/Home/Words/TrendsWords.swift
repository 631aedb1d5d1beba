/// What the page of trends says.
extension Phrase {
  static let trendsOf = Phrase("%1 over time", es: "%1 a lo largo del tiempo", de: "%1 im Verlauf")
  static let trendsMine = Phrase("Over time", es: "A lo largo del tiempo", de: "Im Verlauf")
  static let trendSleep = Phrase("Time asleep, hours", es: "Tiempo dormido, horas", de: "Schlafzeit, Stunden")
  static let trendQuality = Phrase("How good, 1 to 5", es: "Calidad, de 1 a 5", de: "Wie gut, 1 bis 5")
  static let trendWoke = Phrase("Times awake", es: "Despertares", de: "Wie oft wach")
  static let trendKnown = Phrase(
    "%1 of the last %2.", es: "%1 en los últimos %2.", de: "%1 in den letzten %2.")
  static let trendGaps = Phrase(
    "Days without a night stay empty, and stay where they are.",
    es: "Los días sin noche quedan vacíos, en su sitio.",
    de: "Tage ohne Nacht bleiben leer, und bleiben, wo sie sind.")
  static let trendTable = Phrase("Evening by evening", es: "Tarde a tarde", de: "Abend für Abend")
  static let trendEvening = Phrase("Evening", es: "Tarde", de: "Abend")
  static let trendNone = Phrase("no night", es: "sin noche", de: "keine Nacht")
  static let trendSpan = Phrase("How far back", es: "Hasta cuándo", de: "Wie weit zurück")
  static let trendHidden = Phrase(
    "Your nights are kept. Figures stay hidden until you ask for them: one night says little, and worrying about sleep keeps people awake.",
    es:
      "Sus noches se guardan. Las cifras quedan ocultas hasta que las pida: una noche dice poco, y preocuparse por el sueño quita el sueño.",
    de:
      "Ihre Nächte sind aufbewahrt. Zahlen bleiben verborgen, bis Sie danach fragen: Eine Nacht sagt wenig, und Sorgen um den Schlaf halten wach."
  )
  static let hideFigures = Phrase("Hide figures", es: "Ocultar cifras", de: "Zahlen verbergen")
  static let trendChart = Phrase(
    "Time asleep, evening by evening; the table below says the same",
    es: "Tiempo dormido, tarde a tarde; la tabla de abajo dice lo mismo",
    de: "Schlafzeit, Abend für Abend; die Tabelle darunter sagt dasselbe")
}
