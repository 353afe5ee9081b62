import JSONKit
import PurserDomain
import Testing

@testable import PurserServices

struct EndpointAddressTests {
  @Test(
    arguments: [
      ("https://lab/v1", nil, []), ("no address", nil, []), ("https://lab:80/a@b", nil, []),
      ("https://me:pass@lab:80/v1", "me:pass", []), ("https://me:p@ss@lab", "me:p@ss", []),
      ("https://sk-abcdefghijkl:@lab/", "sk-abcdefghijkl:", []),
      ("https://me:${PASS}@lab", nil, []), ("https://${USER}@lab", nil, []),
      ("https://lab?key=abc#part", nil, ["key=abc"]), ("https://lab?key=${KEY}", nil, []),
      ("//me:pass@lab/v1", "me:pass", []), ("me:pass@lab.example:80/v1", "me:pass", []),
      ("lab.example/v1?key=abc", nil, ["key=abc"]), ("lab.example/v1?key=$KEY", nil, []),
      ("https://lab?v=1&w=2&token=abc", nil, ["token=abc"]), ("https://lab?maxTokens=5", nil, []),
      // What stands for a key elsewhere is a password here.
      ("https://admin:changeme@h", "admin:changeme", []),
      ("https://admin:!sunshine@h", "admin:!sunshine", []),
      ("https://admin:SUMMER_2024@h", "admin:SUMMER_2024", []), ("https://local@h", "local", []),
      ("https://me:tiger${X}@h", "me:tiger${X}", []), ("https://me:$PASS@h", nil, []),
      ("https://h?token=${A}_${B}", nil, []), ("https://h?token=", nil, []),
      (
        "https://admin:local@h?api_key=changeme&token=!abcdef", "admin:local",
        ["api_key=changeme", "token=!abcdef"]
      ),
    ] as [(String, String?, [String])])
  func `credentials are taken out of an address, and go back`(
    _ text: String, _ userinfo: String?, _ parameters: [String]
  ) {
    let address = EndpointAddress(text)
    #expect(address.userinfo == userinfo)
    #expect(address.parameters.map { "\($0.name)=\($0.value)" } == parameters)
    var credentials: JSONObject = [:]
    credentials["userinfo"] = userinfo.map(JSON.string)
    credentials["query"] = .object(
      JSONObject(address.parameters.map { (key: $0.name, value: .string($0.value)) }))
    credentials["fragment"] = address.fragment.map(JSON.string)
    credentials["path"] = .object(
      JSONObject(address.segments.map { (key: String($0.place), value: .string($0.value)) }))
    let joined = EndpointAddress.joined(address.url, .object(credentials))
    #expect(joined == text)
    #expect(address.hadCredential == (address.url != text))
  }

  @Test(arguments: [
    "u:pw-Zq81@h.example/v1?redirect=https://c.example/", "u:pw-Zq81@h.example/https://c.example",
  ])
  func `a user without a scheme went back to another host of the address`(_ text: String) {
    let address = EndpointAddress(text, isAddress: true)
    #expect(address.userinfo == "u:pw-Zq81")
    #expect(EndpointAddress.joined(address.url, ["userinfo": "u:pw-Zq81"]) == text)
  }

  @Test func `a parameter that is taken out goes back behind the others`() {
    let address = EndpointAddress("https://lab?token=abc&w=2")
    #expect(address.url == "https://lab?w=2")
    let joined = EndpointAddress.joined(address.url, ["query": ["token": "abc"]])
    #expect(joined == "https://lab?w=2&token=abc")
  }

  @Test(
    arguments: [
      ("admin:hunter2Xy9@llm.example.com", "admin:hunter2Xy9", "llm.example.com"),
      ("admin:two words@box", "admin:two words", "box"), ("box:8080/a@b", nil, "box:8080/a@b"),
      ("${USER}:${PASS}@box", nil, "${USER}:${PASS}@box"),
    ] as [(String, String?, String)])
  func `a password in an address without a scheme stayed open`(
    _ text: String, _ userinfo: String?, _ url: String
  ) {
    let address = EndpointAddress(text, isAddress: true)
    #expect(address.userinfo == userinfo)
    #expect(address.url == url)
    #expect(address.hadUser == !text.contains("/"))
  }

  @Test(
    arguments: [
      ("https://me:pw@x.example/v1", "me:pw", "x.example"),
      ("http://localhost:8200/v1/keys/ops@x.example", nil, "localhost:8200"),
      ("https://a@b@x.example", "a@b", "x.example"), ("//h?q=a@b", nil, "h"), ("a:b@c", "a:b", "c"),
    ] as [(String, String?, String)])
  func `a sign in the path was taken for that behind a user`(
    _ text: String, _ user: String?, _ host: String
  ) {
    let parts = EndpointAddress.split(text)
    #expect(parts.user == user)
    #expect(parts.host == host)
    #expect(parts.scheme + (user.map { $0 + "@" } ?? "") + host + parts.tail == text)
  }

  @Test(arguments: [
    ("https://h/sk-proj-abcdEFGH1234567890/v1", "https://h/***/v1"),
    ("https://h/v1#ghp_abcdEFGH1234567890", "https://h/v1"),
    ("https://h/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/x?v=1", "https://h/***/x?v=1"),
    ("https://h/v1;api_key=zq9-secret-abc", "https://h/***"),
    ("https://h/v1/?access_token=FAKE0123abcd#ghp_abcdEFGH1234567890", "https://h/v1/"),
    ("https://h/v1#hunter2028QxZ9vB7mK2", "https://h/v1"),
    ("https://h/v1#token=FAKE0123abcd", "https://h/v1"),
    ("h.example/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/x", "h.example/***/x"),
  ])
  func `a key in the path or behind the sign of a fragment is taken out, and goes back`(
    _ text: String, _ url: String
  ) {
    let address = EndpointAddress(text)
    #expect(address.url == url)
    var credentials: JSONObject = [:]
    credentials["fragment"] = address.fragment.map(JSON.string)
    credentials["path"] = .object(
      JSONObject(address.segments.map { (key: String($0.place), value: .string($0.value)) }))
    credentials["query"] = .object(
      JSONObject(address.parameters.map { (key: $0.name, value: .string($0.value)) }))
    #expect(EndpointAddress.joined(address.url, .object(credentials)) == text)
  }

  @Test(arguments: [
    "https://api.cloudflare.com/client/v4/accounts/0123456789abcdef0123456789abcdef/ai/v1",
    "https://h/hf_inference/v1", "https://h/openai/deployments/gpt-4o-2024-11-20", "https://h/a:b",
    "https://h/v1;v=2", "npm:lab@1.2.3", "lab@npm:other@1.2.3", "git@lab.example:team/it.git",
    "lab/it@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "lab:22.04@sha256:0123456789abcdef", "me@lab.example", "mailto:me@lab.example",
    "mailto:me@lab.example?subject=it",
    "sip:me@lab.example:5060", "Lab:noreply@lab.example",
    "ghcr.io/lab/it:v0.5.0@sha256:3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b",
    "#a1b2c3d4", "C:/key/it.txt", "a:b@c",
    "find the key=abc?key=it", "https://h/v1#models",
    "https://h:8443/projects/my-project-12345/v1beta1",
  ])
  func `a path that names accounts, versions and models stays`(_ text: String) {
    #expect(!EndpointAddress(text).hadCredential)
    #expect(EndpointAddress(text).url == text)
  }
}
