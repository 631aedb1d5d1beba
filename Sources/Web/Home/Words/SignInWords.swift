/// What is said at the door.
extension Phrase {
  static let signIn = Phrase("Sign in", es: "Iniciar sesión", de: "Anmelden")
  static let signOut = Phrase("Sign out", es: "Cerrar sesión", de: "Abmelden")
  static let signInFirst = Phrase("Good to see you.", es: "Qué bien verle.", de: "Schön, Sie zu sehen.")
  static let signInAgain = Phrase(
    "Please sign in once more, so that it is surely you.",
    es: "Inicie sesión otra vez, para que seguro sea usted.",
    de: "Bitte noch einmal anmelden, damit es sicher Sie sind.")
  static let withPasskey = Phrase("With a passkey", es: "Con una llave de acceso", de: "Mit einem Passkey")
  static let withPassword = Phrase("With a password", es: "Con una contraseña", de: "Mit einem Passwort")
  static let withPictures = Phrase("With pictures", es: "Con dibujos", de: "Mit Bildern")
  static let yourName = Phrase("Your name", es: "Su nombre", de: "Ihr Name")
  static let password = Phrase("Password", es: "Contraseña", de: "Passwort")
  static let newPassword = Phrase("A new password", es: "Una contraseña nueva", de: "Ein neues Passwort")
  static let passwordHint = Phrase(
    "At least ten characters. A few words that have nothing to do with one another are good.",
    es: "Al menos diez caracteres. Unas palabras que no tengan nada que ver entre sí van bien.",
    de: "Mindestens zehn Zeichen. Ein paar Wörter, die nichts miteinander zu tun haben, sind gut.")
  static let wrongSecret = Phrase(
    "That did not fit: the name, or what you gave with it.",
    es: "No ha coincidido: el nombre, o lo que dio con él.",
    de: "Das hat nicht gepasst: der Name, oder was Sie dazu angegeben haben.")
  static let tryAgainIn = Phrase(
    "Too many tries. Please wait %1 seconds.", es: "Demasiados intentos. Espere %1 segundos.",
    de: "Zu viele Versuche. Bitte %1 Sekunden warten.")
  static let stopWithoutSigningIn = Phrase(
    "Something is wrong? To stop a night nobody has to sign in.",
    es: "¿Algo va mal? Para parar una noche no hace falta iniciar sesión.",
    de: "Stimmt etwas nicht? Um eine Nacht anzuhalten, muss sich niemand anmelden.")
  static let stopEveryNight = Phrase(
    "Stop every night now", es: "Parar todas las noches ahora", de: "Alle Nächte jetzt anhalten")
  static let stopped = Phrase(
    "Every night is stopped.", es: "Todas las noches están paradas.", de: "Alle Nächte sind angehalten.")

  static let welcome = Phrase("Welcome home", es: "Bienvenido a casa", de: "Willkommen zu Hause")
  static let firstSentence = Phrase(
    "This house has no owner yet. The code is on the screen on which you started it.",
    es: "Esta casa aún no tiene propietario. El código está en la pantalla en la que la inició.",
    de:
      "Dieses Haus gehört noch niemandem. Der Code steht auf dem Bildschirm, auf dem Sie es gestartet haben.")
  static let code = Phrase("The code", es: "El código", de: "Der Code")
  static let alsoSleep = Phrase("I sleep here too", es: "Yo también duermo aquí", de: "Ich schlafe auch hier")
  static let beginHouse = Phrase("Begin", es: "Empezar", de: "Beginnen")
  static let language = Phrase("Language", es: "Idioma", de: "Sprache")
  static let wrongCode = Phrase(
    "That is not the code. %1 tries are left.", es: "Ese no es el código. Quedan %1 intentos.",
    de: "Das ist nicht der Code. Noch %1 Versuche.")
  static let noCode = Phrase(
    "There is no such code any more. Make a new one with «luma home code».",
    es: "Ese código ya no existe. Haga uno nuevo con «luma home code».",
    de: "Diesen Code gibt es nicht mehr. Machen Sie einen neuen mit «luma home code».")

  static let joinSentence = Phrase(
    "Somebody of this house made a code for you. Choose how you will sign in from now on.",
    es: "Alguien de esta casa hizo un código para usted. Elija cómo iniciará sesión a partir de ahora.",
    de: "Jemand aus diesem Haus hat einen Code für Sie gemacht. Wählen Sie, wie Sie sich künftig anmelden.")
  static let joinPictures = Phrase(
    "Choose four pictures and remember them. You tap them when you say yes to a night.",
    es: "Elige cuatro dibujos y recuérdalos. Los tocas cuando dices que sí a una noche.",
    de: "Such dir vier Bilder aus und merk sie dir. Du tippst sie an, wenn du ja zu einer Nacht sagst.")
  static let picture = Phrase("Picture %1", es: "Dibujo %1", de: "Bild %1")
  static let invitation = Phrase("An invitation", es: "Una invitación", de: "Eine Einladung")
  static let invitationSentence = Phrase(
    "Give this code to %1. It works once, for seven days.",
    es: "Dé este código a %1. Sirve una vez, durante siete días.",
    de: "Geben Sie diesen Code an %1. Er gilt einmal, sieben Tage lang.")
  static let openThere = Phrase(
    "They open this address:", es: "Que abra esta dirección:", de: "Dort diese Adresse öffnen:")
}
