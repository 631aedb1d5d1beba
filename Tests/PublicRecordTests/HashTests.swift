import PublicRecord
import Testing

@Suite("Hashes of the public record")
struct HashTests {
  @Test("SHA-256 of the standard's own example is what the standard says, as text, as bytes and in a chain")
  func sha256() {
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(SHA256Hex.of("abc") == expected)
    var chain = HashChain()
    #expect(chain.head == String(repeating: "0", count: 64))
    chain.append(Array("abc".utf8))
    #expect(chain.head == expected)
  }

  @Test("the root of nothing, of one and of two are RFC 6962's, and a hash is 32 bytes in one spelling")
  func merkle() {
    #expect(MerkleHash.empty.base64 == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    let leaf = MerkleHash(leaf: [])
    // RFC 6962's test: the leaf of no bytes, 6e340b9c…
    #expect(leaf.bytes.prefix(4).elementsEqual([0x6E, 0x34, 0x0B, 0x9C]))
    #expect(
      MerkleHash(left: leaf, right: leaf) == MerkleHash(base64: MerkleHash(left: leaf, right: leaf).base64))
    #expect(MerkleHash(leaf: [1] + leaf.bytes + leaf.bytes) != MerkleHash(left: leaf, right: leaf))
    #expect(MerkleHash([UInt8](repeating: 0, count: 31)) == nil && MerkleHash(base64: "") == nil)
    #expect(
      MerkleHash([UInt8](repeating: 0, count: 40), at: 9) == nil && MerkleHash(leaf.bytes, at: -1) == nil)
  }
}
