/// A credential found in the environment.
package struct EnvironmentCredential: Equatable, Sendable {
  /// What the variable holds, judged by its name.
  package enum Kind: String, Equatable, Sendable {
    case apiKey
    case oauth
  }

  /// The variable that decides.
  package var variable: String
  /// Its value, trimmed. Secret: show it through `label` only.
  package var value: String
  /// What it is.
  package var kind: Kind
  /// `env: NAME`, or `shell env: NAME` when a login shell supplied it, or `gcloud adc`.
  package var source: String

  /// Whether a call can carry it, which it cannot with a line break or another control character in it.
  package var isUsable: Bool { !value.hasUnprintable }

  /// What may be shown: `OAuth (env)`, the masked value, or `ineligible` for what no call can carry.
  package var label: String {
    guard isUsable else { return "ineligible" }
    return switch kind {
    case .oauth: "OAuth (env)"
    case .apiKey: SecretMask.masked(value)
    }
  }
}

/// Which environment variables hold the credential of which provider.
package struct ProviderEnvironment: Sendable {
  /// A canonical provider and its variables; the first one that is set wins.
  package struct Entry: Sendable {
    package var provider: String
    package var variables: [String]
  }

  /// The providers that have variables, each once. A list, as making a dictionary costs each start more than the few
  /// searches in it.
  package let entries: [Entry]

  /// Makes a table.
  package init(_ entries: [Entry]) {
    self.entries = entries
  }

  /// The variables of a canonical provider; empty when it has none.
  package func variables(of provider: String) -> [String] {
    entries.first { $0.provider == provider }?.variables ?? []
  }

  /// Whether a variable of that name belongs to some provider.
  package func knows(_ name: String) -> Bool {
    entries.contains { $0.variables.contains(name) } || Self.awsNames.contains(name)
      || Self.legacyNames.contains(name)
  }

  /// The credentials that `environment` holds, by canonical provider. Rows under a second name of a provider tell names of
  /// variables from keys and name no provider.
  package func credentials(
    environment: (String) -> String?
  ) -> [String: EnvironmentCredential] {
    // Few variables are set, so little is asked of the others: each start looks here.
    var ids = ["amazon-bedrock", "google-vertex"]
    for entry in entries where entry.variables.contains(where: { environment($0) != nil }) {
      ids.append(entry.provider)
    }
    var found: [String: EnvironmentCredential] = [:]
    for id in ids where ModelNaming.standard.provider(id) == id {
      found[id] = credential(of: id, environment: environment)
    }
    return found
  }

  /// The credential that `environment` holds for a canonical provider; nil when it holds none. Blank means unset.
  ///
  /// `shellNames` are the variables that a login shell supplied.
  package func credential(
    of provider: String, shellNames: Set<String> = [], environment: (String) -> String?
  ) -> EnvironmentCredential? {
    func value(_ name: String) -> String? {
      guard let text = environment(name)?.trimmed, !text.isEmpty else { return nil }
      return text
    }
    func found(_ name: String, _ text: String) -> EnvironmentCredential {
      let isOAuth = name.scriptLowercased.split(separator: "_").contains("oauth")
      return EnvironmentCredential(
        variable: name, value: text, kind: isOAuth ? .oauth : .apiKey,
        source: (shellNames.contains(name) ? "shell env: " : "env: ") + name)
    }

    for name in variables(of: provider) {
      if let text = value(name) { return found(name, text) }
    }
    switch provider {
    case "amazon-bedrock":
      return Self.awsVariable(environment: environment).flatMap { name in
        value(name).map { found(name, $0) }
      }
    case "google-vertex":
      guard let text = value("GOOGLE_APPLICATION_CREDENTIALS"),
        value("GOOGLE_CLOUD_PROJECT") ?? value("GCLOUD_PROJECT") != nil,
        value("GOOGLE_CLOUD_LOCATION") != nil
      else { return nil }
      return EnvironmentCredential(
        variable: "GOOGLE_APPLICATION_CREDENTIALS", value: text, kind: .apiKey, source: "gcloud adc"
      )
    default: return nil
    }
  }

  /// The variable that stands for the credentials of AWS: the bearer token, a complete key pair (named by its id), a
  /// profile, a container's or a web identity's; nil when none is set.
  package static func awsVariable(environment: (String) -> String?) -> String? {
    func isSet(_ name: String) -> Bool { environment(name)?.trimmed.isEmpty == false }
    if isSet("AWS_BEARER_TOKEN_BEDROCK") { return "AWS_BEARER_TOKEN_BEDROCK" }
    if isSet("AWS_ACCESS_KEY_ID"), isSet("AWS_SECRET_ACCESS_KEY") { return "AWS_ACCESS_KEY_ID" }
    return awsNames.dropFirst(3).first(where: isSet)
  }

  /// The names of AWS in the order they are tried; the third belongs to the second.
  package static let awsNames = [
    "AWS_BEARER_TOKEN_BEDROCK", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
  ]

  /// Names that gateways recognise in files although no provider of today reads them.
  static let legacyNames = [
    "PERPLEXITY_API_KEY", "AZURE_API_KEY", "MINIMAX_CODE_PLAN_KEY",
  ]
}
