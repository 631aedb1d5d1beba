internal import SignIn

extension Phrase {
  static let notDone = Phrase("That did not happen", es: "Eso no se ha hecho", de: "Das ist nicht geschehen")
}

extension HouseRefusal.Why {
  /// Why, for whoever asked.
  var phrase: Phrase {
    switch self {
    case .notSignedIn:
      Phrase(
        "Please sign in for this. To stop a night and to take a consent back nobody has to.",
        es: "Inicie sesión para esto. Para parar una noche o retirar un consentimiento no hace falta.",
        de:
          "Dafür bitte anmelden. Um eine Nacht anzuhalten oder eine Einwilligung zurückzuziehen, muss das niemand."
      )
    case .device:
      Phrase(
        "This tablet shows the night, stops it, and tells who is in bed. Everything else is done on your own device.",
        es:
          "Esta tableta muestra la noche, la para y dice quién está en la cama. Lo demás se hace en su propio aparato.",
        de:
          "Dieses Tablet zeigt die Nacht, hält sie an und sagt, wer im Bett ist. Alles andere geht auf Ihrem eigenen Gerät."
      )
    case .notFresh:
      Phrase(
        "Please sign in once more for this: it was more than ten minutes ago.",
        es: "Inicie sesión otra vez para esto: hace más de diez minutos de la última.",
        de: "Dafür bitte noch einmal anmelden: Das letzte Mal ist über zehn Minuten her.")
    case .aboutNobody:
      Phrase("Please say for whom.", es: "Diga para quién.", de: "Bitte sagen, für wen.")
    case .notAtThisAge:
      Phrase(
        "Nobody does this for themself at this age. Ask someone who answers for you.",
        es: "A esta edad nadie hace esto por sí mismo. Pídalo a quien responde por usted.",
        de: "In diesem Alter macht das niemand selbst. Frag jemanden, der für dich verantwortlich ist.")
    case .ageUnknown:
      Phrase(
        "Nobody has said how old this person is. Say it on their page first.",
        es: "Nadie ha dicho qué edad tiene esta persona. Dígalo primero en su página.",
        de: "Niemand hat gesagt, wie alt diese Person ist. Bitte zuerst auf ihrer Seite angeben.")
    case .notTheirs:
      Phrase(
        "This is for the sleeper, or for whoever answers for them.",
        es: "Esto le corresponde a quien duerme, o a quien responde por esa persona.",
        de: "Das ist Sache der Person, die schläft, oder wer für sie verantwortlich ist.")
    case .canSignIn:
      Phrase(
        "This person has a way to sign in, and nobody else makes another for them.",
        es: "Esta persona ya puede iniciar sesión, y nadie más le crea otra forma.",
        de: "Diese Person kann sich anmelden, und niemand sonst macht ihr einen weiteren Weg.")
    }
  }
}
