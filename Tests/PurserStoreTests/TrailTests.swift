import PurserDomain
import PurserStore
import PurserTestSupport
import Testing

@Suite struct `Reading the trail` {
  let fixture: TemporaryStore

  init() throws {
    fixture = try TemporaryStore()
    for (index, id) in ["alpha", "beta", "gamma"].enumerated() {
      fixture.clock.step(milliseconds: 1000)
      var intent = TemporaryStore.intent(index == 2 ? "import" : "agents add")
      intent.actor = index == 1 ? "bob" : "alice"
      try fixture.store.write(intent) { try $0.agents.insert(agent(id)) }
    }
  }

  private func ids(_ filter: AuditFilter) throws -> [Int64] {
    try fixture.store.read { try $0.trail.events(filter).map(\.id) }
  }

  private let start: Int64 = 1_770_000_000_000

  @Test func `events come newest first`() throws {
    #expect(try ids(AuditFilter()) == [4, 3, 2, 1])
    #expect(try ids(AuditFilter(limit: 2)) == [4, 3])
    #expect(try ids(AuditFilter(before: 3)) == [2, 1])
  }

  @Test func `a span of time holds its beginning and not its end`() throws {
    let filter = AuditFilter(
      since: Timestamp(milliseconds: start + 1000), until: Timestamp(milliseconds: start + 3000))
    #expect(try ids(filter) == [3, 2])
  }

  @Test func `events are found by actor, command and scope`() throws {
    #expect(try ids(AuditFilter(actor: "bob")) == [3])
    #expect(try ids(AuditFilter(command: "agents add")) == [3, 2])
    #expect(try ids(AuditFilter(command: "agents")) == [3, 2])
    #expect(try ids(AuditFilter(command: "agent")) == [])
    #expect(try ids(AuditFilter(scopes: ["gamma"])) == [4])
    #expect(try ids(AuditFilter(scopes: ["*"])) == [1])
    #expect(try ids(AuditFilter(actor: "alice", scopes: ["beta"])) == [])
  }

  @Test func `an event that is not there is an error with the next step`() throws {
    let error = #expect(throws: StoreError.self) {
      try fixture.store.read { _ = try $0.trail.require(99) }
    }
    #expect(error?.code == .notFound)
    #expect(error?.hint == "purser audit log")
  }
}
