import JSONKit
import PurserDomain
import PurserServices

/// The allowlist in force for the current agent, or for each named one.
struct AllowlistView: View {
  let isFleet: Bool
  let models: [AgentModels]

  var text: Text {
    var text = Text()
    for models in models {
      if isFleet { text.space() }
      let list = models.allowlist
      let owner = isFleet ? models.agent.map { " of \($0.id)" } ?? "" : ""
      if list.allowsAny {
        text.append("Allowed models\(owner): all")
        continue
      }
      text.append("Allowed models\(owner) (\(list.lines.count)), by \(list.listName):")
      for line in list.lines { text.append("- \(Self.shown(line))") }
      if list.lines.isEmpty { text.append("- none") }
      if list.addsDefault, let model = list.defaultModel, let line = models.lineOfDefault {
        text.append("- \(model) (\(line))")
      }
    }
    return text
  }

  var plain: Text {
    Text(
      models.flatMap { models in
        models.allowlist.lines.map { line -> Line in
          let pattern: Line = "\(line.entry.pattern)"
          guard isFleet, let agent = models.agent else { return pattern }
          return .row(["\(agent.id)", pattern])
        }
      })
  }

  var json: JSON {
    guard isFleet else { return models.first.map { .object(Self.json($0)) } ?? [:] }
    return [
      "agents": .array(
        models.map { models in
          var json: JSONObject = ["agentId": .string(models.agent?.id.text ?? "")]
          for (key, value) in Self.json(models) { json[key] = value }
          return .object(json)
        })
    ]
  }

  private static func shown(_ line: Allowlist.Line) -> Line {
    switch line.pattern {
    case .success(let pattern) where pattern.text == line.entry.pattern:
      "\(line.entry.pattern)"
    case .success(let pattern): "\(line.entry.pattern) (\(pattern.text))"
    case .failure(let fault): "\(line.entry.pattern) (allows nothing: \(fault.rawValue))"
    }
  }

  private static func json(_ models: AgentModels) -> JSONObject {
    let list = models.allowlist
    return [
      "mode": list.allowsAny ? "any" : "only",
      "scope": list.allowsAny ? .null : .string(list.scope.text),
      "source": list.allowsAny ? .null : .string(list.listName),
      "defaultModelAllowed": .bool(list.defaultModel.map(list.allows) ?? true),
      "entries": .array(list.lines.map(json)),
    ]
  }

  private static func json(_ line: Allowlist.Line) -> JSON {
    var json: JSONObject = [
      "pattern": .string(line.entry.pattern), "source": .string(line.entry.source.rawValue),
    ]
    switch line.pattern {
    case .success(let pattern): json["means"] = .string(pattern.text)
    case .failure(let fault): json["fault"] = .string(fault.rawValue)
    }
    return .object(json)
  }
}

extension AgentModels {
  /// What to say of a default model that may be chosen although no line covers it; nil when one does.
  fileprivate var lineOfDefault: String? {
    guard let model = allowlist.defaultModel, allowlist.verdict(on: model).ground == .defaultModel
    else { return nil }
    return "the default model"
  }
}
