import PurserDomain
import PurserStore
import PurserTestSupport
import SQLKit
import Testing

@testable import PurserServices

struct LoadCatalogTests {
  private func list(_ entries: String...) throws -> CatalogDocument {
    try CatalogDocument(
      Array("{\"data\":[\(entries.joined(separator: ","))]}".utf8), source: .openRouter)
  }

  @Test(arguments: ["?", "#", "?\u{301}", "#\u{FE0F}"])
  func `the query of an address was noted where a combining mark stood before it`(sign: String) {
    let target = CatalogFetch.Target(
      source: .provider, provider: "lab", url: "https://h/v1\(sign)key=abc", last: nil,
      options: CatalogFetch.Options(timeoutMilliseconds: 1, userAgent: "x"))
    #expect(target.origin == "https://h/v1")
  }

  private func load(
    _ document: CatalogDocument, _ stored: TemporaryStore, _ origin: LoadCatalog.Origin = .init()
  ) throws -> WriteOutcome<LoadCatalog.Outcome> {
    try stored.store.write(TemporaryStore.intent("test")) { session in
      try LoadCatalog.run(document, from: origin, in: session)
    }
  }

  private func rows(_ stored: TemporaryStore) throws -> [StoredCatalogModel] {
    try stored.store.read { try $0.catalog.list(of: .openRouter, "openrouter") }
  }

  @Test(arguments: Backend.available)
  func `a model is seen, retired and back`(backend: Backend) throws {
    let stored = try TemporaryStore(backend)
    let a = #"{"id":"x/a","context_length":10,"pricing":{"prompt":"1","completion":"1"}}"#
    let b = #"{"id":"x/b","pricing":{"prompt":"0","completion":"0"}}"#
    let start = Timestamp(milliseconds: stored.clock.milliseconds)
    #expect(try load(list(a, b), stored).value.difference.added.count == 2)

    stored.clock.step(milliseconds: 1000)
    let second = try load(list(a), stored)
    #expect(second.value.difference.retired.map(\.ref.model) == ["x/b"])
    #expect(second.eventID != nil)
    let retired = try #require(try rows(stored).last)
    #expect(retired.firstSeenAt == start)
    #expect(retired.lastSeenAt == start)
    #expect(retired.retiredAt == start + .of(1, .seconds))

    stored.clock.step(milliseconds: 1000)
    let third = try load(list(#"{"id":"x/a","context_length":20}"#, b), stored)
    #expect(third.value.difference.returned.map(\.ref.model) == ["x/b"])
    #expect(third.value.difference.changed.map(\.contextWindow) == [20])
    #expect(third.value.difference.before.map(\.contextWindow) == [10])
    let back = try #require(try rows(stored).last)
    #expect(back.retiredAt == nil)
    #expect(back.firstSeenAt == start)
  }

  @Test(arguments: Backend.available)
  func `the same document again leaves no event`(backend: Backend) throws {
    let stored = try TemporaryStore(backend)
    let document = try list(#"{"id":"x/a"}"#, #"{"id":"x/b"}"#)
    #expect(try load(document, stored).eventID != nil)
    stored.clock.step(milliseconds: 1000)
    #expect(try load(document, stored).eventID == nil)
    let again = try list(#"{"id":"x/b"}"#, #"{"id":"x/a"}"#)
    #expect(try load(again, stored).eventID == nil)
  }

  @Test func `a part of a list retires nothing`() throws {
    let stored = try TemporaryStore()
    func part(_ text: String) throws -> CatalogDocument {
      try CatalogDocument(Array(text.utf8), source: .provider, provider: "acme")
    }
    _ = try load(part(#"{"data":[{"id":"a"},{"id":"b"}]}"#), stored)
    let outcome = try load(part(#"{"data":[{"id":"c"}],"has_more":true}"#), stored)
    #expect(outcome.value.difference.retired == [])
    #expect(outcome.value.difference.added.map(\.ref.model) == ["c"])
  }

  @Test func `lists of different providers do not touch each other`() throws {
    let stored = try TemporaryStore()
    for provider in ["acme", "other"] {
      let document = try CatalogDocument(
        Array(#"{"data":[{"id":"m"}]}"#.utf8), source: .provider, provider: provider)
      #expect(try load(document, stored).value.difference.added.count == 1)
    }
    let loads = try stored.store.read { try $0.catalog.loads() }
    #expect(loads.map(\.provider) == ["acme", "other"])
  }

  @Test func `a model is found by its key or its other id without reading the catalog`() throws {
    let stored = try TemporaryStore()
    _ = try load(list(#"{"id":"x/a","canonical_slug":"x/a-0101"}"#), stored)
    func found(_ model: String) throws -> Int {
      let ref = ModelRef(provider: "openrouter", model: model)
      return try stored.store.read { try $0.catalog.find(ref).count }
    }
    #expect(try found("x/a") == 1)
    #expect(try found("x/a-0101") == 1)
    #expect(try found("x/b") == 0)
    let sources = try stored.store.read { session in
      [try session.catalog.sources(of: "openrouter"), try session.catalog.sources(of: "openai")]
    }
    #expect(sources == [[.openRouter], []])
    for sql in Self.lookups {
      let plan = try stored.database.transaction(.read) { connection in
        try connection.rows(sql) { row in
          _ = try (row.next(Int64.self), row.next(Int64.self), row.next(Int64.self))
          return try row.next(String.self)
        }
      }
      #expect(plan.allSatisfy { $0.hasPrefix("SEARCH catalog_model USING PRIMARY KEY") }, "\(plan)")
    }
  }

  private static let lookups: [SQL] = [
    """
    EXPLAIN QUERY PLAN SELECT name FROM catalog_model
    WHERE source IN ('models.dev', 'openrouter', 'provider')
      AND provider = 'p' AND model = 'm' ORDER BY source
    """,
    """
    EXPLAIN QUERY PLAN SELECT name FROM catalog_model
    WHERE source IN ('models.dev', 'openrouter', 'provider')
      AND provider = 'p' AND slug = 'm' ORDER BY source
    """,
    "EXPLAIN QUERY PLAN SELECT 1 FROM catalog_model WHERE source = 's' AND provider = 'p' LIMIT 1",
  ]
}
