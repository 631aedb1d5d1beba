import PublicRecord
import Testing

@Suite("Hashes of the public record")
struct HashTests {
  @Test("SHA-256 of the standard's own example is what the standard says")
  func sha256() {
    #expect(SHA256Hex.of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
