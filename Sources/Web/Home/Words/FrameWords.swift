/// What every page says.
extension Phrase {
  static let skipToMain = Phrase("Skip to the page", es: "Ir al contenido", de: "Zum Inhalt")
  static let bar = Phrase("Places", es: "Lugares", de: "Orte")
  static let tonight = Phrase("Tonight", es: "Esta noche", de: "Heute Nacht")
  static let morning = Phrase("Morning", es: "Mañana", de: "Morgen")
  static let trends = Phrase("Trends", es: "Tendencias", de: "Verlauf")
  static let family = Phrase("Family", es: "Familia", de: "Familie")
  static let workbench = Phrase("Workbench", es: "Taller", de: "Werkbank")
  static let house = Phrase("House", es: "Casa", de: "Haus")
  static let save = Phrase("Save", es: "Guardar", de: "Speichern")
  static let back = Phrase("Back", es: "Volver", de: "Zurück")
}
