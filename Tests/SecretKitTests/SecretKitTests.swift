import SecretKit
import Testing

struct SecretKitTests {
  let key = SecretKey(bytes: [UInt8](0..<32))!
  let owner = Array("provider:*:lab".utf8)

  @Test func `a sealed secret opens for its owner only`() throws {
    let plain = SecretBytes(text: "FAKE-secret")
    let box = SecretBox.seal(plain, with: key, associated: owner)
    #expect(try SecretBox.open(box, with: key, associated: owner) == plain)
    #expect(code { try SecretBox.open(box, with: key, associated: []) } == .corrupt)
  }

  @Test func `an empty secret can be sealed`() throws {
    let box = SecretBox.seal(SecretBytes([]), with: key, associated: [])
    #expect(box.sealed.count == 16)
    #expect(try SecretBox.open(box, with: key, associated: []).isEmpty)
  }

  @Test func `the same secret is sealed differently each time`() {
    let plain = SecretBytes(text: "FAKE-secret")
    let boxes = (0..<2).map { _ in SecretBox.seal(plain, with: key, associated: owner) }
    #expect(boxes[0].nonce.count == 24)
    #expect(boxes[0].nonce != boxes[1].nonce)
    #expect(boxes[0].sealed != boxes[1].sealed)
  }

  @Test func `a wrong key is told from a damaged secret`() {
    var box = SecretBox.seal(SecretBytes(text: "x"), with: key, associated: owner)
    #expect(code { try SecretBox.open(box, with: .random(), associated: owner) } == .wrongKey)
    box.sealed[0] ^= 1
    #expect(code { try SecretBox.open(box, with: key, associated: owner) } == .corrupt)
    box.sealed = []
    #expect(code { try SecretBox.open(box, with: key, associated: owner) } == .corrupt)
  }

  @Test(arguments: [
    "000102030405060708090A0B0C0D0E0F101112131415161718191a1b1c1d1e1f\n",
    " AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
    "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
  ])
  func `a key is read in each of its forms`(text: String) throws {
    #expect(try SecretKey(parsing: text.utf8) == key)
  }

  @Test func `a key's own file content reads back`() throws {
    let fresh = SecretKey.random()
    #expect(try SecretKey(parsing: fresh.fileContent().reveal()) == fresh)
    #expect(try SecretKey(parsing: [UInt8](0..<32)) == key)
  }

  @Test(arguments: ["", "\n", "short", String(repeating: "z", count: 64), "AAEC"])
  func `what is no key is refused without being shown`(text: String) {
    let error = #expect(throws: SecretError.self) { try SecretKey(parsing: text.utf8) }
    #expect(error?.code == .invalidKey)
    #expect(text.count < 5 || error?.message.contains(text) == false)
  }

  @Test func `the key's id depends on the key and does not contain it`() {
    #expect(key.id.utf8.count == 16)
    #expect(key.id == SecretKey(bytes: [UInt8](0..<32))?.id)
    #expect(key.id != SecretKey.random().id)
    #expect(SecretKey(bytes: [1, 2, 3]) == nil)
  }

  @Test func `nothing that prints shows a secret`() {
    let secret = SecretBytes(text: "FAKE-planted")
    var shown = "\(secret) \(String(reflecting: secret)) \(key) \(String(reflecting: key))"
    dump([secret], to: &shown)
    dump(["key": key], to: &shown)
    #expect(!shown.contains("planted"))
    #expect(!shown.contains("70, 65"))
    #expect(shown.contains("(secret)"))
  }

  @Test func `secrets are equal by content`() {
    #expect(SecretBytes(text: "ab") == SecretBytes([97, 98]))
    #expect(SecretBytes(text: "ab") != SecretBytes(text: "ac"))
    #expect(SecretBytes(text: "ab") != SecretBytes(text: "abc"))
    #expect(SecretBytes([]) == SecretBytes(text: ""))
    #expect(SecretBytes([0xFF]).revealText() == nil)
    #expect(SecretBytes(text: "é").revealText() == "é")
  }

  @Test func `a keyed digest is the same in one piece and in several`() {
    var pieces = KeyedDigest(key: key, purpose: "p")
    pieces.update("ab")
    pieces.update([])
    pieces.update(SecretBytes(text: "c"))
    let whole = KeyedDigest.digest(Array("abc".utf8), key: key, purpose: "p")
    #expect(pieces.finish() == whole)
    #expect(whole.hasPrefix("blake2b:"))
    #expect(whole.utf8.count == 8 + 64)
  }

  @Test func `key and purpose change a digest`() {
    let bytes = Array("abc".utf8)
    let digests = [
      KeyedDigest.digest(bytes, key: key, purpose: "p"),
      KeyedDigest.digest(bytes, key: key, purpose: "q"),
      KeyedDigest.digest(bytes, key: .random(), purpose: "p"),
    ]
    #expect(Set(digests).count == 3)
  }

  @Test func `a content digest is what b2sum prints for 256 bits`() {
    #expect(
      ContentDigest.blake2b(Array("abc".utf8))
        == "blake2b:bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319")
    #expect(
      ContentDigest.blake2b([])
        == "blake2b:0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8")
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
  ])
  func `base64 follows the standard's examples`(plain: String, text: String) {
    #expect(Base64.encode(Array(plain.utf8)) == text)
    #expect(Base64.decode(text) == Array(plain.utf8))
  }

  @Test(arguments: ["Z", "Zg=", "Zh==", "Zg==Zg==", "Z g=", "===="])
  func `text that no encoder writes is not base64`(text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test func `hexadecimal goes both ways`() {
    #expect(Hexadecimal.encode([0, 171, 255]) == "00abff")
    #expect(Hexadecimal.decode("00ABff") == [0, 171, 255])
    #expect(Hexadecimal.decode("0") == nil)
    #expect(Hexadecimal.decode("0g") == nil)
  }

  private func code(_ body: () throws -> some Any) -> SecretError.Code? {
    do {
      _ = try body()
      return nil
    } catch {
      return (error as? SecretError)?.code
    }
  }
}
