/// What is said about the house itself.
extension Phrase {
  static let signedInAs = Phrase(
    "You are signed in as %1.", es: "Ha iniciado sesión como %1.", de: "Sie sind angemeldet als %1.")
  static let howISignIn = Phrase("How you sign in", es: "Cómo inicia sesión", de: "Wie Sie sich anmelden")
  static let passkeys = Phrase("Passkeys", es: "Llaves de acceso", de: "Passkeys")
  static let noPasskeys = Phrase(
    "You have no passkey.", es: "No tiene llave de acceso.", de: "Sie haben keinen Passkey.")
  static let noPasskeysHere = Phrase(
    "Browsers make passkeys only at https:// or http://localhost; here a password is the way.",
    es: "Los navegadores solo crean llaves en https:// o http://localhost; aquí sirve la contraseña.",
    de: "Browser machen Passkeys nur unter https:// oder http://localhost; hier ist ein Passwort der Weg.")
  static let makePasskey = Phrase(
    "Make a passkey", es: "Crear una llave de acceso", de: "Einen Passkey anlegen")
  static let passkeyName = Phrase(
    "What the passkey is called", es: "Nombre de la llave", de: "Wie der Passkey heißt")
  static let name = Phrase("Name", es: "Nombre", de: "Name")
  static let made = Phrase("Made", es: "Creado", de: "Angelegt")
  static let lastUsed = Phrase("Last used", es: "Último uso", de: "Zuletzt benutzt")
  static let aboutMe = Phrase(
    "What is kept about me", es: "Lo que se guarda sobre mí", de: "Was über mich aufbewahrt wird")
  static let change = Phrase("Change", es: "Cambiar", de: "Ändern")
  static let remove = Phrase("Remove", es: "Quitar", de: "Entfernen")
  static let changePassword = Phrase(
    "Change the password", es: "Cambiar la contraseña", de: "Passwort ändern")
  static let whereISignedIn = Phrase(
    "Where you are signed in", es: "Dónde tiene sesión abierta", de: "Wo Sie angemeldet sind")
  static let sessions = Phrase("Sessions", es: "Sesiones", de: "Sitzungen")
  static let thisOne = Phrase("this one", es: "esta", de: "diese")
  static let end = Phrase("End", es: "Terminar", de: "Beenden")
  static let forPrograms = Phrase("For programs", es: "Para programas", de: "Für Programme")
  static let forProgramsSentence = Phrase(
    "A token lets a program do what you may do. End it above like any session. What it can do stands in /openapi.json.",
    es:
      "Un token permite a un programa hacer lo que usted puede. Termínelo arriba como cualquier sesión. Lo que puede hacer está en /openapi.json.",
    de:
      "Ein Token lässt ein Programm tun, was Sie tun dürfen. Beenden Sie es oben wie jede Sitzung. Was es kann, steht in /openapi.json."
  )
  static let token = Phrase("Your token", es: "Su token", de: "Ihr Token")
  static let tokenSentence = Phrase(
    "It is shown this once. Send it as «Authorization: Bearer …».",
    es: "Se muestra solo esta vez. Envíelo como «Authorization: Bearer …».",
    de: "Es wird nur dieses eine Mal gezeigt. Senden Sie es als «Authorization: Bearer …».")
  static let whatFor = Phrase("What it is for", es: "Para qué es", de: "Wofür es ist")
  static let make = Phrase("Make", es: "Crear", de: "Anlegen")
  static let pods = Phrase("Pods", es: "Pods", de: "Pods")
  static let identifier = Phrase("Identifier", es: "Identificador", de: "Kennung")
  static let makeTablet = Phrase(
    "Make this browser the tablet at its bed", es: "Hacer de este navegador la tableta de su cama",
    de: "Diesen Browser zum Tablet an diesem Bett machen")
  static let tabletHint = Phrase(
    "A tablet shows the night, stops it and tells who is in bed, and nothing else. You are signed out here by that.",
    es:
      "Una tableta muestra la noche, la para y dice quién está en la cama, y nada más. Con eso se cierra aquí su sesión.",
    de:
      "Ein Tablet zeigt die Nacht, hält sie an und sagt, wer im Bett ist, sonst nichts. Sie werden hier dabei abgemeldet."
  )
  static let addPod = Phrase("Another pod", es: "Otro pod", de: "Noch ein Pod")
  static let add = Phrase("Add", es: "Añadir", de: "Hinzufügen")
  static let settings = Phrase("Settings", es: "Ajustes", de: "Einstellungen")
  static let houseName = Phrase(
    "What the house is called", es: "Cómo se llama la casa", de: "Wie das Haus heißt")
  static let zone = Phrase("Time zone", es: "Zona horaria", de: "Zeitzone")
  static let zoneHint = Phrase(
    "Such as Europe/Berlin. Another zone counts from the next start on.",
    es: "Como Europe/Madrid. Otra zona vale desde el próximo arranque.",
    de: "Zum Beispiel Europe/Berlin. Eine andere Zone gilt ab dem nächsten Start.")
  static let backups = Phrase("Backups", es: "Copias de seguridad", de: "Sicherungen")
  static let newestBackup = Phrase(
    "The newest is %1.", es: "La más reciente es %1.", de: "Die neueste ist %1.")
  static let noBackup = Phrase("There is none yet.", es: "Aún no hay ninguna.", de: "Es gibt noch keine.")
  static let makeBackup = Phrase("Make one now", es: "Hacer una ahora", de: "Jetzt eine machen")
  static let restoreHint = Phrase(
    "One is made every night by itself. «luma home restore» brings one back.",
    es: "Cada noche se hace una sola. «luma home restore» la recupera.",
    de: "Jede Nacht entsteht von selbst eine. «luma home restore» holt eine zurück.")
  static let audit = Phrase(
    "What was done, and what was refused", es: "Qué se hizo y qué se negó",
    de: "Was getan und was abgelehnt wurde")
  static let auditSentence = Phrase(
    "Nobody can change or remove these lines.", es: "Nadie puede cambiar ni quitar estas líneas.",
    de: "Niemand kann diese Zeilen ändern oder entfernen.")
  static let refusedAttempts = Phrase(
    "Programs that were refused", es: "Programas que se negaron", de: "Programme, die abgelehnt wurden")
  static let doneActs = Phrase("Acts", es: "Actos", de: "Handlungen")
  static let when = Phrase("When", es: "Cuándo", de: "Wann")
  static let who = Phrase("Who", es: "Quién", de: "Wer")
  static let what = Phrase("What", es: "Qué", de: "Was")
  static let about = Phrase("About", es: "Sobre", de: "Über")
  static let way = Phrase("Way", es: "Vía", de: "Weg")
}
