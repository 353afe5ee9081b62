import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

/// What a gateway loads from an agent's files, against what an agent can use after the import of the same files.
@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct StoreLoadOracleTests {
  /// A rule that explains a difference, and the vectors it is about.
  private static let departures: [(rule: String, vectors: String)] = [
    ("issue 2, bad input: a byte-order mark is read over", "main store bom"),
    ("D5: credentials/oauth.json adds the logins whose id is absent", "oauth.json ok + store"),
    ("D5: credentials/oauth.json adds the logins whose id is absent", "oauth.json two + store"),
    ("D.10: logins of other programs are read by runtimes, and lie outside", "qwen cli "),
    ("D5: an agent's auth.json becomes profiles of its own", "subagent legacy but main wins"),
  ]

  @Test func `the profiles that an agent loads`() throws {
    let vectors = try JSON.parse(Shared.bytes("oracle/vectors/auth-store-load.json")).array ?? []
    #expect(vectors.count > 60)
    for vector in vectors {
      let name = vector["case"]?.string ?? ""
      let found = try profiles(vector["input"] ?? .null)
      let expected = Set(
        (vector["expected"]?["store"]?["profiles"]?.object ?? [:]).map { id, profile in
          let provider = ModelNaming.standard.provider(profile["provider"]?.string ?? "")
          return "\(id) \(profile["type"]?.string ?? "") \(provider)"
        })
      guard found != expected else { continue }
      let isExplained = Self.departures.contains { name.hasPrefix($0.vectors) }
      #expect(isExplained, "\(name): found \(found.sorted()), expected \(expected.sorted())")
    }
  }

  private func profiles(_ input: JSON) throws -> Set<String> {
    let world = try ImportWorld()
    let agent = input["agent"]?.string ?? "main"
    try world.write(#"{"agents": {"list": [{"id": "main", "default": true}, {"id": "work"}]}}"#)
    for (name, content) in input["files"]?.object ?? [:] {
      try world.folder.write(
        content.string ?? content["$raw"]?.string ?? content.text(.compact),
        to: name.hasPrefix("state/") ? name : "home/" + name)
    }
    _ = try world.run()
    return try world.store.read { session in
      Set(
        try session.profiles(of: Agent.ID(agent)).profiles.map {
          "\($0.id) \($0.type.rawValue) \($0.provider)"
        })
    }
  }
}
