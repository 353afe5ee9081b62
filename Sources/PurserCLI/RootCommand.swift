package import CommandKit

/// The tree of all commands.
///
/// To add a command:
///
/// 1. Write `Commands/NOUN/NounVerb.swift` with one struct:
///
///        struct AgentShow: Command {
///          var agent: String
///
///          static let declaration = Declaration<Self>(
///            "show", "Show one agent.",
///            Argument("agent", "The agent.", completion: .agents),
///            examples: ["purser agents show research"],
///            build: Self.init)
///
///          func run(in context: CommandContext) throws -> AgentView { … }
///        }
///
///    Its properties are the parameters in the order of `build`. `run` prints nothing: it returns a
///    `View` (or a `StreamedView` for lists of any length) and throws the errors it meets.
/// 2. Name it in `Commands/NOUN/NounCommands.swift`: `.command("show", AgentShow.self)`. A new noun
///    is a group there, and stands in the list below. Only names are made at start, so members
///    are closures: nothing in them may touch a declaration of a sibling.
/// 3. Parameters shared by commands are groups: `ScopeSelection.parameters`,
///    `WriteOptions.parameters`, `TimeRange.parameters`.
/// 4. Describe its document in `schema/json/` and name it in the table of docs/json.md.
/// 5. Run `scripts/generate`: help, reference, manual page and completions follow. The tests read each
///    example and run it against the sample fleet, in both forms, and hold the document against its
///    schema; name files below `~` in examples.
package enum RootCommand {
  package typealias Node = CommandNode<CommandContext, any Answer>

  /// The whole tree; only names are built.
  package static let tree = CommandTree<CommandContext, any Answer>(
    program: "purser", globals: GlobalOptions.parameters.descriptions,
    root: .group(
      "", "Keep the models, keys and routes of a fleet of agents.",
      discussion: """
        Purser holds the configuration of all agents in one file, changes it for one or many with a \
        preview, issues their models.json, and knows who changed what. The variables it reads, its files and its \
        exit codes: man purser.
        """,
      bare: "overview"
    ) {
      [
        .command("overview", OverviewShow.self),
        .command("init", InitRun.self),
        .command("import", ImportRun.self),
        .command("export", ExportRun.self),
        .agentsGroup,
        .modelsGroup,
        .providersGroup,
        .pluginsGroup,
        .settingsGroup,
        .reportGroup,
        .sessionsGroup,
        .probesGroup,
        .usageGroup,
        .auditGroup,
        .storeGroup,
        .command("completion", CompletionPrint.self),
        .command("help", HelpShow.self),
        .command("complete", CompletionAnswer.self),
        .docsGroup,
      ]
    })
}

extension CommandNode where Context == CommandContext, Answer == any PurserCLI.Answer {
  /// A command under its name; the name must be the one its declaration has.
  static func command<C: Command>(_ name: String, _ type: C.Type) -> CommandNode
  where C.Context == CommandContext, C.Answer: PurserCLI.Answer {
    command(name, type) { $0 }
  }
}

extension CompletionSource {
  static var agents: CompletionSource { .named("agents") }
  static var models: CompletionSource { .named("models") }
  /// What stands among the fallbacks of some scope.
  static var fallbacks: CompletionSource { .named("fallbacks") }
  static var imageFallbacks: CompletionSource { .named("image fallbacks") }
  /// The lines of allowlists.
  static var allowLines: CompletionSource { .named("allow lines") }
  /// Those of the store and those that manifests describe.
  static var providers: CompletionSource { .named("providers") }
  static var storedProviders: CompletionSource { .named("stored providers") }
  static var aliases: CompletionSource { .named("aliases") }
  static var settings: CompletionSource { .named("settings") }
  /// The values of the setting in front.
  static var settingValues: CompletionSource { .named("setting values") }
  static var events: CompletionSource { .named("events") }
  static var profiles: CompletionSource { .named("profiles") }
}
