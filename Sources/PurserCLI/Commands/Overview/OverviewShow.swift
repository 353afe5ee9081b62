import CommandKit
import PurserServices
import PurserStore

/// `purser` alone, or `purser overview`
struct OverviewShow: Command {
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "overview", "Show all agents at a glance, those that need attention first.",
    ScopeSelection.parameters,
    examples: [
      "purser", "purser overview --agents 'support*' --json", "purser --all-agents --plain",
    ],
    discussion: """
      Without a scope all agents are shown. Credentials are looked up, not tried: 'present' says that there \
      is one, 'unusable' that all have expired, rest, cannot be opened, or refer to what is not set or declared here, \
      'not checked' that it is kept elsewhere. Files are not read: see purser export --check. With --at configuration and record of exports \
      are those of that moment; what credentials were worth then, and what catalogs listed, is not known and not shown.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> OverviewView {
    let path = try context.storePlace().path
    return try context.store().read { session in
      let agents =
        scope.isEmpty ? try session.agents.list() : try scope.selectedAgents(in: session)
      return OverviewView(
        path: path, shownPath: context.shortened(path),
        overview: try FleetOverview(of: agents, credentials: context.credentials, in: session))
    }
  }
}
