/// The kinds of things an import counts, in the order of its report.
package enum ImportKind: String, Sendable, CaseIterable {
  /// The configuration and the files it includes.
  case configFiles
  /// Agents' `models.json` files.
  case modelsFiles
  /// Files, and databases, in which agents keep credentials.
  case authFiles
  case agents
  case settings
  case providers
  case models
  /// Literal keys and other credentials, which go sealed into the vault.
  case secrets
  /// One per scope and purpose.
  case routes
  case aliases
  /// Entries of `models` maps.
  case modelSettings
  /// One per scope.
  case allowlists
  /// Credentials.
  case profiles
  /// What a configuration says of credentials (`auth.profiles`).
  case profileDeclarations
  /// One per scope, provider and source.
  case profileOrders
  /// What gateways have learned of credentials: statistics, windows and the last good ones.
  case profileStates
  /// Where references to secrets lead (`secrets.providers`).
  case secretProviders
  /// Variables under `env`, which are never stored.
  case variables

  /// The words a table shows.
  package var title: String {
    switch self {
    case .configFiles: "config files"
    case .modelsFiles: "models.json files"
    case .authFiles: "auth files"
    case .agents: "agents"
    case .settings: "settings"
    case .providers: "providers"
    case .models: "models"
    case .secrets: "secrets"
    case .routes: "routes"
    case .aliases: "aliases"
    case .modelSettings: "model settings"
    case .allowlists: "allowlists"
    case .profiles: "profiles"
    case .profileDeclarations: "profile declarations"
    case .profileOrders: "profile orders"
    case .profileStates: "profile states"
    case .secretProviders: "secret providers"
    case .variables: "env variables"
    }
  }
}

/// What became of the things of one kind; `read` is the sum of the others.
package struct ImportCount: Equatable, Sendable {
  /// How many the directory has.
  package var read = 0
  /// How many were new or changed the store.
  package var stored = 0
  /// How many the store had already.
  package var unchanged = 0
  /// How many could not be used or have no place in the store; findings say why.
  package var skipped = 0

  package init() {}

  mutating func add(_ other: ImportCount) {
    read += other.read
    stored += other.stored
    unchanged += other.unchanged
    skipped += other.skipped
  }
}
