import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// What became of the login.
struct AuthRefreshView: View {
  let outcome: RefreshProfile.Outcome

  private var phrase: Line {
    switch outcome.way {
    case .fresh: "good still; nothing was done"
    case .renewed: "renewed"
    case .taken: "renewed by another process"
    }
  }

  var text: Text {
    var text: Text = [
      "Auth profile: \(outcome.profile.id) (\(outcome.profile.scope.text)): " + phrase
    ]
    if let expiry = outcome.profile.expiry { text.append("Expires: \(expiry)") }
    return text
  }

  var plain: Text { ["\(outcome.way.rawValue)"] }

  var json: JSON {
    [
      "profileId": .string(outcome.profile.id), "scope": .string(outcome.profile.scope.text),
      "provider": .string(outcome.profile.provider), "outcome": .string(outcome.way.rawValue),
      "event": outcome.event.map { .number(JSONNumber($0)) } ?? .null,
      "expiresAt": outcome.profile.expiry.map { .number(JSONNumber($0.milliseconds)) } ?? .null,
    ]
  }
}

/// What became of every login that can be renewed.
struct AuthRefreshListView: View {
  struct Row {
    let login: RefreshDue.Login
    /// Nil: nothing was done, since it is good still, or it failed.
    var outcome: RefreshProfile.Outcome?
    var failure: String?
    var hint: String?

    var expiry: Timestamp? { outcome?.profile.expiry ?? login.expiry }
    var word: String { failure != nil ? "failed" : (outcome?.way ?? .fresh).rawValue }
  }

  let rows: [Row]

  var exitCode: ExitCode { rows.contains { $0.failure != nil } ? .no : .done }

  private var table: Table {
    var table = Table("Scope", "Profile", "Outcome", "Expires")
    for row in rows {
      table.append([
        "\(row.login.scope.text)", "\(row.login.profile)",
        "\(row.word, row.failure == nil ? nil : .red)",
        "\(row.expiry?.description ?? "-")",
      ])
    }
    return table
  }

  var text: Text {
    guard !rows.isEmpty else { return ["No login here can be renewed."] }
    var text = table.text
    for row in rows {
      guard let failure = row.failure else { continue }
      text.append("")
      text.append("\(row.login.profile): \(failure)")
      if let hint = row.hint { text.append("  \(hint)") }
    }
    return text
  }

  var plain: Text { table.plain }

  var json: JSON {
    [
      "profiles": .array(
        rows.map { row in
          var json: JSONObject = [
            "profileId": .string(row.login.profile), "scope": .string(row.login.scope.text),
            "provider": .string(row.login.provider), "outcome": .string(row.word),
            "event": row.outcome?.event.map { .number(JSONNumber($0)) } ?? .null,
          ]
          json["expiresAt"] = row.expiry.map {
            .number(JSONNumber($0.milliseconds))
          }
          json["message"] = row.failure.map { .string($0) }
          json["hint"] = row.hint.map { .string($0) }
          return .object(json)
        })
    ]
  }
}
