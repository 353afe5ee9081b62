import JSONKit
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
    let joined = EndpointAddress.joined(address.url, .object(credentials))
    #expect(EndpointAddress(joined) == address)
    if address.hadCredential { #expect(address.url != text) } else { #expect(joined == text) }
  }
}
