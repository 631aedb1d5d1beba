/// What the pages around the workbench say; what stands in its fragments is in the room `Workbench`.
extension Phrase {
  static let workbenchSentence = Phrase(
    "Write a program, and see at once what is proved about every night it can have.",
    es: "Escriba un programa y vea al instante qué está demostrado de cada noche posible.",
    de: "Schreiben Sie ein Programm und sehen Sie sofort, was über jede mögliche Nacht bewiesen ist.")
  static let yourText = Phrase("your text", es: "su texto", de: "Ihr Text")
  static let theText = Phrase("The program", es: "El programa", de: "Das Programm")
  static let withCheckedText = Phrase(
    "With the text as it was last checked by the button.",
    es: "Con el texto tal como se comprobó por última vez con el botón.",
    de: "Mit dem Text, wie er zuletzt mit dem Knopf geprüft wurde.")
  static let simulate = Phrase("Simulate nights", es: "Simular noches", de: "Nächte simulieren")
  static let howManyNights = Phrase("How many nights", es: "Cuántas noches", de: "Wie viele Nächte")
  static let hostileSenses = Phrase(
    "Senses that do what they can to let most out", es: "Sentidos que hacen lo posible por dejar salir más",
    de: "Sinne, die alles tun, damit am meisten herauskommt")
  static let replaySideBySide = Phrase(
    "Replay side by side", es: "Reproducir lado a lado", de: "Nebeneinander abspielen")
  static let besideWhich = Phrase(
    "Beside which program", es: "Junto a qué programa", de: "Neben welchem Programm")
  static let sleeperSeed = Phrase(
    "The virtual sleeper (a number is a night)", es: "El durmiente virtual (un número es una noche)",
    de: "Der virtuelle Schläfer (eine Zahl ist eine Nacht)")
  static let orRecording = Phrase("Or a recording", es: "O una grabación", de: "Oder eine Aufzeichnung")
  static let compareVersions = Phrase(
    "Compare versions", es: "Comparar versiones", de: "Versionen vergleichen")
  static let withWhich = Phrase("With which program", es: "Con qué programa", de: "Mit welchem Programm")
  static let bringIn = Phrase("Bring it into the house", es: "Traerlo a la casa", de: "Ins Haus holen")
  static let bringInSentence = Phrase(
    "It is proved for every age that it is for, put into the home's own record, and stands on the shelf then. Nobody is put under it without their consent.",
    es:
      "Se demuestra para cada edad a la que va, se anota en el registro de la casa y queda en el estante. Nadie lo recibe sin su consentimiento.",
    de:
      "Es wird für jedes Alter bewiesen, für das es ist, kommt ins Verzeichnis dieses Hauses und steht dann im Regal. Niemand bekommt es ohne Einwilligung."
  )
  static let broughtIn = Phrase(
    "It is in the house: entry %1 of its record.", es: "Está en la casa: entrada %1 de su registro.",
    de: "Es ist im Haus: Eintrag %1 seines Verzeichnisses.")
  static let working = Phrase("Working: %1 %.", es: "Trabajando: %1 %.", de: "In Arbeit: %1 %.")
}

extension CountedPhrase {
  static let programsOfTheHouse = CountedPhrase(
    one: Phrase("%1 program of the house", es: "%1 programa de la casa", de: "%1 Programm des Hauses"),
    other: Phrase("%1 programs of the house", es: "%1 programas de la casa", de: "%1 Programme des Hauses"))
}
