internal import Night
internal import SleepCore

/// What the night's pages say.
extension Phrase {
  static let live = Phrase("The night now", es: "La noche ahora", de: "Die Nacht jetzt")
  static let stageWake = Phrase("awake", es: "sin dormir", de: "wach")
  static let sleeperWake = Phrase("%1 is awake", es: "%1 no duerme", de: "%1 ist wach")
  static let sleeperN1 = Phrase("%1 is drifting off", es: "%1 se está durmiendo", de: "%1 schläft gerade ein")
  static let sleeperN2 = Phrase(
    "%1 sleeps lightly", es: "%1 duerme con sueño ligero", de: "%1 schläft leicht")
  static let sleeperN3 = Phrase(
    "%1 sleeps deeply", es: "%1 duerme profundamente", de: "%1 schläft tief")
  static let sleeperREM = Phrase(
    "%1 is in dream sleep", es: "%1 está en sueño REM", de: "%1 ist im Traumschlaf")
  static let sleeperUnknown = Phrase(
    "There is no clear signal from %1", es: "No hay una señal clara de %1",
    de: "Von %1 kommt kein klares Signal")
  static let sleeperUp = Phrase(
    "%1 is out of bed", es: "%1 está fuera de la cama", de: "%1 ist nicht im Bett")
  static let stageN1 = Phrase("drifting off", es: "durmiéndose", de: "einschlafend")
  static let stageN2 = Phrase("light sleep", es: "sueño ligero", de: "leichter Schlaf")
  static let stageN3 = Phrase("deep sleep", es: "sueño profundo", de: "tiefer Schlaf")
  static let stageREM = Phrase("dream sleep (REM)", es: "sueño REM", de: "Traumschlaf (REM)")
  static let stageUnknown = Phrase("not known", es: "no se sabe", de: "nicht bekannt")
  static let soundIs = Phrase("%1 at %2 dBA", es: "%1 a %2 dBA", de: "%1 mit %2 dBA")
  static let silence = Phrase("silence", es: "silencio", de: "Stille")
  static let bedRain = Phrase("rain", es: "lluvia", de: "Regen")
  static let bedPink = Phrase("pink noise", es: "ruido rosa", de: "rosa Rauschen")
  static let bedBrown = Phrase("brown noise", es: "ruido marrón", de: "braunes Rauschen")
  static let bedWaves = Phrase("waves", es: "olas", de: "Wellen")
  static let bedBirds = Phrase("birds at dawn", es: "pájaros al alba", de: "Vögel am Morgen")
  static let sentenceWakes = Phrase("wakes at %1", es: "despierta a las %1", de: "geweckt wird um %1")
  static let labelStage = Phrase("Sleep", es: "Sueño", de: "Schlaf")
  static let labelSound = Phrase("Sound", es: "Sonido", de: "Ton")
  static let labelBed = Phrase("Bed", es: "Cama", de: "Bett")
  static let labelAlarm = Phrase("Alarm", es: "Despertador", de: "Wecker")
  static let labelMoves = Phrase("Restlessness", es: "Inquietud", de: "Unruhe")
  static let labelProgram = Phrase("Program", es: "Programa", de: "Programm")
  static let labelClock = Phrase("Clock of the night", es: "Reloj de la noche", de: "Uhr der Nacht")
  static let stirring = Phrase("stirring just now", es: "se mueve ahora", de: "regt sich gerade")
  static let calm = Phrase("calm", es: "calma", de: "ruhig")
  static let isInBed = Phrase("in bed", es: "en la cama", de: "im Bett")
  static let isOut = Phrase("out of bed", es: "fuera de la cama", de: "nicht im Bett")
  static let bedUnknown = Phrase(
    "nothing watches the bed", es: "nada vigila la cama", de: "nichts achtet auf das Bett")
  static let alarmArmed = Phrase("set for %1", es: "puesto a las %1", de: "gestellt auf %1")
  static let alarmRings = Phrase("rings now", es: "suena ahora", de: "klingelt jetzt")
  static let alarmDone = Phrase("has rung", es: "ya ha sonado", de: "hat geklingelt")
  static let alarmNone = Phrase("not set", es: "sin poner", de: "nicht gestellt")
  static let soFar = Phrase("So far", es: "Hasta ahora", de: "Bisher")
  static let hypnogramLabel = Phrase(
    "The stages of the night so far, from %1 on", es: "Las fases de la noche desde las %1",
    de: "Die Schlafphasen der Nacht seit %1")
  static let asked = Phrase("What was asked", es: "Lo que se ha pedido", de: "Was verlangt wurde")
  static let nothingAsked = Phrase("Nothing so far.", es: "Nada hasta ahora.", de: "Bisher nichts.")
  static let receiptDone = Phrase(
    "%1, asked %2, done %3", es: "%1, pedido %2, hecho %3", de: "%1, verlangt %2, getan %3")
  static let receiptWaits = Phrase(
    "%1, asked %2, waiting", es: "%1, pedido %2, en espera", de: "%1, verlangt %2, wartet noch")
  static let didStop = Phrase("Stop", es: "Parar", de: "Anhalten")
  static let didNext = Phrase("Go on", es: "Seguir", de: "Weiter")
  static let didMore = Phrase("More of this", es: "Más de esto", de: "Mehr davon")
  static let didLess = Phrase("Less of this", es: "Menos de esto", de: "Weniger davon")
  static let didQuiet = Phrase("Quiet, please", es: "Silencio, por favor", de: "Ruhe, bitte")
  static let didWake = Phrase("Wake at %1", es: "Despertar a las %1", de: "Wecken um %1")
  static let didIn = Phrase("In bed", es: "En la cama", de: "Im Bett")
  static let didOut = Phrase("Out of bed", es: "Fuera de la cama", de: "Nicht im Bett")
  static let didDark = Phrase("The room’s light", es: "La luz del cuarto", de: "Das Licht im Zimmer")
  static let later = Phrase("+%1 min", es: "+%1 min", de: "+%1 min")
  static let laterAbout = Phrase(
    "15 minutes more", es: "15 minutos más", de: "15 Minuten länger")
  static let setWake = Phrase("Set the wake time", es: "Poner la hora de despertar", de: "Weckzeit stellen")
  static let ended = Phrase("The night is over", es: "La noche ha terminado", de: "Die Nacht ist vorbei")
  static let endedSource = Phrase(
    "It came to its end.", es: "Ha llegado a su fin.", de: "Sie ist zu Ende gegangen.")
  static let endedStopped = Phrase(
    "Somebody stopped it.", es: "Alguien la ha parado.", de: "Jemand hat sie angehalten.")
  static let endedHalted = Phrase(
    "Its program was halted for everyone.", es: "Su programa se ha detenido para todos.",
    de: "Ihr Programm wurde für alle angehalten.")
  static let endedConsent = Phrase(
    "Somebody no longer agrees to it.", es: "Alguien ya no está de acuerdo.",
    de: "Jemand ist nicht mehr einverstanden.")
  static let endedBed = Phrase(
    "The bed was left, and everything stopped.", es: "Se dejó la cama, y todo se paró.",
    de: "Das Bett wurde verlassen, und alles hat aufgehört.")
  static let toMorning = Phrase("To the morning", es: "A la mañana", de: "Zum Morgen")
  static let liveLost = Phrase(
    "The connection is lost. The night goes on without this page.",
    es: "Se ha perdido la conexión. La noche sigue sin esta página.",
    de: "Die Verbindung ist weg. Die Nacht geht ohne diese Seite weiter.")
  static let hearAlerts = Phrase(
    "Tap once, so that alerts can sound here", es: "Toque una vez para que los avisos suenen aquí",
    de: "Einmal tippen, damit Rufe hier klingen")
  static let alertBedExit = Phrase(
    "%1 is out of bed", es: "%1 ha salido de la cama", de: "%1 ist aus dem Bett")
  static let alertOther = Phrase(
    "Please look after %1", es: "Por favor, atienda a %1", de: "Bitte sehen Sie nach %1")
  static let alertText = Phrase(
    "Since %1. Everything in the bedroom has stopped. This comes again until somebody answers.",
    es: "Desde las %1. En el dormitorio todo se ha parado. Esto vuelve hasta que alguien responda.",
    de: "Seit %1. Im Schlafzimmer hat alles aufgehört. Das kommt wieder, bis jemand antwortet.")
  static let alertSince = Phrase(
    "Since %1. This comes again until somebody answers.",
    es: "Desde las %1. Esto vuelve hasta que alguien responda.",
    de: "Seit %1. Das kommt wieder, bis jemand antwortet.")
  static let alertAnswer = Phrase("I am on my way", es: "Voy ahora", de: "Ich gehe hin")
  static let offlineTitle = Phrase(
    "The house does not answer", es: "La casa no responde", de: "Das Haus antwortet nicht")
  static let offlineText = Phrase(
    "This page needs the house’s own network; the internet is not needed. A night that runs goes on without the page: its sound, its limits, and its alarm.",
    es:
      "Esta página necesita la red de la casa; internet no hace falta. Una noche en curso sigue sin la página: su sonido, sus límites y su despertador.",
    de:
      "Diese Seite braucht das Netz des Hauses; das Internet braucht sie nicht. Eine laufende Nacht geht ohne die Seite weiter: ihr Ton, ihre Grenzen und ihr Wecker."
  )
  static let offlineStop = Phrase(
    "To stop it now, use the button at the bed, or switch the loudspeaker off.",
    es: "Para pararla ya, use el botón de la cama o apague el altavoz.",
    de: "Zum sofortigen Anhalten den Knopf am Bett nehmen, oder den Lautsprecher ausschalten.")
  static let tryAgain = Phrase("Try again", es: "Probar otra vez", de: "Noch einmal versuchen")

  /// What a stage is called.
  static func stage(_ stage: SleepStage) -> Phrase {
    switch stage {
    case .wake: stageWake
    case .n1: stageN1
    case .n2: stageN2
    case .n3: stageN3
    case .rem: stageREM
    case .unknown: stageUnknown
    }
  }

  /// What a sleeper does in a stage.
  static func sleeper(in stage: SleepStage) -> Phrase {
    switch stage {
    case .wake: sleeperWake
    case .n1: sleeperN1
    case .n2: sleeperN2
    case .n3: sleeperN3
    case .rem: sleeperREM
    case .unknown: sleeperUnknown
    }
  }

  /// What a bed of sound is called.
  static func bed(_ bed: Soundscape) -> Phrase {
    switch bed {
    case .rain: bedRain
    case .pinkNoise: bedPink
    case .brownNoise: bedBrown
    case .waves: bedWaves
    case .dawnChorus: bedBirds
    }
  }

  /// Why a night ended.
  static func end(_ why: NightEvent.EndReason) -> Phrase {
    switch why {
    case .sourceEnded: endedSource
    case .stopped: endedStopped
    case .halted: endedHalted
    case .consentEnded: endedConsent
    case .leftBed: endedBed
    }
  }
}
