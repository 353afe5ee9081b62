import Glibc
import PurserDomain
import PurserStore
import PurserTestSupport
import SQLKit
import SQLiteKit
import Testing

private struct Stop: Error {}

@Suite struct `Writing to the store` {
  @Test(arguments: Backend.available)
  func `a write is one event with its changes and its seal`(backend: Backend) throws {
    let fixture = try TemporaryStore(backend)
    fixture.clock.step(milliseconds: 500)
    var intent = TemporaryStore.intent("agents add alpha")
    intent.reason = "wanted"
    let outcome = try fixture.store.write(intent) { session in
      try session.agents.insert(agent("alpha"))
      return session.eventID
    }
    #expect(outcome.eventID == 2)
    #expect(outcome.value == 2)
    #expect(outcome.changeCount == 2)
    let events = try fixture.events()
    #expect(
      events == [
        AuditEvent(
          id: 2, at: Timestamp(milliseconds: 1_770_000_000_500), intent: intent, changeCount: 2),
        AuditEvent(
          id: 1, at: Timestamp(milliseconds: 1_770_000_000_000),
          intent: TemporaryStore.intent("init"), changeCount: 1),
      ])
    let changes = try fixture.store.read { try $0.trail.changes(of: 2) }
    #expect(changes.map(\.table) == ["scope", "agent"])
    #expect(changes.map(\.key) == ["alpha", "alpha"])
    #expect(changes.map(\.operation) == [.insert, .insert])
    #expect(changes[0].before == nil)
    #expect(changes[0].after == #"{"id":"alpha"}"#)
    #expect(try fixture.store.verifyTrail().isSound)
  }

  @Test(arguments: Backend.available)
  func `a write that changes nothing leaves no event`(backend: Backend) throws {
    let fixture = try TemporaryStore(backend)
    try fixture.add("alpha")
    let outcomes = [
      try fixture.write { _ in "read only" },
      try fixture.write { session in
        try session.connection.run("UPDATE agent SET name = 'x' WHERE id = 'nobody'")
        return "no row"
      },
      try fixture.write { session in
        try session.connection.run("UPDATE agent SET position = position")
        return "same values"
      },
    ]
    #expect(outcomes.map(\.eventID) == [nil, nil, nil])
    #expect(outcomes.map(\.value) == ["read only", "no row", "same values"])
    #expect(try fixture.events().map(\.id) == [2, 1])
  }

  @Test(arguments: Backend.available)
  func `what a write throws takes the event back too`(backend: Backend) throws {
    let fixture = try TemporaryStore(backend)
    #expect(throws: Stop.self) {
      try fixture.write { session in
        try session.agents.insert(agent("alpha"))
        throw Stop()
      }
    }
    #expect(try fixture.events().map(\.id) == [1])
    #expect(try fixture.store.read { try $0.agents.count() } == 0)
    #expect(try fixture.write { try $0.agents.insert(agent("beta")) }.eventID == 2)
  }

  @Test(arguments: Backend.available)
  func `a preview tells what would change and changes nothing`(backend: Backend) throws {
    let fixture = try TemporaryStore(backend)
    let preview = try fixture.store.preview(TemporaryStore.intent()) { session in
      try session.agents.insert(agent("alpha"))
      return try session.agents.count()
    }
    #expect(preview.value == 1)
    #expect(preview.changes.map(\.table) == ["scope", "agent"])
    #expect(try fixture.events().map(\.id) == [1])
    #expect(try fixture.store.read { try $0.agents.count() } == 0)
  }

  @Test(arguments: Backend.available)
  func `a write for another revision is refused`(backend: Backend) throws {
    let fixture = try TemporaryStore(backend)
    try fixture.add("alpha")
    #expect(try fixture.store.read { try $0.revision() } == 2)
    let error = #expect(throws: StoreError.self) {
      try fixture.write(ifRevision: 1) { try $0.agents.insert(agent("beta")) }
    }
    #expect(error?.code == .conflict)
    #expect(error?.message == "The store has moved on: its revision is '2', not '1'.")
    #expect(throws: StoreError.self) {
      try fixture.store.preview(TemporaryStore.intent(), ifRevision: 7) { _ in }
    }
    #expect(try fixture.write(ifRevision: 2) { try $0.agents.insert(agent("beta")) }.eventID == 3)
  }

  @Test func `an export moves the trail on and leaves the revision`() throws {
    let fixture = try TemporaryStore()
    try fixture.add("alpha")
    let outcome = try fixture.write("export") { session in
      try session.connection.run(Rows.exportFile(event: session.eventID))
    }
    #expect(outcome.eventID == 3)
    #expect(outcome.changeCount == 0)
    #expect(try fixture.store.read { try $0.revision() } == 2)
    #expect(try fixture.store.verifyTrail().isSound)
  }

  @Test(arguments: Backend.available)
  func `upserts, replacements and cascades are on record`(backend: Backend) throws {
    let fixture = try TemporaryStore(backend)
    try fixture.add("alpha")
    try fixture.write { session in
      try session.connection.run(
        "INSERT INTO agent_label (agent_id, key, value) VALUES ('alpha', 'team', 'red')")
    }
    let upsert = try fixture.write { session in
      try session.connection.run(
        """
        INSERT INTO agent_label (agent_id, key, value) VALUES ('alpha', 'team', 'blue')
        ON CONFLICT (agent_id, key) DO UPDATE SET value = excluded.value
        """)
      return try session.trail.changes(of: session.eventID)
    }.value
    #expect(upsert.map(\.operation) == [.update])
    #expect(upsert[0].before == #"{"agent_id":"alpha","key":"team","value":"red"}"#)
    #expect(upsert[0].after == #"{"agent_id":"alpha","key":"team","value":"blue"}"#)
    let replace = try fixture.write { session in
      try session.connection.run(
        "INSERT OR REPLACE INTO agent_label (agent_id, key, value) VALUES ('alpha', 'team', 'green')"
      )
      return try session.trail.changes(of: session.eventID)
    }.value
    #expect(replace.map(\.operation) == [.delete, .insert])
    let cascade = try fixture.write { session in
      try session.agents.delete(Agent.ID("alpha"))
      return try session.trail.changes(of: session.eventID)
    }.value
    #expect(Set(cascade.map(\.table)) == ["scope", "agent", "agent_label"])
    #expect(cascade.allSatisfy { $0.operation == .delete && $0.scope == "alpha" })
    #expect(try fixture.store.verifyTrail().isSound)
  }

  @Test func `a full disk is one clear error and leaves the old state`() throws {
    let fixture = try TemporaryStore(.file)
    try fixture.add("alpha")
    let pages = try fixture.database.transaction(.read) { connection in
      try connection.first("PRAGMA page_count") { try $0.next(Int.self) } ?? 0
    }
    let small = try Store.open(
      SQLiteDatabase(path: fixture.path, access: .readWrite, pageLimit: pages + 2),
      TemporaryStore.settings())
    let error = #expect(throws: StoreError.self) {
      try small.write(TemporaryStore.intent()) { session in
        for number in 0..<500 { try session.agents.insert(agent("agent-\(number)")) }
      }
    }
    #expect(error?.code == .full)
    #expect(try fixture.store.read { try $0.agents.count() } == 1)
    #expect(try fixture.store.integrityCheck() == [])
    #expect(try fixture.store.verifyTrail().isSound)
  }

  @Test func `a process killed inside a write leaves the old state`() async throws {
    let fixture = try TemporaryStore(.file)
    try fixture.add("alpha")
    let path = fixture.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let store = try Store.open(
        SQLiteDatabase(path: path, access: .readWrite), TemporaryStore.settings())
      try store.write(TemporaryStore.intent()) { session in
        for number in 0..<2000 { try session.agents.insert(agent("agent-\(number)")) }
        kill(getpid(), SIGKILL)
      }
    }
    let after = try fixture.reopen()
    #expect(try after.read { try $0.agents.list().map(\.id.text) } == ["alpha"])
    #expect(try after.integrityCheck() == [])
    #expect(try after.verifyTrail().isSound)
    #expect(
      try after.write(TemporaryStore.intent()) { try $0.agents.insert(agent("beta")) }.eventID == 3)
  }

  @Test func `writers with connections of their own lose no event`() async throws {
    let fixture = try TemporaryStore(.file)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<16 {
        group.addTask {
          let store = try fixture.reopen()
          for turn in 0..<8 {
            try store.write(TemporaryStore.intent("writer \(writer)")) { session in
              try session.agents.insert(agent("w\(writer)-\(turn)"))
            }
          }
        }
      }
      try await group.waitForAll()
    }
    let report = try fixture.store.verifyTrail()
    #expect(report.eventCount == 1 + 16 * 8)
    #expect(report.faults == [])
    #expect(try fixture.store.read { try $0.agents.count() } == 16 * 8)
  }

  @Test func `a store that can only be read says so when it is written to`() throws {
    let fixture = try TemporaryStore(.file)
    let error = #expect(throws: StoreError.self) {
      try fixture.reopen(.readOnly).write(TemporaryStore.intent()) {
        try $0.agents.insert(agent("alpha"))
      }
    }
    #expect(error?.code == .readOnly)
  }
}
