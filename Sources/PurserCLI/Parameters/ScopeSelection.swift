package import CommandKit
import PurserDomain

/// Which agents a command is about, as it is typed. Empty means the defaults for a writer and the
/// current agent for a reader.
package struct ScopeSelection: Equatable, Sendable {
  package var agents: [String]
  package var globs: [Glob]
  package var labels: [LabelMatch]
  package var all: Bool

  /// Makes a selection by hand.
  package init(
    agents: [String] = [], globs: [Glob] = [], labels: [LabelMatch] = [], all: Bool = false
  ) {
    self.agents = agents
    self.globs = globs
    self.labels = labels
    self.all = all
  }

  /// The declaration.
  package static let parameters = parameters(ofOne: false)

  /// The declaration for a command that answers for one agent: it refuses several, so it does not offer all.
  package static let ofOneAgent = parameters(ofOne: true)

  private static func parameters(ofOne: Bool) -> ParameterGroup<ScopeSelection> {
    ParameterGroup(
      title: "Scope",
      Option(
        "agent",
        ofOne ? "Act on this agent." : "Act on this agent; several with commas or by repeating.",
        value: "id", completion: .agents),
      Option(
        "agents",
        "Act on the agents whose id fits this pattern: * stands for any text, ? for one character.",
        value: "glob"),
      // Not parted at commas, which the value of a label may hold.
      Option(
        "label", "Act on the agents with this label; all of them, if repeated.", value: "k=v",
        separator: nil),
      Flag("all-agents", "Act on all agents.", isHidden: ofOne),
      build: ScopeSelection.checked)
  }

  /// Whether nothing was selected.
  package var isEmpty: Bool { agents.isEmpty && globs.isEmpty && labels.isEmpty && !all }

  /// A pattern and labels narrow each other; names and "all" stand alone, since what the two together
  /// would mean is anybody's guess.
  private static func checked(
    agents: [String], globs: [Glob], labels: [LabelMatch], all: Bool
  ) throws(UsageError) -> ScopeSelection {
    let selection = ScopeSelection(agents: agents, globs: globs, labels: labels, all: all)
    let ways = [!agents.isEmpty, !globs.isEmpty || !labels.isEmpty, all].filter { $0 }.count
    guard ways <= 1 else {
      throw UsageError(
        .conflict, "Choose one of --agent, --all-agents, or --agents with --label.",
        hint: "Leave the others out.")
    }
    return selection
  }
}
