import Foundation
import JSONKit
import PurserDomain
import PurserTestSupport

@testable import PurserCLI

// MARK: - What cannot be used, and what is found elsewhere

extension CommandDeparture {
  static let rests = [
    CommandDeparture(
      "D.4: a profile that the config leaves out is listed with its reason", in: ["cli-status"]
    ) { command, difference in
      command.profiles.contains { profile in
        let line = "- \(profile.id) (\(profile.canonical)) excluded_by_auth_order — "
        return command.isLeftOut(profile)
          && ((difference.isInserted && difference.text.hasPrefix(line))
            || (difference.isMember("reasonCode", of: profile)
              && difference.isFromTo(nil, "\"excluded_by_auth_order\"")))
      }
    },
    CommandDeparture(
      "16 (newest): profiles that cannot be used have a section, and those of nobody have none",
      in: ["cli-status"]
    ) { command, difference in
      let ids = command.profileFile["usageStats"]?.object?.keys ?? []
      for id in ids {
        let row = "json.auth.unusableProfiles.\(id)"
        let isKnown = command.profiles.contains { $0.id == id }
        if difference.place == row { return difference.actual == nil && !isKnown }
        if difference.place == row + ".recoveryHint" {
          return difference.expected == nil && isKnown
        }
      }
      return command.isOfSection(difference)
    },
    CommandDeparture(
      "issue 3, item 3: what other programs keep of their own is not among what is imported",
      in: ["cli-status"]
    ) { command, difference in
      guard command.files.contains(where: { $0.contains(".qwen") }) else { return false }
      let name = "qwen-portal"
      switch difference.place {
      case "json.auth.providersWithOAuth":
        return difference.texts.expected.filter { !$0.hasPrefix(name) } == difference.texts.actual
      case "json.auth.providers.\(name)", "json.auth.oauth.providers.\(name)",
        "json.auth.oauth.profiles.\(name):qwen-cli":
        return difference.actual == nil
      default: break
      }
      if difference.isRemoved {
        let starts = [
          "[agents/auth-profiles] synced qwen credentials", "- \(name) effective=profiles:",
          "  - \(name):qwen-cli ", "Providers w/ OAuth/tokens (1): \(name) (1)",
        ]
        return difference.text == "- \(name)"
          || starts.contains { difference.text.hasPrefix($0) }
      }
      return difference.isInserted && command.profiles.isEmpty
        && ["- none", "Providers w/ OAuth/tokens (0): -"].contains(difference.text)
    },
    CommandDeparture(
      "6.1 (recommended): every provider of table 15.1 is looked for", in: ["cli-status"]
    ) { command, difference in
      let found = command.foundByTable
      let isNew = found.contains { provider, credential in
        let label = credential.label
        if difference.place == "json.auth.providers.\(provider)" {
          return difference.expected == nil
            && difference.actualJSON?["effective"] == ["kind": "env", "detail": .string(label)]
            && difference.actualJSON?["env"]?["source"]?.string == credential.source
        }
        return difference.isInserted
          && difference.text
            == "- \(provider) effective=env:\(label) | env=\(label) | source=\(credential.source)"
      }
      return isNew || command.isLack(difference, of: Set(found.keys))
    },
  ]
}

extension CommandCase {
  /// Whether the configuration leaves a profile out of its provider's order.
  func isLeftOut(_ profile: OracleProfile) -> Bool {
    let orders = [profileFile["order"], config?["auth"]?["order"]]
    let order = orders.lazy.compactMap { $0?[profile.provider]?.array }.first
    if let order { return !order.contains(.string(profile.id)) }
    // Where the configuration names profiles of a provider, those are all (13).
    let named = config?["auth"]?["profiles"]?.object ?? [:]
    return named.contains { $0.value["provider"]?.string == profile.provider }
      && !named.contains(profile.id)
  }

  /// Whether a line belongs to the section of profiles that cannot be used.
  func isOfSection(_ difference: Difference) -> Bool {
    guard difference.isInserted else { return false }
    let lines = profiles.flatMap(sectionStarts)
    if lines.contains(where: difference.text.hasPrefix) { return true }
    return ["", "Unavailable auth profiles"].contains(difference.text) && !lines.isEmpty
      && found.contains { row in row.isInserted && lines.contains { row.text.hasPrefix($0) } }
  }

  /// How lines begin that say why a profile cannot be used.
  private func sectionStarts(_ profile: OracleProfile) -> [String] {
    let start = "- \(profile.id) (\(profile.canonical)) "
    var starts: [String] = []
    if profile.isBlank { starts.append(start + "missing_credential — ") }
    if profile.hasInvalidEnd { starts.append(start + "invalid_expires — ") }
    if profile.isExpired(at: now) { starts.append(start + "expired — ") }
    if isLeftOut(profile) { starts.append(start + "excluded_by_auth_order — ") }
    let stats = profileFile["usageStats"]?[profile.id]
    func rests(_ member: String) -> Bool { stats?[member]?.int64 ?? 0 > now }
    if rests("cooldownUntil") { starts.append(start + "cooldown") }
    if rests("disabledUntil") { starts.append(start + "disabled") }
    return starts
  }

  /// Providers that the table of all generations finds in the environment, and the peer did not look for.
  var foundByTable: [String: EnvironmentCredential] {
    let rows = expected["stdoutJson"]?["auth"]?["providers"]?.array ?? []
    let text = expected["stdout"]?.string ?? ""
    var credentials: [String: EnvironmentCredential] = [:]
    let providers = ProviderEnvironment.standard.entries.map(\.provider) + ["amazon-bedrock"]
    for provider in providers {
      let credential = ProviderEnvironment.standard.credential(of: provider) {
        environment[$0]?.string
      }
      let isListed =
        rows.contains { $0["provider"]?.string == provider }
        || text.contains("\n- \(provider) effective=")
      if let credential, !isListed { credentials[provider] = credential }
    }
    return credentials
  }
}
