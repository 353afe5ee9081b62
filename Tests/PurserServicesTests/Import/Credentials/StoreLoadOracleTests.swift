import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SecretKit
import Testing

/// What a gateway loads from an agent's files, against what an agent can use after the import of the same files.
@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct StoreLoadOracleTests {
  /// A rule that explains a difference in one profile, or in what is kept of it.
  private struct Departure: Sendable {
    let rule: String
    /// Says whether it is about a profile of the files, what the gateway has of it, and what Purser has.
    let explains:
      @Sendable (_ files: Files, _ id: String, _ expected: String?, _ found: String?) -> Bool
  }

  private static let departures = [
    Departure(rule: "issue 2, bad input: a byte-order mark is read over") {
      files, _, expected, found in
      expected == nil && found != nil && files.text(files.own)?.hasPrefix("\u{feff}") == true
    },
    Departure(rule: "D5: credentials/oauth.json adds the logins whose id is absent") {
      files, id, expected, found in
      let provider = String(id.dropLast(":default".count))
      // Whatever else such an entry says, it is a login of the provider it is named by.
      guard expected == nil, id.hasSuffix(":default"),
        var login = files.json("state/credentials/oauth.json")?[provider]?.object
      else { return false }
      (login["type"], login["provider"]) = ("oauth", .string(provider))
      return found == files.line(of: .object(login), id: id)
    },
    Departure(rule: "D (X93): an end that is no instant is no missing one") {
      files, id, expected, found in
      let name = "state/agents/\(files.agent)/agent/auth.json"
      let end = files.json(name)?[String(id.dropLast(":default".count))]?["expires"]
      return end != nil && end?.number == nil
        && expected?.replacing("until -", with: "until 0") == found
    },
    Departure(rule: "D.10: logins of other programs are read by runtimes, and lie outside") {
      files, id, expected, found in
      // The gateway puts the other program's login in this place; the file of the profiles counts.
      let stored = files.json(files.own)?["profiles"]?[id]
      return id == "qwen-portal:qwen-cli" && files.text(".qwen/oauth_creds.json") != nil
        && found == stored.map { files.line(of: $0, id: id) } && expected != nil
    },
    Departure(rule: "D5: an agent's auth.json becomes profiles of its own") {
      files, id, expected, found in
      let profile = files.json("state/agents/\(files.agent)/agent/auth.json")?[
        String(id.dropLast(":default".count))]
      return files.agent != "main" && expected == nil && profile != nil
        && found == profile.map { files.line(of: $0, id: id) }
    },
  ]

  @Test func `the profiles that an agent loads`() throws {
    let vectors = try JSON.parse(Shared.bytes("oracle/vectors/auth-store-load.json")).array ?? []
    #expect(!vectors.isEmpty)
    for vector in vectors {
      let name = vector["case"]?.string ?? ""
      let files = Files(vector["input"] ?? .null)
      let found = try loaded(files)
      let store = vector["expected"]?["store"]
      let expected = (store?["profiles"]?.object ?? [:]).map { id, profile in
        (id, files.line(of: profile, id: id))
      }
      compare(name, files, Dictionary(uniqueKeysWithValues: expected), found.profiles)
      // An order of what there is not is kept as it is read; a state needs its profile.
      #expect(found.orders == Self.orders(store), "\(name): orders")
      for (id, state) in found.states where store?["profiles"]?[id] != nil {
        // An agent's own profile has a state of its own; the gateway gives it that of the main agent's of the same id.
        let kept = files.hasOwn(id) ? files.json(files.own) : store
        let stats = kept?["usageStats"]?[id]
        #expect(state.errorCount == Int(stats?["errorCount"]?.int64 ?? 0), "\(name): \(id)")
        #expect(
          state.lastUsedAt?.milliseconds == Files.instant(stats?["lastUsed"]), "\(name): \(id)")
        let last = kept?["lastGood"]?.object?.contains { $0.value.string == id } ?? false
        #expect(state.isLastGood == last, "\(name): \(id)")
        #expect(
          state.cooldown?.until.milliseconds == Files.instant(stats?["cooldownUntil"]),
          "\(name): \(id)")
      }
      for (id, stats) in store?["usageStats"]?.object ?? [:]
      where store?["profiles"]?[id] != nil && stats.object?.isEmpty == false && !files.hasOwn(id) {
        #expect(found.states[id] != nil, "\(name): nothing is known of \(id)")
      }
    }
  }

  private func compare(
    _ name: String, _ files: Files, _ expected: [String: String], _ found: [String: String]
  ) {
    for id in Set(expected.keys).union(found.keys).sorted() where expected[id] != found[id] {
      let isExplained = Self.departures.contains { $0.explains(files, id, expected[id], found[id]) }
      #expect(
        isExplained,
        "\(name): \(id) is \(found[id] ?? "absent"), expected \(expected[id] ?? "absent")")
    }
  }

  private static func orders(_ store: JSON?) -> [String: [String]] {
    var orders: [String: [String]] = [:]
    for (provider, ids) in store?["order"]?.object ?? [:] {
      orders[ModelNaming.standard.provider(provider)] = ids.array?.compactMap(\.string)
    }
    return orders
  }

  /// What an agent can use after the import.
  private struct Loaded {
    var profiles: [String: String] = [:]
    var orders: [String: [String]] = [:]
    var states: [String: ProfileState] = [:]
  }

  private func loaded(_ files: Files) throws -> Loaded {
    let world = try ImportWorld()
    try world.write(#"{"agents": {"list": [{"id": "main", "default": true}, {"id": "work"}]}}"#)
    for name in files.names {
      try world.folder.write(
        files.text(name) ?? "", to: name.hasPrefix("state/") ? name : "home/" + name)
    }
    try world.run()
    let vault = Vault(environment: world.environment)
    return try world.store.read { session in
      let usable = try session.profiles(of: Agent.ID(files.agent))
      var loaded = Loaded()
      for profile in usable.profiles {
        var secret = ""
        if let sealed = profile.sealed, let row = try session.secrets.find(sealed.secret) {
          let bytes = try vault.open(row)
          if profile.type == .oauth {
            let login = try OAuthMaterial(decoding: bytes)
            secret = "\(login.access?.revealText() ?? "")/\(login.refresh?.revealText() ?? "")"
          } else {
            secret = bytes.revealText() ?? ""
          }
        }
        loaded.profiles[profile.id] = Files.line(
          profile.type.rawValue, profile.provider, secret, profile.expiresAt, profile.email)
      }
      for order in usable.orders where order.source == .store {
        if loaded.orders[order.provider] == nil { loaded.orders[order.provider] = order.profiles }
      }
      loaded.states = usable.states
      return loaded
    }
  }
}

/// The files of a vector.
private struct Files: Sendable {
  private let contents: JSONObject
  let agent: String

  init(_ input: JSON) {
    contents = input["files"]?.object ?? [:]
    agent = input["agent"]?.string ?? "main"
  }

  var names: [String] { contents.keys }
  var own: String { "state/agents/\(agent)/agent/auth-profiles.json" }

  func text(_ name: String) -> String? {
    contents[name].map { $0.string ?? $0["$raw"]?.string ?? $0.text(.compact) }
  }

  func json(_ name: String) -> JSON? { text(name).flatMap { try? JSON.parse($0) } }

  /// Whether the agent has a profile of that id beside the main agent's.
  func hasOwn(_ id: String) -> Bool {
    agent != "main" && json(own)?["profiles"]?[id] != nil
  }

  /// An instant in milliseconds: what can only be in seconds is taken as such, with a finding.
  static func instant(_ value: JSON?) -> Int64? {
    value?.int64.map { (1..<100_000_000_000).contains($0) ? $0 * 1000 : $0 }
  }

  /// What a document says of a profile, in one line; logins and old files may leave type and provider out.
  func line(of profile: JSON, id: String) -> String {
    let type = profile["type"]?.string ?? "oauth"
    let provider = profile["provider"]?.string ?? String(id.prefix { $0 != ":" })
    let secret =
      switch type {
      case "oauth": "\(profile["access"]?.string ?? "")/\(profile["refresh"]?.string ?? "")"
      case "token": profile["token"]?.string ?? ""
      default: profile["key"]?.string ?? ""
      }
    return Self.line(
      type, ModelNaming.standard.provider(provider), secret, Self.instant(profile["expires"]),
      profile["email"]?.string)
  }

  static func line(
    _ type: String, _ provider: String, _ secret: String, _ expires: Int64?, _ email: String?
  ) -> String {
    "\(type) \(provider) '\(secret)' until \(expires.map(String.init) ?? "-") of \(email ?? "-")"
  }
}
