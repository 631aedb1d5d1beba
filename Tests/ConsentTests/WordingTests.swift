import Consent
import SleepCore
import Testing

@Suite struct WordingTests {
  static let claims: [ConsentWording.Claim] = [
    .init(claim: "It masks a street.", finding: "supported", source: "A 2020"),
    .init(claim: "It deepens sleep.", finding: "null", source: "B 2021"),
    .init(claim: "It helps memory.", finding: "mixed", source: "C 2022"),
    .init(claim: "It is liked.", finding: "untested", source: "nobody"),
    .init(claim: "It heals.", finding: "sure", source: "a friend"),
  ]

  @Test(
    "everything a program says of itself is in the text, the bad with the good",
    arguments: ["en", "es", "de", "fr"])
  func text(_ language: String) throws {
    let wording = ConsentWording(does: ["Rain, then silence."], claims: Self.claims, language: language)
    #expect(wording.known.count == 2 && wording.notKnown.count == 4)
    #expect(wording.language == (language == "fr" ? "en" : language))
    for purpose in Purpose.allCases {
      for isOther in [false, true] {
        let text = wording.text(
          title: "Rain", version: "1.2.0", purpose: purpose, isForSomebodyElse: isOther, expires: House.now)
        for sentence in wording.does + wording.known + wording.notKnown + Self.claims.map(\.claim) {
          #expect(text.contains(sentence))
        }
        #expect(text.contains("1.2.0") && text.contains("2026-11-25, 18:00 UTC"))
        // It fits into a receipt as it is.
        let house = try House()
        let terms = try ConsentTerms(
          giver: house.sleeper, sleeper: house.sleeper, program: House.program(), purpose: purpose,
          does: wording.does, known: wording.known, notKnown: wording.notKnown, text: text,
          language: wording.language, issued: House.now, expires: UTCTime(seconds: House.now.seconds + 60))
        let signer = try #require(house.signers[house.sleeper])
        let receipt = try ConsentReceipt(terms, signedBy: signer)
        #expect(try ConsentReceipt(bytes: receipt.bytes).terms.text == text)
      }
    }
    // The two who read it are told different things, and so are the three purposes.
    let texts = Purpose.allCases.flatMap { purpose in
      [false, true].map {
        wording.text(title: "R", version: "1", purpose: purpose, isForSomebodyElse: $0, expires: House.now)
      }
    }
    #expect(Set(texts).count == 6)
  }

  @Test("where a program claims nothing, something is not known all the same")
  func nothing() {
    let wording = ConsentWording(does: ["Silence."], claims: [], language: "en")
    #expect(wording.known.isEmpty && wording.notKnown.count == 1)
  }
}
