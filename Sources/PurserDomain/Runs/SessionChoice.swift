/// Which model and profile a session asks for, from its own selection and that of the session it hangs under.
package struct SessionChoice: Equatable, Sendable {
  /// The session's key, as the gateway names it.
  package var key: String
  /// What was selected in it; nil when nothing was.
  package var own: SessionSelection?
  /// The session it hangs under; nil when it hangs under none.
  package var parentKey: String?
  /// What was selected there.
  package var parent: SessionSelection?
  /// The selected model that counts, after the allowlist.
  package var override: SessionOverride

  /// Combines the selections.
  package init(
    key: String, own: SessionSelection?, parent: SessionSelection?, allowlist: Allowlist
  ) {
    self.key = key
    self.own = own
    parentKey = SessionOverride.parentKey(of: key)
    self.parent = parent
    override = SessionOverride(own: own?.model, parent: parent?.model, allowlist: allowlist)
  }

  /// Whose selection gives the model.
  package enum Origin: String, Equatable, Sendable {
    case own
    case parent
  }

  /// Whose selection gives the model; nil when it is the default.
  package var origin: Origin? {
    override.model == nil ? nil : own?.model == nil ? .parent : .own
  }

  /// Who asks for the model.
  package var requester: CandidateChain.Requester {
    switch origin {
    case .own: own?.requester ?? .configuration
    case .parent: parent?.requester ?? .configuration
    case nil: .configuration
    }
  }

  /// What a person should be told about the session; nil when it follows the default.
  package func notice(primary: ModelRef) -> String? {
    if override.removesOwn {
      let model = own?.model?.key.printable(limit: 120) ?? ""
      return
        "The session's model \(model) is no longer allowed (previous selection reset to default)."
    }
    return (origin == .parent ? parent : own)?.notice(primary: primary)
  }
}
