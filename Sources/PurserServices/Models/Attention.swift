import PurserDomain

/// Something about an agent's models that a person should look at.
package struct Attention: Equatable, Sendable {
  /// Stable names of the reasons.
  package enum Code: String, Equatable, Sendable {
    /// A configured text names no model.
    case unreadableModel = "unreadable_model"
    /// A bare name that nothing explains was read as a model of the default provider.
    case noProvider = "no_provider"
    /// The provider is neither defined nor one the program knows.
    case unknownProvider = "unknown_provider"
    /// The allowlist does not let the default model be chosen.
    case defaultNotAllowed = "default_not_allowed"
    /// The allowlist is in force and allows nothing.
    case nothingAllowed = "nothing_allowed"
    /// There is no folder to export to.
    case noDirectory = "no_directory"
    /// What is stored as the folder to export to is none here: it names a variable that was not set, or is one of another
    /// system.
    case unresolvedDirectory = "unresolved_directory"
    /// No catalog lists a model in use any more.
    case retiredModel = "retired_model"
    /// No catalog of its provider ever listed a model in use.
    case unknownModel = "unknown_model"
  }

  package let code: Code
  /// A phrase without a full stop.
  package let text: String

  /// Returns what is wrong with the models of one agent. `isAllowed` says whether its default model may be chosen,
  /// `allowlist` has the lines of the list in force, `isKnown` says whether a provider is defined there or known.
  static func list(
    of models: AgentModels, isAllowed: Bool, allowlist: Allowlist,
    isKnown: (String) throws -> Bool, standing: ((ModelRef) throws -> CatalogStanding?)?
  ) throws -> [Attention] {
    var found: [Attention] = []
    func note(_ code: Code, _ text: String) {
      let attention = Attention(code: code, text: text)
      if !found.contains(attention) { found.append(attention) }
    }
    func look(_ written: String, _ resolution: Resolution?) throws {
      guard let resolution, resolution.basis != .unreadable else {
        return note(.unreadableModel, "'\(written.printable(limit: 80))' names no model")
      }
      if resolution.basis == .defaultProvider {
        note(.noProvider, "'\(written.printable(limit: 80))' has no provider")
      }
      let provider = resolution.ref.provider
      if try !isKnown(provider) {
        note(.unknownProvider, "provider '\(provider.printable(limit: 80))' is not known")
      }
    }
    if let primary = models.text.primary { try look(primary.written, primary) }
    for fallback in models.text.fallbacks { try look(fallback.written, fallback.resolution) }
    if let written = models.image.writtenPrimary, !written.trimmed.isEmpty {
      try look(models.image.primary?.written ?? written, models.image.primary)
    }
    for fallback in models.image.fallbacks { try look(fallback.written, fallback.resolution) }
    if let standing {
      for ref in models.refsInUse {
        var shown: String { ref.key.printable(limit: 80) }
        switch try standing(ref) {
        case .retired: note(.retiredModel, "model '\(shown)' is retired")
        case .unknown: note(.unknownModel, "no catalog lists model '\(shown)'")
        case .listed, nil: break
        }
      }
    }
    if !isAllowed {
      note(
        allowlist.lines.isEmpty ? .nothingAllowed : .defaultNotAllowed,
        "default model is not allowed")
    }
    if let written = models.agent?.agentDirectory {
      if models.agent?.exportFolder == nil {
        note(.unresolvedDirectory, "agent directory '\(written.printable(limit: 80))' is none here")
      }
    } else {
      note(.noDirectory, "no agent directory")
    }
    return found
  }
}
