import JSONKit
import PurserDomain
import PurserServices
import Testing

@Suite struct SecretFieldTests {
  @Test(
    arguments: [
      ("\"$NAME\"", .text("$NAME")),
      (
        #"{"source":"env","provider":"default","id":"GROQ_API_KEY"}"#,
        .reference(.secretRef(source: "env", provider: "default", id: "GROQ_API_KEY"))
      ),
      (
        #"{"source":"file","id":"/a~1b/0"}"#,
        .reference(.secretRef(source: "file", provider: "default", id: "/a~1b/0"))
      ),
      (
        #"{"source":"exec","provider":"vault","id":"a/../b"}"#,
        .unusable("The SecretRef cannot be used: id is not a plain name.")
      ),
      (
        #"{"source":"env","id":"lower"}"#,
        .unusable("The SecretRef cannot be used: id is not an upper-case name.")
      ),
      (#"{"source":"env"}"#, .unusable("A SecretRef needs 'source' and 'id'.")),
      ("7", .unusable("Expected a string or a SecretRef object.")),
    ] as [(String, SecretField)])
  func `a secret field holds a text or a reference`(text: String, field: SecretField) throws {
    #expect(SecretField(try JSON.parse(text)) == field)
  }
}
