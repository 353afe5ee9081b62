import PurserDomain

extension [Agent] {
  /// What a command needs to mean these agents again, for a next step: of one its name, of several the word for any of them;
  /// empty for the defaults.
  var scopeOption: String {
    switch count {
    case 0: ""
    case 1: ScopeID.agent(self[0].id).option
    default: " --agent NAME"
    }
  }
}
