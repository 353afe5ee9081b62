import JSONKit
import PurserDomain

/// An agent as a state directory has it.
struct PlannedAgent {
  var id: Agent.ID
  /// Nil when the directory does not say.
  var name: String?
  /// The folder of its `models.json` as stored.
  var agentDirectory: String
  /// The folder that a configuration names for its `models.json`, when it can be one of this machine.
  var namedFolder: String?
  /// Its folder in the state directory, known to lie there and, beside a named one, to be another and no other agent's; nil
  /// when it has none. It is read when the named one has no file.
  var ownFolder: String?
  /// What the configuration says of its workspace; nil when it does not say.
  var workspace: String?
  /// The workspace that a gateway would give it; nil for one that no configuration lists.
  var defaultWorkspace: String?
  var source: Agent.Source
  /// JSON object of members without a column; nil when no configuration lists the agent.
  var extraJSON: String?
  /// The members of its entry, for what stands at its scope.
  var entry: JSONObject = [:]
  var path: JSONPath = .root
}
