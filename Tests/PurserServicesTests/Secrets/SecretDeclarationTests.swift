import PurserDomain
import PurserServices
import Testing

@Suite struct SecretDeclarationTests {
  @Test(arguments: [
    #"{"source":"env"}"#,
    #"{"source":"env","allowlist":["LAB_KEY"]}"#,
    #"{"source":"file","path":"~/.openclaw/secrets.json","mode":"json"}"#,
    #"{"source":"file","path":"/run/key","mode":"singleValue","maxBytes":100,"allowInsecurePath":true}"#,
    #"{"source":"exec","command":"/usr/bin/vault"}"#,
    #"{"source":"exec","command":"/usr/bin/vault","args":["get","x y"],"passEnv":["VAULT_ADDR"],"#
      + #""env":{"A":"1","B":"2"},"jsonOnly":false,"timeoutMs":9000,"maxOutputBytes":64,"allowInsecurePath":true}"#,
  ])
  func `a declaration is written as it was read`(text: String) throws {
    #expect(try SecretProviderDeclaration(text: text).text == text)
  }

  @Test(arguments: [
    ("[]", "source"), (#"{"source":"vault"}"#, "source"), ("{", "source"),
    (#"{"source":"file"}"#, "path"), (#"{"source":"file","path":5}"#, "path"),
    (#"{"source":"file","path":"/x","mode":"yaml"}"#, "mode"),
    (#"{"source":"file","path":"/x","maxBytes":0}"#, "maxBytes"),
    (#"{"source":"exec","command":" "}"#, "command"),
    (#"{"source":"exec","command":"/x","args":"a"}"#, "args"),
    (#"{"source":"exec","command":"/x","env":{"A":5}}"#, "env"),
    (#"{"source":"exec","command":"/x","timeoutMs":1.5}"#, "timeoutMs"),
    (#"{"source":"exec","command":"/x","jsonOnly":"no"}"#, "jsonOnly"),
  ])
  func `what cannot be used names its member`(text: String, member: String) {
    let error = #expect(throws: DomainError.self) { try SecretProviderDeclaration(text: text) }
    #expect(error?.subject == member)
  }
}
