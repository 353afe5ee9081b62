import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// What lists and pages say of one agent.
struct AgentSummary: Equatable {
  let agent: Agent
  let labels: [AgentLabel]
  /// Key of the model the agent starts with, nil when there is none.
  let model: String?
  /// The layer it comes from.
  let modelLayer: String
  /// Whether it is the agent that is meant when none is named, by its mark or by its place.
  let isDefault: Bool

  init(agent: Agent, labels: [AgentLabel], models: AgentModels, isDefault: Bool) {
    self.agent = agent
    self.isDefault = isDefault
    self.labels = labels
    model = models.text.primary?.ref.key
    modelLayer = models.text.primaryLayer.description
  }

  /// `key=value` of each label, parted by commas; `-` when there is none.
  var labelText: String {
    labels.isEmpty ? "-" : labels.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
  }

  /// The object of `agents list --json`.
  var members: JSONObject {
    var json: JSONObject = ["id": .string(agent.id.text)]
    json["name"] = agent.name.map { .string($0) }
    json["workspace"] = agent.workspaceDirectory.map { .string($0) }
    json["agentDir"] = agent.agentDirectory.map { .string($0) }
    json["model"] = model.map { .string($0) } ?? .null
    json["modelSource"] = .string(modelLayer)
    var labels: JSONObject = [:]
    for label in self.labels { labels[label.key] = .string(label.value) }
    json["labels"] = .object(labels)
    json["isDefault"] = .bool(isDefault)
    json["source"] = .string(agent.source.rawValue)
    json["createdAt"] = .number(JSONNumber(agent.createdAt.milliseconds))
    json["updatedAt"] = .number(JSONNumber(agent.updatedAt.milliseconds))
    return json
  }
}
