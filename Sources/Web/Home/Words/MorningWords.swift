/// What the morning's pages say.
extension Phrase {
  static let mornings = Phrase("Mornings", es: "Mañanas", de: "Morgen")
  static let morningsOf = Phrase("%1’s mornings", es: "Las mañanas de %1", de: "Die Morgen von %1")
  static let noNights = Phrase(
    "There is no night yet. The first one will stand here in the morning.",
    es: "Todavía no hay ninguna noche. La primera estará aquí por la mañana.",
    de: "Noch gibt es keine Nacht. Die erste steht morgens hier.")
  static let nightFrom = Phrase("Night of %1", es: "Noche del %1", de: "Nacht vom %1")
  static let slept = Phrase("You slept %1.", es: "Ha dormido %1.", de: "Sie haben %1 geschlafen.")
  static let personSlept = Phrase("%1 slept %2.", es: "%1 ha dormido %2.", de: "%1 hat %2 geschlafen.")
  static let nightQuietWords = Phrase(
    "The night is written down. How was it?", es: "La noche está anotada. ¿Qué tal ha sido?",
    de: "Die Nacht ist aufgeschrieben. Wie war sie?")
  static let noSleepFound = Phrase(
    "No sleep could be found in this night’s record.",
    es: "En el registro de esta noche no se encontró sueño.",
    de: "In der Aufzeichnung dieser Nacht war kein Schlaf zu finden.")
  static let stillRuns = Phrase(
    "This night still runs.", es: "Esta noche sigue en curso.", de: "Diese Nacht läuft noch.")
  static let noFigures = Phrase(
    "This night has no figures.", es: "Esta noche no tiene cifras.",
    de: "Zu dieser Nacht gibt es keine Zahlen.")
  static let folderGone = Phrase(
    "The record of this night is no longer on the disk. What you wrote about it is kept.",
    es: "El registro de esta noche ya no está en el disco. Lo que usted escribió se conserva.",
    de:
      "Die Aufzeichnung dieser Nacht liegt nicht mehr auf der Platte. Was Sie geschrieben haben, ist noch da."
  )
  static let figures = Phrase("Figures", es: "Cifras", de: "Zahlen")
  static let showFigures = Phrase("Show figures", es: "Mostrar cifras", de: "Zahlen zeigen")
  static let figuresHidden = Phrase(
    "Figures stay folded away, as you wished.", es: "Las cifras quedan plegadas, como usted quiso.",
    de: "Die Zahlen bleiben eingeklappt, wie gewünscht.")
  static let timeAsleep = Phrase("Asleep", es: "Dormido", de: "Geschlafen")
  static let timeRecorded = Phrase("Recorded", es: "Registrado", de: "Aufgezeichnet")
  static let timeToSleep = Phrase("Until asleep", es: "Hasta dormir", de: "Bis zum Einschlafen")
  static let timeAwake = Phrase("Awake after that", es: "Sin dormir después", de: "Danach wach")
  static let perStage = Phrase("By stage", es: "Por fases", de: "Nach Phasen")
  static let twoQuestions = Phrase("Two questions", es: "Dos preguntas", de: "Zwei Fragen")
  static let nightmareAsk = Phrase(
    "Was there a nightmare?", es: "¿Hubo una pesadilla?", de: "Gab es einen Albtraum?")
  static let unrealAsk = Phrase(
    "Did anything feel unreal after waking?", es: "Al despertar, ¿algo le pareció irreal?",
    de: "Hat sich nach dem Aufwachen etwas unwirklich angefühlt?")
  static let diary = Phrase(
    "The two-minute diary", es: "El diario de dos minutos", de: "Das Zwei-Minuten-Tagebuch")
  static let diaryHint = Phrase(
    "Leave out whatever you do not know.", es: "Deje en blanco lo que no sepa.",
    de: "Lassen Sie weg, was Sie nicht wissen.")
  static let diaryBed = Phrase("Got into bed at", es: "Se acostó a las", de: "Ins Bett gegangen um")
  static let diaryLights = Phrase("Meant to sleep at", es: "Quiso dormir a las", de: "Schlafen wollen um")
  static let diaryToSleep = Phrase(
    "Minutes until asleep", es: "Minutos hasta dormirse", de: "Minuten bis zum Einschlafen")
  static let diaryWoke = Phrase(
    "Times awake in the night", es: "Veces que se despertó", de: "Wie oft wach in der Nacht")
  static let diaryAwake = Phrase(
    "Minutes awake by that, in all", es: "Minutos sin dormir por eso, en total",
    de: "Dabei wach, Minuten insgesamt")
  static let diaryLast = Phrase(
    "Woke for good at", es: "Despertó del todo a las", de: "Endgültig aufgewacht um")
  static let diaryUp = Phrase("Got up at", es: "Se levantó a las", de: "Aufgestanden um")
  static let diaryQuality = Phrase(
    "How good was the sleep?", es: "¿Qué tal fue el sueño?", de: "Wie gut war der Schlaf?")
  static let quality1 = Phrase("very poor", es: "muy malo", de: "sehr schlecht")
  static let quality2 = Phrase("poor", es: "malo", de: "schlecht")
  static let quality3 = Phrase("fair", es: "regular", de: "mittel")
  static let quality4 = Phrase("good", es: "bueno", de: "gut")
  static let quality5 = Phrase("very good", es: "muy bueno", de: "sehr gut")
  static let diaryWords = Phrase("In your own words", es: "Con sus palabras", de: "In Ihren Worten")
  static let diaryKept = Phrase("Kept.", es: "Guardado.", de: "Aufgeschrieben.")
  static let dream = Phrase("A dream", es: "Un sueño", de: "Ein Traum")
  static let dreamHint = Phrase(
    "For nobody else’s eyes. It is sealed, and leaves the house only if you say so.",
    es: "Solo para sus ojos. Queda sellado, y solo sale de la casa si usted lo dice.",
    de: "Für niemandes Augen sonst. Er ist versiegelt und verlässt das Haus nur, wenn Sie es sagen.")
  static let dreamWrite = Phrase(
    "What do you remember?", es: "¿Qué recuerda?", de: "Woran erinnern Sie sich?")
  static let dreamForget = Phrase("Forget this dream", es: "Olvidar este sueño", de: "Diesen Traum vergessen")
  static let reaction = Phrase(
    "A three-minute reaction test", es: "Una prueba de reacción de tres minutos",
    de: "Ein Reaktionstest von drei Minuten")
  static let reactionHint = Phrase(
    "If you want to know how awake you are before you drive.",
    es: "Si quiere saber cuánto ha despertado antes de conducir.",
    de: "Wenn Sie wissen möchten, wie wach Sie sind, bevor Sie fahren.")
  static let reactionTake = Phrase("Take the test", es: "Hacer la prueba", de: "Test machen")
  static let reactionHow = Phrase(
    "Watch the box. When a number appears, tap the box or press the space bar as fast as you can. Not before. Three minutes.",
    es:
      "Mire el recuadro. Cuando aparezca un número, toque el recuadro o pulse la barra espaciadora lo antes posible. No antes. Tres minutos.",
    de:
      "Schauen Sie auf das Feld. Sobald eine Zahl erscheint, tippen Sie es an oder drücken die Leertaste, so schnell Sie können. Nicht vorher. Drei Minuten."
  )
  static let reactionWait = Phrase("Wait for the number", es: "Espere el número", de: "Auf die Zahl warten")
  static let reactionEarly = Phrase("Too early", es: "Demasiado pronto", de: "Zu früh")
  static let reactionLeft = Phrase("%1 s left", es: "quedan %1 s", de: "noch %1 s")
  static let reactionScript = Phrase(
    "This test needs the page’s script, which this browser has turned off.",
    es: "Esta prueba necesita el programa de la página, que este navegador tiene apagado.",
    de: "Dieser Test braucht das Skript der Seite, das in diesem Browser ausgeschaltet ist.")
  static let reactionNotFit = Phrase(
    "Not yet fit to drive.", es: "Todavía no está en condiciones de conducir.", de: "Noch nicht fahrtüchtig.")
  static let reactionNotFitWhy = Phrase(
    "%1 of %2 answers came late or too early. In a study, people with 11 or more late answers also missed more on a task that asks for watchfulness. Wait, have breakfast, and let somebody else drive.",
    es:
      "%1 de %2 respuestas llegaron tarde o demasiado pronto. En un estudio, quienes tenían 11 o más respuestas tardías también fallaban más en una tarea de vigilancia. Espere, desayune, y deje que conduzca otra persona.",
    de:
      "%1 von %2 Antworten kamen spät oder zu früh. In einer Studie übersahen Menschen mit 11 oder mehr späten Antworten auch in einer Aufgabe, die Wachsamkeit verlangt, mehr. Warten Sie, frühstücken Sie, und lassen Sie jemand anderen fahren."
  )
  static let reactionFine = Phrase(
    "Nothing in this test speaks against driving.", es: "Nada en esta prueba desaconseja conducir.",
    de: "In diesem Test spricht nichts gegen das Fahren.")
  static let reactionFineWhy = Phrase(
    "%1 of %2 answers came late or too early. A good result proves nothing: if you feel sleepy, do not drive.",
    es:
      "%1 de %2 respuestas llegaron tarde o demasiado pronto. Un buen resultado no demuestra nada: si tiene sueño, no conduzca.",
    de:
      "%1 von %2 Antworten kamen spät oder zu früh. Ein gutes Ergebnis beweist nichts: Wenn Sie müde sind, fahren Sie nicht."
  )
  static let reactionShort = Phrase(
    "Too few answers to say anything. Take the test again in a quiet moment.",
    es: "Muy pocas respuestas para decir algo. Repita la prueba en un momento tranquilo.",
    de: "Zu wenige Antworten, um etwas zu sagen. Wiederholen Sie den Test in Ruhe.")
  static let reactionMedian = Phrase(
    "Middle of your times: %1 ms. Screens and touch add some of it.",
    es: "Mediana de sus tiempos: %1 ms. La pantalla y el toque añaden una parte.",
    de: "Mitte Ihrer Zeiten: %1 ms. Bildschirm und Berührung tragen einen Teil bei.")
  static let played = Phrase("What was played", es: "Qué ha sonado", de: "Was gespielt wurde")
  static let playedHint = Phrase(
    "Stages, levels and pulses on one clock. Drag to look closer, double-tap to see all of it.",
    es: "Fases, niveles y pulsos en un mismo reloj. Arrastre para acercar, toque dos veces para verlo todo.",
    de: "Phasen, Pegel und Impulse auf einer Uhr. Ziehen zum Vergrößern, doppelt tippen für alles.")
  static let playedByHour = Phrase("Hour by hour", es: "Hora a hora", de: "Stunde für Stunde")
  static let columnFrom = Phrase("From", es: "Desde", de: "Ab")
  static let columnAsleep = Phrase("Asleep", es: "Dormido", de: "Geschlafen")
  static let columnLoudest = Phrase("Loudest bed, dBA", es: "Máximo, dBA", de: "Lautester Klang, dBA")
  static let columnPulses = Phrase("Pulses", es: "Pulsos", de: "Impulse")
  static let levelLabel = Phrase("Level, dBA", es: "Nivel, dBA", de: "Pegel, dBA")
  static let pulsesLabel = Phrase(
    "Pulses in half a minute", es: "Pulsos en medio minuto", de: "Impulse je halbe Minute")
  static let report = Phrase("The whole report", es: "El informe completo", de: "Der ganze Bericht")
  static let reportBad = Phrase(
    "If something bad happened: luma incident serve, on the machine, takes it down and tells others who run this program.",
    es:
      "Si ha pasado algo malo: luma incident serve, en la máquina, lo anota y avisa a quienes usan este programa.",
    de:
      "Wenn etwas Schlimmes passiert ist: luma incident serve auf der Maschine nimmt es auf und sagt es anderen, die dieses Programm nutzen."
  )
  static let badHappened = Phrase(
    "Something bad happened", es: "Ha pasado algo malo", de: "Etwas Schlimmes ist passiert")

  /// How good a sleep was, 1 to 5.
  static func quality(_ quality: Int) -> Phrase {
    [quality1, quality2, quality3, quality4, quality5][min(max(quality, 1), 5) - 1]
  }
}

extension CountedPhrase {
  static let pulses = CountedPhrase(
    one: Phrase("%1 soft pulse", es: "%1 pulso suave", de: "%1 sanfter Impuls"),
    other: Phrase("%1 soft pulses", es: "%1 pulsos suaves", de: "%1 sanfte Impulse"))
  static let nights = CountedPhrase(
    one: Phrase("%1 night", es: "%1 noche", de: "%1 Nacht"),
    other: Phrase("%1 nights", es: "%1 noches", de: "%1 Nächte"))
  static let days = CountedPhrase(
    one: Phrase("%1 day", es: "%1 día", de: "%1 Tag"),
    other: Phrase("%1 days", es: "%1 días", de: "%1 Tage"))
}
