internal import Consent
internal import SleepCore

/// What the pages say about consent, steps and taking back.
enum ConsentWords {
  // MARK: Words of the house

  /// What a consent is for.
  static func purpose(_ purpose: Purpose) -> Phrase {
    switch purpose {
    case .nights:
      Phrase("nights with this program", es: "noches con este programa", de: "Nächte mit diesem Programm")
    case .trial:
      Phrase("nights that are compared", es: "noches que se comparan", de: "Nächte, die verglichen werden")
    case .sharing:
      Phrase(
        "figures that leave the house", es: "cifras que salen de la casa",
        de: "Zahlen, die das Haus verlassen")
    }
  }

  /// What has become of a consent; `%1` is the day of its end.
  static func standing(_ standing: ConsentStanding) -> Phrase {
    switch standing {
    case .live: Phrase("It holds until %1.", es: "Vale hasta el %1.", de: "Sie gilt bis %1.")
    case .expired: Phrase("It ended on %1.", es: "Terminó el %1.", de: "Sie endete am %1.")
    case .notYet:
      Phrase(
        "It is dated after today.", es: "Su fecha aún no ha llegado.", de: "Ihr Datum liegt in der Zukunft.")
    case .withdrawn: Phrase("It was taken back.", es: "Se retiró.", de: "Sie wurde zurückgezogen.")
    }
  }

  /// A step, with what it opens.
  static func stage(_ stage: UnlockStage) -> (name: Phrase, opens: Phrase) {
    switch stage {
    case .sound:
      (
        Phrase("Sound", es: "Sonido", de: "Klang"),
        Phrase("Beds of sound, and light.", es: "Fondos de sonido y luz.", de: "Klangbetten und Licht.")
      )
    case .pulses:
      (
        Phrase("Pulses", es: "Pulsos", de: "Impulse"),
        Phrase(
          "Short sounds, touch, warmth and flashes timed to the sleeper's own waves.",
          es: "Sonidos breves, tacto, calor y destellos al ritmo de las propias ondas.",
          de: "Kurze Klänge, Berührung, Wärme und Blitze im Takt der eigenen Wellen.")
      )
    case .dreamscapes:
      (
        Phrase("Dreamscapes", es: "Paisajes de sueño", de: "Traumlandschaften"),
        Phrase(
          "Words, scents and other cues for dreams.", es: "Palabras, aromas y otras señales para los sueños.",
          de: "Worte, Düfte und andere Zeichen für Träume.")
      )
    case .trials:
      (
        Phrase("Trials", es: "Ensayos", de: "Vergleiche"),
        Phrase(
          "Nights that are compared with one another.", es: "Noches que se comparan entre sí.",
          de: "Nächte, die miteinander verglichen werden.")
      )
    }
  }

  // MARK: The list

  static let consents = Phrase("Consents", es: "Consentimientos", de: "Einwilligungen")
  static let none = Phrase(
    "Nothing is agreed to.", es: "No se ha consentido nada.", de: "Es ist in nichts eingewilligt.")
  static let holding = CountedPhrase(
    one: Phrase(
      "%1 consent holds, until %2.", es: "Vale %1 consentimiento, hasta el %2.",
      de: "%1 Einwilligung gilt, bis %2."),
    other: Phrase(
      "%1 consents hold; the next one ends on %2.", es: "Valen %1 consentimientos; el próximo termina el %2.",
      de: "%1 Einwilligungen gelten; die nächste endet am %2."))
  static let theText = Phrase(
    "The text that was agreed to", es: "El texto al que se consintió",
    de: "Der Text, in den eingewilligt wurde")
  static let givenBy = Phrase("Given by %1 on %2.", es: "De %1, el %2.", de: "Von %1 am %2.")
  static let takeBack = Phrase("Take it back", es: "Retirarlo", de: "Zurückziehen")
  static let takeBackOf = Phrase("Take back: %1", es: "Retirar: %1", de: "Zurückziehen: %1")
  static let takeAllBack = Phrase("Take everything back", es: "Retirarlo todo", de: "Alles zurückziehen")
  static let card = Phrase(
    "A card to print, for taking back without a login",
    es: "Una tarjeta para imprimir y retirar sin iniciar sesión",
    de: "Eine Karte zum Drucken, zum Zurückziehen ohne Anmeldung")
  static let former = CountedPhrase(
    one: Phrase("%1 that no longer holds", es: "%1 que ya no vale", de: "%1, die nicht mehr gilt"),
    other: Phrase("%1 that no longer hold", es: "%1 que ya no valen", de: "%1, die nicht mehr gelten"))
  static let open = Phrase(
    "What can be agreed to", es: "A qué se puede consentir", de: "Worin eingewilligt werden kann")
  static let closed = CountedPhrase(
    one: Phrase(
      "%1 program that is not open", es: "%1 programa que no está abierto",
      de: "%1 Programm, das nicht offen ist"),
    other: Phrase(
      "%1 programs that are not open", es: "%1 programas que no están abiertos",
      de: "%1 Programme, die nicht offen sind"))
  static let read = Phrase("Read the text: %1", es: "Leer el texto: %1", de: "Text lesen: %1")

  // MARK: Giving it

  static let question = Phrase(
    "Consent to %1, for %2", es: "Consentir %1, para %2", de: "Einwilligen in %1, für %2")
  static let firstSentence = Phrase(
    "Please read the whole text. Nothing runs before somebody has agreed to it.",
    es: "Lea todo el texto, por favor. Nada funciona antes de que alguien lo consienta.",
    de: "Bitte lesen Sie den ganzen Text. Nichts läuft, bevor jemand eingewilligt hat.")
  static let whatFor = Phrase("What for", es: "Para qué", de: "Wofür")
  static let howLong = Phrase("For how long", es: "Por cuánto tiempo", de: "Wie lange")
  static let days = CountedPhrase(
    one: Phrase("%1 day", es: "%1 día", de: "%1 Tag"), other: Phrase("%1 days", es: "%1 días", de: "%1 Tage"))
  static let showText = Phrase("Show this text", es: "Mostrar este texto", de: "Diesen Text zeigen")
  static let version = Phrase(
    "Version %1; fingerprint %2", es: "Versión %1; huella %2", de: "Version %1; Fingerabdruck %2")
  static let haveRead = Phrase(
    "I have read the text.", es: "He leído el texto.", de: "Ich habe den Text gelesen.")
  static let consentOwn = Phrase("I consent, for %1", es: "Consiento, por %1", de: "Ich willige ein, für %1")
  static let consentOther = Phrase(
    "I consent for %2, for %1", es: "Consiento por %2, durante %1", de: "Ich willige für %2 ein, für %1")
  static let notYours = Phrase(
    "You can read this. The consent itself is for the grown-up who sleeps, or for whoever answers for the sleeper.",
    es: "Puede leerlo. Consentir corresponde a la persona adulta que duerme, o a quien responde por ella.",
    de:
      "Lesen können Sie das. Einwilligen kann der erwachsene Mensch, der schläft, oder wer für ihn verantwortlich ist."
  )
  static let notOpen = Phrase(
    "This program is not open for %1: %2", es: "Este programa no está abierto para %1: %2",
    de: "Dieses Programm ist für %1 nicht offen: %2")
  static let notRead = Phrase(
    "Please say that you have read the text.", es: "Diga, por favor, que ha leído el texto.",
    de: "Bitte bestätigen Sie, dass Sie den Text gelesen haben.")
  static let textChanged = Phrase(
    "The text is another now than the one you were shown. Nothing was agreed to; please read it again.",
    es: "El texto ya no es el que se le mostró. No se ha consentido nada; léalo otra vez, por favor.",
    de:
      "Der Text ist jetzt ein anderer als der, den Sie gesehen haben. Es wurde in nichts eingewilligt; bitte lesen Sie ihn noch einmal."
  )
  static let noProgram = Phrase(
    "There is no such program here.", es: "Aquí no hay tal programa.",
    de: "Ein solches Programm gibt es hier nicht.")

  // MARK: Taking it back

  static let withdraw = Phrase(
    "Take consent back", es: "Retirar el consentimiento", de: "Einwilligung zurückziehen")
  static let withdrawFirst = Phrase(
    "One tap takes back all that was agreed to for this sleeper, and stops the night that runs.",
    es: "Un toque retira todo lo consentido para esta persona y para la noche en curso.",
    de:
      "Ein Tipp zieht alles zurück, worin für diesen Menschen eingewilligt wurde, und hält die laufende Nacht an."
  )
  static let withdrawFor = Phrase("For %1.", es: "Para %1.", de: "Für %1.")
  static let noReason = Phrase(
    "Nobody has to sign in for it or say why. It works at once, and can be given anew another day.",
    es:
      "No hace falta iniciar sesión ni decir por qué. Vale al momento, y se puede volver a consentir otro día.",
    de:
      "Niemand muss sich dafür anmelden oder einen Grund nennen. Es gilt sofort, und ein andermal kann neu eingewilligt werden."
  )
  static let withdrawn = Phrase("It is taken back", es: "Está retirado", de: "Es ist zurückgezogen")
  static let withdrawnFirst = Phrase(
    "Nothing runs for this sleeper any more, until somebody consents anew.",
    es: "Ya nada funciona para esta persona hasta que alguien vuelva a consentir.",
    de: "Für diesen Menschen läuft nichts mehr, bis jemand neu einwilligt.")
  static let oneWithdrawn = Phrase(
    "This program runs no more for this sleeper, until somebody consents anew.",
    es: "Este programa ya no funciona para esta persona hasta que alguien vuelva a consentir.",
    de: "Dieses Programm läuft für diesen Menschen nicht mehr, bis jemand neu einwilligt.")
  static let nightStopped = Phrase(
    "The night that ran stops now.", es: "La noche en curso se para ahora.",
    de: "Die laufende Nacht hält jetzt an.")
  static let badReceipt = Phrase(
    "There is no consent of this name.", es: "No hay ningún consentimiento con ese nombre.",
    de: "Eine Einwilligung dieses Namens gibt es nicht.")
  static let cardTitle = Phrase(
    "Taking consent back", es: "Retirar el consentimiento", de: "Einwilligung zurückziehen")
  static let cardFirst = Phrase(
    "Keep this by the bed of %1. Whoever has it can take back what was agreed to, and start nothing.",
    es:
      "Guárdela junto a la cama de %1. Quien la tenga puede retirar lo consentido, y no puede empezar nada.",
    de:
      "Legen Sie sie ans Bett von %1. Wer sie hat, kann zurückziehen, worin eingewilligt wurde, und nichts beginnen."
  )
  static let cardAddress = Phrase(
    "In a browser, in the house's network:", es: "En un navegador, en la red de la casa:",
    de: "In einem Browser im Netz des Hauses:")
  static let cardLine = Phrase(
    "Where the server does not answer, this line on its machine does the same:",
    es: "Si el servidor no responde, esta línea en su máquina hace lo mismo:",
    de: "Wenn der Server nicht antwortet, bewirkt diese Zeile auf seinem Rechner dasselbe:")
  static let cardRunning = Phrase(
    "A night that runs ends within seconds of either.",
    es: "Una noche en curso termina a los pocos segundos de cualquiera de las dos.",
    de: "Eine laufende Nacht endet bei beidem binnen Sekunden.")

  // MARK: Steps

  static let steps = Phrase("Steps", es: "Pasos", de: "Schritte")
  static let openNow = Phrase("Open: %1.", es: "Abierto: %1.", de: "Offen: %1.")
  static let seen = CountedPhrase(
    one: Phrase(
      "%1 night was seen with this step; the next opens after %2.",
      es: "Se ha visto %1 noche con este paso; el siguiente se abre tras %2.",
      de: "%1 Nacht wurde mit diesem Schritt gesehen; der nächste öffnet sich nach %2."),
    other: Phrase(
      "%1 nights were seen with this step; the next opens after %2.",
      es: "Se han visto %1 noches con este paso; el siguiente se abre tras %2.",
      de: "%1 Nächte wurden mit diesem Schritt gesehen; der nächste öffnet sich nach %2."))
  static let openStep = Phrase("Open: %1", es: "Abrir: %1", de: "Öffnen: %1")
  static let staysWithSound = Phrase(
    "At this age it stays with sound and light, whoever consents.",
    es: "A esta edad todo queda en sonido y luz, consienta quien consienta.",
    de: "In diesem Alter bleibt es bei Klang und Licht, wer auch einwilligt.")
  static let allOpen = Phrase(
    "All steps are open.", es: "Todos los pasos están abiertos.", de: "Alle Schritte sind offen.")
  static let isOpen = Phrase("open", es: "abierto", de: "offen")
  static let isClosed = Phrase("closed", es: "cerrado", de: "geschlossen")
}
