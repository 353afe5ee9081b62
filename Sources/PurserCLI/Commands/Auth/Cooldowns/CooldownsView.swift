import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// The open windows, the soonest to end first.
struct CooldownsView: View {
  struct Row {
    let profile: StoredProfile
    let kind: ProfileWindow.Kind
    let window: ProfileWindow
  }

  let rows: [Row]
  let now: Timestamp

  var text: Text {
    guard !rows.isEmpty else { return ["No profile rests."] }
    var table = Table(
      "Scope", "Profile", "Kind", "Reason", "Step", "Since", "Until", "Left", "Model", "Reported by"
    )
    for row in rows {
      table.append([
        "\(row.profile.scope.text)", "\(row.profile.id)", "\(row.kind.rawValue)",
        "\(row.window.reason?.rawValue ?? "-")",
        "\(row.window.failureNumber == 0 ? "-" : "\(row.window.failureNumber)")",
        "\(row.window.since)", "\(row.window.until)", "\((row.window.until - now).remaining)",
        "\(row.window.model ?? "-")", "\(row.window.agent ?? "-")",
      ])
    }
    return table.text
  }

  var plain: Text {
    Text(rows.map { "\($0.profile.scope.text)" + Line.tab + "\($0.profile.id)" as Line })
  }

  var json: JSON {
    [
      "cooldowns": .array(
        rows.map { row in
          var json: JSONObject = [
            "scope": .string(row.profile.scope.text), "profileId": .string(row.profile.id),
            "provider": .string(row.profile.provider),
          ]
          for (name, value) in row.window.members(row.kind, now: now) { json[name] = value }
          return .object(json)
        })
    ]
  }
}

extension ProfileWindow {
  /// What documents say of an open window of a profile.
  func members(_ kind: Kind, now: Timestamp) -> JSONObject {
    [
      "kind": .string(kind.rawValue), "reason": reason.map { .string($0.rawValue) } ?? .null,
      "step": .number(JSONNumber(failureNumber)),
      "sinceAt": .number(JSONNumber(since.milliseconds)),
      "until": .number(JSONNumber(until.milliseconds)),
      "remainingMs": .number(JSONNumber((until - now).milliseconds)),
      "model": model.map { .string($0) } ?? .null, "agentId": agent.map { .string($0) } ?? .null,
    ]
  }
}
