import JSONKit

/// The ways to log in to providers.
struct AuthMethodsView: View {
  struct Row {
    let provider: String
    let methods: [String]
    /// The way that a login without `--method` takes; nil when it would only list.
    let ready: String?
    let variables: [String]
  }

  let rows: [Row]

  var text: Text {
    var table = Table("Provider", "Methods", "Environment")
    for row in rows {
      table.append([
        "\(row.provider)", "\(row.methods.joined(separator: ", "))",
        "\(row.variables.isEmpty ? "-" : row.variables.joined(separator: ", "))",
      ])
    }
    var text = table.text
    text.append("")
    text.append("Log in: purser models auth login --provider ID --method METHOD")
    return text
  }

  var plain: Text {
    Text(
      rows.flatMap { row in
        row.methods.map { "\(row.provider)" + Line.tab + "\($0)" as Line }
      })
  }

  var json: JSON {
    [
      "providers": .array(
        rows.map { row in
          var json: JSONObject = [
            "provider": .string(row.provider), "methods": .strings(row.methods),
            "environment": .strings(row.variables),
          ]
          json["readyMethod"] = row.ready.map { .string($0) }
          return .object(json)
        })
    ]
  }
}
