import Foundation
import JSONKit
import PurserDomain
import PurserTestSupport

@testable import PurserCLI

// MARK: - What is said of credentials

extension CommandDeparture {
  static let credentials = [
    CommandDeparture(
      "6.6 (O9): a login that renews itself expires soon in its last five minutes only",
      in: ["cli-status"]
    ) { command, difference in
      let milder = command.profiles.filter { $0.isMilder(at: command.now) }
      guard !milder.isEmpty else { return false }
      if difference.place == "exit" {
        let ending = command.profiles.filter {
          $0.type != "api_key" && (command.now...command.now + 86_400_000).contains($0.expires ?? 0)
        }
        return difference.isFromTo("2", "0") && ending.count == milder.count
      }
      return milder.contains { profile in
        let isMember =
          difference.isMember("status", of: profile)
          || difference.place == "json.auth.oauth.providers.\(profile.provider).status"
        return (isMember && difference.isFromTo("\"expiring\"", "\"ok\""))
          || command.isRewritten(difference) { line in
            line.hasPrefix("  - \(profile.id) ")
              ? line.replacingOccurrences(of: " expiring expires in ", with: " ok expires in ")
              : line
          }
      }
    },
    CommandDeparture("6.4 (O9): kinds of profiles are counted in words", in: ["cli-status"]) {
      command, difference in
      guard difference.text.hasPrefix("- ") else { return false }
      if difference.isInserted {
        return command.found.contains {
          $0.isRemoved && $0.text != difference.text
            && OracleLine.counted($0.text) == difference.text
        }
      }
      let line = OracleLine.counted(difference.text)
      return difference.isRemoved && line != difference.text
        && command.found.contains { $0.isInserted && $0.text == line }
    },
    CommandDeparture("6.5: members stand in the order of the tree", in: ["cli-status"]) {
      _, difference in
      difference.place.hasPrefix("json.auth.oauth.providers.")
        && difference.place.hasSuffix(" (order)")
        && difference.isFromTo(
          "provider status profiles expiresAt remainingMs",
          "provider status expiresAt remainingMs profiles")
    },
    CommandDeparture("6.6 (O9): what is empty is missing", in: ["cli-status"]) {
      command, difference in
      command.profiles.filter(\.isBlank).contains { profile in
        let row = "json.auth.providers.\(profile.provider)"
        let hasOther = command.profiles.contains {
          $0.canonical == profile.canonical && !$0.isBlank
        }
        if difference.isMember("status", of: profile) {
          return difference.isFromTo("\"static\"", "\"missing\"")
        }
        if difference.isMember("reasonCode", of: profile) {
          return difference.isFromTo(nil, "\"missing_credential\"")
        }
        guard !hasOther else { return false }
        switch difference.place {
        case "\(row).effective.kind": return difference.isFromTo("\"profiles\"", "\"missing\"")
        case "\(row).effective.detail": return difference.actual == "\"missing\""
        case "json.auth.oauth.providers.\(profile.provider).status":
          return difference.isFromTo("\"static\"", "\"missing\"")
        default: break
        }
        let store = "effective=profiles:~/.local/share/purser/purser.db "
        return command.isLack(difference, of: [profile.provider])
          || command.isRewritten(difference) { line in
            line.hasPrefix("- \(profile.provider) ")
              ? line.replacingOccurrences(of: store, with: "effective=missing:missing ") : line
          }
          || command.isRewritten(difference) { line in
            line == "  - \(profile.id) static" ? "  - \(profile.id) unknown expires unknown" : line
          }
      }
    },
    CommandDeparture("6.6 (O9): what ends at no instant is missing", in: ["cli-status"]) {
      command, difference in
      let timeless = command.profiles.filter { $0.hasInvalidEnd || $0.hasNoEnd }
      return timeless.contains { profile in
        let row = "json.auth.oauth.providers.\(profile.provider)"
        if profile.hasInvalidEnd {
          if difference.isMember("expiresAt", of: profile)
            || difference.isMember("remainingMs", of: profile)
          {
            return difference.actual == nil
          }
          if difference.isMember("reasonCode", of: profile) {
            return difference.isFromTo(nil, "\"invalid_expires\"")
          }
          if profile.type == "token" {
            if difference.isMember("status", of: profile) {
              return difference.isFromTo("\"static\"", "\"missing\"")
            }
            if difference.place == "exit", command.has("--check") {
              return difference.isFromTo("0", "1") || difference.isFromTo("2", "1")
            }
            if command.isRewritten(
              difference,
              {
                $0 == "  - \(profile.id) static" ? "  - \(profile.id) unknown expires unknown" : $0
              })
            {
              return true
            }
          }
        }
        let others = command.profiles.filter { $0.canonical == profile.canonical }
        guard others.allSatisfy({ $0.hasInvalidEnd || $0.hasNoEnd || $0.isBlank }) else {
          return false
        }
        return ["expired", "static", "ok"].contains {
          difference.isFromTo("\"\($0)\"", "\"missing\"", at: row + ".status")
        }
          || (["\(row).expiresAt", "\(row).remainingMs"].contains(difference.place)
            && difference.actual == nil && profile.hasInvalidEnd)
      }
    },
    CommandDeparture("6.5 (O9): the profiles that a run would try, in order", in: ["cli-status"]) {
      command, difference in
      guard let rows = difference.actualJSON?.array, difference.expected == nil,
        let provider = Set(command.profiles.map(\.canonical)).first(where: {
          difference.place == "json.auth.oauth.providers.\($0).effectiveProfiles"
        })
      else { return false }
      let own = command.profiles.filter { $0.canonical == provider }
      let ids = rows.compactMap { $0["profileId"]?.string }
      let order =
        command.profileFile["order"]?[provider] ?? command.config?["auth"]?["order"]?[provider]
      let wanted = order?.array?.compactMap(\.string).filter { id in own.contains { $0.id == id } }
      return ids.count == rows.count && Set(ids).count == ids.count
        && Set(ids).isSubset(of: own.map(\.id)) && (wanted ?? ids) == ids
    },
    CommandDeparture("A.2: a provider has one name, in every spelling", in: ["cli-status"]) {
      command, difference in command.isOfOneName(difference)
    },
  ]
}

extension CommandCase {
  /// Whether a point follows from one name for the spellings of a provider.
  func isOfOneName(_ difference: Difference) -> Bool {
    let spelled = profiles.filter { $0.provider != $0.canonical }
    if difference.place == "json.auth.oauth.profiles (order)" {
      // Profiles stand with their provider, and so elsewhere under another name.
      func others(_ ids: String?) -> [String] {
        (ids ?? "").components(separatedBy: " ").filter { id in
          !spelled.contains { $0.id == id }
        }
      }
      return !spelled.isEmpty && others(difference.expected) == others(difference.actual)
    }
    return spelled.contains { profile in
      let (raw, name) = (profile.provider, profile.canonical)
      let old = expected["stdoutJson"]?["auth"]?["oauth"]?["providers"]?.array ?? []
      let row = old.first { $0["provider"]?.string == raw }
      switch difference.place {
      case "json.auth.providers.\(raw)", "json.auth.oauth.providers.\(raw)":
        return difference.actual == nil
      case "json.auth.providers.\(name)", "json.auth.oauth.providers.\(name)":
        return difference.expected == nil && difference.actualJSON?["provider"]?.string == name
          && difference.actualJSON?["status"] == row?["status"]
      case "json.auth.oauth.profiles.\(profile.id).provider":
        return difference.isFromTo("\"\(raw)\"", "\"\(name)\"")
      case "json.auth.oauth.providers.\(name).status":
        return difference.expected == "\"missing\""
          && difference.actual == row?["status"]?.text(.compact)
      case "json.auth.oauth.providers.\(name).profiles.\(profile.id)":
        return difference.expected == nil && difference.actualJSON?["provider"]?.string == name
          && difference.actualJSON?["status"]
            == row?["profiles"]?.array?.first {
              $0["profileId"]?.string == profile.id
            }?["status"]
      case "json.auth.oauth.providers.\(name).profiles":
        return difference.expected == "[]"
          && difference.actualJSON?.array?.count == profiles.count { $0.canonical == name }
      default: break
      }
      // The row of the one name says what that of the spelling said.
      let isOther = found.contains { $0.isInserted && $0.text.hasPrefix("- \(name) effective=") }
      let isThere = (expected["stdout"]?.string ?? "").contains("\n- \(name) effective=")
      return
        (difference.isRemoved && difference.text.hasPrefix("- \(raw) effective=")
        && (isOther || isThere))
        || isRewritten(difference) { line in
          line.hasPrefix("- \(raw) ") ? "- \(name) " + line.dropFirst(raw.count + 3) : line
        }
    }
  }
}

extension Difference {
  /// Whether the place is a member of a profile's row in either list.
  func isMember(_ member: String, of profile: OracleProfile) -> Bool {
    let rows = ["json.auth.oauth", "json.auth.oauth.providers.\(profile.provider)"]
    return rows.contains { place == "\($0).profiles.\(profile.id).\(member)" }
  }
}
