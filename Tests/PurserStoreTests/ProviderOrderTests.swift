import PurserDomain
import PurserStore
import PurserTestSupport
import Testing

struct ProviderOrderTests {
  @Test func `providers come by scope, then in document order whatever their ids`() throws {
    let store = try TemporaryStore(.memory)
    try store.add("ops", "zoo")
    try store.write { session in
      for (scope, id, position) in [
        ("zoo", "b", 1), ("zoo", "c", 0), ("zoo", "a", 1), ("*", "z", 0), ("*", "y", 7),
        ("*", "x", 8), ("ops", "a", 0),
      ] {
        try session.providers.save(
          ProviderDefinition(id: id, writtenID: id, position: position), at: ScopeID(scope))
      }
    }
    let (list, groups, zoo) = try store.store.read { session in
      try (
        session.providers.list(), session.providers.byScope(),
        session.providers.list(at: ScopeID("zoo"))
      )
    }
    let expected = ["* z", "* y", "* x", "ops a", "zoo c", "zoo a", "zoo b"]
    #expect(list.map { "\($0.scope) \($0.definition.id)" } == expected)
    #expect(
      groups.map { "\($0.scope) " + $0.definitions.map(\.id).joined() }
        == ["* zyx", "ops a", "zoo cab"])
    #expect(zoo == list.filter { $0.scope != .defaults && $0.scope.text == "zoo" })
  }
}
