internal import SignIn
internal import SleepCore

/// What the evening's pages say.
extension Phrase {
  static let someone = Phrase("Someone", es: "Alguien", de: "Jemand")
  static let whoseNight = Phrase("Whose night?", es: "¿La noche de quién?", de: "Wessen Nacht?")
  static let myNight = Phrase("My own night", es: "Mi propia noche", de: "Meine eigene Nacht")
  static let goodEvening = Phrase("Good evening, %1", es: "Buenas noches, %1", de: "Guten Abend, %1")
  static let nightOf = Phrase("%1’s night", es: "La noche de %1", de: "Die Nacht von %1")
  static let nightRuns = Phrase("A night runs", es: "Hay una noche en curso", de: "Eine Nacht läuft")
  static let nightRunsWith = Phrase(
    "%1 runs since %2", es: "%1, en curso desde las %2", de: "%1 läuft seit %2")
  static let noNightHere = Phrase(
    "No night runs here.", es: "Aquí no hay ninguna noche en curso.", de: "Hier läuft keine Nacht.")
  static let wakesAt = Phrase("Wakes at %1", es: "Despierta a las %1", de: "Weckt um %1")
  static let wakesNobody = Phrase(
    "Nobody is woken", es: "No se despierta a nadie", de: "Niemand wird geweckt")
  static let planned = Phrase("Planned: %1", es: "Previsto: %1", de: "Geplant: %1")
  static let asLastTime = Phrase("As last time: %1", es: "Como la última vez: %1", de: "Wie zuletzt: %1")
  static let nothingPlanned = Phrase("Nothing planned", es: "Nada previsto", de: "Nichts geplant")
  static let chooseProgram = Phrase(
    "What shall the night be like?", es: "¿Cómo será la noche?", de: "Wie soll die Nacht sein?")
  static let otherPrograms = Phrase("Something else", es: "Otra cosa", de: "Etwas anderes")
  static let openPrograms = Phrase(
    "With a consent first", es: "Antes, un consentimiento", de: "Erst mit Einwilligung")
  static let start = Phrase("Start", es: "Empezar", de: "Starten")
  static let wakeTime = Phrase("Wake at", es: "Despertar a las", de: "Wecken um")
  static let wakeHint = Phrase(
    "Leave it empty, and nobody is woken.", es: "Si lo deja vacío, no se despierta a nadie.",
    de: "Leer lassen, dann wird niemand geweckt.")
  static let bedroom = Phrase("Bedroom", es: "Dormitorio", de: "Schlafzimmer")
  static let armed = Phrase("What is armed", es: "Qué está preparado", de: "Was bereit ist")
  static let provedFor = Phrase(
    "Proved before it starts: it stays within the limits for %1.",
    es: "Comprobado antes de empezar: respeta los límites para %1.",
    de: "Vor dem Start bewiesen: Es bleibt in den Grenzen für %1.")
  static let ageAdult = Phrase("adults", es: "personas adultas", de: "Erwachsene")
  static let ageTeen = Phrase(
    "13 to 17 years", es: "de 13 a 17 años", de: "13 bis 17 Jahre")
  static let ageChild = Phrase("3 to 12 years", es: "de 3 a 12 años", de: "3 bis 12 Jahre")
  static let ageBaby = Phrase("under 3 years", es: "menos de 3 años", de: "unter 3 Jahren")
  static let soundArmed = Phrase(
    "The loudspeaker is set up, and the guard holds its level.",
    es: "El altavoz está listo, y el guardián vigila su nivel.",
    de: "Der Lautsprecher ist eingerichtet, und der Wächter hält seinen Pegel.")
  static let soundAbsent = Phrase(
    "No loudspeaker is set up: nothing will be heard, and no alarm.",
    es: "No hay altavoz: no se oirá nada, tampoco el despertador.",
    de: "Kein Lautsprecher ist eingerichtet: Es ist nichts zu hören, auch kein Wecker.")
  static let sensorVirtual = Phrase(
    "The signals are a rehearsal: a virtual sleeper, not a person.",
    es: "Las señales son un ensayo: un durmiente virtual, no una persona.",
    de: "Die Signale sind eine Probe: eine virtuelle Person, kein Mensch.")
  static let sensorReplay = Phrase(
    "The signals are a recording, played as if it were tonight.",
    es: "Las señales son una grabación, como si fuera esta noche.",
    de: "Die Signale sind eine Aufnahme, gespielt, als wäre es heute Nacht.")
  static let exitArmed = Phrase(
    "If %1 leaves the bed, everything stops and you are alerted.",
    es: "Si %1 sale de la cama, todo se para y usted recibe un aviso.",
    de: "Verlässt %1 das Bett, hört alles auf, und Sie werden gerufen.")
  static let mayStop = Phrase(
    "Anyone can stop it, at any moment.", es: "Cualquiera puede pararla en todo momento.",
    de: "Alle können sie jederzeit anhalten.")
  static let hasToSayYes = Phrase(
    "%1 has to say yes to this night.", es: "%1 tiene que decir sí a esta noche.",
    de: "%1 muss zu dieser Nacht Ja sagen.")
  static let hasSaidYes = Phrase(
    "%1 has said yes to this night.", es: "%1 ha dicho sí a esta noche.",
    de: "%1 hat zu dieser Nacht Ja gesagt.")
  static let somebodySaidNo = Phrase(
    "Somebody said no tonight. It begins again only when %1 and a grown-up both say yes anew.",
    es: "Alguien ha dicho no esta noche. Solo vuelve a empezar si %1 y una persona adulta dicen sí de nuevo.",
    de: "Heute hat jemand Nein gesagt. Es beginnt erst wieder, wenn %1 und ein Erwachsener neu Ja sagen.")
  static let handOver = Phrase(
    "Hand this to %1", es: "Dé esto a %1", de: "Geben Sie es %1")
  static let askConsent = Phrase(
    "Read it and decide", es: "Leer y decidir", de: "Lesen und entscheiden")
  static let notFor = Phrase("Not for %1", es: "No es para %1", de: "Nicht für %1")
  static let notForYou = Phrase("Not for you", es: "No es para usted", de: "Nicht für Sie")
  static let noPrograms = Phrase(
    "No program can be chosen yet.", es: "Todavía no se puede elegir ningún programa.",
    de: "Noch lässt sich kein Programm wählen.")
  static let sayAge = Phrase(
    "Nobody has said how old %1 is. Without an age, no program is for them.",
    es: "Nadie ha dicho qué edad tiene %1. Sin edad, ningún programa le corresponde.",
    de: "Niemand hat gesagt, wie alt %1 ist. Ohne Alter gibt es kein Programm.")
  static let noPod = Phrase(
    "No bedroom is set up yet. The owner adds one on the House page.",
    es: "Todavía no hay ningún dormitorio. Quien es dueño de la casa lo añade en la página Casa.",
    de: "Noch ist kein Schlafzimmer eingerichtet. Wem das Haus gehört, legt es auf der Seite Haus an.")
  static let watch = Phrase("Watch the night", es: "Ver la noche", de: "Die Nacht ansehen")
  static let blackPage = Phrase("Black page", es: "Página negra", de: "Schwarze Seite")
  static let stop = Phrase("Stop", es: "Parar", de: "Anhalten")
  static let stopNight = Phrase("Stop the night", es: "Parar la noche", de: "Die Nacht anhalten")
  static let stopPage = Phrase("Stop a night", es: "Parar una noche", de: "Eine Nacht anhalten")
  static let stopPageAbout = Phrase(
    "Nobody has to sign in for this.", es: "Para esto no hace falta iniciar sesión.",
    de: "Dafür muss sich niemand anmelden.")
  static let inBed = Phrase("I am in bed", es: "Estoy en la cama", de: "Ich bin im Bett")
  static let outOfBed = Phrase("I am up", es: "Me he levantado", de: "Ich bin auf")
  static let thisBedroom = Phrase("This bedroom", es: "Este dormitorio", de: "Dieses Schlafzimmer")
  static let iAm = Phrase("I am %1", es: "Soy %1", de: "Ich bin %1")
  static let askGrownUp = Phrase(
    "Ask a grown-up what tonight shall be.", es: "Pregunta a una persona mayor cómo será esta noche.",
    de: "Frag einen Erwachsenen, was es heute Nacht gibt.")
  static let saidNo = Phrase("Not tonight", es: "Esta noche no", de: "Heute Nacht nicht")

  // Handed to a child.
  static let hello = Phrase("Hello, %1", es: "Hola, %1", de: "Hallo, %1")
  static let tonightThereIs = Phrase(
    "Tonight there is: %1", es: "Esta noche hay: %1", de: "Heute Nacht gibt es: %1")
  static let childQuestion = Phrase(
    "Do you want this tonight? You decide. You can say no, and you can stop it at any time.",
    es: "¿Lo quieres esta noche? Tú decides. Puedes decir que no, y puedes pararlo cuando quieras.",
    de: "Möchtest du das heute Nacht? Du entscheidest. Du darfst Nein sagen, und du kannst es immer anhalten."
  )
  static let yourPictures = Phrase(
    "Tap your four pictures, then Yes.", es: "Toca tus cuatro dibujos y luego Sí.",
    de: "Tipp auf deine vier Bilder, dann auf Ja.")
  static let pictureNumber = Phrase("Picture %1", es: "Dibujo %1", de: "Bild %1")
  static let pictureSoFar = Phrase("%1 of 4 pictures", es: "%1 de 4 dibujos", de: "%1 von 4 Bildern")
  static let choosePicture = Phrase("choose", es: "elige", de: "wähle")
  static let startAgain = Phrase("Start again", es: "Otra vez", de: "Noch einmal")
  static let yes = Phrase("Yes", es: "Sí", de: "Ja")
  static let no = Phrase("No", es: "No", de: "Nein")
  static let thanksYes = Phrase(
    "Thank you. You said yes. Sleep well!", es: "Gracias. Has dicho que sí. ¡Que duermas bien!",
    de: "Danke. Du hast Ja gesagt. Schlaf gut!")
  static let thanksNo = Phrase(
    "You said no. That is fine. There will be nothing tonight.",
    es: "Has dicho que no. Está bien. Esta noche no habrá nada.",
    de: "Du hast Nein gesagt. Das ist in Ordnung. Heute Nacht gibt es nichts.")
  static let giveBack = Phrase(
    "Give it back to your grown-up", es: "Devuélvelo a la persona mayor", de: "Gib es dem Erwachsenen zurück")
  static let wrongPictures = Phrase(
    "These were not your pictures. Try again slowly, or ask your grown-up.",
    es: "Esos no eran tus dibujos. Prueba otra vez despacio, o pregunta a tu persona mayor.",
    de: "Das waren nicht deine Bilder. Versuch es in Ruhe noch einmal, oder frag deinen Erwachsenen.")
  static let waitPictures = Phrase(
    "Please wait %1 seconds, then try again.", es: "Espera %1 segundos y prueba otra vez.",
    de: "Bitte warte %1 Sekunden, dann versuch es noch einmal.")
  static let fourPictures = Phrase(
    "Please tap four pictures.", es: "Toca cuatro dibujos, por favor.", de: "Bitte tipp auf vier Bilder.")
  static let noPictures = Phrase(
    "You have no pictures yet. Your grown-up sets them up with you on the Family page.",
    es: "Aún no tienes dibujos. Tu persona mayor los prepara contigo en la página Familia.",
    de: "Du hast noch keine Bilder. Dein Erwachsener sucht sie mit dir auf der Seite Familie aus.")
}

extension Phrase {
  /// What an age group is called.
  static func age(_ age: AgeGroup) -> Phrase {
    switch age {
    case .adult: ageAdult
    case .teen: ageTeen
    case .child: ageChild
    case .underThree: ageBaby
    }
  }

  /// What a picture shows.
  static func picture(_ picture: AssentPictures.Picture) -> Phrase {
    switch picture {
    case .moon: Phrase("moon", es: "luna", de: "Mond")
    case .fox: Phrase("fox", es: "zorro", de: "Fuchs")
    case .star: Phrase("star", es: "estrella", de: "Stern")
    case .boat: Phrase("boat", es: "barco", de: "Boot")
    case .tree: Phrase("tree", es: "árbol", de: "Baum")
    case .fish: Phrase("fish", es: "pez", de: "Fisch")
    case .apple: Phrase("apple", es: "manzana", de: "Apfel")
    case .house: Phrase("house", es: "casa", de: "Haus")
    case .snail: Phrase("snail", es: "caracol", de: "Schnecke")
    case .cloud: Phrase("cloud", es: "nube", de: "Wolke")
    case .balloon: Phrase("balloon", es: "globo", de: "Ballon")
    case .bird: Phrase("bird", es: "pájaro", de: "Vogel")
    }
  }
}
