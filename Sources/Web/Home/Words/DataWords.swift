/// What the pages say about weeks, routines, and data that goes out, comes in or is destroyed.
enum DataWords {
  // MARK: The week

  static let week = Phrase("The week", es: "La semana", de: "Die Woche")
  static let weekOf = Phrase("The week of %1", es: "La semana de %1", de: "Die Woche von %1")
  static let planWeek = Phrase("Plan the week", es: "Planificar la semana", de: "Woche planen")
  static let nextNight = Phrase(
    "Next: %1, to bed at %2.", es: "Próxima: %1, a la cama a las %2.", de: "Als Nächstes: %1, ins Bett um %2."
  )
  static let noNight = Phrase(
    "No night is planned.", es: "No hay ninguna noche planificada.", de: "Keine Nacht ist geplant.")
  static let planning = Phrase(
    "A plan begins nothing by itself: everyone who must say yes still says yes each night.",
    es: "Un plan no empieza nada por sí solo: quien tiene que decir sí lo dice igualmente cada noche.",
    de: "Ein Plan beginnt nichts von selbst: Wer Ja sagen muss, sagt es trotzdem jede Nacht.")
  static let free = Phrase("nothing planned", es: "nada planificado", de: "nichts geplant")
  static let program = Phrase("Program", es: "Programa", de: "Programm")
  static let bed = Phrase("To bed", es: "A la cama", de: "Ins Bett")
  static let wake = Phrase("Wake", es: "Despertar", de: "Wecken")
  static let wakeHint = Phrase(
    "Empty: nobody is woken.", es: "Vacío: no se despierta a nadie.", de: "Leer: Niemand wird geweckt.")
  static let zone = Phrase("Time zone", es: "Zona horaria", de: "Zeitzone")
  static let pod = Phrase("Bed", es: "Cama", de: "Bett")
  static let clearEvening = Phrase("Clear %1", es: "Vaciar %1", de: "%1 leeren")
  static let saveEvening = Phrase("Save %1", es: "Guardar %1", de: "%1 speichern")
  static let upcoming = Phrase("The next nights", es: "Las próximas noches", de: "Die nächsten Nächte")
  static let evening = Phrase("Evening", es: "Tarde", de: "Abend")
  static let note = Phrase("Note", es: "Nota", de: "Hinweis")
  static let forward = Phrase(
    "The clocks go forward in this night: %1 in bed, not %2.",
    es: "Esta noche se adelantan los relojes: %1 en la cama, no %2.",
    de: "In dieser Nacht werden die Uhren vorgestellt: %1 im Bett, nicht %2.")
  static let backward = Phrase(
    "The clocks go back in this night: %1 in bed, not %2.",
    es: "Esta noche se atrasan los relojes: %1 en la cama, no %2.",
    de: "In dieser Nacht werden die Uhren zurückgestellt: %1 im Bett, nicht %2.")
  static let noProgramOpen = Phrase(
    "No program is open for %1.", es: "Ningún programa está abierto para %1.",
    de: "Für %1 ist kein Programm offen.")
  static let noPod = Phrase(
    "The house has no bed with a pod yet. Add one under House first.",
    es: "La casa aún no tiene ninguna cama con aparato. Añada una en Casa.",
    de: "Das Haus hat noch kein Bett mit Gerät. Bitte zuerst unter Haus eines anlegen.")
  static let programChanged = Phrase(
    "The program's text has changed since this was planned.",
    es: "El texto del programa ha cambiado desde que se planificó.",
    de: "Der Text des Programms hat sich geändert, seit das geplant wurde.")
  static let eveningNeeds = Phrase(
    "An evening needs a program and a time to go to bed.",
    es: "Una noche necesita un programa y una hora de acostarse.",
    de: "Ein Abend braucht ein Programm und eine Zeit fürs Bett.")
  static let badZone = Phrase(
    "There is no such time zone; one is called Europe/Berlin, say.",
    es: "No existe esa zona horaria; una se llama, por ejemplo, Europe/Madrid.",
    de: "Eine solche Zeitzone gibt es nicht; eine heißt etwa Europe/Berlin.")

  // MARK: The routine

  static let routine = Phrase("The way to bed", es: "El camino a la cama", de: "Der Weg ins Bett")
  static let routineSteps = Phrase(
    "Steps, one on each line", es: "Pasos, uno por línea", de: "Schritte, einer pro Zeile")
  static let noRoutine = Phrase(
    "No steps are written down.", es: "No hay pasos escritos.", de: "Es sind keine Schritte notiert.")
  static let done = Phrase("Done", es: "Hecho", de: "Erledigt")
  static let undo = Phrase("Not done", es: "Sin hacer", de: "Nicht erledigt")
  static let isDone = Phrase("done this evening", es: "hecho esta noche", de: "heute Abend erledigt")
  static let noStep = Phrase(
    "There is no such step.", es: "No hay tal paso.", de: "Einen solchen Schritt gibt es nicht.")

  // MARK: Out

  static let data = Phrase("Data", es: "Datos", de: "Daten")
  static let export = Phrase("Take everything out", es: "Llevarse todo", de: "Alles mitnehmen")
  static let exportOf = Phrase("Everything about %1", es: "Todo sobre %1", de: "Alles über %1")
  static let exportFirst = Phrase(
    "One click gives one ZIP file with everything that this house knows about %1, in open formats.",
    es: "Un clic da un archivo ZIP con todo lo que esta casa sabe de %1, en formatos abiertos.",
    de: "Ein Klick gibt eine ZIP-Datei mit allem, was dieses Haus über %1 weiß, in offenen Formaten.")
  static let exportHolds = Phrase("What is in it", es: "Qué contiene", de: "Was darin ist")
  static let exportTables = Phrase(
    "tables (CSV): people, consents, answers, steps, week, nights, diary, reaction tests, routines, alerts, imported nights",
    es:
      "tablas (CSV): personas, consentimientos, respuestas, pasos, semana, noches, diario, pruebas de reacción, rutinas, avisos, noches importadas",
    de:
      "Tabellen (CSV): Personen, Einwilligungen, Antworten, Schritte, Woche, Nächte, Tagebuch, Reaktionstests, Abläufe, Meldungen, mitgebrachte Nächte"
  )
  static let exportReceipts = Phrase(
    "the signed consents, which anybody can check",
    es: "los consentimientos firmados, que cualquiera puede comprobar",
    de: "die signierten Einwilligungen, die jeder prüfen kann")
  static let exportHealth = Phrase(
    "a FHIR R4 bundle and Open mHealth data points, for doctors and other programs",
    es: "un paquete FHIR R4 y datos Open mHealth, para médicos y otros programas",
    de: "ein FHIR-R4-Bündel und Open-mHealth-Datenpunkte, für Ärzte und andere Programme")
  static let exportSignals = CountedPhrase(
    one: Phrase(
      "the signals of %1 night, as EDF", es: "las señales de %1 noche, en EDF",
      de: "die Signale von %1 Nacht, als EDF"),
    other: Phrase(
      "the signals of %1 nights, as EDF", es: "las señales de %1 noches, en EDF",
      de: "die Signale von %1 Nächten, als EDF"))
  static let exportOpen = Phrase(
    "What is taken out is no longer sealed: keep it where only you can read it.",
    es: "Lo que se lleva ya no está sellado: guárdelo donde solo usted pueda leerlo.",
    de: "Was mitgenommen wird, ist nicht mehr versiegelt: Bewahren Sie es auf, wo nur Sie es lesen können.")
  static let withDreams = Phrase("with the dreams", es: "con los sueños", de: "mit den Träumen")
  static let withNames = Phrase(
    "with names in the FHIR bundle", es: "con nombres en el paquete FHIR", de: "mit Namen im FHIR-Bündel")
  static let withSignals = Phrase(
    "with the nights' signals", es: "con las señales de las noches", de: "mit den Signalen der Nächte")
  static let download = Phrase(
    "Download the ZIP file", es: "Descargar el archivo ZIP", de: "ZIP-Datei herunterladen")

  // MARK: In

  static let importNights = Phrase("Bring nights in", es: "Traer noches", de: "Nächte mitbringen")
  static let importFirst = Phrase(
    "Nights of other systems come in with their figures; they stay in this house, and are marked as what they are.",
    es: "Las noches de otros sistemas entran con sus cifras; se quedan en esta casa y llevan su procedencia.",
    de:
      "Nächte anderer Systeme kommen mit ihren Zahlen herein; sie bleiben in diesem Haus und sind als solche gekennzeichnet."
  )
  static let importKind = Phrase("Where they come from", es: "De dónde vienen", de: "Woher sie kommen")
  static let fitbit = Phrase(
    "Fitbit (sleep-….json of the archive)", es: "Fitbit (sleep-….json del archivo)",
    de: "Fitbit (sleep-….json aus dem Archiv)")
  static let oura = Phrase(
    "Oura (sleep documents, version 2)", es: "Oura (documentos de sueño, versión 2)",
    de: "Oura (Schlafdokumente, Version 2)")
  static let apple = Phrase(
    "Apple Health (export.xml)", es: "Salud de Apple (export.xml)", de: "Apple Health (export.xml)")
  static let importNight = Phrase(
    "For Apple Health: the evening, or the last one", es: "Para Salud de Apple: la noche, o la última",
    de: "Für Apple Health: der Abend, sonst der letzte")
  static let importFile = Phrase("File", es: "Archivo", de: "Datei")
  static let importMost = Phrase("At most %1 MiB.", es: "Como mucho %1 MiB.", de: "Höchstens %1 MiB.")
  static let importCommand = Phrase(
    "Larger files, and browsers without scripts: this command on the machine does it.",
    es:
      "Archivos mayores y navegadores sin scripts: lo hace esta orden en la máquina.",
    de:
      "Größere Dateien und Browser ohne Skripte: Dieser Befehl auf dem Rechner erledigt es."
  )
  static let importButton = Phrase("Bring in", es: "Traer", de: "Mitbringen")
  static let importRunning = Phrase("It is being read…", es: "Se está leyendo…", de: "Wird gelesen…")
  static let importDone = Phrase("Brought in. Nights:", es: "Traído. Noches:", de: "Mitgebracht. Nächte:")
  static let importFailed = Phrase(
    "That did not happen:", es: "No se ha hecho:", de: "Das ist nicht geschehen:")
  static let imported = CountedPhrase(
    one: Phrase(
      "%1 night of another system is here.", es: "Hay %1 noche de otro sistema.",
      de: "%1 Nacht eines anderen Systems ist hier."),
    other: Phrase(
      "%1 nights of other systems are here.", es: "Hay %1 noches de otros sistemas.",
      de: "%1 Nächte anderer Systeme sind hier."))

  // MARK: Erasing

  static let erase = Phrase(
    "Erase everything about %1", es: "Borrar todo sobre %1", de: "Alles über %1 löschen")
  static let eraseFirst = Phrase(
    "The key is destroyed first, then every row, night and backup line. Nobody can bring it back. Take the data out before, if you want it.",
    es:
      "Primero se destruye la clave, después cada fila, noche y copia. Nadie puede recuperarlo. Llévese antes los datos, si los quiere.",
    de:
      "Zuerst wird der Schlüssel vernichtet, dann jede Zeile, jede Nacht und jede Sicherung davon. Niemand kann es zurückholen. Nehmen Sie die Daten vorher mit, wenn Sie sie wollen."
  )
  static let eraseWards = Phrase(
    "Nobody else answers for %1: after this, nothing can run there.",
    es: "Nadie más responde por %1: después de esto nada podrá funcionar ahí.",
    de: "Sonst ist niemand für %1 verantwortlich: Danach kann dort nichts mehr laufen.")
  static let eraseOwner = Phrase(
    "The house has no other owner.", es: "La casa no tiene otra persona dueña.",
    de: "Das Haus gehört sonst niemandem.")
  static let eraseWord = Phrase(
    "Type «%1» to go on", es: "Escriba «%1» para seguir", de: "Zum Fortfahren «%1» eingeben")
  static let eraseButton = Phrase("Erase for good", es: "Borrar para siempre", de: "Endgültig löschen")
  static let wrongWord = Phrase(
    "That is not the word that was asked for. Nothing was erased.",
    es: "Esa no es la palabra pedida. No se ha borrado nada.",
    de: "Das ist nicht das verlangte Wort. Es wurde nichts gelöscht.")
}
