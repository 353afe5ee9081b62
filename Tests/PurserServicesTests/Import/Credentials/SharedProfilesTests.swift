import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

struct SharedProfilesTests {
  private static let key = #"{"type": "api_key", "provider": "p", "key": "FAKE-MAIN"}"#

  @Test func `copies of the main agent's profiles become one that all agents read`() throws {
    let world = try ImportWorld()
    try world.writeProfiles(#""p:a": \#(Self.key)"#, #""order": {"p": ["p:a"]}"#)
    for agent in ["b", "c"] {
      try world.writeProfiles(
        #""p:a": \#(Self.key)"#, #""order": {"p": ["p:a"]}"#, of: agent)
    }
    let report = try world.run()
    #expect(report.isComplete, "\(report.counts)")
    #expect(try world.store.read { try $0.profiles.list() }.map(\.scope) == [.defaults])
    #expect(try world.orders() == ["store p: p:a"])
    #expect(try world.orders("b") == [] && world.orders("c") == [])
    let counts = report.counts[.profiles]
    #expect(counts?.read == 3 && counts?.stored == 1 && counts?.unchanged == 2)
    #expect(
      report.allMessages.contains("1 profile is a copy of a shared one, which the agent reads"))
    #expect(try world.isSettled())
  }

  @Test func `another credential under a shared id stands at its agent and shadows`() throws {
    let world = try ImportWorld()
    try world.writeProfiles(#""p:a": \#(Self.key)"#)
    try world.writeProfiles(
      #""p:a": {"type": "api_key", "provider": "p", "key": "FAKE-OWN"}, "p:b": \#(Self.key)"#,
      #""order": {"p": ["p:b", "p:a"]}"#, of: "b")
    try world.run()
    #expect(try world.secret("p:a") == "FAKE-MAIN")
    #expect(try world.secret("p:a", "b") == "FAKE-OWN")
    #expect(try world.profiles("b").map(\.id) == ["p:a", "p:b"])
    #expect(try world.orders("b") == ["store p: p:b,p:a"] && world.orders() == [])
    #expect(try world.isSettled())
    // Now the agent's file is a copy after all.
    try world.writeProfiles(#""p:a": \#(Self.key)"#, of: "b")
    try world.run()
    #expect(try world.profiles("b").map(\.id) == ["p:b"])
    #expect(try world.events().last == "logout p:a b")
    #expect(try world.isSettled())
  }

  @Test func `a login that was renewed in a copy is the newer state of the shared one`() throws {
    let world = try ImportWorld()
    func login(_ access: String, _ expires: Int) -> String {
      """
      "p:a": {"type": "oauth", "provider": "p", "access": "\(access)", "refresh": "FAKE-REFRESH",
        "expires": \(expires)}
      """
    }
    try world.writeProfiles(login("FAKE-OLDER", 1_788_000_000_000))
    try world.writeProfiles(login("FAKE-NEWER", 1_789_000_000_000), of: "b")
    let report = try world.run()
    #expect(report.isComplete, "\(report.counts)")
    #expect(try world.profiles("b").isEmpty)
    #expect(try world.profile("p:a").expiresAt == 1_789_000_000_000)
    #expect(try world.secret("p:a")?.contains("FAKE-NEWER") == true)
    #expect(try world.isSettled())
  }

  @Test func `where there is no main, the default agent's profiles are shared, and that is said`()
    throws
  {
    let world = try ImportWorld()
    try world.write(#"{"agents": {"list": [{"id": "b"}, {"id": "c", "default": true}]}}"#)
    try world.writeProfiles(#""p:a": \#(Self.key)"#, of: "c")
    try world.writeProfiles(#""p:b": \#(Self.key)"#, of: "b")
    let report = try world.run()
    #expect(try world.profiles().map(\.id) == ["p:a"])
    #expect(try world.profiles("b").map(\.id) == ["p:b"])
    #expect(report.allMessages.contains("the profiles of 'c', the default agent, are shared"))
  }

  @Test
  func `an empty list in a file of older gateways is no order, in newer ones it selects none`()
    throws
  {
    let world = try ImportWorld()
    try world.writeProfiles(#""p:a": \#(Self.key)"#, #""order": {"p": [], "q": ["", 3]}"#)
    try world.write(
      #"{"order": {"p": [], "z.ai": [" p:a ", "p:a"]}}"#, to: "auth-state.json", of: "b")
    try world.write(#"{"auth": {"order": {"anthropic": [], "OpenAI": ["o:a"]}}}"#)
    let report = try world.run()
    #expect(report.isComplete, "\(report.counts)")
    #expect(try world.orders() == ["config anthropic: ", "config openai: o:a"])
    #expect(try world.orders("b") == ["store p: ", "store zai: p:a"])
    #expect(try world.isSettled())
  }
}
