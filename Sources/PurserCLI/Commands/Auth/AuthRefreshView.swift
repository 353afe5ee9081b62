import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// What became of the login, or with `--dry-run` would.
struct AuthRefreshView: View {
  private let row: AuthRefreshListView.Row
  private let isDryRun: Bool

  init(outcome: RefreshProfile.Outcome) {
    let profile = outcome.profile
    row = AuthRefreshListView.Row(
      login: RefreshDue.Login(
        scope: profile.scope, profile: profile.id, provider: profile.provider,
        expiry: profile.expiry, isDue: true), outcome: outcome)
    isDryRun = false
  }

  init(preview row: AuthRefreshListView.Row) {
    self.row = row
    isDryRun = true
  }

  private var phrase: Line {
    switch row.word {
    case "fresh" where isDryRun: "good still; nothing would be done"
    case "fresh": "good still; nothing was done"
    case "renewed": "renewed"
    case "taken": "renewed by another process"
    case "due": "would be renewed"
    case "held": "another process renews it now"
    default: "could not be renewed a moment ago. \(row.failure ?? "")"
    }
  }

  var text: Text {
    var text: Text = ["Auth profile: \(row.login.profile) (\(row.login.scope.text)): " + phrase]
    if let expiry = row.expiry { text.append("Expires: \(expiry)") }
    return text
  }

  var plain: Text { ["\(row.word)"] }

  var json: JSON {
    [
      "dryRun": .bool(isDryRun), "profileId": .string(row.login.profile),
      "scope": .string(row.login.scope.text), "provider": .string(row.login.provider),
      "outcome": .string(row.word),
      "event": row.outcome?.event.map { .number(JSONNumber($0)) } ?? .null,
      "expiresAt": row.expiry.map { .number(JSONNumber($0.milliseconds)) } ?? .null,
    ]
  }
}

/// What became of every login that can be renewed.
struct AuthRefreshListView: View {
  struct Row {
    let login: RefreshDue.Login
    /// Nil: nothing was done, since it is good still, or it failed.
    var outcome: RefreshProfile.Outcome?
    /// With `--dry-run` what stands in the way, if anything does; `due` when it would be renewed.
    var preview: String?
    var failure: String?
    var hint: String?

    var expiry: Timestamp? { outcome?.profile.expiry ?? known ?? login.expiry }
    var word: String { failure != nil ? "failed" : preview ?? (outcome?.way ?? .fresh).rawValue }
    private var known: Timestamp?

    init(login: RefreshDue.Login, outcome: RefreshProfile.Outcome? = nil) {
      self.login = login
      self.outcome = outcome
    }

    /// Notes where things stand with it.
    mutating func note(_ standing: RefreshTurn.Standing) {
      switch standing {
      case .fresh(let profile): (preview, known) = ("fresh", profile.expiry)
      case .due(let profile): (preview, known) = ("due", profile.expiry)
      case .held: preview = "held"
      case .failed(let event): failure = event.detail ?? "No reason is known."
      }
    }
  }

  let rows: [Row]
  let isDryRun: Bool

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
      "dryRun": .bool(isDryRun),
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
        }),
    ]
  }
}
