/// Whether a scope limits the models that may be chosen.
package enum AllowMode: String, Hashable, Sendable, CaseIterable {
  /// As the defaults do; at the defaults, any.
  case inherit
  /// Any model.
  case any
  /// Only the entries; without entries nothing.
  case only
}

/// One line of an allowlist as stored.
package struct AllowEntry: Hashable, Sendable {
  /// Where a line came from; the rules for the default model differ.
  package enum Source: String, Hashable, Sendable, CaseIterable {
    /// A gateway's `modelPolicy.allow`.
    case policy
    /// A key of a gateway's `models` map, which used to be the allowlist.
    case models
    /// A command.
    case command
  }

  /// The line as written.
  package var pattern: String
  /// Where it came from.
  package var source: Source

  /// Makes a line.
  package init(pattern: String, source: Source = .command) {
    self.pattern = pattern
    self.source = source
  }
}

/// What one scope says about the models that may be chosen.
package struct AllowPolicy: Equatable, Sendable {
  /// The scope.
  package var scope: ScopeID
  /// Whether it limits.
  package var mode: AllowMode
  /// Its lines in order; they count only in mode `only`.
  package var entries: [AllowEntry]

  /// Makes a policy.
  package init(scope: ScopeID, mode: AllowMode, entries: [AllowEntry] = []) {
    self.scope = scope
    self.mode = mode
    self.entries = entries
  }

  /// The policy that a gateway's config stands for at `scope`.
  ///
  /// `allow` is its `modelPolicy.allow`, nil when absent; `mapKeys` are the keys of its `models` map. A present list wins: empty
  /// means any model. Otherwise a map with keys is the allowlist of the defaults, readable or not; an agent inherits.
  package static func imported(
    scope: ScopeID, allow: [String]?, mapKeys: [String]
  ) -> AllowPolicy {
    if let allow {
      let entries = allow.map { AllowEntry(pattern: $0, source: .policy) }
      return AllowPolicy(scope: scope, mode: allow.isEmpty ? .any : .only, entries: entries)
    }
    guard scope == .defaults, !mapKeys.isEmpty else {
      return AllowPolicy(scope: scope, mode: scope == .defaults ? .any : .inherit)
    }
    let entries = mapKeys.map { AllowEntry(pattern: $0, source: .models) }
    return AllowPolicy(scope: scope, mode: .only, entries: entries)
  }
}
