import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// One credential situation of an agent whose model is `anthropic/claude-opus-4-5`, and what `models status` has to say of it.
/// The clock stands at 1,770,000,000,000 ms.
struct CredentialSituation: Sendable, CustomTestStringConvertible {
  let name: String
  /// Health of the provider: `ok`, `static`, `expiring`, `expired` or `missing`.
  let word: String
  /// Exit code of `--check`, and of `--check --in-use` where that differs.
  let check: Int32
  let checkInUse: Int32
  /// Why the profile `anthropic:a` does not serve, or does not for now.
  let reason: String?
  /// Members of `profiles`, and members beside them, of the agent's auth-profiles.json.
  var profiles = ""
  var beside = ""
  /// The section `auth` of the config, and the key of the provider there.
  var auth = "{}"
  var key: String?
  var environment: [String: String] = [:]
  /// Settings that are made after the import.
  var settings: [String] = []
  /// Whether the master key is another one by the time somebody looks.
  var losesKey = false
  /// Profiles of an agent of its own, `work`, which is then the one that is looked at.
  var own: String?

  var testDescription: String { name }

  init(
    _ name: String, _ word: String, _ check: Int32, inUse: Int32? = nil, _ reason: String? = nil,
    _ profiles: String = "", _ change: (inout CredentialSituation) -> Void = { _ in }
  ) {
    self.name = name
    self.word = word
    self.check = check
    checkInUse = inUse ?? check
    self.reason = reason
    self.profiles = profiles
    change(&self)
  }

  static let now: Int64 = 1_770_000_000_000

  /// What the pages say: word, both exit codes, reason.
  func found() throws -> Found {
    let folder = try TemporaryFolder()
    var harness = ProgramHarness(in: folder)
    for (name, value) in environment {
      harness.environment = harness.environment.setting(name, value)
    }
    try write(to: folder)
    try expectDone(harness, "init")
    try expectDone(harness, "import \(folder.path("state")) --quiet")
    for setting in settings { try expectDone(harness, "settings set \(setting) --quiet") }
    if losesKey {
      let other = String(repeating: "5a", count: 32)
      harness.environment = harness.environment.setting("PURSER_KEY", other)
    }
    let words = ["models", "status", "--check"] + (own == nil ? [] : ["--agent", "work"])
    let all = harness.run(words: words + ["--json"])
    let used = harness.run(words: words + ["--in-use", "--json"])
    guard all.output == used.output else { throw SampleFault(line: name, result: used) }
    let auth = try JSON.parse(all.output)["auth"]
    return Found(
      word: provider(auth)?["status"]?.string ?? "", check: all.exitCode,
      checkInUse: used.exitCode, reason: reason(in: auth))
  }

  struct Found: Equatable {
    var word: String
    var check: Int32
    var checkInUse: Int32
    var reason: String?
  }

  private func provider(_ auth: JSON?) -> JSON? {
    auth?["oauth"]?["providers"]?.array?.first { $0["provider"] == "anthropic" }
  }

  private func reason(in auth: JSON?) -> String? {
    let resting = auth?["unusableProfiles"]?.array?.first { $0["profileId"] == "anthropic:a" }
    let health = auth?["oauth"]?["profiles"]?.array?.first { $0["profileId"] == "anthropic:a" }
    return health?["reasonCode"]?.string ?? resting?["reason"]?.string
  }

  private func write(to folder: TemporaryFolder) throws {
    let provider =
      key.map {
        """
        models: { providers: { anthropic: { baseUrl: 'https://a.example', apiKey: '\($0)', models: [] } } },
        """
      } ?? ""
    try folder.write(
      """
      { agents: { list: [{ id: 'main' }, { id: 'work' }],
          defaults: { model: { primary: 'anthropic/claude-opus-4-5' } } },
        \(provider) auth: \(auth) }
      """, to: "state/openclaw.json")
    try folder.write(
      "{\"version\": 1, \"profiles\": {\(profiles)}\(beside.isEmpty ? "" : ", " + beside)}",
      to: "state/agents/main/agent/auth-profiles.json")
    if let own {
      try folder.write(
        "{\"version\": 1, \"profiles\": {\(own)}}",
        to: "state/agents/work/agent/auth-profiles.json")
    }
  }

  private func expectDone(_ harness: ProgramHarness, _ line: String) throws {
    let result = harness.run("purser " + line)
    guard result.exitCode == 0 else { throw SampleFault(line: line, result: result) }
  }
}

// MARK: - Parts of auth-profiles.json

extension CredentialSituation {
  static func key(_ text: String = "FAKE-KEY-0123456789", id: String = "anthropic:a") -> String {
    "\"\(id)\": {\"type\": \"api_key\", \"provider\": \"\(provider(id))\", \"key\": \"\(text)\"}"
  }

  static func keyRef(_ source: String, _ name: String) -> String {
    """
    "anthropic:a": {"type": "api_key", "provider": "anthropic",
      "keyRef": {"source": "\(source)", "provider": "default", "id": "\(name)"}}
    """
  }

  static func token(
    _ text: String = "FAKE-TOKEN-0123456789", expires: String? = nil, id: String = "anthropic:a"
  ) -> String {
    let expiry = expires.map { ", \"expires\": \($0)" } ?? ""
    return """
      "\(id)": {"type": "token", "provider": "\(provider(id))", "token": "\(text)"\(expiry)}
      """
  }

  static func login(
    access: String = "FAKE-ACCESS", refresh: String? = "FAKE-REFRESH", expires: String? = nil
  ) -> String {
    let renewal = refresh.map { ", \"refresh\": \"\($0)\"" } ?? ""
    let expiry = expires.map { ", \"expires\": \($0)" } ?? ""
    return """
      "anthropic:a": {"type": "oauth", "provider": "anthropic", "access": "\(access)"\(renewal)\(expiry)}
      """
  }

  /// Milliseconds since 1970, so long after the clock.
  static func after(_ milliseconds: Int64) -> String { String(now + milliseconds) }

  static func hours(_ hours: Int64) -> String { after(hours * 3_600_000) }

  private static func provider(_ id: String) -> Substring { id.prefix { $0 != ":" } }
}
