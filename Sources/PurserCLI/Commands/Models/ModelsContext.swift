import CommandKit
import PurserDomain
import PurserServices
import PurserStore
import SystemKit

extension CommandContext {
  /// The credentials that this run's environment and vault give, judged at the instant that the answer is about.
  var credentials: ProviderCredentials {
    get throws {
      ProviderCredentials(environment: environment, vault: vault, now: try judgedInstant())
    }
  }

  /// Tells with `--at` what an answer about credentials cannot know of that moment.
  func remarkOnPast() {
    guard options.at != nil else { return }
    note(
      "Note: expiries and windows are judged as of that moment, windows as the history has them; sealed values are not "
        + "opened, and variables are those of now.")
  }

  /// Tells what the configured names of `models` leave to be wished for.
  func warn(of models: AgentModels) {
    for warning in models.warnings { note("[purser] \(warning)") }
  }

  /// Tells what a change of models brought about.
  func remark(on changes: ModelChanges) {
    for remark in changes.remarks { note("Note: \(remark)") }
  }
}

extension Agent {
  /// Path of the agent's `models.json`; nil when the agent has no folder.
  var modelsPath: String? {
    agentDirectory.map { SystemPath.join($0, "models.json") }
  }
}

extension ScopeSelection {
  /// Whether exactly one agent is named, so that the answer is about it alone.
  var isOneAgent: Bool { Set(agents).count == 1 }
}

extension ScopeSelection {
  /// The refusal of a command that answers for one agent.
  static func tooMany(for command: String) -> UsageError {
    UsageError(
      .unsupported, "'purser \(command)' answers for one agent.", subject: "scope",
      hint: "Name a single one with --agent.")
  }
}
