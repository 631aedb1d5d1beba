internal import Consent
internal import SleepCore

extension ConsentRefusal {
  /// Why, for whoever asked, and what helps.
  var phrase: Phrase? { why.phrase }
}

extension ConsentRefusal.Why {
  /// Why, and what helps.
  var phrase: Phrase {
    switch self {
    case .age, .stimulates, .sensitivity, .locked, .tooYoungToUnlock, .notTheirStep, .tooFewNights,
      .weekIsFull:
      rule
    default: answer
    }
  }

  /// What the house's rules say.
  private var rule: Phrase {
    switch self {
    case .age(let age, for: _):
      let age = Phrase.age(age)
      return Phrase(
        "It was not proved for \(age.en). Please choose another program.",
        es: "No está comprobado para \(age.es). Elija otro programa.",
        de: "Es ist nicht für \(age.de) bewiesen. Bitte ein anderes Programm wählen.")
    case .stimulates(let age, _):
      let age = Phrase.age(age)
      return Phrase(
        "It does more than sound and light, and that is not for \(age.en). Please choose another program.",
        es: "Hace más que sonido y luz, y eso no es para \(age.es). Elija otro programa.",
        de:
          "Es tut mehr als Klang und Licht, und das ist nichts für \(age.de). Bitte ein anderes Programm wählen."
      )
    case .sensitivity:
      return Phrase(
        "It does something that this sleeper is to be spared. Please choose another program.",
        es: "Hace algo que a esta persona hay que evitarle. Elija otro programa.",
        de: "Es tut etwas, das dieser Person erspart bleiben soll. Bitte ein anderes Programm wählen.")
    case .locked:
      return Phrase(
        "It comes later: the steps open one after the other, each after three nights with the one before.",
        es: "Viene más tarde: los pasos se abren uno tras otro, cada uno tras tres noches con el anterior.",
        de: "Das kommt später: Die Stufen öffnen sich nacheinander, jede nach drei Nächten mit der davor.")
    case .tooYoungToUnlock(_, let age):
      let age = Phrase.age(age)
      return Phrase(
        "This step is not for \(age.en).", es: "Este paso no es para \(age.es).",
        de: "Diese Stufe ist nichts für \(age.de).")
    case .weekIsFull(let nights):
      return Phrase(
        "Something stimulated the sleeper on \(nights) of the last seven nights, which is as many as this program may. Let tonight be a free night, or choose a program of sound alone.",
        es:
          "Algo ha estimulado a quien duerme en \(nights) de las últimas siete noches, que son las que permite este programa. Deje esta noche libre, o elija un programa solo de sonido.",
        de:
          "Etwas hat in \(nights) der letzten sieben Nächte stimuliert; mehr darf dieses Programm nicht. Lassen Sie diese Nacht frei, oder wählen Sie ein Programm nur mit Klang."
      )
    case .notTheirStep(let age):
      return age == .adult
        ? Phrase(
          "Only the sleeper can open this step. Please ask them.",
          es: "Solo quien duerme puede abrir este paso. Pregúntele.",
          de: "Nur die Person selbst kann diese Stufe öffnen. Bitte sie fragen.")
        : Phrase(
          "Only someone who answers for the sleeper can open this step. Please ask them.",
          es: "Solo quien responde por quien duerme puede abrir este paso. Pregúntele.",
          de: "Nur wer für die Person verantwortlich ist, kann diese Stufe öffnen. Bitte dort fragen.")
    default:
      return Phrase(
        "A few more nights first: the next step opens after three nights with what is open.",
        es:
          "Primero algunas noches más: el paso siguiente se abre tras tres noches con lo que ya está abierto.",
        de:
          "Erst noch ein paar Nächte: Die nächste Stufe öffnet sich nach drei Nächten mit dem, was offen ist."
      )
    }
  }

  /// What the people of the house have said, or not yet.
  private var answer: Phrase {
    switch self {
    case .noGuardian:
      Phrase(
        "Nobody answers for this sleeper yet. Name a guardian on the Family page; until then the nights are silent.",
        es:
          "Nadie responde aún por esta persona. Nombre a alguien en la página Familia; hasta entonces, noches en silencio.",
        de:
          "Noch ist niemand für diese Person verantwortlich. Bitte auf der Seite Familie benennen; bis dahin bleiben die Nächte still."
      )
    case .noConsent(from: .sleeper):
      Phrase(
        "Please read what it does, and decide, before the first night with it.",
        es: "Antes de la primera noche, lea qué hace y decida.",
        de: "Bitte vor der ersten Nacht damit lesen, was es tut, und entscheiden.")
    case .noConsent(from: .guardian):
      Phrase(
        "Someone who answers for the sleeper reads it and consents first.",
        es: "Antes, quien responde por esta persona lo lee y consiente.",
        de: "Erst liest es jemand, der für die Person verantwortlich ist, und willigt ein.")
    case .otherVersion(let agreed, let offered):
      Phrase(
        "Its text has changed from version \(agreed) to \(offered). Please read it and decide anew.",
        es: "Su texto ha cambiado de la versión \(agreed) a la \(offered). Léalo y decida de nuevo.",
        de:
          "Sein Text hat sich von Fassung \(agreed) zu \(offered) geändert. Bitte lesen und neu entscheiden.")
    case .expired(let at):
      Phrase(
        "The consent ended on \(UTCTime.name(ofDay: at.day)). Please decide anew; nothing holds for more than 90 days.",
        es:
          "El consentimiento terminó el \(UTCTime.name(ofDay: at.day)). Decida de nuevo; nada vale más de 90 días.",
        de:
          "Die Einwilligung endete am \(UTCTime.name(ofDay: at.day)). Bitte neu entscheiden; nichts gilt länger als 90 Tage."
      )
    case .notYet(let at):
      Phrase(
        "The consent is dated \(at), which has not come yet. Please set this pod’s clock.",
        es: "El consentimiento lleva fecha \(at), que aún no ha llegado. Ponga en hora este aparato.",
        de: "Die Einwilligung trägt das Datum \(at), das noch nicht da ist. Bitte die Uhr des Geräts stellen."
      )
    case .withdrawn:
      Phrase(
        "The consent was taken back. Leave it so, or ask again if they wish.",
        es: "El consentimiento se retiró. Déjelo así, o pregunte de nuevo si lo desean.",
        de:
          "Die Einwilligung wurde zurückgezogen. Lassen Sie es dabei, oder fragen Sie neu, wenn es gewünscht ist."
      )
    case .signature:
      Phrase(
        "The consent is not signed by the one who is said to have given it. Please do not rely on it, and ask again.",
        es:
          "El consentimiento no está firmado por quien se dice que lo dio. No se fíe de él y pregunte de nuevo.",
        de:
          "Die Einwilligung ist nicht von der Person unterschrieben, die sie gegeben haben soll. Bitte neu fragen."
      )
    case .noYes:
      Phrase(
        "The sleeper has not said yes to this night. Nobody can say it for them: please ask them.",
        es: "Quien duerme no ha dicho sí a esta noche. Nadie puede decirlo en su lugar: pregúntele.",
        de:
          "Die Person, die schläft, hat zu dieser Nacht nicht Ja gesagt. Niemand kann es für sie sagen: Bitte fragen Sie sie."
      )
    default:
      Phrase(
        "Somebody said no to this night, and that counts. It begins again only when the sleeper and a guardian both say yes anew.",
        es:
          "Alguien ha dicho no a esta noche, y eso cuenta. Solo vuelve a empezar si quien duerme y quien responde dicen sí de nuevo.",
        de:
          "Jemand hat zu dieser Nacht Nein gesagt, und das gilt. Sie beginnt erst wieder, wenn beide Seiten neu Ja sagen."
      )
    }
  }
}
