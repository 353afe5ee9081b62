import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SecretKit

extension ImportWorld {
  /// Writes a file into the folder of an agent.
  func write(_ text: String, to name: String, of agent: String) throws {
    try write(text, to: "agents/\(agent)/agent/\(name)")
  }

  /// Writes an `auth-profiles.json` with these members of `profiles`, and further members of the file.
  func writeProfiles(_ profiles: String, _ more: String = "", of agent: String = "main") throws {
    try write(
      #"{"version": 1, "profiles": {\#(profiles)}\#(more.isEmpty ? "" : ", " + more)}"#,
      to: "auth-profiles.json", of: agent)
  }

  /// The profiles at a scope, in its order.
  func profiles(_ scope: String = "*") throws -> [StoredProfile] {
    try store.read { try $0.profiles.list(at: ScopeID(scope)) }
  }

  /// The profile of that id at a scope, which must be there.
  func profile(_ id: String, _ scope: String = "*") throws -> StoredProfile {
    guard let profile = try profiles(scope).first(where: { $0.id == id }) else {
      throw StoreError(.notFound, "No profile '\(id)' at '\(scope)'.", subject: id, hint: "")
    }
    return profile
  }

  /// The state of a profile.
  func state(_ id: String, _ scope: String = "*") throws -> ProfileState {
    try store.read { try $0.profileStates.find(id, at: ScopeID(scope)) }
  }

  /// The opened secret of a profile; nil when it has none.
  func secret(_ id: String, _ scope: String = "*") throws -> String? {
    guard let sealed = try profile(id, scope).sealed else { return nil }
    let stored = try store.read { try $0.secrets.find(sealed.secret) }
    return try stored.flatMap { try Vault(environment: environment).open($0).revealText() }
  }

  /// The kinds of the events of profiles, oldest first, each with the id or the provider.
  func events() throws -> [String] {
    try store.read { try $0.profileEvents.list(ProfileEventFilter()) }.reversed()
      .map { "\($0.kind.rawValue) \($0.profile ?? $0.provider) \($0.scope)" }
  }

  /// The orders at a scope, as `source provider: ids`.
  func orders(_ scope: String = "*") throws -> [String] {
    try store.read { try $0.profileOrders.list(at: ScopeID(scope)) }.map {
      "\($0.source.rawValue) \($0.provider): \($0.profiles.joined(separator: ","))"
    }
  }

  /// Whether a second import changes anything, seen from its report.
  func isSettled() throws -> Bool {
    let report = try run()
    return report.eventID == nil && report.counts.values.allSatisfy { $0.stored == 0 }
  }
}

extension ImportReport {
  /// All findings, for a search in all of them.
  var allMessages: String { findings.map(\.finding.message).joined(separator: "\n") }
}
