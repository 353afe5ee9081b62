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
      ("https://lab?v=1&token=abc&w=2", nil, ["token=abc"]), ("https://lab?maxTokens=5", nil, []),
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
    #expect(EndpointAddress(joined) == address)
    if address.hadCredential { #expect(address.url != text) } else { #expect(joined == text) }
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
